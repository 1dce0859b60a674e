// Models that leave as texts and come in as such: the commands export and import.
import { InputError } from '../../src/messages/errors';
import type { DeviceModel, ModelState } from '../../src/models/model';
import { exportModel, parseExport, refusalOf } from '../../src/models/model-export';

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

/** A model that is to be taken in, and under which key. */
export interface Arrival {
  readonly key: string;
  readonly state: ModelState;
}

/**
 * The models in a payload of `import`: the text, what it holds, the answer to `export`, or that whole message.
 * @param key the message's; without one every model goes to the key it was exported from
 * @throws InputError BAD_COMMAND
 */
export function arrivals(payload: unknown, key: string | null): Arrival[] {
  const given = unwrapped(payload);
  if (given.length === 0) throw new InputError('BAD_COMMAND', 'there is no model in this import');
  if (key !== null && given.length > 1) throw new InputError('BAD_COMMAND', `these are ${given.length} models, and only one of them can become ${key}`);
  const found = given.map((text) => sensible(() => parseExport(text))).map((model) => ({ key: key ?? model.key, state: model.state }));
  if (new Set(found.map((model) => model.key)).size < found.length) throw new InputError('BAD_COMMAND', 'two of these models have the same key');
  return found;
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

/** Puts a model in the place of what was learned under its key. @throws InputError BAD_COMMAND; nothing is changed then */
export function takeIn(model: DeviceModel, state: ModelState): void {
  checkFit(model, state);
  sensible(() => model.replace(state));
}

export function checkFit(model: DeviceModel, state: ModelState): void {
  const refusal = refusalOf(model, state);
  if (refusal !== null) throw new InputError('BAD_COMMAND', refusal);
}

function sensible<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError) throw Object.assign(new InputError('BAD_COMMAND', error.message), { cause: error });
    throw error;
  }
}
