// A model as a text that can be kept in a file, sent by mail and taken in elsewhere: versioned, with a checksum, and readable enough to see
// what it is. Exact: what is taken in has the same future.
import { createHash } from 'node:crypto';
import type { StreamClusterer } from '../engine';
import { InputError } from '../messages/errors';
import type { RefusalName } from '../messages/refusals/en';
import { DeviceModel } from './model';
import { zoneOf, type ModelOptions } from './options';
import type { ModelRecord } from './record';
import { decodeRecord, encodeRecord } from './store/codec';

const FORMAT = 'ncs-model';
const VERSION = 1;
/** Names told in a sentence. */
const MOST_TOLD = 10;

export interface ExportedModel {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly key: string;
  readonly features: readonly string[];
  readonly points: number;
  /** ISO 8601, UTC. */
  readonly saved_at: string;
  /** The record of the model, base64. */
  readonly data: string;
  /** SHA-256 over all of the above, hexadecimal. */
  readonly checksum: string;
}

const checksumOf = ({ format, version, key, features, points, saved_at, data }: Omit<ExportedModel, 'checksum'>): string =>
  createHash('sha256').update(JSON.stringify([format, version, key, features, points, saved_at, data])).digest('hex');

/** What is wrong with a text that is to be taken in as a model. */
export class ExportFault extends InputError {
  constructor(
    readonly kind: 'NOT_A_MODEL' | 'WRONG_VERSION',
    text: RefusalName,
    values: Readonly<Record<string, string | number>> = {},
  ) {
    super('BAD_COMMAND', text, values);
  }
}

/** @param at ms since 1970 */
export function exportModel(model: DeviceModel, at: number): string {
  const body = {
    format: FORMAT,
    version: VERSION,
    key: model.key,
    features: model.features,
    points: model.points,
    saved_at: new Date(at).toISOString(),
    data: Buffer.from(encodeRecord({ record: model.record(), generation: 0, base: '' })).toString('base64'),
  } as const;
  return JSON.stringify({ ...body, checksum: checksumOf(body) } satisfies ExportedModel);
}

/** @param given the text, or what it holds @throws ExportFault, or RangeError for a record that cannot be read */
export function parseExport(given: unknown): ModelRecord {
  const body = typeof given === 'string' ? parseText(given) : given;
  if (typeof body !== 'object' || body === null || (body as Partial<ExportedModel>).format !== FORMAT) throw new ExportFault('NOT_A_MODEL', 'refused.import.foreign');
  const { version, key, features, points, saved_at, data, checksum } = body as ExportedModel;
  if (version !== VERSION) throw new ExportFault('WRONG_VERSION', 'refused.import.version', { version: String(version).slice(0, 20), known: VERSION });
  if (typeof data !== 'string' || checksum !== checksumOf({ format: FORMAT, version, key, features, points, saved_at, data })) {
    throw new ExportFault('NOT_A_MODEL', 'refused.import.checksum');
  }
  return decodeRecord(Buffer.from(data, 'base64')).record;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ExportFault('NOT_A_MODEL', 'refused.import.json');
  }
}

/** The model of a record under another key and other settings; refused inputs are not its own. @throws InputError if they do not go together */
export function modelOf(record: ModelRecord, key: string, options: ModelOptions): DeviceModel {
  const { profile, overrides, knobs, features = null, timeZone = null } = options;
  const model = restored({ ...record, key, profile, overrides, features, timeZone, rejects: [] });
  const { engine } = model;
  if (features !== null && !isSameList(features, model.features)) throw refused('list', key, told(features), told(model.features));
  if (engine && engine.knobs.shingle !== knobs.shingle) throw refused('shingle', key, knobs.shingle, engine.knobs.shingle);
  const isOther = (given: StreamClusterer): boolean =>
    given.timeZone !== zoneOf(options) || Object.entries(knobs).some(([name, value]) => given.knobs[name as keyof typeof knobs] !== value);
  if (engine && isOther(engine)) model.configure(options);
  model.changed = true;
  return model;
}

function restored(record: ModelRecord): DeviceModel {
  try {
    return DeviceModel.restore(record);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    // the checksums match: it was not damaged on the way but made like this
    throw new InputError('BAD_COMMAND', 'refused.import.senseless');
  }
}

/** @throws InputError if the model of a stream is not to be replaced by this other one */
export function checkExchange(present: DeviceModel, other: DeviceModel): void {
  if (present.points === 0) return;
  const hasAll = present.features.every((name) => other.features.includes(name));
  const isSame = present.isPositional === other.isPositional && hasAll && (!present.ready || present.features.length === other.features.length);
  if (!isSame) throw refused('features', present.key, told(present.features), told(other.features));
}

const refused = (why: 'list' | 'shingle' | 'features', key: string, wanted: string | number, given: string | number): InputError =>
  new InputError('BAD_COMMAND', `refused.import.${why}`, { key, wanted, given });

const isSameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((name, i) => name === b[i]);

const told = (names: readonly string[]): string => names.slice(0, MOST_TOLD).join(', ') + (names.length > MOST_TOLD ? ` and ${names.length - MOST_TOLD} more` : '');
