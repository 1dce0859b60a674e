// Reading saved node settings: a number may arrive as text, because ${ENV} is replaced by text before the node starts.

import { SaidError } from '../src/messages/errors';
import type { SettingText } from '../src/messages/refusals/settings-en';
import { phrase, type Wording } from '../src/messages/wording';
import { ENGLISH } from '../src/messages/wording/en';

type Values = Readonly<Record<string, string | number>>;

/** A setting that cannot be used; the message is a sentence for the user, in English until it is translated. */
export class SettingError extends SaidError {
  /** @param values `name` is a setting's, and said as the language calls it */
  constructor(
    private readonly text: SettingText,
    private readonly values: Values = {},
  ) {
    super('');
    this.translate(ENGLISH);
  }

  translate(wording: Wording): this {
    const { name } = this.values;
    const known = wording.texts[`setting.name.${String(name)}`];
    this.message = phrase(wording, this.text, known === undefined ? this.values : { ...this.values, name: known });
    return this;
  }
}

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
    throw new SettingError(integer ? 'setting.whole' : open ? 'setting.number.open' : 'setting.number', { name, min, max, value: JSON.stringify(value) });
  }
  return number;
}

/** What a node says of the problem with its settings, in its language. @throws the problem, if it is none of the settings */
export function settingProblem(problem: unknown, wording: Wording): string {
  if (problem instanceof SettingError) return problem.translate(wording).message;
  if (problem instanceof SaidError || problem instanceof RangeError) return problem.message;
  throw problem;
}

/** A switch; `${ENV}` gives "true" or "false". @throws SettingError */
export function booleanSetting<F>(name: string, value: unknown, fallback: F): boolean | F {
  if (value === undefined || value === null || value === '') return fallback;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw new SettingError('setting.switch', { name, value: JSON.stringify(value) });
}

/** A text without surrounding space, '' if there is none. */
export const textSetting = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
