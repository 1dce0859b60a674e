// Dispersion: has the scatter of a feature changed, with its level where it was? A = EWMA of min(u^2, 9), u = residual to the fast position;
// ln A is compared with its learned mean and variance (never less than theory's), as a t value with 20 degrees of freedom. O(d).
import { FAST, normalEquivalent } from './charts';
import type { Stateful, StateStream } from './state';

const RATE = FAST;
const CAP = 9;
const SHIFT = 1e-3;
const FREEDOM = 20;

/** A after a point with this squared residual. */
export const scatterAfter = (average: number, square: number): number => average + RATE * ((square < CAP ? square : CAP) - average);

export class DispersionChannel implements Stateful {
  /** A; the loop of the regime charts moves it, too. */
  readonly average: Float64Array;
  private readonly mean: Float64Array;
  private readonly variance: Float64Array;
  /** ln(A) minus its learned mean, at the last evaluation. */
  readonly deviation: Float64Array;
  private readonly theory = (2 * FAST) / (2 - FAST);
  private gain: number;
  private n = 0;
  statistic = 0;
  worst = 0;

  constructor(
    private readonly dimensions: number,
    alpha: number,
  ) {
    this.gain = Math.min(alpha, FAST / 50);
    this.average = new Float64Array(dimensions).fill(1);
    this.mean = new Float64Array(dimensions);
    this.variance = new Float64Array(dimensions).fill(this.theory);
    this.deviation = new Float64Array(dimensions);
  }

  retune(alpha: number): void {
    this.gain = Math.min(alpha, FAST / 50);
  }

  /** Takes in the squared residuals of one point. */
  step(squares: Float64Array): void {
    const { dimensions, average } = this;
    for (let j = 0; j < dimensions; j++) average[j] = scatterAfter(average[j]!, squares[j]!);
  }

  /** The largest squared normal equivalent. */
  evaluate(): number {
    const { dimensions, average, mean, variance, theory, deviation } = this;
    let largest = 0;
    for (let j = 0; j < dimensions; j++) {
      const f = (deviation[j] = Math.log(average[j]! + SHIFT) - mean[j]!);
      const v = variance[j]! > theory ? variance[j]! : theory;
      const q = (f * f) / v;
      if (q > largest) {
        largest = q;
        this.worst = j;
      }
    }
    return (this.statistic = largest < 4 ? largest : normalEquivalent(largest, FREEDOM));
  }

  /** Learns the last evaluation, on every `stride`-th point with that many times the gain, winsorised at 2 sd. */
  learn(stride: number): void {
    const { dimensions, mean, variance, theory, deviation } = this;
    const young = 1 / (this.n + 20);
    const g = stride * (young > this.gain ? young : this.gain);
    this.n += stride;
    for (let j = 0; j < dimensions; j++) {
      const v = variance[j]! > theory ? variance[j]! : theory;
      const most = 2 * Math.sqrt(v);
      const e = deviation[j]!;
      const q = e * e;
      mean[j] = mean[j]! + g * (e > most ? most : e < -most ? -most : e);
      variance[j] = variance[j]! + g * ((q < 4 * v ? q : 4 * v) - variance[j]!);
    }
  }

  /** Usual and present standard deviation of feature j, in units of the cluster's. */
  spreads(j: number): { usual: number; present: number } {
    return { usual: Math.exp(this.mean[j]! / 2), present: Math.exp((this.mean[j]! + this.deviation[j]!) / 2) };
  }

  mergeFrom(other: DispersionChannel, ownShare: number): void {
    for (const name of ['average', 'mean', 'variance'] as const) {
      for (let j = 0; j < this.dimensions; j++) this[name][j] = ownShare * this[name][j]! + (1 - ownShare) * other[name][j]!;
    }
  }

  exchange(state: StateStream): void {
    for (const array of [this.average, this.mean, this.variance, this.deviation]) state.floats(array);
    this.gain = state.number(this.gain);
    this.n = state.number(this.n);
    this.statistic = state.number(this.statistic);
    this.worst = state.number(this.worst);
  }
}
