// Which cluster does a point belong to? The slot with the least  squared distance + ln determinant - 2 ln weight  (a Gaussian mixture's
// hard assignment). O(clusters x dimensions), but nearly every slot is given up after one feature: the last winner is looked at first, and
// for every pair (last winner, slot) a feature is remembered that told the two apart. Terms are not negative, so what is given up cannot
// win: the answer does not depend on the order or on what is remembered, except for exact ties.
import { ESTABLISHED, FREE, type Clusters } from './clusters';

/** Of the slots whose remembered feature does not show that they are too far every fourth gets a better one. */
const ADAPT = 4;

export class Matcher {
  /** Nearest slot, runner-up (-1 if not asked for), nearest established slot. */
  winner = -1;
  runnerUp = -1;
  reference = -1;
  /** Squared distances to `winner` and `reference`. */
  distance = 0;
  referenceDistance = 0;
  /** The last runner-up that was found; a feature per pair of slots that tells them apart, and how often it did not. */
  private other = -1;
  private probes = new Uint16Array(0);
  private inVain = 0;

  constructor(private readonly clusters: Clusters) {}

  /** Matches a point without missing values; `full` also finds the runner-up. */
  match(x: Float64Array, full: boolean): void {
    const { dimensions: d, mean, precision, offset, active, activeCount, capacity, status } = this.clusters;
    if (this.probes.length < capacity * capacity) this.probes = new Uint16Array(capacity * capacity);
    const { probes } = this;
    const established: number = ESTABLISHED;
    const first = this.winner >= 0 && status[this.winner] === established ? this.winner : -1;
    const other = full && first >= 0 && this.other !== first && this.other >= 0 && status[this.other] !== FREE ? this.other : -1;
    const row = first < 0 ? 0 : first * capacity;
    let least = Infinity;
    let winner = -1;
    let second = Infinity;
    let runnerUp = -1;
    let leastEstablished = Infinity;
    let reference = -1;
    /** Beyond it a slot cannot change the answer. */
    let bound = Infinity;
    for (let i = -2; i < activeCount; i++) {
      const k = i >= 0 ? active[i]! : i === -2 ? first : other;
      if (i < 0) {
        if (k < 0) continue;
      } else {
        const j = probes[row + k]!;
        const e = x[j]! - mean[k * d + j]!;
        if (offset[k]! + e * e * precision[k * d + j]! > bound || k === first || k === other) continue;
      }
      const v = score(x, k * d, offset[k]!, mean, precision, bound);
      if (v > bound) {
        if (++this.inVain % ADAPT === 0) probes[row + k] = farthestFeature(x, k * d, mean, precision);
        continue;
      }
      if (v < leastEstablished && status[k] === established) {
        leastEstablished = v;
        reference = k;
      }
      if (v < least) {
        second = least;
        runnerUp = winner;
        least = v;
        winner = k;
      } else if (v < second) {
        second = v;
        runnerUp = k;
      }
      bound = full ? second : least;
      if (leastEstablished > bound) bound = leastEstablished;
    }
    this.winner = winner;
    this.runnerUp = full ? runnerUp : -1;
    if (full) this.other = runnerUp;
    this.reference = reference;
    this.distance = least - offset[winner]!;
    this.referenceDistance = leastEstablished - offset[reference]!;
  }

  /** The same with `missing` missing features: each counts as 1, its expectation, and leaves the determinant. */
  matchMissing(x: Float64Array, missing: number): void {
    const { dimensions: d, mean, precision, offset, active, activeCount, status, lnVariance } = this.clusters;
    let least = Infinity;
    let winner = -1;
    let second = Infinity;
    let runnerUp = -1;
    let leastEstablished = Infinity;
    let reference = -1;
    let distance = 0;
    let referenceDistance = 0;
    for (let i = 0; i < activeCount; i++) {
      const k = active[i]!;
      let sum = 0;
      let v = offset[k]!;
      for (let j = 0, o = k * d; j < d; j++, o++) {
        const e = x[j]! - mean[o]!;
        if (Number.isNaN(e)) v -= lnVariance[o]!;
        else sum += e * e * precision[o]!;
      }
      v += sum;
      if (status[k] === ESTABLISHED && v < leastEstablished) {
        leastEstablished = v;
        reference = k;
        referenceDistance = sum;
      }
      if (v < least) {
        second = least;
        runnerUp = winner;
        least = v;
        winner = k;
        distance = sum;
      } else if (v < second) {
        second = v;
        runnerUp = k;
      }
    }
    this.winner = winner;
    this.runnerUp = runnerUp;
    this.reference = reference;
    this.distance = distance + missing;
    this.referenceDistance = referenceDistance + missing;
  }
}

/** Offset plus squared distance of the slot whose features begin at `o`; given up where a part of it is beyond the bound. */
function score(x: Float64Array, o: number, offset: number, mean: Float64Array, precision: Float64Array, bound: number): number {
  const d = x.length;
  const last4 = d - 3;
  let v = offset;
  let j = 0;
  for (; j < last4; j += 4, o += 4) {
    const e0 = x[j]! - mean[o]!;
    const e1 = x[j + 1]! - mean[o + 1]!;
    const e2 = x[j + 2]! - mean[o + 2]!;
    const e3 = x[j + 3]! - mean[o + 3]!;
    v += e0 * e0 * precision[o]! + e1 * e1 * precision[o + 1]! + (e2 * e2 * precision[o + 2]! + e3 * e3 * precision[o + 3]!);
    if (v > bound) return v;
  }
  for (; j < d; j++, o++) {
    const e = x[j]! - mean[o]!;
    v += e * e * precision[o]!;
  }
  return v;
}

/** The feature that is farthest from the slot whose features begin at `o`. */
function farthestFeature(x: Float64Array, o: number, mean: Float64Array, precision: Float64Array): number {
  let farthest = 0;
  let most = 0;
  for (let j = 0; j < x.length; j++) {
    const e = x[j]! - mean[o + j]!;
    const term = e * e * precision[o + j]!;
    if (term > most) {
      most = term;
      farthest = j;
    }
  }
  return farthest;
}
