// A recorded CSV: its features, its clock.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { parseTime } from '../../src/ingest';
import { DemoError } from './options';

/** Between the rows of a recording without a time column. */
const ASSUMED_INTERVAL = 1000;
const ROWS_TO_JUDGE = 50;
const TIME_NAME = /^(?:time|date|datetime|timestamp|ts|date[ _]?time)$/i;

export interface Recording {
  readonly features: readonly string[];
  /** The column of the clock, null if there is none: rows are then taken to be a second apart. */
  readonly timeColumn: string | null;
  /** One payload per row: values as they stand in the file, and the time in `ts`. */
  readonly payloads: readonly Record<string, unknown>[];
}

/** @throws DemoError */
export function readRecording(file: string, exclude: readonly string[]): Recording {
  const text = readFileSync(file, 'utf8');
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, delimiter: delimiterOf(text), skip_empty_lines: true, relax_column_count: true, trim: true });
  } catch (error) {
    throw new DemoError(`${file} cannot be read as CSV: ${(error as Error).message}`);
  }
  const [header, ...records] = rows;
  if (!header || records.length === 0) throw new DemoError(`${file} has no rows below a header`);
  const unknown = exclude.filter((name) => !header.includes(name));
  if (unknown.length) throw new DemoError(`${file} has no column ${unknown.join(', ')}; its columns are ${header.join(', ')}`);
  const time = timeColumnOf(header, records, exclude);
  const columns = header.map((name, i) => ({ name, i })).filter(({ name, i }) => name !== '' && i !== time && !exclude.includes(name));
  if (columns.length === 0) throw new DemoError(`${file} has no feature left to publish`);
  const start = Date.now();
  const payloads = records.map((record, row): Record<string, unknown> => {
    const values = columns.map(({ name, i }): [string, unknown] => [name, cell(record[i])]);
    return Object.fromEntries([...values, ['ts', time < 0 ? start + row * ASSUMED_INTERVAL : (record[time] ?? null)]]);
  });
  return { features: columns.map(({ name }) => name), timeColumn: time < 0 ? null : header[time]!, payloads };
}

/** A number where the text is one, as it stands otherwise; an empty cell is a missing value. */
function cell(text: string | undefined): number | string | null {
  if (text === undefined || text === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** The separator that the header has most of. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/\r?\n|$/));
  const counts = [';', ',', '\t'].map((separator) => [header.split(separator).length, separator] as const);
  return counts.reduce((best, next) => (next[0] > best[0] ? next : best))[1];
}

/** The column that holds times: one called so, else the first whose texts are dates; -1 if there is none. */
function timeColumnOf(header: readonly string[], records: readonly string[][], exclude: readonly string[]): number {
  const sample = records.slice(0, ROWS_TO_JUDGE);
  const holdsTimes = (i: number): boolean => sample.every((record) => parseTime(record[i]) !== null);
  const candidates = header.map((_, i) => i).filter((i) => !exclude.includes(header[i]!) && holdsTimes(i));
  const named = candidates.find((i) => TIME_NAME.test(header[i]!));
  return named ?? candidates.find((i) => !Number.isFinite(Number(sample[0]![i]))) ?? -1;
}
