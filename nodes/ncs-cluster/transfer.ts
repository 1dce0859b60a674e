// Models that leave as texts and come in as such: the commands export and import.
import { InputError } from '../../src/messages/errors';
import type { DeviceModel } from '../../src/models/model';
import { exportModel, modelOf, parseExport, checkExchange } from '../../src/models/model-export';
import type { ModelPool } from '../../src/models/pool';

/** What `export` answers about a model: enough to see what it is, and the text to keep. */
export interface Exported {
  readonly key: string;
  readonly features: readonly string[];
  readonly points: number;
  readonly saved_at: string;
  readonly model: string;
}

export function exported(model: DeviceModel, at: number): Exported {
  return { key: model.key, features: model.features, points: model.points, saved_at: new Date(at).toISOString(), model: exportModel(model, at) };
}

/**
 * The models in a payload of `import` (the text, what it holds, the answer to `export`, or that whole message), ready to take their places.
 * @param key the message's; without one every model goes to the key it was exported from
 * @throws InputError BAD_COMMAND for the first of them that is not to be used
 */
export function arrivals(payload: unknown, key: string | null, pool: ModelPool): DeviceModel[] {
  const given = unwrapped(payload);
  if (given.length === 0) throw new InputError('BAD_COMMAND', 'refused.import.none');
  if (key !== null && given.length > 1) throw new InputError('BAD_COMMAND', 'refused.import.many', { count: given.length, key });
  const models = given.map((one) => arrival(one, key, pool));
  if (new Set(models.map((model) => model.key)).size < models.length) throw new InputError('BAD_COMMAND', 'refused.import.twice');
  return models;
}

function arrival(given: unknown, key: string | null, pool: ModelPool): DeviceModel {
  try {
    const record = parseExport(given);
    const to = key ?? record.key;
    const present = pool.find(to);
    const model = modelOf(record, to, present?.options ?? pool.settings);
    if (present) checkExchange(present, model);
    return model;
  } catch (error) {
    if (error instanceof RangeError) throw new InputError('BAD_COMMAND', 'refused.import.record', { reason: error.message });
    throw error;
  }
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;

function unwrapped(payload: unknown): unknown[] {
  const text = Buffer.isBuffer(payload) ? payload.toString() : payload;
  const answer = typeof text === 'string' ? (parsed(text) ?? text) : text;
  const result = fieldOf(answer, 'result') ?? answer;
  const models = fieldOf(result, 'models') ?? result;
  return (Array.isArray(models) ? models : [models]).map((one: unknown) => fieldOf(one, 'model') ?? one);
}

/** A file may hold the text, or the message around it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
