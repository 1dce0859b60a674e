import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { unreadable } from '../support/contrast';
import { Editor } from '../support/editor';
import { MODULE, Runtime } from '../support/node-red';
import { ourTypes, paletteTypes } from '../support/our-nodes';
import { assertPlatform, isNodeRed5, platform } from '../support/platform';

describe(`the editor of ${platform}`, () => {
  let runtime: Runtime;
  let browser: Browser;
  let editor: Editor;
  before(async () => {
    browser = await launchChromium();
    runtime = await Runtime.get();
  });
  beforeEach(async () => {
    await runtime.deploy([]);
    editor = await Editor.open(browser, runtime);
  });
  after(async () => {
    await browser?.close();
    await runtime?.clear();
  });

  it('is the one that was asked for', async () => {
    assertPlatform(await editor.page.evaluate<string>('RED.settings.version'));
    await editor.close();
  });

  it('nodes are dragged from the palette, wired, and deployed', async () => {
    const source = await editor.drag('ncs-stream-in', 120, 120);
    const cluster = await editor.drag('ncs-cluster', 400, 200);
    await editor.wire(source, 0, cluster);
    await editor.tab.picture(`dragged-${isNodeRed5 ? 5 : 4}`);
    const nodes = await editor.deploy({ anyway: true });
    assert.deepEqual(nodes.find(({ id }) => id === source)!['wires'], [[cluster], []]);
    assert.deepEqual(nodes.find(({ id }) => id === cluster)!['wires'], [[], [], [], []]);
    await editor.close();
  }).timeout(60_000);

  it('the palette has a name, a category of its own and the first sentence of the help for every node', async () => {
    for (const type of paletteTypes) {
      const entry = editor.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
      await entry.scrollIntoViewIfNeeded();
      assert.equal((await entry.locator('.red-ui-palette-label').innerText()).replaceAll(/\s+/g, ' '), type.replaceAll('-', ' '));
      assert.equal(await editor.page.locator(`[id$="palette-container-analysis"] [data-palette-type="${type}"]`).count(), 1);
      await entry.hover();
      const popover = editor.page.locator('.red-ui-popover:visible');
      await popover.waitFor();
      assert.ok((await popover.innerText()).length > 40, type);
      await editor.page.mouse.move(700, 500);
      await popover.waitFor({ state: 'hidden' });
    }
    await editor.close();
  }).timeout(60_000);

  for (const scheme of ['light', 'dark'] as const) {
    it(`the help can be read on a ${scheme} desktop`, async () => {
      await editor.close();
      editor = await Editor.open(browser, runtime, scheme);
      for (const type of ourTypes) {
        const help = await editor.help(type);
        assert.ok(help.length > 400 && !/ncs-[\w-]+\.label|undefined/.test(help), help);
        await editor.tab.picture(`help-${type}-${scheme}-${isNodeRed5 ? 5 : 4}`);
        assert.deepEqual(await unreadable(editor.page, '.red-ui-help:visible'), []);
      }
      await editor.close();
    }).timeout(60_000);
  }

  it('every example is imported from the menu and deployed', async () => {
    await editor.close();
    const names = await editor.examples(MODULE);
    assert.ok(names.includes('flows'));
    for (const name of names) {
      await runtime.deploy([]);
      editor = await Editor.open(browser, runtime);
      await editor.importExample(MODULE, name);
      await editor.page.waitForFunction('RED.nodes.dirty()');
      await editor.tab.picture(`example-${name}-${isNodeRed5 ? 5 : 4}`);
      const invalid = await editor.page.evaluate<string[]>('RED.nodes.filterNodes({}).filter((node) => node.valid === false).map(({ id, type }) => `${type} ${id}`)');
      assert.deepEqual(invalid, [], name);
      const nodes = await editor.deploy();
      assert.ok(nodes.filter(({ type }) => type !== 'tab').length >= 3, name);
      await editor.close();
    }
  }).timeout(120_000);
});
