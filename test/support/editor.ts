// The editor in a browser, worked as a person does: with mouse and keyboard on what is to be seen.
import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { Tab } from './chromium';
import type { FlowNode, Runtime } from './node-red';
import { isNodeRed5 } from './platform';

export type Scheme = 'light' | 'dark';

/** Scripts in the page are texts: the house's own code is compiled without the names of a browser. */
const READY = `window.RED && RED.nodes && RED.nodes.registry && RED.nodes.registry.getNodeList().length > 10
  && window.$ && !$('#red-ui-loading-progress').is(':visible') && $('.red-ui-palette-node').length > 20`;
const PATIENCE = 30_000;

export class Editor {
  private constructor(
    readonly tab: Tab,
    private readonly runtime: Runtime,
  ) {}

  /** With what is deployed already. Node-RED 5 has a dark theme, which a person chooses in the settings; 4.1 looks the same in any case. */
  static async open(browser: Browser, runtime: Runtime, scheme: Scheme = 'light'): Promise<Editor> {
    const editor = new Editor(await Tab.open(browser, { colorScheme: scheme }), runtime);
    await editor.load();
    if (isNodeRed5 && scheme === 'dark') await editor.followSystemTheme();
    return editor;
  }

  get page(): Page {
    return this.tab.page;
  }

  async load(): Promise<void> {
    await this.page.goto(`${this.runtime.url}/`);
    await this.page.waitForFunction(READY, undefined, { timeout: PATIENCE });
  }

  private async followSystemTheme(): Promise<void> {
    await this.page.evaluate(`RED.actions.invoke('core:show-user-settings')`);
    await this.page.locator('#user-settings-view-dark-theme').selectOption('auto');
    await this.page.locator('#node-dialog-ok:visible').click();
    await this.page.locator('html.nr-theme-dark').waitFor();
    await this.trayClosed();
  }

  /** The ids of the nodes of a type in the editor. */
  ids(type: string): Promise<string[]> {
    return this.page.evaluate<string[]>(`RED.nodes.filterNodes({ type: ${JSON.stringify(type)} }).map((node) => node.id)`);
  }

  /** Drags a node from the palette into the workspace; returns its id. */
  async drag(type: string, x: number, y: number): Promise<string> {
    const before = await this.ids(type);
    const entry = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await entry.scrollIntoViewIfNeeded();
    const [from, chart] = [await centre(entry), await this.page.locator('#red-ui-workspace-chart').boundingBox()];
    await this.stroke(from, { x: chart!.x + x, y: chart!.y + y });
    const added = (await this.ids(type)).filter((id) => !before.includes(id));
    assert.equal(added.length, 1, `${type} was dropped`);
    return added[0]!;
  }

  /** Draws a wire from an output port to an input port. */
  async wire(from: string, port: number, to: string): Promise<void> {
    const output = this.page.locator(`[id="${from}"] .red-ui-flow-port-output .red-ui-flow-port`).nth(port);
    await this.stroke(await centre(output), await centre(this.page.locator(`[id="${to}"] .red-ui-flow-port-input .red-ui-flow-port`)));
  }

  private async stroke(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    // the editor takes it for a drag only if it moves on the way
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 8 });
    await mouse.move(to.x, to.y, { steps: 8 });
    await mouse.up();
  }

  /** Opens the dialog of a node, with the double click that a person makes. */
  async edit(id: string): Promise<Locator> {
    await this.page.locator(`[id="${id}"] .red-ui-flow-node`).first().dblclick({ force: true });
    const form = this.page.locator('#dialog-form');
    await form.waitFor({ timeout: PATIENCE });
    await this.trayOpened();
    return form;
  }

  async ok(): Promise<void> {
    await this.page.locator('#node-dialog-ok:visible').click();
    await this.trayClosed();
  }

  async cancel(): Promise<void> {
    await this.page.locator('#node-dialog-cancel:visible').click();
    await this.trayClosed();
  }

  /** A tray slides in: before it has arrived, clicks miss. */
  async trayOpened(): Promise<void> {
    await this.page.waitForFunction(`$('.red-ui-tray').last().length && parseInt($('.red-ui-tray').last().css('right')) === 0 && !$('.red-ui-tray').is(':animated')`);
  }

  private async trayClosed(): Promise<void> {
    await this.page.waitForFunction(`$('.red-ui-tray').length === 0`);
  }

  /** Presses Deploy; the flows as Node-RED has them afterwards. `anyway`: also with nodes that are not properly configured. */
  async deploy({ anyway = false } = {}): Promise<FlowNode[]> {
    const posted = this.page.waitForResponse((response) => response.request().method() === 'POST' && new URL(response.url()).pathname === '/flows');
    await this.page.locator('#red-ui-header-button-deploy').click();
    if (anyway) await this.page.locator('#red-ui-deploy-dialog-confirm-deploy-deploy, .red-ui-notification .primary').first().click();
    const response = await posted;
    assert.ok(response.ok(), `deploy: ${response.status()}`);
    await this.page.waitForFunction('!RED.nodes.dirty()');
    return (await (await this.runtime.get('flows')).json()) as FlowNode[];
  }

  /** The text of a type's help in the side bar. */
  async help(type: string): Promise<string> {
    await this.page.evaluate(`RED.sidebar.help.show(${JSON.stringify(type)})`);
    const text = this.page.locator('.red-ui-help:visible').first();
    await text.waitFor();
    return text.innerText();
  }

  /** Imports an example by the menu, as a new flow or into this one, as it says. */
  async importExample(module: string, name: string): Promise<void> {
    await this.page.locator('#red-ui-header-button-sidemenu').click();
    await this.page.locator('#menu-item-import').click();
    await this.page.locator('a[href="#red-ui-clipboard-dialog-import-tab-examples"]').click();
    const list = this.page.locator('#red-ui-clipboard-dialog-import-tab-examples');
    await list.getByText(module, { exact: true }).click();
    const folder = list.locator('li').filter({ has: this.page.getByText(module, { exact: true }) }).last();
    await folder.getByText(name, { exact: true }).click();
    await this.page.locator('#red-ui-clipboard-dialog-ok:not(.disabled):not(.ui-state-disabled)').click();
    await this.page.locator('#red-ui-clipboard-dialog').waitFor({ state: 'hidden' });
  }

  /** The names of the examples of a module in the import dialog. */
  async examples(module: string): Promise<string[]> {
    const response = await this.runtime.get(`library/examples/flows/${module}`);
    return ((await response.json()) as (string | { fn: string })[]).map((entry) => (typeof entry === 'string' ? entry : entry.fn.replace(/\.json$/, '')));
  }

  async close(): Promise<void> {
    await this.tab.close();
    assert.deepEqual(this.tab.faults, []);
  }
}

async function centre(locator: Locator): Promise<{ x: number; y: number }> {
  await locator.waitFor({ state: 'attached' });
  const box = await locator.boundingBox();
  assert.ok(box, 'it is to be seen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
