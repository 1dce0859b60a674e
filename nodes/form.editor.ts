// What all dialogs have in common: sections that open where something is wrong, and sentences under the fields that they are about.
import { say, type EditorNode, type Fault } from './editor-rules';

export interface Form {
  readonly node: EditorNode;
  /** What the ids of the fields begin with: `node-input` or, of a config node, `node-config-input`. */
  readonly prefix: string;
}

export const field = ({ prefix }: Form, name: string): JQuery => $(`#${prefix}-${name}`);
/** What is typed into a field, or chosen. */
export const entry = (form: Form, name: string): string => String(field(form, name).val() ?? '').trim();

/** Says under every field with a validator what is wrong with what is typed, and opens the sections that hold such a field. */
export function showProblems(form: Form): void {
  for (const [name, { validate }] of Object.entries(form.node._def?.defaults ?? {})) {
    const input = field(form, name);
    if (!validate || input.length === 0) continue;
    const line = $('<div>', { class: 'ncs-problem', role: 'alert' }).appendTo(input.closest('.form-row')).hide();
    const show = (): void => {
      const verdict = validate.call(form.node, input.val(), {});
      line.text(typeof verdict === 'string' ? verdict : '').toggle(verdict !== true);
      if (verdict !== true) input.closest('details').prop('open', true);
    };
    input.on('input change', show);
    show();
  }
}

/** Shows a note under the first of some fields as long as one of them has not its deployed value. */
export function noteChange(form: Form, names: readonly [string, ...string[]], note: Fault): void {
  const values = (): string => JSON.stringify(names.map((name) => field(form, name).val()));
  const line = $('<div>', { class: 'ncs-note', role: 'status' }).text(say(form.node, note)).appendTo(field(form, names[0]).closest('.form-row')).hide();
  const before = values();
  for (const name of names) field(form, name).on('input change', () => line.toggle(values() !== before));
}

/** A TypedInput whose type is kept in a field of its own. */
export function typedInput(form: Form, name: string, types: readonly unknown[]): void {
  const input = field(form, name) as JQuery & { typedInput(options: object): JQuery };
  input.typedInput({ types, typeField: `#${form.prefix}-${name}Type` });
}
