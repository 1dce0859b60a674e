// A snapshot is one buffer: magic, version, length of the header, header (JSON: features, knobs, layout), state, CRC-32 over all before it.
import { StateReader, StateSize, StateWriter, type Stateful } from './state';

const MAGIC = 0x4e43534d; // "NCSM"
const VERSION = 2;
const PREFIX = 12;
const CHECKSUM = 4;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ table[(crc ^ bytes[i]!) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}

export function writeSnapshot(header: object, model: Stateful): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const size = new StateSize();
  model.exchange(size);
  const bytes = new Uint8Array(PREFIX + head.length + size.total + CHECKSUM);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint32(4, VERSION, true);
  view.setUint32(8, head.length, true);
  bytes.set(head, PREFIX);
  model.exchange(new StateWriter(bytes, PREFIX + head.length));
  view.setUint32(bytes.length - CHECKSUM, crc32(bytes.subarray(0, bytes.length - CHECKSUM)), true);
  return bytes;
}

function parseHeader(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new RangeError('the snapshot is damaged: its header is no JSON');
  }
}

/**
 * Opens a snapshot: its header, and a function that reads the state into a model made after that header.
 * @throws RangeError that says what is wrong: not a snapshot, another version, cut off, damaged.
 */
export function openSnapshot(bytes: Uint8Array): { header: unknown; readInto: (model: Stateful) => void } {
  if (!(bytes instanceof Uint8Array)) throw new RangeError('a snapshot must be a Uint8Array');
  if (bytes.length < PREFIX + CHECKSUM) throw new RangeError('not a snapshot of a model: too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== MAGIC) throw new RangeError('not a snapshot of a model');
  const version = view.getUint32(4, true);
  if (version !== VERSION) throw new RangeError(`a snapshot of version ${version}; this engine reads version ${VERSION}`);
  const end = bytes.length - CHECKSUM;
  if (view.getUint32(end, true) !== crc32(bytes.subarray(0, end))) throw new RangeError('the snapshot is damaged or cut off: its checksum does not match');
  const start = PREFIX + view.getUint32(8, true);
  if (start > end) throw new RangeError('the snapshot is damaged: its header is longer than the snapshot');
  const header = parseHeader(bytes.subarray(PREFIX, start));
  return {
    header,
    readInto: (model) => {
      const reader = new StateReader(bytes.subarray(0, end), start);
      const wrongSize = (): RangeError => new RangeError(`the snapshot is damaged: its ${end - start} bytes of state are not those of its header`);
      try {
        model.exchange(reader);
      } catch (error) {
        throw error instanceof RangeError ? wrongSize() : error;
      }
      if (reader.offset !== end) throw wrongSize();
    },
  };
}
