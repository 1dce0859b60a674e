// Pieces that several messages share: named values, learning, metadata of others.

export type NamedValues = Record<string, number>;

/** What a model is doing: collecting its first points, or ready. */
export interface Learning {
  ready: boolean;
  /** 0..1 */
  progress: number;
}

export const namedValuesSchema = { type: 'object', additionalProperties: { type: 'number' } } as const;
export const learningSchema = {
  type: 'object',
  properties: { ready: { type: 'boolean' }, progress: { type: 'number', minimum: 0, maximum: 1 } },
  required: ['ready', 'progress'],
  additionalProperties: false,
} as const;
export const unitSchema = { type: 'number', minimum: 0, maximum: 1 } as const;
export const countSchema = { type: 'integer', minimum: 0 } as const;
export const idOrNullSchema = { type: ['integer', 'null'], minimum: 1 } as const;
export const textOrNullSchema = { type: ['string', 'null'] } as const;
export const timeOrNullSchema = { type: ['string', 'null'], pattern: '^\\d{4}-' } as const;

/** Values by feature name. A feature called `__proto__` cannot come here: it is refused at the door. */
export function named(features: readonly string[], values: ArrayLike<number>): NamedValues {
  const result: NamedValues = {};
  for (let j = 0; j < features.length; j++) result[features[j]!] = values[j]!;
  return result;
}

export const isoOrNull = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** What somebody else has put in, as JSON can hold it: a number that is none, or a circle, becomes null. Most of it is handed on as it is. */
export function presentable(value: unknown, above: ReadonlySet<object> = new Set()): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return null;
  const within = new Set(above).add(value);
  if (Array.isArray(value)) return value.map((item) => presentable(item, within));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, presentable(item, within)]));
}
