import assert from 'node:assert/strict';
import { seededRandom } from '../../src/engine/random';
import { near } from './closeness';
import { meanOf, normalTail, varianceOf } from './quadrature';

const draw = (n: number, seed: number, kind: 'uniform' | 'normal'): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => random[kind]());
};

/** mulberry32 in exact integers. */
function* reference(seed: bigint): Generator<number> {
  const word = (v: bigint): bigint => BigInt.asUintN(32, v);
  let state = seed;
  for (;;) {
    state = word(state + 0x6d2b79f5n);
    let t = word((state ^ (state >> 15n)) * (state | 1n));
    t = word(t ^ (t + word((t ^ (t >> 7n)) * (t | 61n))));
    yield Number(t ^ (t >> 14n)) / 2 ** 32;
  }
}

describe('random', () => {
  it('the same seed gives the same numbers, another seed others', () => {
    assert.deepEqual(draw(50, 7, 'uniform'), draw(50, 7, 'uniform'));
    assert.notDeepEqual(draw(50, 7, 'uniform'), draw(50, 8, 'uniform'));
  });

  it('is mulberry32, so that other machines get the same stream', () => {
    for (const seed of [1, 42, 0xffffffff]) {
      const exact = reference(BigInt(seed));
      assert.deepEqual(
        draw(20, seed, 'uniform'),
        Array.from({ length: 20 }, () => exact.next().value),
      );
    }
  });

  it('uniform numbers fill [0, 1) evenly', () => {
    const sample = draw(20_000, 3, 'uniform');
    assert.ok(sample.every((u) => u >= 0 && u < 1));
    const bins = new Array<number>(10).fill(0);
    for (const u of sample) bins[Math.floor(u * 10)]!++;
    const chiSquare = bins.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
    assert.ok(chiSquare < 27.9, `chi-square with 9 degrees of freedom is ${chiSquare}`);
  });

  it('normal numbers have mean 0, variance 1, no skew and the tails of a Gaussian', () => {
    const n = 40_000;
    const sample = draw(n, 5, 'normal');
    near(meanOf(sample), 0, 0.02);
    near(varianceOf(sample), 1, 0.03);
    near(meanOf(sample.map((z) => z ** 3)), 0, 0.08);
    near(meanOf(sample.map((z) => z ** 4)), 3, 0.06);
    for (const z of [1, 2, 3]) near(sample.filter((value) => Math.abs(value) > z).length / n, normalTail(z), 0.01);
  });

  it('successive normal numbers are not related', () => {
    const sample = draw(20_000, 9, 'normal');
    for (const lag of [1, 2]) near(meanOf(sample.slice(lag).map((z, i) => z * sample[i]!)), 0, 0.03);
  });

  it('a seed of 0 works', () => {
    assert.ok(new Set(draw(100, 0, 'uniform')).size > 95);
  });
});
