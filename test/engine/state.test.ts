import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { StateReader, StateSize, StateWriter, type Stateful, type StateStream } from '../../src/engine/state';

/** One of everything a state can hold. */
class Part implements Stateful {
  constructor(
    public floats: Float64Array,
    public ints: Int32Array,
    public bytes: Uint8Array,
    public number: number,
    public flag: boolean,
  ) {}

  exchange(state: StateStream): void {
    this.flag = state.flag(this.flag);
    state.floats(this.floats);
    this.number = state.number(this.number);
    state.bytes(this.bytes);
    state.ints(this.ints);
  }

  blank(): Part {
    return new Part(new Float64Array(this.floats.length), new Int32Array(this.ints.length), new Uint8Array(this.bytes.length), 0, !this.flag);
  }
}

const part = fc
  .tuple(fc.float64Array({ maxLength: 20 }), fc.int32Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), fc.double(), fc.boolean())
  .map(([floats, ints, bytes, number, flag]) => new Part(floats, ints, bytes, number, flag));

const sizeOf = (stateful: Stateful): number => {
  const size = new StateSize();
  stateful.exchange(size);
  return size.total;
};

describe('state', () => {
  it('what is written is read back bit for bit, at any offset', () => {
    fc.assert(
      fc.property(part, fc.nat(9), (original, offset) => {
        const bytes = new Uint8Array(offset + sizeOf(original));
        original.exchange(new StateWriter(bytes, offset));
        const copy = original.blank();
        copy.exchange(new StateReader(bytes, offset));
        assert.deepEqual(copy, original);
      }),
      { numRuns: 100 },
    );
  });

  it('NaN, infinities, -0 and denormals survive', () => {
    const special = Float64Array.of(NaN, Infinity, -Infinity, -0, 5e-324, 1.7976931348623157e308);
    const original = new Part(special, new Int32Array(0), new Uint8Array(0), -0, true);
    const bytes = new Uint8Array(sizeOf(original));
    original.exchange(new StateWriter(bytes, 0));
    const copy = original.blank();
    copy.exchange(new StateReader(bytes, 0));
    special.forEach((value, i) => assert.ok(Object.is(copy.floats[i], value), `${value}`));
    assert.ok(Object.is(copy.number, -0));
  });

  it('the size counted is the number of bytes written', () => {
    fc.assert(
      fc.property(part, (original) => {
        const size = sizeOf(original);
        assert.equal(size, 1 + 8 * original.floats.length + 8 + original.bytes.length + 4 * original.ints.length);
        const writer = new StateWriter(new Uint8Array(size), 0);
        original.exchange(writer);
        assert.equal(writer.offset, size);
      }),
      { numRuns: 50 },
    );
  });

  it('writing and counting leave the state as it was', () => {
    const original = new Part(Float64Array.of(1, NaN), Int32Array.of(-3), Uint8Array.of(9), 2.5, true);
    original.exchange(new StateWriter(new Uint8Array(sizeOf(original)), 0));
    assert.deepEqual(original, new Part(Float64Array.of(1, NaN), Int32Array.of(-3), Uint8Array.of(9), 2.5, true));
  });

  it('numbers are little-endian, whatever the machine', () => {
    const bytes = new Uint8Array(12);
    const writer = new StateWriter(bytes, 0);
    writer.number(1);
    writer.ints(Int32Array.of(0x01020304));
    assert.deepEqual([...bytes], [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 4, 3, 2, 1]);
  });

  it('a view into a larger buffer is written and read in its place', () => {
    const whole = new Uint8Array(32).fill(7);
    const view = whole.subarray(8, 24);
    new StateWriter(view, 4).number(Math.PI);
    assert.equal(new StateReader(view, 4).number(0), Math.PI);
    assert.ok(whole.subarray(0, 12).every((byte) => byte === 7) && whole.subarray(20).every((byte) => byte === 7));
  });

  it('reading or writing past the end throws a RangeError', () => {
    assert.throws(() => new StateReader(new Uint8Array(7), 0).number(0), RangeError);
    assert.throws(() => new StateWriter(new Uint8Array(7), 0).number(0), RangeError);
    assert.throws(() => new StateReader(new Uint8Array(3), 0).bytes(new Uint8Array(4)), RangeError);
  });
});
