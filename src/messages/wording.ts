// Numbers, durations and names as a person reads them, and the texts that sentences are made of.

export type Texts = Readonly<Record<string, string>>;

/** Fills `{name}` in a text. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/** From here on a double has no digit behind the point: written with an exponent, as is what is very small. */
const LARGE = 1e15;
const SMALL = 1e-6;
const MOST_DIGITS = 15;

/** A number with as many digits as `resolution` (a difference that matters) calls for. */
export function numberText(value: number, resolution: number): string {
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

/** A length of time: "40 s", "12 min", "3 h", "2 days". */
export function durationText(seconds: number, texts: Texts): string {
  const units: readonly [number, string][] = [
    [86_400, 'unit.days'],
    [3600, 'unit.hours'],
    [60, 'unit.minutes'],
  ];
  const [size, unit] = units.find(([length]) => seconds >= 2 * length) ?? [1, 'unit.seconds'];
  return `${Math.round(seconds / size)} ${texts[unit] ?? unit}`;
}

/** The texts in English; other languages give an object with the same names. */
export const ENGLISH: Texts = {
  'unit.seconds': 's',
  'unit.minutes': 'min',
  'unit.hours': 'h',
  'unit.days': 'days',
  regime: 'regime {id}',
  'regime.named': 'regime {id} ({label})',
  'in.regime': ' in {regime}',
  'outlier.point': '{feature} reads {value}, usually {low} to {high}{where}',
  'outlier.point.missing': '{feature} is unusual{where}, though it has no value in this row',
  'outlier.range': '{feature} reads {value}, outside everything seen so far, usually {low} to {high}{where}',
  'outlier.stuck': '{feature} is stuck at {value}',
  'outlier.daily': '{feature} reads {value}, unusual for this hour of the day',
  'outlier.regime': 'the level of {feature} has moved: it reads {value}, usually {low} to {high}{where}',
  'outlier.within.point': '{feature} reads {value}, within its usual {low} to {high}, but does not go with the other values{where}',
  'outlier.within.regime':
    '{feature} has shifted slightly but steadily{where}: single readings are still usual (now {value}, usually {low} to {high}), their average is not',
  'outlier.within.relation':
    '{feature} and {others} have shifted steadily{where}, together or against one another: compare them, for {feature} alone is still usual (now {value}, usually {low} to {high})',
  'outlier.unknown': 'this combination of values is unusual{where}',
  also: '; also {features}',
  'update.worse': '{sentence}; worse than before{after}',
  'update.lasting': '{sentence}; still going on{after}',
  'update.after': ', {duration} after it began',
  'close.quiet': '{feature}: nothing unusual any more after {duration}',
  'close.accepted': '{feature}: the new behaviour counts as normal after {duration}',
  'close.unknown': 'the alarm',
  'close.reset': '{feature}: closed, because the model was reset',
  'drift.level': '{feature} went from {before} to {after}',
  'drift.spread': 'the scatter of {feature} went from {before} to {after}',
  'drift.detected': 'Normal has moved{where}: {changes}.',
  'drift.adopted': 'The new normal is adopted: {changes}.',
  'drift.recovered': 'Back to what was normal before{where}: {features}.',
  'drift.unknown': 'several features together',
  'recommend.monitor': ' A small shift: keep an eye on it.',
  'recommend.adapt': ' The model adapts by itself if it lasts; check whether the change was meant.',
  'recommend.reset': ' A large shift: check the machine; if the change is meant and permanent, a reset learns the new normal faster.',
};
