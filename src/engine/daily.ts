// Daily profile: mean and variance of every feature per hour of the local day, of workdays and of weekends. A value is compared with its hour
// by a t value with (days - 1) degrees of freedom, once the hour has been seen on enough days of that kind. It always learns, winsorised.
// O(d) per point; nothing is held before a time stamp has come.
import type { Calendar } from './calendar';
import { normalEquivalent } from './charts';
import { HourlyProfile } from './hourly';
import type { Stateful, StateStream } from './state';

/** Earlier days an hour needs before it judges; deviations beyond this many sd are learned as that many. */
const DAYS_NEEDED = 5;
const WINSOR = 3;
const POOL_GAIN = 1e-3;

export class DailyChannel implements Stateful {
  private workdays: HourlyProfile | null = null;
  private weekends: HourlyProfile | null = null;
  private readonly pooled: Float64Array;
  private pooledPoints = 0;
  /** Squared normal equivalent of the last point (0: no judgement) and its feature. */
  statistic = 0;
  feature = 0;

  constructor(
    private readonly dimensions: number,
    private readonly calendar: Calendar,
  ) {
    this.pooled = new Float64Array(dimensions);
  }

  /** Compares x with its hour and learns it; `time` in ms, NaN = none (no judgement, nothing learned). */
  step(x: Float64Array, time: number): number {
    if (Number.isNaN(time)) return (this.statistic = 0);
    const { dimensions, calendar, pooled } = this;
    calendar.read(time);
    const profile = this.profileOf(calendar.isWeekend);
    const { hour } = calendar;
    const earlier = profile.count(hour, calendar.day);
    const judges = earlier >= DAYS_NEEDED;
    const gain = profile.gain(hour);
    const { mean, variance } = profile;
    const o = hour * dimensions;
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

  private profileOf(isWeekend: boolean): HourlyProfile {
    if (isWeekend) return (this.weekends ??= new HourlyProfile(this.dimensions));
    return (this.workdays ??= new HourlyProfile(this.dimensions));
  }

  /** How many kinds of days it has seen. */
  get kinds(): number {
    return (this.workdays ? 1 : 0) + (this.weekends ? 1 : 0);
  }

  /** Adds another profile; one by another clock has other hours and adds nothing. */
  mergeFrom(other: DailyChannel, ownShare: number): void {
    if (other.calendar.timeZone !== this.calendar.timeZone) return;
    if (other.workdays) this.profileOf(false).mergeFrom(other.workdays);
    if (other.weekends) this.profileOf(true).mergeFrom(other.weekends);
    for (let j = 0; j < this.dimensions; j++) this.pooled[j] = ownShare * this.pooled[j]! + (1 - ownShare) * other.pooled[j]!;
    this.pooledPoints += other.pooledPoints;
  }

  /** By another clock the hours are others: the profile starts anew. */
  restart(): void {
    this.workdays = this.weekends = null;
    this.pooled.fill(0);
    this.pooledPoints = 0;
    this.statistic = 0;
  }

  exchange(state: StateStream): void {
    this.workdays = this.exchangeProfile(state, this.workdays);
    this.weekends = this.exchangeProfile(state, this.weekends);
    state.floats(this.pooled);
    this.pooledPoints = state.number(this.pooledPoints);
    this.statistic = state.number(this.statistic);
    this.feature = state.number(this.feature);
  }

  private exchangeProfile(state: StateStream, profile: HourlyProfile | null): HourlyProfile | null {
    const kept = state.flag(profile !== null) ? (profile ?? new HourlyProfile(this.dimensions)) : null;
    kept?.exchange(state);
    return kept;
  }
}
