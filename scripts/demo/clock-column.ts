// Which column of a recording is its clock, and how it is written. Only what is clear over the whole column is taken: a clock that is
// misread is worse than none.
import { parseTime } from '../../src/ingest';
import { isDate, isTimeOfDay, ordersOf, readDate, type Order } from './dates';
import type { Column } from './table';

/** Share of the cells that must be times: a bad one here and there does not end a clock. */
const MOST_ARE_TIMES = 0.9;
const SAMPLE = 100;
const DAY = 86_400_000;
/** A number is only taken for a time, without a name that says so, from here to a year from now. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST_AHEAD = 366 * DAY;
/** Steps of a clock that are about as long as its usual one. */
const REGULAR = 0.5;
const ABOUT = 0.2;
const TITLES: ReadonlySet<string> = new Set('time date datetime timestamp ts epoch unix unixtime zeit datum uhrzeit datumzeit zeitstempel'.split(' '));
const UNITS: ReadonlySet<string> = new Set('utc gmt iso local s sec seconds ms us ns'.split(' '));

export interface Clock {
  readonly columns: readonly Column[];
  /** How it was read, for the user. */
  readonly reading: string;
  /** ms since 1970, null where a cell is no time. */
  readonly times: readonly (number | null)[];
  /** The cells are what ingestion reads by itself. */
  readonly isPlain: boolean;
}

type Reading = Omit<Clock, 'columns'> & { readonly isNumeric: boolean };

export interface Search {
  readonly clock: Clock | null;
  /** A column of dates of which nobody can say whether day or month comes first. */
  readonly unclear: string | null;
}

/** Looks for the clock: a column called so, else one of dates, else one of numbers that run like a clock. */
export function findClock(columns: readonly Column[], now: number): Search {
  const found: (Clock & Reading)[] = [];
  let unclear: string | null = null;
  for (const candidate of candidatesOf(columns.filter(looksLikeTimes))) {
    const reading = readCells(candidate.cells);
    if (reading === 'unclear') unclear ??= candidate.columns[0]!.name;
    else if (reading && (isNamed(candidate.columns) || (reading.isNumeric ? runsLikeAClock(reading.times, now) : isMoving(reading.times)))) {
      found.push({ columns: candidate.columns, ...reading });
    }
  }
  const clock = found.find((one) => isNamed(one.columns)) ?? found.find((one) => !one.isNumeric) ?? found[0] ?? null;
  return { clock, unclear: clock ? null : unclear };
}

/** A look at the first cells spares the others: most columns are no times. */
function looksLikeTimes({ cells }: Column): boolean {
  const sample = cells.filter(filled).slice(0, SAMPLE);
  return shareOf(sample, (cell) => parseTime(cell) !== null || isTimeOfDay(cell) || ordersOf(cell).length > 0) >= REGULAR;
}

/** Single columns, and pairs of a date and a time of day; these first. */
function candidatesOf(columns: readonly Column[]): { columns: Column[]; cells: string[] }[] {
  const hours = columns.find((column) => mostly(column, isTimeOfDay));
  const pairs = hours ? columns.filter((column) => mostly(column, isDate)).map((date) => [date, hours]) : [];
  return [...pairs, ...columns.map((column) => [column])].map((together) => ({
    columns: together,
    cells: together[0]!.cells.map((_, row) => together.map((column) => column.cells[row]).join(' ').trim()),
  }));
}

const filled = (cell: string): boolean => cell !== '';
const shareOf = (cells: readonly string[], is: (cell: string) => boolean): number => (cells.length ? cells.filter(is).length / cells.length : 0);

const mostly = ({ cells }: Column, is: (cell: string) => boolean): boolean => shareOf(cells.filter(filled), is) >= MOST_ARE_TIMES;

function isNamed(columns: readonly Column[]): boolean {
  return columns.some(({ title }) => {
    const words = title.toLowerCase().split(/[^a-z]+/).filter(filled);
    return words.some((word) => TITLES.has(word)) && words.every((word) => TITLES.has(word) || UNITS.has(word));
  });
}

function readCells(cells: readonly string[]): Reading | 'unclear' | null {
  const enough = MOST_ARE_TIMES * cells.filter(filled).length;
  const plain = cells.map((cell) => parseTime(cell));
  if (countOf(plain) > 0 && countOf(plain) >= enough) {
    const first = cells.find((_, row) => plain[row] !== null)!;
    const isNumeric = Number.isFinite(Number(first));
    return { reading: isNumeric ? `${unitOf(Number(first))} since 1970` : 'ISO 8601', times: plain, isPlain: true, isNumeric };
  }
  const orders = new Set(cells.flatMap(ordersOf));
  const readings = [...orders].map((order) => ({ order, times: cells.map((cell) => readDate(cell, order)) })).filter(({ times }) => countOf(times) > 0 && countOf(times) >= enough);
  const best = Math.max(...readings.map(({ times }) => countOf(times)));
  const rivals = readings.filter(({ times }) => countOf(times) === best);
  if (rivals.length === 0) return null;
  const chosen = rivals.length === 1 ? rivals[0] : (theOnlyRising(rivals) ?? theSame(rivals));
  return chosen ? { reading: chosen.order, times: chosen.times, isPlain: false, isNumeric: false } : 'unclear';
}

const countOf = (times: readonly (number | null)[]): number => times.filter((time) => time !== null).length;

interface Ordered {
  readonly order: Order;
  readonly times: readonly (number | null)[];
}

const known = (times: readonly (number | null)[]): number[] => times.filter((time) => time !== null);

export function stepsOf(times: readonly number[]): number[] {
  return times.slice(1).map((time, i) => time - times[i]!);
}

function theOnlyRising(readings: readonly Ordered[]): Ordered | undefined {
  const rising = readings.filter(({ times }) => stepsOf(known(times)).every((step) => step >= 0));
  return rising.length === 1 ? rising[0] : undefined;
}

/** Within one day it makes no difference which number is the day. */
function theSame([one, ...others]: readonly Ordered[]): Ordered | undefined {
  const steps = stepsOf(known(one!.times)).join();
  return others.every(({ times }) => stepsOf(known(times)).join() === steps) ? one : undefined;
}

function isMoving(times: readonly (number | null)[]): boolean {
  const all = known(times);
  return all.length === 1 || all.some((time) => time !== all[0]);
}

/** Never back, and mostly in steps of one length: a counter seldom does. */
function runsLikeAClock(times: readonly (number | null)[], now: number): boolean {
  const all = known(times);
  const steps = stepsOf(all);
  if (!isMoving(all) || steps.length === 0 || steps.some((step) => step < 0)) return false;
  if (all[0]! < EARLIEST || all.at(-1)! > now + LATEST_AHEAD) return false;
  const usual = medianOf(steps);
  return steps.filter((step) => Math.abs(step - usual) <= ABOUT * usual).length >= REGULAR * steps.length;
}

export const medianOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

function unitOf(value: number): string {
  if (value < 1e11) return 'seconds';
  if (value < 1e14) return 'milliseconds';
  return value < 1e17 ? 'microseconds' : 'nanoseconds';
}
