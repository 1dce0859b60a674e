// What the warm-up says about each feature by itself: its scale, its resolution, how much of it is evidence. Nothing is normalised in
// the data: scale is applied when distances are measured.

/** Relative precision of a reading: smaller differences than this share of the magnitude are not resolved. */
const RELATIVE_FLOOR = 1e-12;
/** Smallest standard deviation, largest magnitude: squared and divided by one another they stay finite. */
const ABSOLUTE_FLOOR = 1e-75;
export const LARGEST = 1e75;
const GOLDEN = 0.6180339887498949;
const PLASTIC = 0.7548776662466927;

export interface FeatureScale {
  readonly mean: number;
  readonly sd: number;
  /** Smallest standard deviation that makes sense. */
  readonly floor: number;
  /** Step of a quantised feature, 0 if it is not quantised (half of its values or more are distinct). */
  readonly resolution: number;
  readonly low: number;
  readonly high: number;
  /** (1 - rho) / (1 + rho) with rho the lag-1 autocorrelation: independent points that one point counts for. */
  readonly evidence: number;
}

/** Measures feature j of n rows of d values; missing values (NaN) are left out. */
export function measureFeature(rows: Float64Array, n: number, d: number, j: number): FeatureScale {
  const values: number[] = [];
  let squaredSteps = 0;
  let steps = 0;
  let previous = NaN;
  for (let i = 0; i < n; i++) {
    const value = rows[i * d + j]!;
    if (!Number.isNaN(value)) {
      values.push(value);
      if (!Number.isNaN(previous)) {
        squaredSteps += (value - previous) * (value - previous);
        steps++;
      }
    }
    previous = value;
  }
  if (values.length === 0) return { mean: 0, sd: 1, floor: 1e-12, resolution: 0, low: 0, high: 0, evidence: 1 };
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  const low = sorted[0]!;
  const high = sorted[count - 1]!;
  let sum = 0;
  for (const value of sorted) sum += value - low;
  const mean = low + sum / count;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) * (value - mean);
  let step = Infinity;
  for (let i = 1; i < count; i++) {
    const gap = sorted[i]! - sorted[i - 1]!;
    if (gap > 0 && gap < step) step = gap;
  }
  const quantised = new Set(sorted).size < count / 2 && step < Infinity;
  const resolution = quantised ? step : 0;
  const floor = Math.max(resolution / 2, RELATIVE_FLOOR * Math.max(Math.abs(low), Math.abs(high)), ABSOLUTE_FLOOR);
  const sd = Math.max(floor, Math.sqrt(squares / count));
  const rho = steps ? Math.max(0, Math.min(0.98, 1 - squaredSteps / (2 * steps * sd * sd))) : 0;
  return { mean, sd, floor, resolution, low, high, evidence: (1 - rho) / (1 + rho) };
}

/**
 * Dither of a quantised feature's residual, a low-discrepancy sequence over +-half a step: point `i`, feature `j`. Without it the tail of
 * a coarse sensor would be a comb.
 */
export function dither(resolution: number, j: number, i: number): number {
  return resolution * (((i * GOLDEN + j * PLASTIC) % 1) - 0.5);
}
