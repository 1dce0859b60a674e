// A model as bytes: length of the header, header (JSON: names, labels, rows of the warm-up, ...), the engine's snapshot. Exact: what is read
// back has the same future.
import { StreamClusterer } from '../engine';
import { MOST_FEATURES, type ModelState, type NamedRow } from './model';

const PREFIX = 4;

/** A row of the warm-up: which list of names it has, its time, its values (null = missing). */
type RowRecord = readonly [shape: number, t: number, values: readonly (number | null)[]];

interface Header extends Omit<ModelState, 'engine' | 'collected'> {
  readonly shapes: readonly (readonly string[])[];
  readonly rows: readonly RowRecord[];
}

export function writeModel({ engine, collected, ...rest }: ModelState): Uint8Array {
  const shapes: (readonly string[])[] = [];
  const rows = collected.map(({ row, t }): RowRecord => {
    // rows with the names of the one before share them
    if (row.names !== shapes.at(-1)) shapes.push(row.names);
    return [shapes.length - 1, t, Array.from(row.values, (value) => (Number.isNaN(value) ? null : value))];
  });
  const head = new TextEncoder().encode(JSON.stringify({ ...rest, shapes, rows } satisfies Header));
  const snapshot = engine?.snapshot() ?? new Uint8Array(0);
  const bytes = new Uint8Array(PREFIX + head.length + snapshot.length);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, PREFIX);
  bytes.set(snapshot, PREFIX + head.length);
  return bytes;
}

/** @throws RangeError a sentence that says what is wrong with the bytes */
export function readModel(bytes: Uint8Array): ModelState {
  if (bytes.length < PREFIX) throw new RangeError('the record of the model is cut off');
  const end = PREFIX + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (end > bytes.length) throw new RangeError('the record of the model is cut off');
  const { shapes, rows, ...rest } = readHeader(bytes.subarray(PREFIX, end));
  const collected = rows.map(([shape, t, values]) => ({ row: rowOf(shapes[shape]!, values, rest.positional), t }));
  const engine = bytes.length > end ? StreamClusterer.restore(bytes.slice(end)) : null;
  if (engine && !sameNames(engine.features, rest.features)) throw new RangeError('the record of the model contradicts itself: its features are others than its engine\'s');
  return { ...rest, engine, collected };
}

const rowOf = (names: readonly string[], values: readonly (number | null)[], positional: boolean): NamedRow => ({
  names,
  values: Float64Array.from(values, (value) => value ?? NaN),
  positional,
});

export const sameNames = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((name, i) => name === b[i]);

function readHeader(bytes: Uint8Array): Header {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new RangeError('the record of the model is damaged: its header is no JSON');
  }
  if (!isHeader(header)) throw new RangeError('the record of the model is damaged: its header is incomplete');
  return header;
}

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isNumberOrNull = (value: unknown): boolean => value === null || typeof value === 'number';

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const { features, positional, labels, strangers, inCluster, enteredAt, firstIds, shapes, rows } = value as Record<string, unknown>;
  if (!isTexts(features) || features.length > MOST_FEATURES || new Set(features).size < features.length) return false;
  if (typeof positional !== 'boolean' || !isTexts(strangers) || !isCount(inCluster) || !isNumberOrNull(enteredAt)) return false;
  if (!Array.isArray(labels) || !labels.every((pair: unknown) => Array.isArray(pair) && pair.length === 2 && isCount(pair[0]) && typeof pair[1] === 'string')) return false;
  if (firstIds !== null && !isIds(firstIds)) return false;
  if (!Array.isArray(shapes) || !shapes.every(isTexts) || !Array.isArray(rows)) return false;
  return rows.every((row: unknown) => isRow(row, shapes));
}

function isIds(value: unknown): boolean {
  const { cluster, alarm } = (value ?? {}) as Record<string, unknown>;
  return isCount(cluster) && cluster > 0 && isCount(alarm) && alarm > 0;
}

function isRow(value: unknown, shapes: readonly (readonly string[])[]): boolean {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [shape, t, values] = value as unknown[];
  if (!isCount(shape) || shape >= shapes.length || typeof t !== 'number') return false;
  return Array.isArray(values) && values.length === shapes[shape]!.length && values.every(isNumberOrNull);
}
