// Validators of the dialogs: true, or a sentence of the catalogue that the editor shows. An environment variable is accepted everywhere.
type Values = Readonly<Record<string, string | number>>;

/** A text of the node's catalogue, without the node's name before it. */
export interface Fault {
  readonly key: string;
  readonly values?: Values | undefined;
}

export type Check = (value: unknown) => true | Fault;

/** What validators and dialogs know of a node: its type, and the editor's way to its catalogue. */
export interface EditorNode {
  readonly type: string;
  _?(key: string, values?: Values): string;
  readonly _def?: { _(key: string, values?: Values): string; readonly defaults: Properties };
}

/** As the editor calls it: only of a validator that declares both parameters does it take a sentence for what it is, of any other it is "true". */
export type Validator = (this: EditorNode, value: unknown, options?: object) => true | string;

/** A rule of the editor itself. */
export type EditorRule = (this: EditorNode, value: unknown, options?: object) => boolean | string;

/** Definitions of a node's properties, as far as validation reads them. */
export type Properties = Readonly<Record<string, { readonly value?: unknown; readonly type?: string; readonly validate?: EditorRule }>>;

const text = (key: string, values?: Values): Fault => ({ key, values });

/** A text in the user's language. Nodes that are being imported have no `_` of their own yet. */
export function say(node: EditorNode, { key, values }: Fault): string {
  const full = `${node.type}.${key}`;
  return node._?.(full, values) ?? node._def?._(full, values) ?? full;
}

/**
 * What an older version did not save is right: it has its default.
 * @param label the field's label in the catalogue: the sentence begins with it
 */
export function validator(label: string, check: Check): Validator {
  return function (value, _options) {
    const verdict = value === undefined ? true : check(value);
    return verdict === true ? true : `${say(this, { key: label })}: ${say(this, verdict)}`;
  };
}

export const isEnv = (value: unknown): boolean => typeof value === 'string' && /^\$\{[^}]+\}$/.test(value.trim());

/** What was typed into a field, without surrounding space. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '');

export interface Limits {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  /** The ends do not belong to it. */
  readonly open?: boolean;
}

/** A number within limits; nothing at all is allowed where `optional`. */
export function numberRule({ min, max, integer, open }: Limits, optional = false): Check {
  return (value) => {
    if (isEnv(value)) return true;
    const typed = textOf(value);
    if (typed === '') return optional ? true : text('rule.needed');
    const number = Number(typed);
    if (Number.isNaN(number) && !Number.isNaN(Number(typed.replace(',', '.')))) return text('rule.point');
    const inside = open ? number > min && number < max : number >= min && number <= max;
    if (!inside) return text(open ? 'rule.between' : 'rule.range', { min, max });
    return integer && !Number.isInteger(number) ? text('rule.whole') : true;
  };
}
