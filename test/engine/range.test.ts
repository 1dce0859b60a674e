import assert from 'node:assert/strict';
import { RangeChannel } from '../../src/engine/range';
import { near } from './closeness';
import { noise, rowsOf } from './streams';

const EPOCH = 1000;

/** A channel that has seen the values in its warm-up. */
function seen(values: readonly number[], dimensions = 1): RangeChannel {
  const range = new RangeChannel(dimensions, EPOCH);
  for (const value of values) range.see(new Float64Array(dimensions).fill(value));
  return range;
}

/** A hundred values from 0 to 1, the ends first: no later one is a record. */
const grid = [0, 1, ...Array.from({ length: 98 }, (_, i) => (i + 1) / 99)];
const at = (range: RangeChannel, value: number): number => range.step(Float64Array.of(value));

describe('range', () => {
  it('a value inside the range says nothing', () => {
    const range = seen(grid);
    for (const value of [0, 0.5, 1, -0]) assert.equal(at(range, value), 0);
  });

  it('a record among n values has p 2/n, times the exponential tail of its excess', () => {
    // the 101st value, 0.3 ranges above: ln(2/101) - 0.3 x 2 / (1/ln 101)
    near(at(seen(grid), 1.3), Math.log(2 / 101) - 0.3 * 2 * Math.log(101));
    near(at(seen(grid), -0.3), Math.log(2 / 101) - 0.3 * 2 * Math.log(101));
  });

  it('several features share the probability, and the one concerned is named', () => {
    const range = seen(grid, 4);
    near(range.step(Float64Array.of(0.5, 0.5, 1.3, 0.5)), Math.log(8 / 101) - 0.3 * 2 * Math.log(101));
    assert.equal(range.feature, 2);
  });

  it('a record belongs to the range from then on', () => {
    const range = seen(grid);
    assert.ok(at(range, 2) < 0);
    assert.equal(at(range, 2), 0);
    assert.ok(at(range, 2.1) < 0);
  });

  it('earlier excesses make later ones less surprising', () => {
    // after one excess of half a range: ln(2/102) - relative x 3 / (1/ln 102 + 0.5)
    const range = seen(grid);
    at(range, 1.5);
    near(at(range, 1.8), Math.log(2 / 102) - ((0.3 / 1.5) * 3) / (1 / Math.log(102) + 0.5));
  });

  it('less than twenty values are no range to speak of', () => {
    const range = seen(grid.slice(0, 19));
    assert.equal(at(range, 50), 0);
    assert.ok(at(seen(grid.slice(0, 20)), 50) < -100);
  });

  it('after a constant any other value is far out', () => {
    const range = seen(new Array<number>(100).fill(7));
    assert.ok(at(range, 7.001) < -1000);
  });

  it('missing values do not count as readings', () => {
    const few = new RangeChannel(1, EPOCH);
    for (let i = 0; i < 100; i++) {
      const x = Float64Array.of(i % 10 ? NaN : i);
      few.countMissing(x);
      few.see(x);
    }
    assert.equal(at(few, 500), 0, 'ten readings');
    assert.equal(few.step(Float64Array.of(NaN)), 0);
  });

  it('the range is that of the present and the previous epoch', () => {
    const range = seen([...grid, 9]);
    const { uniform } = noise(3);
    // to the end of the second epoch 9 is remembered
    for (let i = 101; i < 2 * EPOCH - 1; i++) assert.equal(at(range, uniform()), 0, `point ${i}`);
    assert.equal(at(range, 9), 0);
    // that was its last point: 9 counts for the third epoch, and is news in the fourth
    for (let i = 0; i < EPOCH; i++) at(range, uniform());
    assert.ok(at(range, 9) < -10);
  });

  it('a steady Gaussian stream gives rare alarms only', () => {
    const rows = rowsOf(20_000, 4, 4);
    const range = new RangeChannel(4, 1e5);
    rows.slice(0, 256).forEach((x) => range.see(x));
    const rare = rows.slice(256).filter((x) => range.step(x) < Math.log(1e-3)).length;
    assert.ok(rare <= 40, `${rare} of 20,000 below 1e-3`);
  });

  it('excesses of the first 64 points of a warm-up leave no mark', () => {
    near(at(seen([...grid.slice(0, 63), 3, ...grid.slice(63)]), 3.3), Math.log(2 / 102) - 0.1 * 2 * Math.log(102));
  });

  it('those of later ones do: a stream that overshoots its range is known for it', () => {
    near(at(seen([...grid, 1.5]), 1.8), Math.log(2 / 102) - ((0.3 / 1.5) * 3) / (1 / Math.log(102) + 0.5));
  });

  it('merging takes the wider range and adds the readings', () => {
    const range = seen(grid);
    range.mergeFrom(seen(grid.map((value) => value + 2)), 0.5);
    assert.deepEqual([range.low[0], range.high[0]], [0, 3]);
    near(at(range, 3.3), Math.log(2 / 201) - 0.1 * 2 * Math.log(201));
  });
});
