// Event time: what a payload's time field means. ISO 8601 texts, and numbers in seconds, ms, µs or ns since 1970, told apart by their size:
// every unit's range for the years 1980 to 2200 is disjoint from the others'.

const EARLIEST = Date.UTC(1980, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
/** Divisors that bring a number to ms. */
const UNITS = [1e-3, 1, 1e3, 1e6];
/** Parts of a ms that are kept: a double that holds seconds has no finer ones. */
const FINEST = 100;
const NUMBER = /^\d+(?:\.\d+)?$/;
const ISO = /^(\d{4}-\d{2}-(\d{2}))[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?$/i;

const plausible = (ms: number): boolean => ms >= EARLIEST && ms <= LATEST;

/** Event time in ms since 1970 UTC; null if the value is no time. Texts without a zone are taken as UTC. */
export function parseTime(value: unknown): number | null {
  if (typeof value === 'number') {
    const unit = UNITS.find((divisor) => plausible(value / divisor));
    return unit === undefined ? null : Math.round((value / unit) * FINEST) / FINEST;
  }
  if (value instanceof Date) return parseTime(value.getTime());
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (NUMBER.test(text)) return parseTime(Number(text));
  const match = ISO.exec(text);
  if (!match) return null;
  // Date.parse would take 30 February for 2 March
  if (new Date(`${match[1]}T00:00Z`).getUTCDate() !== Number(match[2])) return null;
  const time = match[3]!.replace(',', '.').replace(/(\.\d{3})\d+$/, '$1');
  const zone = (match[4] ?? 'Z').toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const ms = Date.parse(`${match[1]}T${time}${zone}`);
  return plausible(ms) ? ms : null;
}
