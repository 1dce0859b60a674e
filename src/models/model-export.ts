// A model as a text that can be kept in a file, sent by mail and taken in elsewhere: versioned, with a checksum, and readable enough to see
// what it is.
import { createHash } from 'node:crypto';
import { readModel, sameNames, writeModel } from './model-record';
import type { DeviceModel, ModelState } from './model';

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
export class ExportFault extends RangeError {
  constructor(
    readonly kind: 'NOT_A_MODEL' | 'WRONG_VERSION',
    message: string,
  ) {
    super(message);
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
    data: Buffer.from(writeModel(model.state())).toString('base64'),
  } as const;
  return JSON.stringify({ ...body, checksum: checksumOf(body) } satisfies ExportedModel);
}

/** @throws ExportFault, RangeError: a sentence that says what is wrong with it */
export function parseExport(given: unknown): { key: string; state: ModelState } {
  const body = typeof given === 'string' ? parseText(given) : given;
  if (typeof body !== 'object' || body === null || (body as Partial<ExportedModel>).format !== FORMAT) throw new ExportFault('NOT_A_MODEL', 'this is no exported model');
  const { version, key, features, points, saved_at, data, checksum } = body as ExportedModel;
  if (version !== VERSION) throw new ExportFault('WRONG_VERSION', `the exported model has version ${String(version).slice(0, 20)}, this node reads version ${VERSION}`);
  if (typeof data !== 'string' || typeof key !== 'string' || checksum !== checksumOf({ format: FORMAT, version, key, features, points, saved_at, data })) {
    throw new ExportFault('NOT_A_MODEL', 'the exported model is damaged or cut off: its checksum does not match');
  }
  return { key, state: readModel(Buffer.from(data, 'base64')) };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ExportFault('NOT_A_MODEL', 'the exported model is damaged or cut off: it is no JSON');
  }
}

/** What keeps a model from taking in another's state, as a sentence; null: nothing. */
export function refusalOf(model: DeviceModel, { features, positional, engine }: ModelState): string | null {
  const listed = model.options.features;
  if (listed != null && !sameNames(listed, features)) return `${model.key} is set to the features ${told(listed)}, the exported model has ${told(features)}`;
  const { shingle } = model.options.knobs;
  if (engine && engine.knobs.shingle !== shingle) return `${model.key} has a shingle of ${shingle}, the exported model one of ${engine.knobs.shingle}`;
  if (model.points === 0) return null;
  const isSame = model.isPositional === positional && (model.ready ? sameNames([...model.features].sort(), [...features].sort()) : model.features.every((name) => features.includes(name)));
  return isSame ? null : `${model.key} learns from ${told(model.features)}, the exported model from ${told(features)}: reset ${model.key} first if it is to change`;
}

const told = (names: readonly string[]): string => names.slice(0, MOST_TOLD).join(', ') + (names.length > MOST_TOLD ? ` and ${names.length - MOST_TOLD} more` : '');
