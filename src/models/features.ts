// The names that a model learns from: collected in the warm-up, or listed.
import { InputError } from '../messages/errors';
import type { NamedRow } from './collected';

/** Features of one model. */
export const MOST_FEATURES = 1000;

export const tooMany = (count: number): InputError =>
  new InputError('TOO_MANY_FEATURES', `a model has at most ${MOST_FEATURES} features, this would make it ${count}`);

export const indexOf = (names: readonly string[] | null | undefined): Map<string, number> => new Map((names ?? []).map((name, i) => [name, i]));

/** A row of an array whose elements a list names. @throws InputError WRONG_DIMENSION for another length */
export function namedBy(list: readonly string[], { values }: NamedRow, key: string): NamedRow {
  if (values.length !== list.length) {
    throw new InputError('WRONG_DIMENSION', `${key} is set to a list of ${list.length} features, this array has ${values.length} values`);
  }
  return { names: list, values, positional: false };
}
