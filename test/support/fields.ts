// A walk through a dialog that knows nothing of it: whatever can be seen and changed is changed, once.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

const CONTROLS = 'input:not([type=hidden]):not([type=file]), select, textarea';
/** Tried in turn where a number stands, or is proposed; and where none does. */
const TEXTS = ['field-7', 'a/{device}/b', 'payload', 'Etc/GMT+3', '90', ''];
/** Nobody would take one of these. */
const WRONG = ['not a number', '-1e99'];

interface Control {
  /** Finds it again. */
  readonly mark: string;
  /** The setting it belongs to, or what it is called. */
  readonly name: string;
  readonly kind: 'select' | 'check' | 'typed' | 'text';
  /** What it holds, or shows as the value that counts while it holds nothing. */
  readonly shown: string;
  readonly isNumber: boolean;
}

/** In the page. */
const found = (mark: string): string => `document.querySelector('[data-mark="${mark}"]')`;

/** The values behind a form, by setting. */
export type Values = Readonly<Record<string, string | boolean>>;

export class Fields {
  /** The settings that were changed. */
  readonly walked = new Set<string>();
  private readonly page: Page;

  /** @param prefix of the ids of its inputs: `node-input-`, or `node-config-input-` */
  constructor(
    private readonly form: Locator,
    private readonly selector: string,
    private readonly prefix = 'node-input-',
  ) {
    this.page = form.page();
  }

  /** Opens what is folded, adds a row to each list, changes everything, and leaves valid values. */
  async walk(): Promise<void> {
    await this.unfold();
    for (const button of await this.form.locator('.red-ui-editableList-addButton:visible').all()) await button.click();
    await this.walkNew();
    assert.deepEqual(await this.wrong(), [], 'valid values were found for every field');
  }

  private async walkNew(): Promise<void> {
    // a choice can hide fields: they come before it
    for (let fresh = await this.fresh(); fresh.length > 0; fresh = await this.fresh()) await this.change(fresh.find(({ kind }) => kind !== 'select') ?? fresh[0]!);
  }

  async unfold(): Promise<void> {
    for (const selector of ['details:not([open]) > summary:visible', '[aria-expanded="false"]:not(.red-ui-typedInput-type-select):visible']) {
      const folded = this.form.locator(selector);
      // one that is opened is no longer among them
      for (let left = await folded.count(); left > 0; left--) await folded.first().click();
    }
  }

  /** What is to be seen and was not changed yet. */
  private fresh(): Promise<Control[]> {
    return this.page.evaluate<Control[]>(`(() => {
      const prefix = ${JSON.stringify(this.prefix)};
      const visible = $(${JSON.stringify(this.selector)}).find(${JSON.stringify(CONTROLS)}).filter(':visible:enabled').not('[readonly]').toArray();
      // the last part of a typed input that can be seen stands for all of it
      const typed = $(${JSON.stringify(this.selector)}).find('.red-ui-typedInput-container:visible').toArray();
      const setting = (id) => (id || '').startsWith(prefix) ? id.slice(prefix.length) : '';
      const mark = (element) => element.dataset.mark || (element.dataset.mark = 'mark-' + (window.nextMark = (window.nextMark || 0) + 1));
      const found = [];
      for (const element of typed) {
        if (!element.dataset.walked) found.push({ mark: mark(element), kind: 'typed', name: setting(element.previousElementSibling && element.previousElementSibling.id), shown: '', isNumber: false, at: element });
      }
      for (const element of visible) {
        if (element.dataset.walked || $(element).closest('.red-ui-typedInput-container').length) continue;
        const kind = element.tagName === 'SELECT' ? 'select' : element.type === 'checkbox' || element.type === 'radio' ? 'check' : 'text';
        const shown = element.value || element.placeholder || '';
        found.push({ mark: mark(element), kind, name: setting(element.id) || element.getAttribute('aria-label') || element.className, shown, isNumber: element.type === 'number' || (shown !== '' && isFinite(shown)), at: element });
      }
      return found.sort((a, b) => (a.at.compareDocumentPosition(b.at) & 4 ? -1 : 1)).map(({ at, ...rest }) => rest);
    })()`);
  }

  private at(control: Control): Locator {
    return this.page.locator(`[data-mark="${control.mark}"]`);
  }

  private async change(control: Control): Promise<void> {
    const at = this.at(control);
    await this.page.evaluate(`${found(control.mark)}.dataset.walked = 'yes'`);
    this.walked.add(control.name);
    if (control.kind === 'select') await this.choose(control);
    else if (control.kind === 'check') await at.click();
    else if (control.kind === 'typed') await this.retype(at);
    else await this.fill(control, at);
  }

  /** Every choice in turn, each with what it brings to light; in the end one that is not the first and hides the least. */
  private async choose(control: Control): Promise<void> {
    const at = this.at(control);
    const options = await this.page.evaluate<string[]>(`Array.from(${found(control.mark)}.options).filter((option) => !option.disabled).map((option) => option.value)`);
    const usable = options.filter((option) => option !== '_ADD_');
    const others = usable.filter((option) => option !== control.shown);
    let best = control.shown;
    let most = -1;
    for (const option of others) {
      await at.selectOption(option);
      await this.unfold();
      await this.walkNew();
      const seen = await this.form.locator(CONTROLS).filter({ visible: true }).count();
      if (seen > most) [best, most] = [option, seen];
    }
    if (usable.includes(best)) await at.selectOption(best);
  }

  /** Every type of a typed input in turn, with a text where it takes one; the last is one that does, if there is any. */
  private async retype(at: Locator): Promise<void> {
    const open = at.locator('.red-ui-typedInput-type-select').first();
    const menu = this.page.locator('.red-ui-typedInput-options:visible a');
    await open.click();
    const count = await menu.count();
    if (count > 0) await this.page.keyboard.press('Escape');
    for (let i = 0; i < Math.max(count, 1); i++) {
      if (count > 0) {
        if ((await menu.count()) === 0) await open.click();
        await menu.nth(i).click();
      }
      const text = at.locator('input.red-ui-typedInput-input:visible');
      if ((await text.count()) === 0) continue;
      await text.first().fill('payload');
      await text.first().blur();
    }
  }

  private async fill(control: Control, at: Locator): Promise<void> {
    const number = Number(control.shown);
    const candidates = control.isNumber ? [number + 1, number / 2, number].map(String) : TEXTS;
    for (const text of candidates) {
      await at.fill(text);
      await at.blur();
      if (!(await this.isWrong(control))) return;
    }
    assert.fail(`${control.name} takes none of ${candidates.join(', ')}`);
  }

  private isWrong({ mark }: Control): Promise<boolean> {
    return this.page.evaluate<boolean>(`${found(mark)}.classList.contains('input-error')`);
  }

  /** Types nonsense where a number belongs. @returns the settings that were marked as wrong, and those that were not */
  async spoil(): Promise<{ marked: string[]; unmarked: string[] }> {
    await this.unfold();
    const verdict = { marked: [] as string[], unmarked: [] as string[] };
    for (const control of (await this.fresh()).filter(({ kind, isNumber }) => kind === 'text' && isNumber)) {
      const at = this.at(control);
      const isNumberInput = (await at.getAttribute('type')) === 'number';
      await at.fill(WRONG[isNumberInput ? 1 : 0]!);
      await at.blur();
      verdict[(await this.isWrong(control)) ? 'marked' : 'unmarked'].push(control.name);
    }
    return verdict;
  }

  /** What is marked as wrong. */
  wrong(): Promise<string[]> {
    return this.page.evaluate<string[]>(`$(${JSON.stringify(this.selector)}).find('.input-error').toArray().map((element) => element.id || element.className)`);
  }

  /** Every setting that the form has an input for; where no config node is chosen, the editor's choice of a new one stands for none. */
  values(): Promise<Values> {
    return this.page.evaluate<Values>(`Object.fromEntries($(${JSON.stringify(this.selector)}).find('[id^="${this.prefix}"]').filter('input, select, textarea').toArray()
      .map((element) => [element.id.slice(${this.prefix.length}), element.type === 'checkbox' ? element.checked : element.value === '_ADD_' ? '' : element.value]))`);
  }

  /** Settings of a type that a person could change here, and the walk has not. */
  async missed(type: string): Promise<string[]> {
    const inputs = await this.page.evaluate<string[]>(`Object.keys(RED.nodes.getType(${JSON.stringify(type)}).defaults)
      .filter((name) => $(${JSON.stringify(this.selector)}).find('#${this.prefix}' + name).filter('input:not([type=hidden]), select, textarea').length)`);
    return inputs.filter((name) => !this.walked.has(name));
  }
}
