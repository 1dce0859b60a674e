// From the warm-up's cells to clusters: cells are joined, cheapest pair first, while one Gaussian is the better code for both.
import { codeGain, POOL_WEIGHT, type Moments } from './fusion';
import type { FeatureScale } from './scaling';

/** Rows of the warm-up that belong together, in time order, with mean and variance of what they hold of each feature. */
export interface Group extends Moments {
  readonly rows: readonly number[];
}

/** The rows of the warm-up: n x d values in time order, NaN = missing. */
export interface Table {
  readonly values: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly scales: readonly FeatureScale[];
}

/** One group per cell. @param label cell of every row */
export function groupsOf(table: Table, label: Int32Array): Group[] {
  const members = new Map<number, number[]>();
  label.forEach((cell, i) => {
    const rows = members.get(cell);
    if (rows) rows.push(i);
    else members.set(cell, [i]);
  });
  return [...members.entries()].sort(([a], [b]) => a - b).map(([, rows]) => measure(table, rows));
}

/** The group of these rows. */
export function measure({ values, d, scales }: Table, rows: readonly number[]): Group {
  const mean = new Float64Array(d);
  const variance = new Float64Array(d);
  for (let j = 0; j < d; j++) {
    // residuals to the mean of all rows: an offset of 1.7e9 must not cancel
    const { mean: centre, sd } = scales[j]!;
    let present = 0;
    let sum = 0;
    let squares = 0;
    for (const i of rows) {
      const e = values[i * d + j]! - centre;
      if (Number.isNaN(e)) continue;
      present++;
      sum += e;
      squares += e * e;
    }
    const shift = present ? sum / present : 0;
    mean[j] = centre + shift;
    variance[j] = present ? Math.max(0, squares / present - shift * shift) : sd * sd;
  }
  return { rows, mean, variance };
}

/** Chan, Golub, LeVeque 1983, Algorithms for computing the sample variance. */
export function united(a: Group, b: Group): Group {
  const n = a.rows.length + b.rows.length;
  const p = a.rows.length / n;
  const q = b.rows.length / n;
  return {
    rows: [...a.rows, ...b.rows].sort((i, l) => i - l),
    mean: a.mean.map((m, j) => m + q * (b.mean[j]! - m)),
    variance: a.variance.map((v, j) => p * v + q * b.variance[j]! + p * q * (b.mean[j]! - a.mean[j]!) ** 2),
  };
}

/** @param evidence independent points that one point counts for, of each feature */
export function agglomerate({ d, scales }: Table, cells: readonly Group[], evidence: Float64Array): Group[] {
  const groups = [...cells];
  const floor = leastVariances(scales);
  for (;;) {
    const by = { dimensions: d, pooledVariance: pooled(groups, floor), floor, evidence };
    let a = -1;
    let b = -1;
    let least = 0;
    for (const [i, one] of groups.entries()) {
      for (let l = i + 1; l < groups.length; l++) {
        const other = groups[l]!;
        const na = one.rows.length;
        const nb = other.rows.length;
        const gain = codeGain(by, one, 0, na, other, 0, nb) / Math.min(na, nb);
        if (gain < least) {
          least = gain;
          a = i;
          b = l;
        }
      }
    }
    if (a < 0) return groups;
    groups[a] = united(groups[a]!, groups[b]!);
    groups.splice(b, 1);
  }
}

const leastVariances = (scales: readonly FeatureScale[]): Float64Array => Float64Array.from(scales, ({ floor }) => floor * floor);

function pooled(groups: readonly Group[], floor: Float64Array): Float64Array {
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return floor.map((least, j) => Math.max(least, groups.reduce((sum, { rows, variance }) => sum + rows.length * variance[j]!, 0) / total));
}

/**
 * Nats that the rows take, coded by these groups: labels, residuals and the groups' own parameters; up to a constant of the table.
 * @param evidence independent points that one point counts for
 */
export function codeLength({ n, d, scales }: Table, groups: readonly Group[], evidence: number): number {
  const floor = leastVariances(scales);
  const pool = pooled(groups, floor);
  let labels = 0;
  let residuals = 0;
  for (const { rows, variance } of groups) {
    const m = rows.length;
    labels -= m * Math.log(m / n);
    for (let j = 0; j < d; j++) residuals += 0.5 * m * Math.log(Math.max(floor[j]!, (variance[j]! * m + POOL_WEIGHT * pool[j]!) / (m + POOL_WEIGHT)));
  }
  return labels + evidence * residuals + groups.length * d * Math.log(n);
}
