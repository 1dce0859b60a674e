// Which fields of a row count: numbers, switches (0/1), missing values; everything else is text and only counted.
import { LONGEST_NAME, type RawValue, type Rejection, type Row } from './reading';

/** A decimal number, perhaps with a unit: "21.5", "-3e2", "21,5 °C", "40%"; "0x1F" is none. */
const MEASUREMENT = /^(?!0x)([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?)(?:\s*([%°µΩA-Za-z][%°µΩA-Za-z0-9/²³·^-]{0,11}))?$/i;
/** One comma and three digits behind it: a thousands separator or a decimal comma, nobody can tell. */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2},\d{3}$/;
/** Words that stand for a switch, and for no value. */
const SWITCHES: ReadonlyMap<string, number> = new Map([
  ['on', 1],
  ['true', 1],
  ['off', 0],
  ['false', 0],
]);
const MISSING: ReadonlySet<string> = new Set(['', 'nan', 'null', 'none', 'n/a', 'unknown', 'unavailable', 'undefined']);
/**
 * A quoted number inside an object is a reading only if it looks like one: a decimal fraction (with a point, or a comma that stands between
 * no thousands), or a short whole number. Longer ones are serial numbers, time stamps and identifiers; so is what has leading zeros, a sign of a hexadecimal number or an exponent.
 */
const QUOTED = /^-?(?:0|[1-9]\d{0,5})$|^-?(?:0|[1-9]\d{0,8})[.,]\d{1,9}$/;

/** The number, and the unit if there is one, of a text that is a measurement; null if it is none. */
export function measurement(text: string): { value: number; unit?: string } | null {
  const match = MEASUREMENT.exec(text);
  if (!match || AMBIGUOUS.test(match[1]!)) return null;
  const value = Number(match[1]!.replace(',', '.'));
  return match[2] ? { value, unit: match[2] } : { value };
}

export interface Fields {
  readonly values: Map<string, number | null>;
  readonly missing: number;
  readonly texts: number;
}

/** Judges the fields of a row; a row without any numeric or missing field, or with an infinite number, is refused. */
export function selectFields(row: Row): Fields | { readonly rejected: Rejection } {
  const values = new Map<string, number | null>();
  let missing = 0;
  let texts = 0;
  for (const [name, raw] of row.fields) {
    const value = name.length > LONGEST_NAME ? undefined : numberOf(raw);
    if (value === undefined) texts++;
    else if (value === null) {
      missing++;
      values.set(name, null);
    } else if (Number.isFinite(value)) values.set(name, value);
    else return { rejected: 'not_finite' };
  }
  return values.size === 0 ? { rejected: 'not_numeric' } : { values, missing, texts };
}

/** A number, null = missing, undefined = text. */
function numberOf(raw: RawValue): number | null | undefined {
  if (typeof raw === 'number') return Number.isNaN(raw) ? null : raw;
  if (typeof raw === 'boolean') return raw ? 1 : 0;
  if (raw === null) return null;
  const word = raw.trim();
  const lower = word.toLowerCase();
  if (MISSING.has(lower)) return null;
  const state = SWITCHES.get(lower);
  if (state !== undefined) return state;
  return QUOTED.test(word) && !AMBIGUOUS.test(word) ? Number(word.replace(',', '.')) : undefined;
}
