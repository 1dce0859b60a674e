// Reading saved node settings: a number may arrive as text, because ${ENV} is replaced by text before the node starts.

/** A setting that cannot be used; the message is a sentence for the user. */
export class SettingError extends Error {}

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  /** The ends do not belong to it. */
  readonly open?: boolean;
}

/** The number in a setting; an empty one gives `fallback`. @throws SettingError */
export function numberSetting<F>(name: string, value: unknown, range: NumberRange, fallback: F): number | F {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return fallback;
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : NaN;
  const { min, max, integer, open } = range;
  const inside = open ? number > min && number < max : number >= min && number <= max;
  if (!inside || (integer && !Number.isInteger(number))) {
    const limits = open ? `between ${min} and ${max}` : `from ${min} to ${max}`;
    throw new SettingError(`${name} must be ${integer ? 'a whole number' : 'a number'} ${limits}, not ${JSON.stringify(value)}`);
  }
  return number;
}

/** A switch; `${ENV}` gives "true" or "false". @throws SettingError */
export function booleanSetting<F>(name: string, value: unknown, fallback: F): boolean | F {
  if (value === undefined || value === null || value === '') return fallback;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw new SettingError(`${name} must be true or false, not ${JSON.stringify(value)}`);
}

/** A text without surrounding space, '' if there is none. */
export const textSetting = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
