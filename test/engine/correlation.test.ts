import assert from 'node:assert/strict';
import { Correlation } from '../../src/engine/correlation';
import { near } from './closeness';
import { flat, noise } from './streams';

const ALPHA = 0.001;

/** n rows of three features: a common part makes the first two correlated; the third stands alone. */
function rows(n: number, seed: number): Float64Array[] {
  const { normal } = noise(seed);
  return Array.from({ length: n }, () => {
    const common = normal();
    return Float64Array.of(common + 0.3 * normal(), 0.8 * common + 0.5 * normal(), normal());
  });
}

const covarianceOf = (sample: readonly Float64Array[]): number[][] =>
  [0, 1, 2].map((j) => [0, 1, 2].map((k) => sample.reduce((sum, z) => sum + z[j]! * z[k]!, 0) / sample.length));

/** Schaefer and Strimmer's estimate on the correlation scale: sum of the variances of the covariances over the sum of their squares. */
function shrinkageOf(sample: readonly Float64Array[]): number {
  const s = covarianceOf(sample);
  let [noiseSum, signal] = [0, 0];
  for (const [j, k] of [[1, 0], [2, 0], [2, 1]] as const) {
    const scale = s[j]![j]! * s[k]![k]!;
    const squares = sample.reduce((sum, z) => sum + (z[j]! * z[k]! - s[j]![k]!) ** 2, 0);
    noiseSum += squares / sample.length ** 2 / scale;
    signal += s[j]![k]! ** 2 / scale;
  }
  return Math.min(1, Math.max(1e-3, noiseSum / signal));
}

/** The covariance that the adjustment is about: off-diagonal shrunk by rho, diagonal x 1.001. */
const shrunk = (s: number[][], rho: number): number[][] => s.map((line, j) => line.map((value, k) => (j === k ? value * 1.001 : value * (1 - rho))));

/** Residual of z_j regressed on the two others, in its standard deviation, by the normal equations. */
function regressionResidual(s: number[][], z: readonly number[], j: number): number {
  const [a, b] = [0, 1, 2].filter((k) => k !== j) as [number, number];
  const det = s[a]![a]! * s[b]![b]! - s[a]![b]! ** 2;
  const ba = (s[j]![a]! * s[b]![b]! - s[j]![b]! * s[a]![b]!) / det;
  const bb = (s[j]![b]! * s[a]![a]! - s[j]![a]! * s[a]![b]!) / det;
  const variance = s[j]![j]! - ba * s[j]![a]! - bb * s[j]![b]!;
  return (z[j]! - ba * z[a]! - bb * z[b]!) / Math.sqrt(variance);
}

const adjusted = (correlation: Correlation, z: readonly number[]): Float64Array => {
  const out = new Float64Array(z.length);
  correlation.adjust(Float64Array.from(z), out);
  return out;
};

describe('correlation', () => {
  it('adjusting is regressing each feature on all others', () => {
    const sample = rows(300, 1);
    const correlation = new Correlation(3, ALPHA);
    correlation.start(flat(sample), 300);
    const s = shrunk(covarianceOf(sample), shrinkageOf(sample));
    for (const z of [[1, 0.8, 0], [1, -1, 2], [0, 0, 1], [-3, 2, 0.5]]) {
      const out = adjusted(correlation, z);
      for (let j = 0; j < 3; j++) near(out[j]!, regressionResidual(s, z, j), 1e-9);
    }
  });

  it('a value that goes against its correlation stands out, one that goes along does not', () => {
    const correlation = new Correlation(3, ALPHA);
    correlation.start(flat(rows(1000, 2)), 1000);
    assert.ok(Math.abs(adjusted(correlation, [1, -1, 0])[0]!) > 2.5);
    assert.ok(Math.abs(adjusted(correlation, [1, 0.8, 0])[0]!) < 0.7);
  });

  it('unrelated features are shrunk to themselves', () => {
    const { normal } = noise(3);
    const sample = Array.from({ length: 2000 }, () => Float64Array.of(normal(), normal(), normal()));
    const correlation = new Correlation(3, ALPHA);
    correlation.start(flat(sample), 2000);
    const s = covarianceOf(sample);
    const z = [1, -1, 2];
    adjusted(correlation, z).forEach((value, j) => near(value, z[j]! / Math.sqrt(s[j]![j]!), 0.12));
  });

  it('a feature that has not moved has no scale: it counts as it is, and harms nobody', () => {
    const sample = rows(200, 4).map((z) => Float64Array.of(z[0]!, 0, z[2]!));
    const correlation = new Correlation(3, ALPHA);
    correlation.start(flat(sample), 200);
    const out = adjusted(correlation, [0, 0.1, 0]);
    near(out[1]!, 0.1 / Math.sqrt(1.001), 1e-9);
    near(out[0]!, 0, 1e-12);
  });

  it('perfectly related features leave finite residuals', () => {
    const sample = rows(200, 5).map((z) => Float64Array.of(z[0]!, z[0]!, -z[0]!));
    const correlation = new Correlation(3, ALPHA);
    correlation.start(flat(sample), 200);
    assert.ok(adjusted(correlation, [3, -3, 3]).every(Number.isFinite));
  });

  it('learning follows a changed relation, with the inverse renewed every 16 points', () => {
    const correlation = new Correlation(3, 0.01);
    correlation.start(flat(rows(300, 6)), 300);
    const z = [1, 0.8, 0];
    const before = adjusted(correlation, z)[0]!;
    const { normal } = noise(7);
    const turned = (): Float64Array => {
      const common = normal();
      return Float64Array.of(common, -0.8 * common + 0.3 * normal(), normal());
    };
    for (let i = 0; i < 15; i++) correlation.learn(turned());
    assert.equal(adjusted(correlation, z)[0], before);
    for (let i = 0; i < 400; i++) correlation.learn(turned());
    assert.ok(Math.abs(adjusted(correlation, z)[0]!) > 2, 'what went along goes against now');
  });

  it('merging two halves gives about the correlation of the whole', () => {
    const sample = rows(800, 8);
    const part = (from: number, to: number): Correlation => {
      const correlation = new Correlation(3, ALPHA);
      correlation.start(flat(sample.slice(from, to)), to - from);
      return correlation;
    };
    const merged = part(0, 400);
    merged.mergeFrom(part(400, 800), 0.5);
    const z = [1, -0.5, 1];
    const whole = adjusted(part(0, 800), z);
    adjusted(merged, z).forEach((value, j) => near(value, whole[j]!, 0.02));
  });

  it('works at its largest dimension', () => {
    const { normal } = noise(9);
    const d = 64;
    const values = Float64Array.from({ length: 256 * d }, normal);
    const correlation = new Correlation(d, ALPHA);
    correlation.start(values, 256);
    const z = values.subarray(0, d);
    const out = new Float64Array(d);
    correlation.adjust(z, out);
    assert.ok(out.every(Number.isFinite));
  });
});
