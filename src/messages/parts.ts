// Pieces that several messages share: named values, learning, rounding of nothing but what is not a number.

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
