import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { openSnapshot, writeSnapshot } from '../../src/engine/snapshot';
import type { Stateful, StateStream } from '../../src/engine/state';

class Numbers implements Stateful {
  constructor(readonly values: Float64Array) {}
  exchange(state: StateStream): void {
    state.floats(this.values);
  }
}

const HEADER = { features: ['flow', 'température'], capacity: 3 };
const sample = (): Uint8Array => writeSnapshot(HEADER, new Numbers(Float64Array.of(1, -0, NaN, 1e308)));

/** CRC-32 (IEEE 802.3) bit by bit. */
function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const carry = (crc ^ (byte >>> bit)) & 1;
      crc = (crc >>> 1) ^ (carry ? 0xedb88320 : 0);
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The bytes with something changed and the checksum made right again. */
function forged(change: (bytes: Uint8Array, view: DataView) => void, bytes = sample()): Uint8Array {
  const view = new DataView(bytes.buffer);
  change(bytes, view);
  view.setUint32(bytes.length - 4, crcOf(bytes.subarray(0, -4)), true);
  return bytes;
}

describe('snapshot: the format', () => {
  it('the checksum used by these tests is the known one', () => {
    assert.equal(crcOf(new TextEncoder().encode('123456789')), 0xcbf43926);
  });

  it('is magic, version, header length, header, state, checksum', () => {
    const bytes = sample();
    const view = new DataView(bytes.buffer);
    assert.equal(new TextDecoder().decode(bytes.subarray(0, 4)), 'NCSM');
    assert.equal(view.getUint32(4, true), 2);
    const length = view.getUint32(8, true);
    assert.deepEqual(JSON.parse(new TextDecoder().decode(bytes.subarray(12, 12 + length))), HEADER);
    assert.equal(bytes.length, 12 + length + 4 * 8 + 4);
    assert.equal(view.getFloat64(12 + length + 24, true), 1e308);
  });

  it('ends with the CRC-32 of all bytes before', () => {
    const bytes = sample();
    assert.equal(new DataView(bytes.buffer).getUint32(bytes.length - 4, true), crcOf(bytes.subarray(0, -4)));
  });

  it('gives back header and state', () => {
    const { header, readInto } = openSnapshot(sample());
    assert.deepEqual(header, HEADER);
    const copy = new Numbers(new Float64Array(4));
    readInto(copy);
    assert.deepEqual(copy.values, Float64Array.of(1, -0, NaN, 1e308));
  });

  it('is read from a view into a larger buffer too', () => {
    const bytes = sample();
    const whole = new Uint8Array(bytes.length + 5);
    whole.set(bytes, 3);
    assert.deepEqual(openSnapshot(whole.subarray(3, 3 + bytes.length)).header, HEADER);
  });
});

describe('snapshot: what is none', () => {
  const refuses = (bytes: Uint8Array, sentence: RegExp): void =>
    assert.throws(
      () => openSnapshot(bytes),
      (error) => error instanceof RangeError && sentence.test(error.message),
    );

  it('every cut is refused', () => {
    const bytes = sample();
    for (let length = 0; length < bytes.length; length++) refuses(bytes.slice(0, length), /too short|cut off/);
  });

  it('every flipped bit is refused', () => {
    const bytes = sample();
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      refuses(damaged, /not a snapshot|version|damaged/);
    }
  });

  it('foreign bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => refuses(bytes, /not a snapshot/)),
      { numRuns: 100 },
    );
  });

  it('something that is no array of bytes is refused', () => {
    for (const value of [null, undefined, 'NCSM', [1, 2, 3], {}]) refuses(value as Uint8Array, /must be a Uint8Array/);
  });

  it('another version is named', () => {
    refuses(
      forged((_, view) => view.setUint32(4, 1, true)),
      /version 1; this engine reads version 2/,
    );
  });

  it('a header that is longer than the snapshot is refused', () => {
    refuses(
      forged((_, view) => view.setUint32(8, 1e6, true)),
      /header is longer/,
    );
  });

  it('a header that is no JSON is refused', () => {
    refuses(
      forged((bytes) => bytes.fill(0x7b, 12, 20)),
      /header/,
    );
  });

  it('a state of another size is refused', () => {
    for (const size of [3, 5]) {
      const { readInto } = openSnapshot(sample());
      assert.throws(() => readInto(new Numbers(new Float64Array(size))), new RangeError('the snapshot is damaged: its 32 bytes of state are not those of its header'));
    }
  });
});
