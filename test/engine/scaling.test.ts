import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { dither, measureFeature } from '../../src/engine/scaling';
import { near } from './closeness';
import { meanOf, varianceOf } from './quadrature';
import { flat, noise, rowsOf } from './streams';

const measure = (values: readonly number[]) => measureFeature(Float64Array.from(values), values.length, 1, 0);
const gaussian = (n: number, seed: number): number[] => [...flat(rowsOf(n, 1, seed))];

describe('scaling: one feature', () => {
  it('mean, standard deviation and range are those of the values', () => {
    const { mean, sd, low, high } = measure([2, 4, 4, 4, 5, 5, 7, 9]);
    assert.deepEqual([mean, sd, low, high], [5, 2, 2, 9]);
  });

  it('missing values are left out', () => {
    const { mean, sd, low, high } = measure([NaN, 2, 4, NaN, 4, 4, 5, 5, 7, 9, NaN]);
    assert.deepEqual([mean, sd, low, high], [5, 2, 2, 9]);
  });

  it('the other features of a row do not matter', () => {
    const rows = flat(rowsOf(100, 3, 5));
    const alone = Array.from({ length: 100 }, (_, i) => rows[3 * i + 1]!);
    assert.deepEqual(measureFeature(rows, 100, 3, 1), measure(alone));
  });

  it('an offset of 1.7e9 costs no precision worth speaking of', () => {
    const values = gaussian(256, 6);
    const { mean, sd, floor } = measure(values.map((z) => z + 1.7e9));
    near(sd, Math.sqrt(varianceOf(values)), 1e-6);
    near(mean - 1.7e9, meanOf(values), 1e-6);
    assert.ok(floor < 0.002, 'the floor leaves a standard deviation of 1 alone');
  });

  it('shift and scale carry over exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: -20, max: 20 }), (seed, exponent) => {
        const values = gaussian(60, seed);
        const one = measure(values);
        const other = measure(values.map((z) => z * 2 ** exponent));
        for (const name of ['mean', 'sd', 'low', 'high'] as const) near(other[name] / 2 ** exponent, one[name], 1e-12);
        near(other.evidence, one.evidence, 1e-12);
      }),
      { numRuns: 30 },
    );
  });

  it('a quantised feature has its smallest step as resolution and half of it as floor', () => {
    const values = gaussian(400, 7).map((z) => Math.round(4 * z) / 4);
    const { resolution, floor } = measure(values);
    assert.deepEqual([resolution, floor], [0.25, 0.125]);
  });

  it('a feature of which half the values are distinct is not quantised', () => {
    assert.equal(measure([1, 1, 2, 2]).resolution, 0);
    assert.equal(measure([1, 1, 2, 2, 2]).resolution, 1);
  });

  it('a constant feature has a floor, no resolution, and a standard deviation above zero', () => {
    const { mean, sd, floor, resolution } = measure(new Array<number>(50).fill(-20));
    assert.deepEqual([mean, resolution], [-20, 0]);
    near(floor * 1e12, 20);
    assert.equal(sd, floor);
  });

  it('constant zero has a floor whose square and its inverse are numbers', () => {
    const { floor } = measure(new Array<number>(50).fill(0));
    assert.ok(floor * floor > 0 && Number.isFinite(1 / (floor * floor)));
  });

  it('a feature without any value counts as unit scale', () => {
    const { mean, sd, low, high, evidence } = measure([NaN, NaN]);
    assert.deepEqual([mean, sd, low, high, evidence], [0, 1, 0, 0, 1]);
  });
});

describe('scaling: evidence of a point', () => {
  it('independent points count fully', () => {
    near(measure(gaussian(4000, 8)).evidence, 1, 0.08);
  });

  it('points with lag-1 autocorrelation 0.8 count (1 - 0.8) / (1 + 0.8)', () => {
    const { normal } = noise(9);
    let level = 0;
    const values = Array.from({ length: 8000 }, () => (level = 0.8 * level + 0.6 * normal()));
    near(measure(values).evidence, 0.2 / 1.8, 0.02);
  });

  it('a ramp counts as if its autocorrelation were 0.98', () => {
    near(measure(Array.from({ length: 500 }, (_, i) => i)).evidence, 0.02 / 1.98);
  });

  it('alternation is no reason to count more than fully', () => {
    assert.equal(measure(Array.from({ length: 100 }, (_, i) => i % 2)).evidence, 1);
  });

  it('steps across a missing value are not taken for steps of one point', () => {
    const values = Array.from({ length: 300 }, (_, i) => (i % 2 ? NaN : i % 4));
    assert.equal(measure(values).evidence, 1);
  });
});

describe('scaling: dither', () => {
  const sequence = (j: number): number[] => Array.from({ length: 2000 }, (_, i) => dither(0.5, j, i));

  it('covers plus and minus half a step evenly', () => {
    const values = sequence(3).sort((a, b) => a - b);
    assert.ok(values[0]! >= -0.25 && values.at(-1)! <= 0.25);
    values.forEach((value, i) => near(value, -0.25 + (0.5 * (i + 0.5)) / 2000, 0.002));
  });

  it('every short stretch of points is covered', () => {
    const values = sequence(0);
    for (let i = 0; i + 20 <= values.length; i += 20) near(meanOf(values.slice(i, i + 20)), 0, 0.04);
  });

  it('features get different values at one point, and nothing without a resolution', () => {
    assert.notEqual(dither(1, 0, 7), dither(1, 1, 7));
    near(dither(0, 2, 9), 0);
  });
});
