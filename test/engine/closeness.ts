// Comparisons of computed numbers.
import assert from 'node:assert/strict';

/** |actual - expected| <= tolerance x max(1, |expected|). */
export function near(actual: number, expected: number, tolerance = 1e-12, what = ''): void {
  const error = Math.abs(actual - expected);
  assert.ok(error <= tolerance * Math.max(1, Math.abs(expected)), `${what} ${actual} should be ${expected}, within ${tolerance}`);
}

/** actual / expected lies in [1 / factor, factor]. */
export function within(actual: number, expected: number, factor: number, what = ''): void {
  const ratio = actual / expected;
  assert.ok(ratio <= factor && ratio >= 1 / factor, `${what} ${actual} should be ${expected}, within a factor of ${factor}`);
}
