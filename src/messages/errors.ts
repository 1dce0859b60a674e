// What can be wrong with an input. The code is a promise: flows branch on it.

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
    message: string,
  ) {
    super(message);
    this.name = 'InputError';
  }

  /** A Catch node shows it like this: a sentence, without the name of a class before it. */
  override toString(): string {
    return this.message;
  }
}
