import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, Tab } from '../support/chromium';
import { Demo } from '../support/demo';

/** What the demo promises: everything is to be seen within two minutes. */
const TWO_MINUTES = 120_000;
const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe('the dashboard of npm start', () => {
  let folder: string;
  let demo: Demo;
  let browser: Browser;
  let url: string;
  const tabs: Tab[] = [];

  const open = async (options: BrowserContextOptions): Promise<Page> => {
    const tab = await Tab.open(browser, options);
    tabs.push(tab);
    await tab.page.goto(url);
    return tab.page;
  };

  before(async function () {
    this.timeout(TWO_MINUTES);
    folder = mkdtempSync(join(tmpdir(), 'ncs-dashboard-'));
    demo = new Demo(['--port', '0', '--mqtt-port', '0', '--user-dir', join(folder, 'user')], { longest: 6 * TWO_MINUTES });
    [, url] = (await demo.said(/dashboard at (http\S+)\n/)) as unknown as [string, string];
    browser = await launchChromium();
  });

  after(async () => {
    await browser?.close();
    demo.signal('SIGTERM');
    await demo.finished;
    rmSync(folder, { recursive: true });
  });

  // what a test has found wrong is told by that test; the first page stays open, as on a wall
  afterEach(async () => {
    assert.deepEqual(tabs.flatMap(({ faults }) => faults.splice(0)), []);
    for (const tab of tabs.splice(1)) await tab.close();
  });

  it('shows the map, the score and an alarm in a plain sentence within two minutes', async () => {
    const page = await open(WIDE);
    const wait = { timeout: TWO_MINUTES };
    const [, , sentence] = await Promise.all([
      page.waitForFunction(() => document.querySelectorAll('.ncs-map .ncs-cluster').length >= 2, null, wait),
      page.waitForFunction(() => (document.querySelector('.ncs-score .ncs-line')?.getAttribute('points')?.split(' ').length ?? 0) >= 5, null, wait),
      page.waitForSelector('.ncs-alarms tr.ncs-open .ncs-main', wait).then((cell) => cell.textContent()),
    ]);
    assert.match(sentence!, /\w+_\w+ (?:reads [\d.]+|has moved)/);
    assert.equal(await page.locator('.ncs-score .ncs-limit').count(), 1, 'the threshold');
    await page.waitForSelector('.ncs-map .ncs-point', { state: 'attached' });
    await page.waitForSelector('text=/points\\/s/');
  }).timeout(TWO_MINUTES + 30_000);

  it('tells that normal has moved, and later that the new normal is adopted', async () => {
    const [page] = tabs.map((tab) => tab.page);
    await page!.waitForSelector('.ncs-notice >> text=/Normal has moved|new normal is adopted/', { timeout: TWO_MINUTES });
    await page!.waitForSelector('.ncs-notice >> text=/new normal is adopted/', { timeout: TWO_MINUTES });
  }).timeout(2 * TWO_MINUTES);

  it('shows the device that is chosen, to this page only', async () => {
    const [first] = tabs.map((tab) => tab.page);
    const second = await open(WIDE);
    await second.waitForSelector('.ncs-device option[value="tank"]', { state: 'attached' });
    await second.selectOption('.ncs-device select', 'tank');
    await second.waitForSelector('svg[aria-label="Map of the regimes of tank"] .ncs-cluster.weighty');
    await second.waitForSelector('svg[aria-label="Outlier score over time of tank"] .ncs-line');
    assert.equal(await first!.locator('svg[aria-label="Map of the regimes of pump-1"]').count(), 1);
    await second.reload();
    await second.waitForSelector('svg[aria-label="Map of the regimes of tank"]');
  }).timeout(TWO_MINUTES);

  it('fits on a phone without scrolling sideways, and every row of an alarm is read as text', async () => {
    const page = await open(PHONE);
    await page.waitForSelector('.ncs-map .ncs-cluster.weighty');
    const width = await page.evaluate(() => ({ page: document.documentElement.scrollWidth, window: window.innerWidth }));
    assert.deepEqual(width, { page: 390, window: 390 });
    const cut = await page.evaluate(() => Array.from(document.querySelectorAll('.ncs, .ncs *')).filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1).map(({ outerHTML }) => outerHTML.slice(0, 80)));
    assert.deepEqual(cut, []);
  }).timeout(TWO_MINUTES);

  it('is dark where the viewer\'s system is, and can be read in both', async () => {
    /** Brightness, 0 to 255, of a panel, its title and its text. */
    const brightness = async (colorScheme: 'light' | 'dark'): Promise<number[]> => {
      const page = await open({ ...WIDE, colorScheme });
      await page.waitForSelector('.ncs-health b');
      const colours = await page.evaluate(() => [
        getComputedStyle(document.querySelector('.nrdb-ui-group > .v-card')!).backgroundColor,
        ...Array.from(document.querySelectorAll('.v-card-title, .ncs-health b'), (element) => getComputedStyle(element).color),
      ]);
      return colours.map((colour) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part) / 3, 0));
    };
    const [light, dark] = [await brightness('light'), await brightness('dark')];
    assert.ok(light[0]! > 240 && light.slice(1).every((ink) => ink < 100), String(light));
    assert.ok(dark[0]! < 60 && dark.slice(1).every((ink) => ink > 180), String(dark));
  }).timeout(TWO_MINUTES);
});
