import assert from 'node:assert/strict';
import { NoiseBox } from '../../src/engine/noise';
import { near } from './closeness';

function box(low: readonly number[], high: readonly number[], floor = new Float64Array(low.length)): NoiseBox {
  const noise = new NoiseBox(low.length, floor);
  noise.low.set(low);
  noise.high.set(high);
  noise.measure();
  return noise;
}

const LN_2PI = Math.log(2 * Math.PI);

describe('noise', () => {
  it('at the limit a cluster is exactly as dense as the uniform noise', () => {
    const noise = box([0, -1], [10, 3]);
    noise.share = 0.03;
    const lnDet = Math.log(0.5) + Math.log(0.02);
    const limit = noise.limit(lnDet, 0.4);
    const lnCluster = Math.log(0.97 * 0.4) - 0.5 * (2 * LN_2PI + lnDet + limit);
    const lnNoise = Math.log(0.03) - Math.log(10 * 4);
    near(lnCluster, lnNoise);
  });

  it('a rarer cluster, a wider one, or more noise has the nearer limit', () => {
    const noise = box([0, 0], [10, 10]);
    const usual = noise.limit(0, 0.5);
    assert.ok(noise.limit(0, 0.1) < usual);
    assert.ok(noise.limit(1, 0.5) < usual);
    noise.share = 0.1;
    assert.ok(noise.limit(0, 0.5) < usual);
  });

  it('a missing feature leaves volume and determinant, and counts 1 as in the distance', () => {
    const noise = box([0, -1, 5], [10, 3, 6]);
    const without = box([0, 5], [10, 6]);
    const lnVariance = Float64Array.of(NaN, NaN, NaN, 0.3, -0.7, -2);
    const full = noise.limit(0.3 - 0.7 - 2, 0.5);
    near(noise.withoutMissing(full, Float64Array.of(1, NaN, 5), lnVariance, 3), without.limit(0.3 - 2, 0.5) + 1);
  });

  it('a side is never shorter than what the resolution allows', () => {
    // a uniform of variance f has the length sqrt(12 f)
    const flatBox = box([4, 0], [4, 1], Float64Array.of(0.03, 0));
    near(flatBox.limit(0, 1), box([0, 0], [Math.sqrt(0.36), 1]).limit(0, 1));
  });

  it('competes in up to 32 dimensions', () => {
    assert.deepEqual(
      [1, 32, 33].map((d) => new NoiseBox(d, new Float64Array(d)).competes),
      [true, true, false],
    );
  });

  it('the share of noise follows the stream between 0.1 % and 20 %', () => {
    const noise = box([0], [1]);
    noise.count(false, 0.01);
    near(noise.share, 0.01 + 0.01 * 0.99);
    noise.count(true, 0.01);
    near(noise.share, 0.0199 * 0.99);
    for (let i = 0; i < 1000; i++) noise.count(false, 0.01);
    assert.equal(noise.share, 0.2);
    for (let i = 0; i < 1000; i++) noise.count(true, 0.01);
    assert.equal(noise.share, 0.001);
  });

  it('a far point widens the box by a tenth of its side, a near one to itself, a missing one not', () => {
    const noise = box([0, 0, 0, 0], [10, 10, 10, 10]);
    noise.widen(Float64Array.of(1e9, -0.5, NaN, 5));
    assert.deepEqual([...noise.high], [11, 10, 10, 10]);
    assert.deepEqual([...noise.low], [0, -0.5, 0, 0]);
  });

  it('a whole interval is taken in at once', () => {
    const noise = box([0], [10]);
    noise.include(0, 3, 40);
    noise.include(0, -7, 2);
    assert.deepEqual([noise.low[0], noise.high[0]], [-7, 40]);
  });

  it('the box shrinks towards its middle by 1.3 thousandths a sweep', () => {
    const noise = box([0], [10]);
    noise.shrink();
    near(noise.low[0]!, 0.0064);
    near(noise.high[0]!, 9.9936);
  });
});
