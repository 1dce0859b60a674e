// A record is one buffer: magic, version, length of the header, header (JSON), the rows of the warm-up, checksum over all of that, and the
// engine's snapshot, which ends with a checksum of its own. Little-endian; the rows' numbers as they are in memory, so NaN survives.
import { crc32 } from '../../engine/snapshot';
import type { CollectedRow } from '../collected';
import type { ModelRecord } from '../record';

const MAGIC = 0x4e435352; // "NCSR"
const VERSION = 1;
const PREFIX = 9;
const CHECKSUM = 4;
const NUMBER = 8;

/** Rows that follow each other with the same names. */
interface Run {
  readonly names: readonly string[];
  readonly count: number;
}

/** What JSON can hold of a record, and what is needed to read the rest. */
type Header = Omit<ModelRecord, 'enteredAt' | 'rows' | 'engine'> & {
  /** Counts up with every record of a model: of two the higher one is the newer. */
  readonly generation: number;
  /** The settings its owner had; see `fingerprint`. */
  readonly base: string;
  readonly enteredAt: number | null;
  readonly runs: readonly Run[];
  readonly engineBytes: number;
};

export interface StoredRecord {
  readonly record: ModelRecord;
  readonly generation: number;
  readonly base: string;
}

function runsOf(rows: readonly CollectedRow[]): Run[] {
  const runs: { names: readonly string[]; count: number }[] = [];
  for (const { row } of rows) {
    const last = runs.at(-1);
    if (last?.names === row.names) last.count++;
    else runs.push({ names: row.names, count: 1 });
  }
  return runs;
}

/** A time and the values of every row. */
const numbersIn = (runs: readonly Run[]): number => runs.reduce((sum, { names, count }) => sum + count * (1 + names.length), 0);

export function encodeRecord({ record, generation, base }: StoredRecord): Uint8Array {
  const { rows, engine, enteredAt, ...rest } = record;
  const runs = runsOf(rows);
  const header: Header = { ...rest, generation, base, enteredAt: Number.isNaN(enteredAt) ? null : enteredAt, runs, engineBytes: engine?.length ?? 0 };
  const head = new TextEncoder().encode(JSON.stringify(header));
  const checked = PREFIX + head.length + NUMBER * numbersIn(runs);
  const bytes = new Uint8Array(checked + CHECKSUM + header.engineBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint8(4, VERSION);
  view.setUint32(5, head.length, true);
  bytes.set(head, PREFIX);
  let at = PREFIX + head.length;
  const write = (value: number): void => {
    view.setFloat64(at, value, true);
    at += NUMBER;
  };
  for (const { row, t } of rows) {
    write(t);
    row.values.forEach(write);
  }
  view.setUint32(checked, crc32(bytes.subarray(0, checked)), true);
  if (engine) bytes.set(engine, checked + CHECKSUM);
  return bytes;
}

/**
 * Reads a record. That its engine's snapshot is sound is the engine's to say, when it restores it.
 * @throws RangeError that says what is wrong: no record, another version, cut off, damaged
 */
export function decodeRecord(bytes: Uint8Array): StoredRecord {
  if (bytes.length < PREFIX + CHECKSUM) throw new RangeError('no record of a model: too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== MAGIC) throw new RangeError('no record of a model');
  const version = view.getUint8(4);
  if (version !== VERSION) throw new RangeError(`a record of version ${version}; this package reads version ${VERSION}`);
  const start = PREFIX + view.getUint32(5, true);
  if (start + CHECKSUM > bytes.length) throw new RangeError('the record is cut off or damaged: its header is longer than the record');
  const header = parseHeader(bytes.subarray(PREFIX, start));
  const checked = start + NUMBER * numbersIn(header.runs);
  const end = checked + CHECKSUM + header.engineBytes;
  if (end !== bytes.length) throw new RangeError(`the record is cut off or damaged: it has ${bytes.length} bytes where ${end} belong`);
  if (view.getUint32(checked, true) !== crc32(bytes.subarray(0, checked))) throw new RangeError('the record is damaged: its checksum does not match');
  const { generation, base, runs, engineBytes, enteredAt, ...rest } = header;
  const record = { ...rest, enteredAt: enteredAt ?? NaN, rows: readRows(view, start, runs, header.positional), engine: engineBytes ? bytes.slice(end - engineBytes) : null };
  return { record, generation, base };
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** The header, as far as reading on needs it; a checksum over it is still to come. */
function parseHeader(bytes: Uint8Array): Header {
  let header: Partial<Header> | null;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Partial<Header> | null;
  } catch {
    throw new RangeError('the record is damaged: its header is no JSON');
  }
  const runs = header?.runs;
  const isReadable = Array.isArray(runs) && runs.every((run: Partial<Run> | null) => Array.isArray(run?.names) && isCount(run.count)) && isCount(header?.engineBytes);
  if (!isReadable) throw new RangeError('the record is damaged: its header makes no sense');
  return header as Header;
}

function readRows(view: DataView, start: number, runs: readonly Run[], positional: boolean): CollectedRow[] {
  let at = start;
  const read = (): number => {
    const value = view.getFloat64(at, true);
    at += NUMBER;
    return value;
  };
  return runs.flatMap(({ names, count }) =>
    Array.from({ length: count }, () => {
      const t = read();
      return { row: { names, values: Float64Array.from(names, read), positional }, t };
    }),
  );
}
