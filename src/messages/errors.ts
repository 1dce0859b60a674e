// What can be wrong with an input. The code is a promise: flows branch on it. The sentence is for people, in their language.
import type { RefusalName } from './refusals/en';
import { phrase, type Wording } from './wording';
import { ENGLISH } from './wording/en';

export type ErrorCode =
  | 'UNKNOWN_COMMAND'
  | 'NOT_NUMERIC'
  | 'NOT_FINITE'
  | 'WRONG_DIMENSION'
  | 'TOO_MANY_FEATURES'
  | 'BATCH_TOO_LARGE'
  | 'BAD_COMMAND'
  | 'NOT_AVAILABLE'
  | 'TIMEOUT'
  | 'REPLAYED'
  | 'OWN_MESSAGE';

export class InputError extends Error {
  constructor(
    readonly code: ErrorCode,
    private readonly text: RefusalName,
    private readonly values: Readonly<Record<string, string | number>> = {},
  ) {
    super(phrase(ENGLISH, text, values));
    this.name = 'InputError';
  }

  /** The same, said in another language. */
  translate(wording: Wording): this {
    this.message = phrase(wording, this.text, this.values);
    return this;
  }

  /** A Catch node shows it like this: a sentence, without the name of a class before it. */
  override toString(): string {
    return this.message;
  }
}
