// Validators of the dialogs: true, or a sentence that the editor shows. An environment variable is accepted everywhere.

export type Check = (value: unknown) => true | string;
/** As the editor calls it: only of a validator that declares both parameters does it take a sentence for what it is, of any other it is "true". */
export type Validator = (value: unknown, options?: { readonly label?: string }) => true | string;

export function validator(check: Check): Validator {
  return (value, options) => {
    const verdict = check(value);
    return verdict === true || !options?.label ? verdict : `${options.label}: ${verdict}`;
  };
}

export const isEnv = (value: unknown): boolean => typeof value === 'string' && /^\$\{[^}]+\}$/.test(value.trim());

/** What was typed into a field, without surrounding space. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '');

/** A number from min to max; empty is allowed where `optional`. */
export function numberRule(min: number, max: number, integer = false, optional = false): Check {
  return (value) => {
    if (isEnv(value)) return true;
    const text = textOf(value);
    if (text === '') return optional ? true : 'A value is needed.';
    const number = Number(text);
    if (!(number >= min && number <= max)) return `Must be a number from ${min} to ${max}.`;
    return integer && !Number.isInteger(number) ? 'Must be a whole number.' : true;
  };
}
