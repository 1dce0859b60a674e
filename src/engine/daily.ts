// Daily profile: mean and variance of every feature per hour of the day (UTC of the time stamps). A value is compared with its hour by a t
// value with (days - 1) degrees of freedom, once the hour has been seen on enough days. It always learns, winsorised. O(d) per point.
import { normalEquivalent } from './charts';
import type { Stateful, StateStream } from './state';

const HOURS = 24;
const DAY = 86_400_000;
/** Earlier days an hour needs before it judges; memory in days; deviations beyond this many sd are learned as that many. */
const DAYS_NEEDED = 5;
const MEMORY_DAYS = 30;
const WINSOR = 3;
const POOL_GAIN = 1e-3;

export class DailyChannel implements Stateful {
  /** Per hour and feature, empty until the first time stamp; NaN until the hour has seen the feature. */
  private mean = new Float64Array(0);
  private variance = new Float64Array(0);
  private points = new Float64Array(0);
  private days = new Float64Array(0);
  private lastDay = new Float64Array(0);
  private pooled = new Float64Array(0);
  private pooledPoints = 0;
  /** Squared normal equivalent of the last point (0: no judgement) and its feature. */
  statistic = 0;
  feature = 0;

  constructor(private readonly dimensions: number) {}

  /** Whether there was a time stamp. */
  get hasBegun(): boolean {
    return this.mean.length > 0;
  }

  /** Makes the profile, with the first time stamp. */
  begin(): void {
    const { dimensions } = this;
    this.mean = new Float64Array(HOURS * dimensions).fill(NaN);
    this.variance = new Float64Array(HOURS * dimensions);
    this.points = new Float64Array(HOURS);
    this.days = new Float64Array(HOURS);
    this.lastDay = new Float64Array(HOURS).fill(-1);
    this.pooled = new Float64Array(dimensions);
  }

  /** Compares x with its hour and learns it; `time` in ms, NaN = none (no judgement, nothing learned). */
  step(x: Float64Array, time: number): number {
    if (Number.isNaN(time)) return (this.statistic = 0);
    if (!this.hasBegun) this.begin();
    const { dimensions, mean, variance, pooled } = this;
    const day = Math.floor(time / DAY);
    const hour = Math.min(HOURS - 1, Math.floor(((time - day * DAY) / DAY) * HOURS));
    const o = hour * dimensions;
    if (this.lastDay[hour] !== day) {
      this.lastDay[hour] = day;
      this.days[hour]!++;
    }
    const earlier = this.days[hour]! - 1;
    const judges = earlier >= DAYS_NEEDED;
    const n = ++this.points[hour]!;
    const gain = 1 / Math.min(n, (MEMORY_DAYS * n) / this.days[hour]! + 1);
    const widening = 1 + 1 / Math.max(1, earlier);
    const young = 1 / ++this.pooledPoints;
    const pooledGain = young > POOL_GAIN ? young : POOL_GAIN;
    let largest = 0;
    for (let j = 0; j < dimensions; j++) {
      let e = x[j]! - mean[o + j]!;
      if (Number.isNaN(e)) {
        if (Number.isNaN(mean[o + j]!)) mean[o + j] = x[j]!;
        continue;
      }
      if (judges) {
        const v = (variance[o + j]! * earlier + pooled[j]!) / (earlier + 1);
        if (v > 0) {
          const q = (e * e) / (v * widening);
          if (q > largest) {
            largest = q;
            this.feature = j;
          }
          if (q > WINSOR * WINSOR) e *= WINSOR / Math.sqrt(q);
        }
      }
      mean[o + j] = mean[o + j]! + gain * e;
      variance[o + j] = variance[o + j]! + gain * ((1 - gain) * e * e - variance[o + j]!);
      if (earlier > 0) pooled[j] = pooled[j]! + pooledGain * (e * e - pooled[j]!);
    }
    return (this.statistic = judges ? normalEquivalent(largest, Math.max(2, earlier)) : 0);
  }

  /** Hour by hour, by the points behind each; the days are those of the longer profile. */
  mergeFrom(other: DailyChannel, ownShare: number): void {
    if (!other.hasBegun) return;
    if (!this.hasBegun) this.begin();
    for (let hour = 0; hour < HOURS; hour++) {
      const n = this.points[hour]! + other.points[hour]!;
      if (!n) continue;
      const f = this.points[hour]! / n;
      for (let j = 0; j < this.dimensions; j++) {
        const o = hour * this.dimensions + j;
        if (Number.isNaN(this.mean[o]!) || Number.isNaN(other.mean[o]!)) {
          if (Number.isNaN(this.mean[o]!)) {
            this.mean[o] = other.mean[o]!;
            this.variance[o] = other.variance[o]!;
          }
          continue;
        }
        const u = other.mean[o]! - this.mean[o]!;
        this.variance[o] = f * this.variance[o]! + (1 - f) * other.variance[o]! + f * (1 - f) * u * u;
        this.mean[o] = this.mean[o]! + (1 - f) * u;
      }
      this.points[hour] = n;
      this.days[hour] = Math.max(this.days[hour]!, other.days[hour]!);
      this.lastDay[hour] = Math.max(this.lastDay[hour]!, other.lastDay[hour]!);
    }
    for (let j = 0; j < this.dimensions; j++) this.pooled[j] = ownShare * this.pooled[j]! + (1 - ownShare) * other.pooled[j]!;
    this.pooledPoints += other.pooledPoints;
  }

  exchange(state: StateStream): void {
    for (const array of [this.mean, this.variance, this.points, this.days, this.lastDay, this.pooled]) state.floats(array);
    this.pooledPoints = state.number(this.pooledPoints);
    this.statistic = state.number(this.statistic);
    this.feature = state.number(this.feature);
  }
}
