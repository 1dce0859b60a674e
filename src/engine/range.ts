// Range novelty: is a value outside everything seen, and by how much? P(record among n independent values) = 2/n; the excess relative to
// the range has an exponential prior scale 1/ln n, corrected by earlier excesses (heavy tails overshoot more). The memory is the current
// and the previous epoch. O(d).
import type { Stateful, StateStream } from './state';

/** Length of an epoch, in memories. */
export const EPOCH = 100;
/** Readings a feature needs before one of them can be a record. */
const LEAST_READINGS = 20;
/** Excesses of the first points say nothing: the range is still as narrow as they are few. */
const YOUNG = 64;
/** From this many records on, the statistic of excesses forgets. */
const SETTLED = 20;

export class RangeChannel implements Stateful {
  /** Range in force: both epochs. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  private readonly epochLow: Float64Array;
  private readonly epochHigh: Float64Array;
  /** Sum and number of relative excesses. */
  private readonly excess: Float64Array;
  private readonly records: Float64Array;
  /** Points of this epoch and of the previous one, and how many of them lacked the feature. */
  private n = 0;
  private previous = 0;
  private readonly absent: Float64Array;
  private readonly absentBefore: Float64Array;
  /** ln p of the last point and the feature it is about. */
  lnP = 0;
  feature = 0;

  constructor(
    private readonly dimensions: number,
    public epoch: number,
  ) {
    const array = (value: number) => new Float64Array(dimensions).fill(value);
    this.low = array(Infinity);
    this.high = array(-Infinity);
    this.epochLow = array(Infinity);
    this.epochHigh = array(-Infinity);
    this.excess = array(0);
    this.records = array(0);
    this.absent = array(0);
    this.absentBefore = array(0);
  }

  /** To be called for a point with missing features, beside `step`. */
  countMissing(x: Float64Array): void {
    for (let j = 0; j < this.dimensions; j++) if (Number.isNaN(x[j]!)) this.absent[j]!++;
  }

  /** Widens the range by one point of the warm-up; the excesses of the first ones are forgotten. */
  see(x: Float64Array): void {
    this.step(x);
    if (this.n <= YOUNG) {
      this.excess.fill(0);
      this.records.fill(0);
    }
    this.lnP = 0;
  }

  /** ln p of x (0 inside the range), which then belongs to the range. */
  step(x: Float64Array): number {
    const { dimensions, epochLow, epochHigh } = this;
    if (this.n >= this.epoch) this.turnEpoch();
    this.n++;
    // the range of the present epoch lies within the range in force
    let outside = 0;
    for (let j = 0; j < dimensions; j++) if (!(x[j]! <= epochHigh[j]! && x[j]! >= epochLow[j]!)) outside++;
    return (this.lnP = outside === 0 ? 0 : this.widen(x));
  }

  /** Widens the epoch's range; ln p of the rarest value outside the range in force, 0 if there is none. */
  private widen(x: Float64Array): number {
    const { dimensions, low, high, epochLow, epochHigh } = this;
    let best = 0;
    for (let j = 0; j < dimensions; j++) {
      const value = x[j]!;
      if (value > epochHigh[j]!) epochHigh[j] = value;
      if (value < epochLow[j]!) epochLow[j] = value;
      if (value > high[j]! || value < low[j]!) {
        const lnP = this.record(j, value);
        if (lnP < best) {
          best = lnP;
          this.feature = j;
        }
      }
    }
    return best;
  }

  private turnEpoch(): void {
    this.previous = this.n;
    this.n = 0;
    this.absentBefore.set(this.absent);
    this.absent.fill(0);
    this.low.set(this.epochLow);
    this.high.set(this.epochHigh);
    this.epochLow.fill(Infinity);
    this.epochHigh.fill(-Infinity);
  }

  private record(j: number, value: number): number {
    const { low, high, excess, records } = this;
    const n = this.n + this.previous - this.absent[j]! - this.absentBefore[j]!;
    const range = high[j]! - low[j]!;
    const relative = range > 0 ? (value > high[j]! ? value - high[j]! : low[j]! - value) / range : 1e3;
    let lnP = 0;
    if (n > LEAST_READINGS && range >= 0) {
      lnP = Math.log((2 * this.dimensions) / n) - (relative * (2 + records[j]!)) / (1 / Math.log(n) + excess[j]!);
    }
    if (records[j]! >= SETTLED) {
      records[j] = records[j]! * 0.95;
      excess[j] = excess[j]! * 0.95;
    }
    records[j]!++;
    excess[j] = excess[j]! + (relative < 1 ? relative : 1);
    if (value > high[j]!) high[j] = value;
    if (value < low[j]!) low[j] = value;
    return lnP;
  }

  /** Takes in another range: the wider, counts added, statistics by the share of points. */
  mergeFrom(other: RangeChannel, ownShare: number): void {
    for (let j = 0; j < this.dimensions; j++) {
      this.epochLow[j] = Math.min(this.epochLow[j]!, other.low[j]!);
      this.epochHigh[j] = Math.max(this.epochHigh[j]!, other.high[j]!);
      this.low[j] = Math.min(this.low[j]!, other.low[j]!);
      this.high[j] = Math.max(this.high[j]!, other.high[j]!);
      this.excess[j] = ownShare * this.excess[j]! + (1 - ownShare) * other.excess[j]!;
      this.records[j] = ownShare * this.records[j]! + (1 - ownShare) * other.records[j]!;
    }
    this.n += other.n;
    for (let j = 0; j < this.dimensions; j++) this.absent[j] = this.absent[j]! + other.absent[j]!;
  }

  exchange(state: StateStream): void {
    for (const array of [this.low, this.high, this.epochLow, this.epochHigh, this.excess, this.records, this.absent, this.absentBefore]) {
      state.floats(array);
    }
    this.n = state.number(this.n);
    this.previous = state.number(this.previous);
    this.epoch = state.number(this.epoch);
    this.lnP = state.number(this.lnP);
    this.feature = state.number(this.feature);
  }
}
