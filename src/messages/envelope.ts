// What every payload we send begins with.

/** The version of the message contract; a payload whose `schema` starts with `ncs/` is one of ours. */
export const SCHEMA = 'ncs/1';

export interface Envelope<Type extends string> {
  schema: typeof SCHEMA;
  type: Type;
  /** ISO 8601, UTC. */
  timestamp: string;
  /** The device (model) it is about. */
  key: string;
}

/** JSON Schema properties of the envelope, to spread into a message's schema. */
export const envelopeProperties = (type: string) =>
  ({
    schema: { const: SCHEMA },
    type: { const: type },
    timestamp: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' },
    key: { type: 'string' },
  }) as const;

export const envelopeRequired = ['schema', 'type', 'timestamp', 'key'] as const;

/** The head of a message; `at` is ms since 1970, a time outside the calendar becomes the epoch's. */
export function envelope<Type extends string>(type: Type, key: string, at: number): Envelope<Type> {
  const date = new Date(at);
  return { schema: SCHEMA, type, timestamp: (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString(), key };
}
