// npm run images: takes the pictures of the README, docs/images/*.png, from the running demo in a headless Chromium.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, 'docs/images');
/** The plant has its faults in its own time. */
const PATIENCE = 600_000;
/** A picture of more bytes makes the README slow. */
const LARGEST = 200_000;
const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, colorScheme: 'dark' } as const;
const EDITOR = { viewport: { width: 1400, height: 700 } };

function chromiumPath(): string {
  const found = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => file !== undefined && existsSync(file));
  if (found === undefined) throw new Error('there is no Chromium: install one, or say with CHROMIUM=/path/to/it where it is');
  return found;
}

interface Addresses {
  readonly dashboard: string;
  readonly editor: string;
}

/** Done when the demo has said where it is. */
function addressesOf(demo: ChildProcess): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    let output = '';
    demo.once('close', () => reject(new Error(`the demo ended: ${output}`)));
    demo.stderr!.on('data', (data: Buffer) => (output += data.toString()));
    demo.stdout!.on('data', (data: Buffer) => {
      output += data.toString();
      const [, dashboard, editor] = /dashboard at (\S+)\s+editor\s+(\S+)/.exec(output) ?? [];
      if (dashboard && editor) resolve({ dashboard, editor });
    });
  });
}

async function pageAt(browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB', ...options })).newPage();
  await page.goto(url);
  return page;
}

async function take(page: Page, name: string, fullPage = false): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path, fullPage });
  const { size } = statSync(path);
  if (size > LARGEST) throw new Error(`${name}.png has ${size} bytes, more than ${LARGEST}`);
  process.stdout.write(`docs/images/${name}.png, ${Math.round(size / 1000)} kB\n`);
}

/** An alarm, a notice of drift, several regimes, one of them for a while, and enough of the score to see its course. */
const isTelling = (): boolean => {
  const scores = document.querySelector('.ncs-score .ncs-line')?.getAttribute('points')?.split(' ').length ?? 0;
  const several = document.querySelectorAll('.ncs-map .ncs-cluster.weighty').length >= 3;
  const lasting = /^[2-9]\d s$|min/.test(document.querySelector('.ncs-dwell')?.textContent ?? '');
  return several && lasting && scores >= 25 && document.querySelector('.ncs-alarms tr.ncs-open') !== null && document.querySelector('.ncs-notice') !== null && document.querySelector('.ncs-health b') !== null;
};

async function takeAll(browser: Browser, { dashboard, editor }: Addresses): Promise<void> {
  const [wide, phone, flow] = await Promise.all([pageAt(browser, dashboard, WIDE), pageAt(browser, dashboard, PHONE), pageAt(browser, editor, EDITOR)]);
  await flow.waitForSelector('.red-ui-flow-node', { timeout: PATIENCE });
  // the sentences stand in the debug sidebar; without the palette there is room for the whole flow
  await flow.evaluate('RED.sidebar.show("debug"); RED.actions.invoke("core:toggle-palette")');
  await wide.waitForFunction(isTelling, null, { timeout: PATIENCE });
  await Promise.all([take(wide, 'dashboard', true), take(phone, 'dashboard-phone'), take(flow, 'flow')]);
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'ncs-images-'));
  const demo = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts', '--port', '0', '--mqtt-port', '0', '--user-dir', folder], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => demo.once('close', resolve));
  let browser: Browser | null = null;
  try {
    const addresses = await addressesOf(demo);
    browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--hide-scrollbars'] });
    await takeAll(browser, addresses);
  } finally {
    await browser?.close();
    demo.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
