// Dates and times as people and spreadsheets write them: 31.12.2024 13:00, 12/31/2024 01:00 PM, 2024/12/31.

export type Order = 'year first' | 'day first' | 'month first';

const DATE = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[T ,]+(.+))?$/;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([ap])\.?m\.?)?$/i;
/** Two digits of a year mean one of this century. */
const CENTURY = 2000;

/** ms of the day, null if the text is no time of day. */
function timeOfDay(text: string): number | null {
  const match = TIME.exec(text);
  if (!match) return null;
  const [, hour, minute, second = '0', fraction = '0', half] = match;
  let hours = Number(hour);
  if (half) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  if (hours > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Math.round(Number(`0.${fraction}`) * 1000);
}

export const isTimeOfDay = (text: string): boolean => timeOfDay(text) !== null;

/** A date without a time of day. */
export const isDate = (text: string): boolean => DATE.exec(text)?.[5] === undefined && ordersOf(text).some((order) => readDate(text, order) !== null);

/** The orders that a text could be read in: points are between day, month and year only. */
export function ordersOf(text: string): readonly Order[] {
  const match = DATE.exec(text);
  if (!match) return [];
  if (match[1]!.length === 4) return ['year first'];
  return match[2] === '.' ? ['day first'] : ['day first', 'month first'];
}

/** ms since 1970, read as UTC; midnight without a time of day. Null if the text is no date in this order. */
export function readDate(text: string, order: Order): number | null {
  const match = DATE.exec(text);
  if (!match || !ordersOf(text).includes(order)) return null;
  const parts = [match[1]!, match[3]!, match[4]!];
  const [year, month, day] = order === 'year first' ? parts : order === 'day first' ? parts.toReversed() : [parts[2], parts[0], parts[1]];
  if (year!.length !== 4 && year!.length !== 2) return null;
  const midnight = Date.UTC(year!.length === 2 ? CENTURY + Number(year) : Number(year), Number(month) - 1, Number(day));
  const date = new Date(midnight);
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1) return null;
  const time = match[5] === undefined ? 0 : timeOfDay(match[5]);
  return time === null ? null : midnight + time;
}
