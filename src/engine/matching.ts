// Which cluster does a point belong to? The slot with the least  squared distance + ln determinant - 2 ln weight  (a Gaussian mixture's
// hard assignment). O(clusters x dimensions); most slots are given up after one feature, because the last winner is looked at first.
// The answer does not depend on the order, except for exact ties.
import { ESTABLISHED, type Clusters } from './clusters';

export class Matcher {
  /** Nearest slot, runner-up (-1 if not asked for), nearest established slot. */
  winner = -1;
  runnerUp = -1;
  reference = -1;
  /** Squared distances to `winner` and `reference`. */
  distance = 0;
  referenceDistance = 0;

  constructor(private readonly clusters: Clusters) {}

  /** Matches a point without missing values; `full` also finds the runner-up. */
  match(x: Float64Array, full: boolean): void {
    const { dimensions: d, mean, precision, offset, active, activeCount, status, rival } = this.clusters;
    // the last winner and its usual runner-up come first: with them the bound is low from the start
    const first = this.winner >= 0 && status[this.winner] === ESTABLISHED ? this.winner : -1;
    const usual = full && first >= 0 ? rival[first]! : -1;
    const x0 = x[0]!;
    let bound = Infinity;
    let least = Infinity;
    let winner = -1;
    let second = Infinity;
    let runnerUp = -1;
    let leastEstablished = Infinity;
    let reference = -1;
    for (let i = first < 0 ? 0 : usual < 0 ? -1 : -2; i < activeCount; i++) {
      let k = first;
      if (i >= 0) {
        k = active[i]!;
        if (k === first || k === usual) continue;
      } else if (i === -2) k = usual;
      let o = k * d;
      let v = offset[k]!;
      // sums of squares only grow: whom one feature puts beyond the bound, the others do not bring back
      const e = x0 - mean[o]!;
      if (v + e * e * precision[o]! > bound) continue;
      let j = 0;
      for (; j + 3 < d; j += 4, o += 4) {
        const e0 = x[j]! - mean[o]!;
        const e1 = x[j + 1]! - mean[o + 1]!;
        const e2 = x[j + 2]! - mean[o + 2]!;
        const e3 = x[j + 3]! - mean[o + 3]!;
        v += e0 * e0 * precision[o]! + e1 * e1 * precision[o + 1]! + (e2 * e2 * precision[o + 2]! + e3 * e3 * precision[o + 3]!);
        if (v > bound) break;
      }
      if (v > bound) continue;
      for (; j < d; j++, o++) {
        const f = x[j]! - mean[o]!;
        v += f * f * precision[o]!;
      }
      if (status[k] === ESTABLISHED && v < leastEstablished) {
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
      if (bound < leastEstablished) bound = leastEstablished;
    }
    this.winner = winner;
    this.runnerUp = full ? runnerUp : -1;
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
