import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { unreadable } from '../support/contrast';
import { Editor, type Scheme } from '../support/editor';
import { Fields, type Values } from '../support/fields';
import { Runtime, type FlowNode } from '../support/node-red';
import { paletteTypes } from '../support/our-nodes';
import { isNodeRed5, platform } from '../support/platform';
import { brokerNode, tab } from '../support/pump-flow';

const FORM = '#dialog-form';

describe(`dialogs, in the editor of ${platform}`, () => {
  let runtime: Runtime;
  let browser: Browser;
  let editor: Editor;
  before(async () => {
    browser = await launchChromium();
    runtime = await Runtime.get();
  });
  after(async () => {
    await browser?.close();
    await runtime?.clear();
  });

  const open = async (scheme: Scheme = 'light'): Promise<void> => {
    // a broker to choose; nobody listens there
    await runtime.deploy([tab(), brokerNode(9)]);
    editor = await Editor.open(browser, runtime, scheme);
  };
  /** A form reads back what was saved: as its own texts, or as the setting itself. */
  const differences = (values: Values, node: FlowNode): string[] =>
    Object.entries(values).flatMap(([name, value]) => {
      const saved = node[name];
      const isSame = saved === undefined || (typeof saved === 'object' && saved !== null) || String(saved) === String(value);
      return isSame ? [] : [`${name}: ${String(saved)}, not ${String(value)}`];
    });

  for (const type of paletteTypes) {
    it(`${type}: every field can be changed, is saved, deployed, and read back`, async () => {
      await open();
      const id = await editor.drag(type, 250, 150);
      const fields = new Fields(await editor.edit(id), FORM);
      const untouched = await fields.values();
      await fields.walk();
      assert.deepEqual(await fields.missed(type), []);
      assert.ok(fields.walked.size >= 8, 'the dialog was read');
      const changed = await fields.values();
      const still = Object.keys(untouched).filter((name) => fields.walked.has(name) && untouched[name] === changed[name]);
      assert.deepEqual(still.filter((name) => !['profile', 'models'].includes(name)), [], 'left as they were');
      await editor.tab.picture(`${type}-edited-${isNodeRed5 ? 5 : 4}`);
      await editor.ok();
      const node = (await editor.deploy()).find((one) => one.id === id)!;
      assert.deepEqual(differences(changed, node), []);
      await editor.load();
      assert.deepEqual(await new Fields(await editor.edit(id), FORM).values(), changed);
      await editor.cancel();
      assert.equal(await editor.page.evaluate('RED.nodes.dirty()'), false, 'looking changes nothing');
      await editor.close();
    }).timeout(120_000);

    it(`${type}: nonsense is marked in the field, on the node, in a sentence, and before a deploy`, async () => {
      await open();
      const id = await editor.drag(type, 250, 150);
      const { marked, unmarked } = await new Fields(await editor.edit(id), FORM).spoil();
      assert.deepEqual(unmarked, []);
      assert.ok(marked.length >= 3, `only ${marked.join()}`);
      await editor.ok();
      const [isValid, sentences] = await editor.page.evaluate<[boolean, string[]]>(`(({ valid, validationErrors }) => [valid, validationErrors.map(String)])(RED.nodes.node('${id}'))`);
      assert.equal(isValid, false);
      // of what is missing altogether Node-RED tells the name alone
      const told = sentences.filter((sentence) => /^[^:]+: .+\w \w.+/.test(sentence));
      assert.ok(told.length >= marked.length, sentences.join(' | '));
      await editor.page.locator(`[id="${id}"] .red-ui-flow-node-error`).first().waitFor({ state: 'visible' });
      await editor.page.locator('#red-ui-header-button-deploy').click();
      await editor.page.locator('.red-ui-notification', { hasText: type }).waitFor();
      await editor.close();
    }).timeout(60_000);

    for (const scheme of ['light', 'dark'] as const) {
      it(`${type}: can be read, and every text is there, on a ${scheme} desktop`, async () => {
        await open(scheme);
        const id = await editor.drag(type, 250, 150);
        const form = await editor.edit(id);
        await new Fields(form, FORM).unfold();
        await editor.tab.picture(`${type}-${scheme}-${isNodeRed5 ? 5 : 4}`);
        assert.deepEqual(await unreadable(editor.page, FORM), []);
        assert.equal(await editor.page.locator('html.nr-theme-dark').count(), isNodeRed5 && scheme === 'dark' ? 1 : 0);
        const words = await form.innerText();
        assert.doesNotMatch(words, /ncs-[\w-]+\.[\w.]+|\[object|undefined/, 'a text of the catalogue is missing');
        const labels = await editor.page.evaluate<string[]>(`$('${FORM} label').filter(':visible').toArray().filter((label) => label.htmlFor && !document.getElementById(label.htmlFor)).map((label) => label.innerText)`);
        assert.deepEqual(labels, [], 'labels of nothing');
        await editor.cancel();
        await editor.close();
      }).timeout(60_000);
    }
  }
});
