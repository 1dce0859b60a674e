// What is known of a stored model without reading it: which of its two places holds the newer record, and what the status says of it.
// Text, after its checksum in eight hexadecimal digits.
import { crc32 } from '../../engine/snapshot';
import type { ModelSummary } from '../summary';

export type Slot = 'a' | 'b';

export interface Entry {
  /** The place of the newer record; null if that is not known. */
  readonly slot: Slot | null;
  readonly generation: number;
  readonly summary: ModelSummary | null;
}

const VERSION = 1;
const DIGITS = 8;
/** Bytes of an entry in memory, beside its key: measured. */
export const ENTRY_BYTES = 420;

const checksum = (text: Uint8Array): string => crc32(text).toString(16).padStart(DIGITS, '0');

export function encodeEntry(entry: Entry): Uint8Array {
  const text = Buffer.from(JSON.stringify({ version: VERSION, ...entry }));
  return Buffer.concat([Buffer.from(checksum(text)), text]);
}

/** One that cannot be read says nothing: the records themselves tell which is newer. */
export function decodeEntry(bytes: Uint8Array): Entry {
  const text = bytes.subarray(DIGITS);
  if (Buffer.from(bytes.subarray(0, DIGITS)).toString() === checksum(text)) {
    const { version, slot, generation, summary } = JSON.parse(Buffer.from(text).toString()) as Entry & { version: number };
    if (version === VERSION) return { slot, generation, summary };
  }
  return { slot: null, generation: 0, summary: null };
}
