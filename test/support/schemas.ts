// Validates what the nodes send against the schemas of their messages.
import { Ajv } from 'ajv';
import { schemas } from '../../src/messages';

const ajv = new Ajv({ allErrors: true, strict: false });
const validators = new Map(Object.entries(schemas).map(([type, schema]) => [type, ajv.compile(schema)]));

/** Throws with everything that is wrong about a payload; also for a number that is none. */
export function assertPayload(payload: unknown): void {
  const type = (payload as { type?: string } | null)?.type ?? '';
  const validate = validators.get(type);
  if (!validate) throw new Error(`a payload of unknown type: ${JSON.stringify(payload)}`);
  if (!validate(payload)) throw new Error(`${type}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(payload)}`);
  assertFinite(payload, type);
}

function assertFinite(value: unknown, path: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${path} is ${value}`);
  if (typeof value === 'object' && value !== null) for (const [name, inner] of Object.entries(value)) assertFinite(inner, `${path}.${name}`);
}
