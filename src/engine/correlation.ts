// Correlation of the residuals within clusters (in cluster standard deviations), shrunk to its diagonal (Ledoit, Wolf 2004, A
// well-conditioned estimator for large-dimensional covariance matrices), and its inverse P. With P every feature can be judged given all the
// others: (P z)_j / sqrt(P_jj) (Hawkins 1991, Multivariate quality control based on regression-adjusted variables). O(d^2) per use, O(d^3) per inversion.
import type { Stateful, StateStream } from './state';

/** Above this many dimensions no correlations are kept. */
export const CORRELATION_MAX_DIMENSIONS = 64;
/** Smallest variance of a residual; also keeps the factorisation positive. */
const LEAST_VARIANCE = 1e-3;
/** One learned point in this many, with that many times the gain. */
export const CORRELATION_STRIDE = 4;

// the factorisation's working space, one per dimension for all models of the process
const scratch = new Map<number, Float64Array>();
function workspace(d: number): Float64Array {
  let space = scratch.get(d);
  if (!space) scratch.set(d, (space = new Float64Array(d * d)));
  return space;
}

export class Correlation implements Stateful {
  /** Covariance (lower triangle), its shrunk inverse, 1 / sqrt of the inverse's diagonal. */
  private readonly covariance: Float64Array;
  private readonly inverse: Float64Array;
  private readonly scale: Float64Array;
  private n = 0;
  private shrinkage0 = 1;
  private n0 = 0;
  private due = 0;

  constructor(
    private readonly dimensions: number,
    private alpha: number,
  ) {
    this.covariance = new Float64Array(dimensions * dimensions);
    this.inverse = new Float64Array(dimensions * dimensions);
    this.scale = new Float64Array(dimensions);
  }

  retune(alpha: number): void {
    this.alpha = alpha;
  }

  /** Covariance and shrinkage from n rows of d residuals without missing values. */
  start(rows: Float64Array, n: number): void {
    const { dimensions: d, covariance } = this;
    covariance.fill(0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < d; j++) {
        const a = rows[i * d + j]!;
        for (let k = 0; k <= j; k++) covariance[j * d + k] = covariance[j * d + k]! + (a * rows[i * d + k]!) / n;
      }
    }
    this.limitDiagonal();
    let noise = 0;
    let signal = 0;
    for (let j = 0; j < d; j++) {
      for (let k = 0; k < j; k++) {
        const s = covariance[j * d + k]!;
        const scale = covariance[j * d + j]! * covariance[k * d + k]!;
        let squares = 0;
        for (let i = 0; i < n; i++) {
          const e = rows[i * d + j]! * rows[i * d + k]! - s;
          squares += e * e;
        }
        noise += squares / n / n / scale;
        signal += (s * s) / scale;
      }
    }
    this.shrinkage0 = Math.min(1, noise / Math.max(signal, 1e-12));
    this.n0 = this.n = n;
    this.invert();
  }

  private limitDiagonal(): void {
    const { dimensions: d, covariance } = this;
    for (let j = 0; j < d; j++) if (covariance[j * d + j]! < LEAST_VARIANCE) covariance[j * d + j] = LEAST_VARIANCE;
  }

  /** P = inverse of the shrunk covariance, by Cholesky factors. */
  private invert(): void {
    const { dimensions: d, covariance, inverse } = this;
    const work = workspace(d);
    const points = Math.min(this.n, 2 / this.alpha);
    const rho = Math.max(1e-3, Math.min(1, (this.shrinkage0 * this.n0) / points));
    // work = L with L L' = shrunk covariance
    for (let j = 0; j < d; j++) {
      for (let k = 0; k <= j; k++) {
        let s = j === k ? covariance[j * d + j]! * (1 + 1e-3) : (1 - rho) * covariance[j * d + k]!;
        for (let l = 0; l < k; l++) s -= work[j * d + l]! * work[k * d + l]!;
        work[j * d + k] = j === k ? Math.sqrt(Math.max(s, 1e-6)) : s / work[k * d + k]!;
      }
    }
    // inverse = L^-1 (lower triangle)
    for (let j = 0; j < d; j++) {
      for (let k = 0; k <= j; k++) {
        let s = j === k ? 1 : 0;
        for (let l = k; l < j; l++) s -= work[j * d + l]! * inverse[l * d + k]!;
        inverse[j * d + k] = s / work[j * d + j]!;
      }
    }
    // work = L'^-1 L^-1, then copied to both triangles
    for (let k = 0; k < d; k++) {
      for (let j = k; j < d; j++) {
        let s = 0;
        for (let l = j; l < d; l++) s += inverse[l * d + j]! * inverse[l * d + k]!;
        work[j * d + k] = s;
      }
    }
    for (let j = 0; j < d; j++) {
      for (let k = 0; k <= j; k++) inverse[j * d + k] = inverse[k * d + j] = work[j * d + k]!;
      this.scale[j] = 1 / Math.sqrt(inverse[j * d + j]!);
    }
  }

  /** out_j = (P z)_j / sqrt(P_jj). */
  adjust(z: Float64Array, out: Float64Array): void {
    const { dimensions: d, inverse, scale } = this;
    for (let j = 0, o = 0; j < d; j++) {
      let s = 0;
      for (let k = 0; k < d; k++, o++) s += inverse[o]! * z[k]!;
      out[j] = s * scale[j]!;
    }
  }

  /** Learns one residual vector; inverts again after every max(16, 2 d) of them. */
  learn(z: Float64Array): void {
    const { dimensions: d, covariance } = this;
    this.n += CORRELATION_STRIDE;
    const a = CORRELATION_STRIDE * Math.max(this.alpha, 1 / this.n);
    for (let j = 0; j < d; j++) {
      const b = a * z[j]!;
      for (let k = 0, o = j * d; k <= j; k++, o++) covariance[o] = covariance[o]! + (b * z[k]! - a * covariance[o]!);
    }
    this.limitDiagonal();
    if (++this.due >= Math.max(16, 2 * d)) {
      this.due = 0;
      this.invert();
    }
  }

  /** Covariances by the share of points, shrinkage by the points it was measured on. */
  mergeFrom(other: Correlation, ownShare: number): void {
    const n0 = this.n0 + other.n0;
    this.shrinkage0 = (this.shrinkage0 * this.n0 + other.shrinkage0 * other.n0) / n0;
    this.n0 = n0 / 2;
    for (let i = 0; i < this.covariance.length; i++) {
      this.covariance[i] = ownShare * this.covariance[i]! + (1 - ownShare) * other.covariance[i]!;
    }
    this.n += other.n;
    this.invert();
  }

  exchange(state: StateStream): void {
    state.floats(this.covariance);
    state.floats(this.inverse);
    state.floats(this.scale);
    this.n = state.number(this.n);
    this.n0 = state.number(this.n0);
    this.shrinkage0 = state.number(this.shrinkage0);
    this.due = state.number(this.due);
  }
}
