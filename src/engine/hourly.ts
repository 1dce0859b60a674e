// Mean and variance of every feature per hour of the day, over days of one kind.
import type { Stateful, StateStream } from './state';

const HOURS = 24;
/** Memory in days. */
const MEMORY_DAYS = 30;

export class HourlyProfile implements Stateful {
  /** Per hour and feature; NaN until the hour has seen the feature. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  private readonly points = new Float64Array(HOURS);
  private readonly days = new Float64Array(HOURS);
  private readonly lastDay = new Float64Array(HOURS).fill(-1);

  constructor(private readonly dimensions: number) {
    this.mean = new Float64Array(HOURS * dimensions).fill(NaN);
    this.variance = new Float64Array(HOURS * dimensions);
  }

  /** Counts a point of an hour of a day; returns the number of earlier days on which that hour was seen. */
  count(hour: number, day: number): number {
    if (this.lastDay[hour] !== day) {
      this.lastDay[hour] = day;
      this.days[hour]!++;
    }
    this.points[hour]!++;
    return this.days[hour]! - 1;
  }

  /** Gain of the next value of an hour: its mean until its memory is full. */
  gain(hour: number): number {
    const n = this.points[hour]!;
    return 1 / Math.min(n, (MEMORY_DAYS * n) / this.days[hour]! + 1);
  }

  /** Hour by hour, by the points behind each; the days are those of the longer profile. */
  mergeFrom(other: HourlyProfile): void {
    for (let hour = 0; hour < HOURS; hour++) {
      const n = this.points[hour]! + other.points[hour]!;
      if (!n) continue;
      const f = this.points[hour]! / n;
      for (let o = hour * this.dimensions; o < (hour + 1) * this.dimensions; o++) this.mix(o, other, f);
      this.points[hour] = n;
      this.days[hour] = Math.max(this.days[hour]!, other.days[hour]!);
      this.lastDay[hour] = Math.max(this.lastDay[hour]!, other.lastDay[hour]!);
    }
  }

  private mix(o: number, other: HourlyProfile, ownShare: number): void {
    if (Number.isNaN(other.mean[o]!)) return;
    if (Number.isNaN(this.mean[o]!)) {
      this.mean[o] = other.mean[o]!;
      this.variance[o] = other.variance[o]!;
      return;
    }
    const u = other.mean[o]! - this.mean[o]!;
    this.variance[o] = ownShare * this.variance[o]! + (1 - ownShare) * (other.variance[o]! + ownShare * u * u);
    this.mean[o] = this.mean[o]! + (1 - ownShare) * u;
  }

  exchange(state: StateStream): void {
    for (const array of [this.mean, this.variance, this.points, this.days, this.lastDay]) state.floats(array);
  }
}
