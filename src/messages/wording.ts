// Numbers, durations and lists as a person reads them, in the words and the spelling of a language.

export type Texts = Readonly<Record<string, string>>;

/** One language: the templates of its sentences and how it spells numbers. */
export interface Wording {
  /** BCP 47 */
  readonly language: string;
  /** Templates and units by name; every language has the same names and, in each, the same placeholders. */
  readonly texts: Texts;
  readonly decimalMark: string;
  /** Between groups of three digits, in numbers of five digits and more; '' = none. */
  readonly groupMark: string;
}

/** Fills `{name}` in a text. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/** A sentence of the language. @throws RangeError a name that it lacks: the languages' names are compared by a test */
export function phrase({ texts, language }: Wording, name: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = texts[name];
  if (text === undefined) throw new RangeError(`${language} has no text ${name}`);
  return fill(text, values);
}

/** From here on a double has no digit behind the point: written with an exponent, as is what is very small. */
const LARGE = 1e15;
const SMALL = 1e-6;
const MOST_DIGITS = 15;
const LONGEST_UNGROUPED = 4;

/** A number with as many digits as `resolution` (a difference that matters) calls for. */
export function numberText(value: number, resolution: number, wording: Wording): string {
  return spelled(plainNumber(value, resolution), wording);
}

function plainNumber(value: number, resolution: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  const step = resolution > 0 && Number.isFinite(resolution) ? resolution : magnitude / 1000;
  if (magnitude >= LARGE || magnitude < SMALL) {
    const digits = Math.max(4, Math.min(MOST_DIGITS, 1 + Math.ceil(Math.log10(magnitude / step))));
    return value.toPrecision(digits).replace(/\.?0+(e|$)/, '$1');
  }
  const decimals = Math.max(0, Math.min(9, -Math.floor(Math.log10(step))));
  const text = value.toFixed(decimals);
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return trimmed === '-0' || trimmed === '' ? '0' : trimmed;
}

function spelled(number: string, { decimalMark, groupMark }: Wording): string {
  const [, whole, rest] = /^(-?\d+)(.*)$/s.exec(number)!;
  const isLong = whole!.replace('-', '').length > LONGEST_UNGROUPED;
  const grouped = isLong && groupMark ? whole!.replace(/\B(?=(?:\d{3})+$)/g, groupMark) : whole!;
  return grouped + rest!.replace('.', decimalMark);
}

/** A length of time: "40 s", "12 min", "3 h", "2 days". */
export function durationText(seconds: number, wording: Wording): string {
  const units: readonly [number, string][] = [
    [86_400, 'unit.days'],
    [3600, 'unit.hours'],
    [60, 'unit.minutes'],
  ];
  const [size, unit] = units.find(([length]) => seconds >= 2 * length) ?? [1, 'unit.seconds'];
  return `${numberText(Math.round(seconds / size), 1, wording)} ${phrase(wording, unit)}`;
}

/** "flow", "flow and pressure", "flow, pressure and level". */
export function listText(items: readonly string[], wording: Wording): string {
  if (items.length < 2) return items.join();
  return phrase(wording, 'list.last', { list: items.slice(0, -1).join(', '), last: items.at(-1)! });
}
