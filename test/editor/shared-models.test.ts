import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { Fields } from '../support/fields';
import { Runtime } from '../support/node-red';
import { isNodeRed5, platform } from '../support/platform';
import { tab } from '../support/pump-flow';

const FORM = '#node-config-dialog-edit-form';

describe(`models that nodes share, in the editor of ${platform}`, () => {
  let runtime: Runtime;
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
    runtime = await Runtime.get();
  });
  after(async () => {
    await browser?.close();
    await runtime?.clear();
  });

  it('are made from the dialog of a node, every field can be changed, and the node then hides its own settings', async () => {
    await runtime.deploy([tab()]);
    const editor = await Editor.open(browser, runtime, 'light');
    const id = await editor.drag('ncs-cluster', 250, 150);
    await editor.edit(id);
    const own = editor.page.locator('#node-input-profile');
    assert.equal(await own.isVisible(), true);
    await editor.page.locator('#node-input-btn-models-add').click();
    const form = editor.page.locator(FORM);
    await editor.trayOpened();
    const fields = new Fields(form, FORM, 'node-config-input-');
    await fields.walk();
    assert.deepEqual(await fields.missed('ncs-models'), []);
    const values = await fields.values();
    await editor.tab.picture(`ncs-models-edited-${isNodeRed5 ? 5 : 4}`);
    assert.doesNotMatch(await form.innerText(), /ncs-[\w-]+\.[\w.]+|\[object|undefined/, 'a text of the catalogue is missing');
    await editor.page.locator('#node-config-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
    await own.waitFor({ state: 'hidden' });
    await editor.ok();
    const nodes = await editor.deploy();
    const models = nodes.find(({ type }) => type === 'ncs-models')!;
    assert.equal(nodes.find((node) => node.id === id)!['models'], models.id);
    for (const [name, value] of Object.entries(values)) if (models[name] !== undefined) assert.equal(String(models[name]), String(value), name);
    await editor.close();
  }).timeout(120_000);
});
