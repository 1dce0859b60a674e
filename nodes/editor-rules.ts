// Validators of the dialogs: true, or a sentence that the editor shows. An environment variable is accepted everywhere.

export const isEnv = (value: unknown): boolean => typeof value === 'string' && /^\$\{[^}]+\}$/.test(value.trim());

/** What was typed into a field, without surrounding space. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '');

/** A number from min to max; empty is allowed where `optional`. */
export function numberRule(min: number, max: number, integer = false, optional = false): (value: unknown) => true | string {
  return (value) => {
    if (isEnv(value)) return true;
    const text = textOf(value);
    if (text === '') return optional ? true : 'A value is needed.';
    const number = Number(text);
    if (!(number >= min && number <= max)) return `Must be a number from ${min} to ${max}.`;
    return integer && !Number.isInteger(number) ? 'Must be a whole number.' : true;
  };
}
