// The names that a model learns from: collected in the warm-up, or listed.
import { InputError } from '../messages/errors';
import type { NamedRow } from './collected';

/** Features of one model. */
export const MOST_FEATURES = 1000;

export const tooMany = (count: number): InputError =>
  new InputError('TOO_MANY_FEATURES', 'refused.features.many', { most: MOST_FEATURES, count });

export const indexOf = (names: readonly string[] | null | undefined): Map<string, number> => new Map((names ?? []).map((name, i) => [name, i]));

/** A row of an array whose elements a list names. @throws InputError WRONG_DIMENSION for another length */
export function namedBy(list: readonly string[], { values }: NamedRow, key: string): NamedRow {
  if (values.length !== list.length) {
    throw new InputError('WRONG_DIMENSION', 'refused.features.array', { key, count: list.length, values: values.length });
  }
  return { names: list, values, positional: false };
}
