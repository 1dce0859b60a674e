// Are the features independent inside the regimes, or do they go together? Flow, pressure and current of one pump rise and fall with each
// other: a cloud of readings lies along a diagonal, and clusters without covariances would cut it to pieces. The covariance INSIDE the
// regimes, wherever these are, shows in successive differences; those that go from one regime to another are the few largest, and left out
// (concentration steps of Rousseeuw, Van Driessen 1999, A fast algorithm for the minimum covariance determinant estimator).
import type { Table } from './agglomeration';
import { eigen } from './eigen';
import { measureFeature } from './scaling';

/** Share of the differences kept, and how often they are chosen anew. */
const KEPT = 0.75;
const ROUNDS = 4;
/** Above this many features a warm-up is too short to know how they go together. */
const MOST_DIMENSIONS = 64;
/** Eigenvalues are at least this share of the largest. */
const LEAST_ROOT = 1e-9;

export interface Whitened {
  /** The rows with features that are uncorrelated inside the regimes; missing values are the mean. */
  readonly table: Table;
  /** ln |W| of the matrix that made them, from features divided by their standard deviation. */
  readonly lnVolume: number;
  /** How much of each feature is news beside the others: 1 if it is independent of them, 1 / d if all say the same. */
  readonly share: Float64Array;
}

/** The warm-up without the correlations inside its regimes; null for a single feature, and for more than can be known. */
export function whiten({ values, n, d, scales }: Table): Whitened | null {
  if (d < 2 || d > MOST_DIMENSIONS) return null;
  const z = new Float64Array(n * d);
  for (let i = 0; i < n * d; i++) {
    const { mean, sd } = scales[i % d]!;
    const e = (values[i]! - mean) / sd;
    z[i] = Number.isNaN(e) ? 0 : e;
  }
  const differences = new Float64Array((n - 1) * d);
  for (let i = 0; i < differences.length; i++) differences[i] = z[i + d]! - z[i]!;
  const { covariance, vectors, roots } = concentrate(differences, n - 1, d);
  // symmetric inverse square root: it does not depend on the order of the features
  const matrix = new Float64Array(d * d);
  for (let j = 0; j < d; j++) {
    for (let k = 0; k < d; k++) {
      let sum = 0;
      for (let l = 0; l < d; l++) sum += (vectors[j * d + l]! * vectors[k * d + l]!) / roots[l]!;
      matrix[j * d + k] = sum;
    }
  }
  const white = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += matrix[j * d + k]! * z[i * d + k]!;
      white[i * d + j] = sum;
    }
  }
  const table = { values: white, n, d, scales: Array.from({ length: d }, (_, j) => measureFeature(white, n, d, j)) };
  return { table, lnVolume: -roots.reduce((sum, root) => sum + Math.log(root), 0), share: sharesOf(covariance, d) };
}

interface Axes {
  readonly covariance: Float64Array;
  /** Eigenvectors in columns, square roots of the eigenvalues. */
  readonly vectors: Float64Array;
  readonly roots: Float64Array;
}

/** Covariance of the rows without the farthest quarter, and its principal axes. */
function concentrate(rows: Float64Array, n: number, d: number): Axes {
  const all = Array.from({ length: n }, (_, i) => i);
  let axes = axesOf(rows, all, d);
  for (let round = 0; round < ROUNDS; round++) {
    const distance = Float64Array.from(all, (i) => distanceOf(rows, i, d, axes));
    const limit = distance.slice().sort()[Math.floor(KEPT * n)]!;
    axes = axesOf(rows, all.filter((i) => distance[i]! <= limit), d);
  }
  return axes;
}

function distanceOf(rows: Float64Array, i: number, d: number, { vectors, roots }: Axes): number {
  let sum = 0;
  for (let l = 0; l < d; l++) {
    let along = 0;
    for (let j = 0; j < d; j++) along += vectors[j * d + l]! * rows[i * d + j]!;
    sum += (along / roots[l]!) ** 2;
  }
  return sum;
}

function axesOf(rows: Float64Array, kept: readonly number[], d: number): Axes {
  const covariance = new Float64Array(d * d);
  for (const i of kept) {
    for (let j = 0; j < d; j++) {
      for (let k = 0; k <= j; k++) covariance[j * d + k] = covariance[j * d + k]! + (rows[i * d + j]! * rows[i * d + k]!) / (2 * kept.length);
    }
  }
  // as many pseudo points without correlations as there are features: few rows must not invent any
  const keep = kept.length / (kept.length + d);
  for (let j = 0; j < d; j++) {
    // a feature that does not move goes with no other
    if (!(covariance[j * d + j]! > 0)) covariance[j * d + j] = 1;
    for (let k = 0; k < j; k++) covariance[k * d + j] = covariance[j * d + k] = keep * covariance[j * d + k]!;
  }
  const { vectors, values } = eigen(covariance, d);
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  return { covariance, vectors, roots: values.map((value) => Math.sqrt(Math.max(value, LEAST_ROOT * largest))) };
}

/** 1 / sum of the squared correlations with all features (itself included). */
function sharesOf(covariance: Float64Array, d: number): Float64Array {
  return Float64Array.from({ length: d }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += covariance[j * d + k]! ** 2 / (covariance[j * d + j]! * covariance[k * d + k]!);
    return 1 / sum;
  });
}
