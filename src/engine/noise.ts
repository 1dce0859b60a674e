// The competitor of every cluster: uniform noise over the box of the data. A point joins only where the cluster is denser than the noise.
import type { Stateful, StateStream } from './state';

const LN_2PI = 1.8378770664093453;
/** Above this many dimensions the volume of the box is too large for the competition to say anything. */
const MAX_DIMENSIONS = 32;
/** Bounds of the noise's share of the points. */
const LEAST_SHARE = 1e-3;
const MOST_SHARE = 0.2;

export class NoiseBox implements Stateful {
  readonly low: Float64Array;
  readonly high: Float64Array;
  private readonly lnSide: Float64Array;
  private lnVolume = 0;
  /** Share of the points that were in no cluster. */
  share = 0.01;

  /** @param floor smallest variance per feature, shared with the clusters */
  constructor(
    private readonly dimensions: number,
    private readonly floor: Float64Array,
  ) {
    this.low = new Float64Array(dimensions);
    this.high = new Float64Array(dimensions);
    this.lnSide = new Float64Array(dimensions);
  }

  get competes(): boolean {
    return this.dimensions <= MAX_DIMENSIONS;
  }

  /** Renews the volume after the box changed. */
  measure(): void {
    let sum = 0;
    for (let j = 0; j < this.dimensions; j++) {
      sum += this.lnSide[j] = Math.log(Math.max(this.high[j]! - this.low[j]!, Math.sqrt(12 * this.floor[j]!)));
    }
    this.lnVolume = sum;
  }

  /** Squared distance up to which a cluster (ln determinant, share of all weight) is denser than the noise. */
  limit(lnDet: number, weightShare: number): number {
    const pi = this.share;
    return 2 * Math.log(((1 - pi) / pi) * weightShare) + 2 * this.lnVolume - lnDet - this.dimensions * LN_2PI;
  }

  /** The limit for a point with missing features: they leave volume and determinant. */
  withoutMissing(limit: number, x: Float64Array, lnVariance: Float64Array, offset: number): number {
    for (let j = 0, o = offset; j < this.dimensions; j++, o++) {
      if (Number.isNaN(x[j]!)) limit += 1 - 2 * this.lnSide[j]! + lnVariance[o]! + LN_2PI;
    }
    return limit;
  }

  /** One more point, in a cluster or not. */
  count(inCluster: boolean, alpha: number): void {
    this.share += alpha * ((inCluster ? 0 : 1) - this.share);
    if (this.share < LEAST_SHARE) this.share = LEAST_SHARE;
    else if (this.share > MOST_SHARE) this.share = MOST_SHARE;
  }

  /** Takes in a point, growing by at most a tenth of a side. */
  widen(x: Float64Array): void {
    const { low, high } = this;
    for (let j = 0; j < this.dimensions; j++) {
      const value = x[j]!;
      const most = 0.1 * (high[j]! - low[j]!) + 1e-300;
      if (value > high[j]!) high[j] = high[j]! + Math.min(most, value - high[j]!);
      else if (value < low[j]!) low[j] = low[j]! - Math.min(most, low[j]! - value);
    }
  }

  /** Takes in a whole interval of feature j. */
  include(j: number, low: number, high: number): void {
    if (high > this.high[j]!) this.high[j] = high;
    if (low < this.low[j]!) this.low[j] = low;
  }

  /** Shrinks by a little, every 64 points. */
  shrink(): void {
    for (let j = 0; j < this.dimensions; j++) {
      const r = (this.high[j]! - this.low[j]!) * 6.4e-4;
      this.high[j] = this.high[j]! - r;
      this.low[j] = this.low[j]! + r;
    }
  }

  exchange(state: StateStream): void {
    state.floats(this.low);
    state.floats(this.high);
    state.floats(this.lnSide);
    this.lnVolume = state.number(this.lnVolume);
    this.share = state.number(this.share);
  }
}
