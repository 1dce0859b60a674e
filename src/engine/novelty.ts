// The point channel: how odd is this reading against the nearest established cluster? Bonferroni over the rarest feature, each with its
// own tail, and the sum over the features. O(d).
//
// While the stream is away from every known regime, the reference cannot learn from it, but it would have walked on: in each feature in which
// the readings stay unremarkable, a carried position follows them, and a reading counts as odd only if it is so seen from both. Otherwise a
// temperature that walks while a valve is shut would be odd for ever once the valve is open again. Clusters are not moved by it.
import type { TailBank } from './calibration';
import { FAST } from './charts';
import type { Clusters } from './clusters';
import type { Matcher } from './matching';
import { dither } from './scaling';
import type { Stateful, StateStream } from './state';

/** Share of the point's probability given to the sum over features; the rest goes to the rarest feature. */
const SUM_SHARE = 0.1;
const LN_SUM = -Math.log(SUM_SHARE);
const LN_RAREST = -Math.log(1 - SUM_SHARE);
/** ln p down to which a reading moves the carried position. */
const LN_UNREMARKABLE = Math.log(1e-3);
/** ln p of the rarest feature, or of the sum, from which the tails do not learn it: a spike until proved otherwise. */
export const LN_POINT_LIMIT = Math.log(1e-4);

export class PointChannel implements Stateful {
  /** Squared residuals of the last point to the reference's position, in its variance; missing = 1. */
  readonly squares: Float64Array;
  /** Step of a quantised feature, 0 if it is not quantised. */
  readonly resolution: Float64Array;
  // what the last point came to is kept here, not returned: a number that leaves a function is allocated
  /** ln p of the point, 0 if it is quiet; p of a quiet point (not capped), 1 if it is not quiet. */
  lnP = 0;
  quiet = 1;
  /** ln p of the rarest feature. */
  private rarest = 0;
  /** Where the reference would have walked while the stream was away, as offsets from it; 0 at home. */
  private readonly carried: Float64Array;
  private away = false;
  /** Features of the last point that are not quiet values of settled tails. */
  private readonly unusual: Int32Array;
  private readonly lnDimensions: number;

  constructor(
    private readonly dimensions: number,
    private readonly tails: TailBank,
  ) {
    this.squares = new Float64Array(dimensions);
    this.unusual = new Int32Array(dimensions);
    this.resolution = new Float64Array(dimensions);
    this.carried = new Float64Array(dimensions);
    this.lnDimensions = Math.log(dimensions);
  }

  /**
   * Judges one point; afterwards `lnP` and `quiet` say what came out.
   * @param matcher what the point was matched to; @param n index of the point; @param learns whether tails learn
   * @param away whether the point belongs to another cluster than the reference, or to none
   */
  step(x: Float64Array, clusters: Clusters, matcher: Matcher, n: number, learns: boolean, away: boolean): void {
    this.judge(x, clusters, matcher, n, learns);
    if (this.away && !away) this.carried.fill(0);
    this.away = away;
    if (away) this.judgeAway(x, clusters, matcher.reference);
  }

  private judge(x: Float64Array, clusters: Clusters, matcher: Matcher, n: number, learns: boolean): void {
    const { dimensions: d, tails, squares, resolution, unusual } = this;
    const { mean, precision } = clusters;
    const first = matcher.reference * d;
    for (let j = 0, o = first; j < d; j++, o++) {
      const e = x[j]! - mean[o]!;
      squares[j] = e * e * precision[o]!;
    }
    const count = tails.sift(squares, resolution, learns, unusual);
    this.rarest = 0;
    if (count > 0) this.judgeUnusual(x, clusters, first, count, n, learns);
    this.combine(matcher.referenceDistance, learns);
  }

  /** The features that the tails have not taken as quiet. */
  private judgeUnusual(x: Float64Array, { mean, precision }: Clusters, first: number, count: number, n: number, learns: boolean): void {
    let rarest = 0;
    for (let i = 0; i < count; i++) {
      const j = this.unusual[i]!;
      const l = this.judgeOne(j, x[j]! - mean[first + j]!, precision[first + j]!, n, learns);
      if (l < rarest) rarest = l;
    }
    this.rarest = rarest;
  }

  /** ln p (0 if quiet) of feature j, e away from the reference, whose tail learns. */
  private judgeOne(j: number, e: number, precision: number, n: number, learns: boolean): number {
    const { tails, squares, resolution } = this;
    const z = squares[j]!;
    if (Number.isNaN(z)) {
      squares[j] = 1;
      return 0;
    }
    const lnP = z > tails.tau[j]! ? tails.lnP(j, z) : 0;
    if (!learns) return lnP;
    if (resolution[j]! > 0) {
      const f = e + dither(resolution[j]!, j, n);
      tails.learn(j, f * f * precision);
    } else if (z > tails.tau[j]!) tails.learnRare(j, z, lnP);
    else tails.learnQuiet(j);
    return lnP;
  }

  /** The same without learning, from the nearer of the known and the carried position, which follows what is unremarkable. */
  private judgeAway(x: Float64Array, clusters: Clusters, k: number): void {
    const { dimensions: d, tails, squares, carried } = this;
    const { mean, precision } = clusters;
    let rarest = 0;
    let sum = 0;
    for (let j = 0, o = k * d; j < d; j++, o++) {
      const e = x[j]! - mean[o]!;
      const f = e - carried[j]!;
      const z = Math.min(e * e, f * f) * precision[o]!;
      squares[j] = z === z ? z : 1;
      sum += squares[j]!;
      const l = z > tails.tau[j]! ? tails.lnP(j, z) : 0;
      if (l < rarest) rarest = l;
      if (l > LN_UNREMARKABLE && f === f) carried[j] = carried[j]! + FAST * f;
    }
    this.rarest = rarest;
    this.combine(sum, false);
  }

  private combine(sum: number, learns: boolean): void {
    const { dimensions: d, tails, rarest } = this;
    if (d === 1) {
      this.lnP = rarest;
      this.quiet = rarest < 0 ? 1 : tails.quiet(0, this.squares[0]!);
      return;
    }
    let lnP = rarest < 0 ? rarest + this.lnDimensions + LN_RAREST : 0;
    // a reading that is refused is no part of a sum that is learned
    const isLearned = learns && rarest + this.lnDimensions >= LN_POINT_LIMIT;
    if (sum > tails.tau[d]!) {
      this.quiet = 1;
      const l = tails.lnP(d, sum);
      if (l + LN_SUM < lnP) lnP = l + LN_SUM;
      if (isLearned) tails.learnRare(d, sum, l);
    } else {
      this.quiet = tails.quiet(d, sum) / SUM_SHARE;
      if (isLearned) tails.learnQuiet(d);
    }
    this.lnP = lnP < 0 ? lnP : 0;
  }

  exchange(state: StateStream): void {
    state.floats(this.squares);
    state.floats(this.resolution);
    state.floats(this.carried);
    this.away = state.flag(this.away);
    this.quiet = state.number(this.quiet);
  }
}
