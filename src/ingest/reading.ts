// What ingestion makes of a message, before any model sees it.

/** One reading of one device. */
export interface Reading {
  /** The device it belongs to. */
  readonly key: string;
  /** Event time, ms since 1970 UTC. */
  readonly t: number;
  /** Values by feature name; null = missing. */
  readonly values: Map<string, number | null>;
  /** Units by feature name, where the payload names them. */
  readonly units?: ReadonlyMap<string, string>;
  /** Share of the features that have a value, 0..1. */
  readonly completeness: number;
  /** The broker kept it and sends it again: no new reading. */
  readonly replay: boolean;
  /** Its event time lies before that of an earlier reading of the same device. */
  readonly late: boolean;
  /** Where the time comes from. */
  readonly source: 'payload' | 'arrival';
}

/** Why a message gave no reading. */
export type Rejection =
  | 'too_large'
  | 'name_too_long'
  | 'not_utf8'
  | 'bad_json'
  | 'too_deep'
  | 'too_many_fields'
  | 'too_many_rows'
  | 'not_finite'
  | 'not_numeric';

/** A field as a format leaves it: not yet judged. */
export type RawValue = string | number | boolean | null;

/** One row of fields; nested names are joined with a dot. */
export interface Row {
  readonly fields: Map<string, RawValue>;
  /** Numeric fields whose unit the payload names. */
  readonly units?: Map<string, string>;
}

/** What a format says of a payload; `own` is a message of ours coming back. */
export type Decoded =
  | { readonly rows: readonly Row[] }
  | { readonly own: true }
  | { readonly gone: 'empty_payload' | 'null_payload' }
  | { readonly rejected: Rejection };

/** A payload format. It answers null for a payload that is not its own, so that the next one is asked. */
export interface Format {
  readonly name: string;
  decode(text: string, limits: Limits): Decoded | null;
}

/** Characters of a topic or a device's name: they are kept for every device. Longer topics are refused. */
export const LONGEST_KEY = 1024;
/** Characters of a field's name: every message tells it. A field with a longer one is left out like a text. */
export const LONGEST_NAME = 256;

export interface Limits {
  /** Bytes of one payload. */
  readonly maxBytes: number;
  /** Fields of one row. */
  readonly maxFields: number;
  /** Rows of one payload. */
  readonly maxRows: number;
}

export const DEFAULT_LIMITS: Limits = { maxBytes: 1_048_576, maxFields: 1000, maxRows: 10_000 };
