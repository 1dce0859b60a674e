import assert from 'node:assert/strict';
import { StuckChannel } from '../../src/engine/stuck';
import { near } from './closeness';
import { rowsOf } from './streams';

const step = (stuck: StuckChannel, ...values: number[]): number => stuck.step(Float64Array.from(values));

/** A channel after `changes` different values in a row. */
function lively(changes: number, dimensions = 1): StuckChannel {
  const stuck = new StuckChannel(dimensions);
  for (let i = 1; i <= changes; i++) step(stuck, ...new Array<number>(dimensions).fill(i));
  return stuck;
}

/** p of the value after it has come `repeats` times again. */
function repeat(stuck: StuckChannel, value: number, repeats: number): number {
  let lnP = 0;
  for (let i = 0; i < repeats; i++) lnP = step(stuck, value);
  return lnP;
}

describe('stuck', () => {
  it('a value that comes back more than five times in a lively feature is odd: run x ln(share of repeats)', () => {
    const stuck = lively(50);
    assert.equal(repeat(stuck, 50, 5), 0);
    near(repeat(stuck, 50, 1), 6 * Math.log(1 / 52));
    near(repeat(stuck, 50, 1), 7 * Math.log(1 / 52));
  });

  it('it ends with the next change', () => {
    const stuck = lively(50);
    assert.ok(repeat(stuck, 50, 10) < 0);
    assert.equal(step(stuck, 51), 0);
    assert.equal(step(stuck, 52), 0);
  });

  it('a run must be longer than twice the longest so far', () => {
    const stuck = lively(50);
    repeat(stuck, 50, 10);
    step(stuck, 51);
    assert.equal(repeat(stuck, 51, 25), 0);
    // 10 repeats and 51 changes so far
    near(repeat(stuck, 51, 1), 26 * Math.log(11 / 63));
  });

  it('a feature that has not shown twenty changes is no live one', () => {
    assert.equal(repeat(lively(19), 19, 500), 0);
    assert.ok(repeat(lively(20), 20, 500) < 0);
  });

  it('a constant feature is never stuck', () => {
    assert.equal(repeat(new StuckChannel(1), 7, 5000), 0);
  });

  it('a feature that repeats itself often is used to it', () => {
    const stuck = new StuckChannel(1);
    let worst = 0;
    for (const [value] of rowsOf(20_000, 1, 3)) worst = Math.min(worst, step(stuck, value! > 1 ? 1 : 0));
    assert.ok(worst > Math.log(1e-6), `${worst}`);
  });

  it('several features share the probability, and the one concerned is named', () => {
    const stuck = lively(50, 3);
    let lnP = 0;
    for (let i = 1; i <= 6; i++) lnP = step(stuck, 50 + i, 50, 50 + i);
    near(lnP, 6 * Math.log(1 / 52) + Math.log(3));
    assert.equal(stuck.feature, 1);
  });

  it('missing values neither count nor break a run', () => {
    const stuck = lively(50);
    repeat(stuck, 50, 5);
    assert.equal(step(stuck, NaN), 0);
    near(repeat(stuck, 50, 1), 6 * Math.log(1 / 52));
  });

  it('merging takes the longer of the longest runs and starts the present run anew', () => {
    const [a, b] = [lively(50), lively(50)];
    repeat(b, 50, 20);
    step(b, 51);
    repeat(a, 50, 4);
    a.mergeFrom(b);
    assert.equal(repeat(a, 50, 45), 0, 'a change and 44 repeats: less than 2 x 20 + 5');
    assert.ok(repeat(a, 50, 1) < 0);
  });
});
