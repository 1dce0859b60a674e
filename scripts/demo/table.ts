// A CSV file as it is found in the wild: its encoding, its separator, its header (or none), and a name for every column.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { parseTime } from '../../src/ingest';
import { LONGEST_NAME } from '../../src/ingest/reading';
import { DemoError } from './options';

const LONGEST_REASON = 160;
/** Control characters that a text has. */
const IN_TEXTS: ReadonlySet<number> = new Set([9, 10, 11, 12, 13]);
const BLANK = 32;
/** What the payloads call the time: a feature cannot have this name too. */
export const CLOCK = 'ts';

export interface Column {
  readonly name: string;
  /** As the header has it. */
  readonly title: string;
  readonly cells: readonly string[];
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly hasHeader: boolean;
  /** A comma in a number can only be a decimal one: it separates no columns. */
  readonly hasDecimalComma: boolean;
}

/** @throws DemoError one sentence, whatever the file holds */
export function readTable(file: string): Table {
  const text = decode(file, readFileSync(file));
  const delimiter = delimiterOf(text);
  let lines: string[][];
  try {
    lines = parse(text, { bom: true, delimiter, skip_empty_lines: true, relax_column_count: true, trim: true });
  } catch (error) {
    throw new DemoError(`${file} cannot be read as CSV: ${(error as Error).message.replace(/\s+/g, ' ').slice(0, LONGEST_REASON)}`);
  }
  const hasHeader = !holdsValues(lines[0] ?? []);
  const titles = hasHeader ? (lines.shift() ?? []) : lines[0]!.map(() => '');
  if (lines.length === 0) throw new DemoError(`${file} has no rows below a header`);
  const names = namesOf(titles);
  const columns = titles.map((title, i) => ({ name: names[i]!, title, cells: lines.map((line) => line[i] ?? '') }));
  return { columns, rowCount: lines.length, hasHeader, hasDecimalComma: delimiter !== ',' };
}

/** UTF-8, UTF-16 with its mark, else the usual 8-bit code of Western offices. */
function decode(file: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encodings = first === 0xff && second === 0xfe ? ['utf-16le'] : first === 0xfe && second === 0xff ? ['utf-16be'] : ['utf-8', 'windows-1252'];
  for (const encoding of encodings) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (isText(text)) return text;
    } catch {
      // another encoding then
    }
  }
  throw new DemoError(`${file} is no text file`);
}

function isText(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < BLANK && !IN_TEXTS.has(code)) return false;
  }
  return true;
}

/** The separator that the first line has most of. */
function delimiterOf(text: string): string {
  const line = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [';', ',', '\t'].map((separator) => [line.split(separator).length, separator] as const);
  return counts.reduce((best, next) => (next[0] > best[0] ? next : best))[1];
}

const isNumber = (cell: string): boolean => Number.isFinite(Number(cell.replace(',', '.')));

/** A first line of nothing but numbers and times is no header; one that numbers its columns (0, 1, 2 or 1, 2, 3) is. */
function holdsValues(line: readonly string[]): boolean {
  const cells = line.filter((cell) => cell !== '');
  if (!cells.some(isNumber) || !cells.every((cell) => isNumber(cell) || parseTime(cell) !== null)) return false;
  const counts = (from: number): boolean => cells.length > 1 && cells.every((cell, i) => Number(cell) === from + i);
  return !counts(0) && !counts(1);
}

/** Names that differ from one another and that a feature may have. */
function namesOf(titles: readonly string[]): string[] {
  const names: string[] = [];
  titles.forEach((title, i) => {
    const wanted = title === '' || title === '__proto__' || title.length > LONGEST_NAME ? `column ${i + 1}` : title;
    let name = wanted;
    for (let n = 2; names.includes(name); n++) name = `${wanted} (${n})`;
    names.push(name);
  });
  return names;
}
