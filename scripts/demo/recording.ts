// A recorded CSV: its features, its clock, and what the user should know of how it was read.
import { selectFields } from '../../src/ingest/fields';
import { findClock, medianOf, stepsOf, type Clock } from './clock-column';
import { valuesOf } from './numbers';
import { DemoError } from './options';
import { CLOCK, readTable, type Column, type Table } from './table';

/** Between the rows of a recording without a time column, ms. */
const ASSUMED_INTERVAL = 1000;

type Value = number | string | null;

export interface Recording {
  readonly features: readonly string[];
  /** The column of the clock, null if there is none: rows are then taken to be a second apart. */
  readonly timeColumn: string | null;
  /** One payload per row: values as they stand in the file, and the time in `ts`. */
  readonly payloads: readonly Record<string, unknown>[];
  /** Rows that repeat the one before, the time included: ingestion drops them. */
  readonly repeats: number;
  /** How it was read, one line each. */
  readonly notes: readonly string[];
}

/** @throws DemoError */
export function readRecording(file: string, exclude: readonly string[]): Recording {
  const table = readTable(file);
  const isExcluded = ({ name, title }: Column): boolean => exclude.includes(name) || exclude.includes(title);
  const unknown = exclude.filter((wanted) => !table.columns.some(({ name, title }) => wanted === name || wanted === title));
  if (unknown.length) throw new DemoError(`${file} has no column ${unknown.join(', ')}; its columns are ${table.columns.map(({ name }) => name).join(', ')}`);
  const columns = table.columns.filter((column) => !isExcluded(column));
  const { clock, unclear } = findClock(columns, Date.now());
  const others = columns.filter((column) => !clock?.columns.includes(column)).map((column) => ({ column, values: valuesOf(column.cells, table.hasDecimalComma) }));
  const readable = others.filter(({ values }) => values.some(isReading));
  const features = readable.filter(({ column, values }) => column.title !== '' || !table.hasHeader || !countsRows(values));
  if (features.length === 0) throw new DemoError(`${file} has no feature left to publish`);
  const names = features.map(({ column }) => (column.name === CLOCK ? freeName(table, CLOCK) : column.name));
  const { texts, filled } = timesOf(clock, table.rowCount);
  const payloads = texts.map((time, row): Record<string, unknown> => Object.fromEntries([...features.map(({ values }, i): [string, Value] => [names[i]!, values[row]!]), [CLOCK, time]]));
  const notes = [clockNote(clock, unclear, filled)];
  if (!table.hasHeader) notes.push('header  none: the first line holds values, the columns are called column 1, column 2, …');
  const renamed = features.flatMap(({ column }, i) => (table.hasHeader && names[i] !== column.title ? [`${place(table, column)} is called "${names[i]!}"`] : []));
  if (renamed.length) notes.push(`names   ${renamed.join(', ')}`);
  const left = others.filter((other) => !features.includes(other) && !isEmpty(other.column));
  if (left.length) notes.push(`without ${left.map(({ column, values }) => `${column.name} (${values.some(isReading) ? 'counts the rows' : 'no numbers'})`).join(', ')}`);
  const written = clock ? payloads.map((payload) => JSON.stringify(payload)) : [];
  return {
    features: names,
    timeColumn: clock ? clock.columns.map(({ name }) => name).join(' + ') : null,
    payloads,
    repeats: written.filter((text, row) => row > 0 && text === written[row - 1]).length,
    notes,
  };
}

/** A number or a switch: what ingestion would take for a reading. */
function isReading(value: Value): boolean {
  if (typeof value !== 'string') return value !== null;
  const judged = selectFields({ fields: new Map([['value', value]]) });
  return 'values' in judged && judged.values.get('value') !== null;
}

const isEmpty = ({ title, cells }: Column): boolean => title === '' && cells.every((cell) => cell === '');

/** A column without a title that goes up by one with every row only numbers them. */
function countsRows(values: readonly Value[]): boolean {
  return values.length > 1 && values.every((value, row) => typeof value === 'number' && (row === 0 || value === (values[row - 1] as number) + 1));
}

function freeName({ columns }: Table, name: string): string {
  let n = 2;
  while (columns.some((column) => column.name === `${name} (${n})`)) n++;
  return `${name} (${n})`;
}

const place = ({ columns }: Table, column: Column): string => `column ${columns.indexOf(column) + 1}${column.title === '' ? ' without a title' : ` "${column.title.slice(0, 40)}"`}`;

/** The times as the payloads carry them: as they stand where ingestion reads them so; gaps are filled from the rows beside them. */
function timesOf(clock: Clock | null, rows: number): { texts: (string | number)[]; filled: number } {
  if (!clock) {
    const start = Date.now();
    return { texts: Array.from({ length: rows }, (_, row) => start + row * ASSUMED_INTERVAL), filled: 0 };
  }
  const { times, isPlain, columns } = clock;
  const full = withoutGaps(times);
  const texts = full.map((time, row) => (isPlain && times[row] !== null ? columns[0]!.cells[row]! : new Date(time).toISOString()));
  return { texts, filled: times.filter((time) => time === null).length };
}

function withoutGaps(times: readonly (number | null)[]): number[] {
  const rows = times.flatMap((time, row) => (time === null ? [] : [row]));
  const at = (row: number): number => times[row]!;
  const usual = medianOf(stepsOf(rows.map(at))) || ASSUMED_INTERVAL;
  let next = 0;
  return times.map((time, row) => {
    if (time !== null) {
      next++;
      return time;
    }
    const before = rows[next - 1];
    const after = rows[next];
    if (before === undefined) return at(after!) - usual * (after! - row);
    if (after === undefined) return at(before) + usual * (row - before);
    return at(before) + ((at(after) - at(before)) * (row - before)) / (after - before);
  });
}

function clockNote(clock: Clock | null, unclear: string | null, filled: number): string {
  if (!clock) {
    const why = unclear === null ? 'no time column' : `no time column (in ${unclear} either the day or the month could come first)`;
    return `clock   ${why}: rows are taken to be one second apart`;
  }
  const names = clock.columns.map(({ name }) => name).join(' and ');
  const gaps = filled ? `; rows without a readable time: ${filled}, they take it from those beside them` : '';
  return `clock   ${names}, read as ${clock.reading}${gaps}`;
}
