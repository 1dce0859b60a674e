// From a message's payload to rows of named numbers.
import { LONGEST_NAME } from '../../src/ingest';
import type { NamedRow } from '../../src/models/collected';
import { MOST_FEATURES, tooMany } from '../../src/models/features';
import { InputError } from '../../src/messages/errors';

/** Rows of one message. */
export const MOST_ROWS = 10_000;
const MOST_DEPTH = 16;
/** The feature that a bare number is; the elements of an array are x0, x1, … */
const SINGLE = 'value';
const POSITION = 'x';
const OWN_SCHEMA = 'ncs/';

export interface Batch {
  readonly rows: readonly unknown[];
  /** false: a cluster_update per row as well. */
  readonly batchMode: boolean;
  /** ms, Infinity = none. */
  readonly timeout: number;
  readonly metadata: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** A message of our own, of this node or of another: a wire leads back, or from one ncs node into the next. */
export function isOwn(payload: unknown): boolean {
  const schema = isRecord(payload) ? payload['schema'] : undefined;
  return typeof schema === 'string' && schema.startsWith(OWN_SCHEMA);
}

/** The batch in a payload, null if the payload is a single row. @throws InputError BATCH_TOO_LARGE, NOT_NUMERIC, BAD_COMMAND */
export function parseBatch(payload: unknown): Batch | null {
  if (Array.isArray(payload)) {
    const rows: readonly unknown[] = payload;
    return rows.some((row) => typeof row === 'object' && row !== null) ? sized({ rows, batchMode: true, timeout: Infinity, metadata: undefined }) : null;
  }
  if (!isRecord(payload) || !Array.isArray(payload['points'])) return null;
  const timeout = payload['timeout'] ?? Infinity;
  if (typeof timeout !== 'number' || !(timeout > 0)) throw new InputError('BAD_COMMAND', 'refused.timeout.value');
  return sized({ rows: payload['points'], batchMode: payload['batch_mode'] !== false, timeout, metadata: payload['metadata'] });
}

function sized(batch: Batch): Batch {
  if (batch.rows.length > MOST_ROWS) throw new InputError('BATCH_TOO_LARGE', 'refused.batch.large', { most: MOST_ROWS, count: batch.rows.length });
  if (batch.rows.length === 0) throw new InputError('NOT_NUMERIC', 'refused.batch.empty');
  return batch;
}

/** One row. @throws InputError NOT_NUMERIC, NOT_FINITE, TOO_MANY_FEATURES, OWN_MESSAGE */
export function parseRow(payload: unknown): NamedRow {
  if (typeof payload === 'number') return { names: [SINGLE], values: Float64Array.of(finite(payload, SINGLE)), positional: false };
  if (Array.isArray(payload)) return positionalRow(payload);
  if (payload instanceof Float64Array || payload instanceof Float32Array) return positionalRow(Array.from(payload));
  if (isOwn(payload)) throw new InputError('OWN_MESSAGE', 'refused.own');
  if (isRecord(payload)) return namedRow(payload);
  throw new InputError('NOT_NUMERIC', 'refused.number.none', { what: describe(payload) });
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Buffer.isBuffer(value) ? 'buffer' : typeof value;
}

function finite(value: number, name: string): number {
  if (!Number.isFinite(value)) throw new InputError('NOT_FINITE', 'refused.number.infinite', { name });
  return value;
}

// names of positions, made once
const positions: string[] = [];

function positionalRow(elements: readonly unknown[]): NamedRow {
  if (elements.length === 0) throw new InputError('NOT_NUMERIC', 'refused.array.empty');
  if (elements.length > MOST_FEATURES) throw tooMany(elements.length);
  while (positions.length < elements.length) positions.push(`${POSITION}${positions.length}`);
  const values = new Float64Array(elements.length);
  for (const [i, element] of elements.entries()) {
    if (element === null) values[i] = NaN;
    else if (typeof element !== 'number') throw new InputError('NOT_NUMERIC', 'refused.element', { index: i });
    else if (!Number.isFinite(element)) throw new InputError('NOT_FINITE', 'refused.element.infinite', { index: i });
    else values[i] = element;
  }
  return { names: positions.slice(0, elements.length), values, positional: true };
}

function namedRow(payload: Record<string, unknown>): NamedRow {
  const fields = new Map<string, number>();
  collect(payload, '', 0, fields);
  if (fields.size === 0) throw new InputError('NOT_NUMERIC', 'refused.fields.none', { most: LONGEST_NAME });
  return { names: [...fields.keys()], values: Float64Array.from(fields.values()), positional: false };
}

/** Numbers and switches by name, nested ones joined by a dot; null is missing, texts and endless names are left out. */
function collect(value: object, prefix: string, depth: number, fields: Map<string, number>): void {
  if (depth > MOST_DEPTH) throw new InputError('NOT_NUMERIC', 'refused.deep', { most: MOST_DEPTH });
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    // a field of this name could only be meant to reach a prototype
    if (key === '__proto__') continue;
    const name = prefix + key;
    if (typeof inner === 'object' && inner !== null) {
      if (!ArrayBuffer.isView(inner)) collect(inner, `${name}.`, depth + 1, fields);
      continue;
    }
    const number = inner === null ? NaN : typeof inner === 'boolean' ? Number(inner) : typeof inner === 'number' ? finite(inner, name) : undefined;
    if (number === undefined || name.length > LONGEST_NAME) continue;
    fields.set(name, number);
    if (fields.size > MOST_FEATURES) throw tooMany(fields.size);
  }
}
