// Has normal moved? Charts of the residuals to the slow reference: fast, and Hawkins' chart of regression-adjusted residuals, which make the
// regime evidence of a row; slow and dispersion, which only feed the watch for gradual drift. While the evidence is on (hold) nothing is
// learned and the reference stays, ageing. O(d) per point, plus d^2/4 for the Hawkins chart and d^2/8 for the correlation.
import type { TailBank } from './calibration';
import { Charts, FAST, SLOW, lnLargestOf } from './charts';
import type { Clusters } from './clusters';
import { CORRELATION_MAX_DIMENSIONS, CORRELATION_STRIDE, Correlation } from './correlation';
import { DispersionChannel, scatterAfter } from './dispersion';
import { gaussianPrior } from './priors';
import type { Tuning } from './profiles';
import type { Stateful, StateStream } from './state';

/** Residuals beyond this many cluster sd count as that many (Huber). */
const CLIP = 3;
export { CLIP }; // declared and exported in one, a constant is looked up at every use
/** ln p beyond which the tails of charts do not learn. */
export const LN_CHART_LIMIT = 25 * Math.log(0.68);
/** Ageing of a held reference, per held point: while its memory is still that of the warm-up, and later. */
const AGEING_YOUNG = 3.5;
const AGEING = 2;
/** Held points that one quiet point makes good. */
const AGEING_LEAK = 3;
/** Rates and formulas of the channels, here so that the loop over the features has them as constants. */
const scatter = scatterAfter;
const FAST_RATE = FAST;
const SLOW_RATE = SLOW;
/** Stands for the smallest p / weight of the quiet channels where none is quiet. */
const NONE_QUIET = 1e9;
/** Slow chart and dispersion are evaluated on every 8th point. */
const SLOW_STRIDE = 8;

/** ln of q / (1 + q) for l = ln q: min(1, q), but still graded near 1. */
export const lnOdds = (l: number): number => (l < -12 ? l : -Math.log1p(Math.exp(-l)));

export class RegimeCharts implements Stateful {
  readonly fast: Charts;
  readonly slow: Charts;
  readonly hawkins: Charts | null;
  readonly correlation: Correlation | null;
  readonly dispersion: DispersionChannel;
  /** Tail of each statistic in the engine's bank. */
  readonly tailFast: number;
  readonly tailHawkins: number;
  readonly tailSlow: number;
  readonly tailDispersion: number;
  /** Bonferroni weight of the fast and of the Hawkins chart, and its logarithm. */
  readonly weight: number;
  readonly lnWeight: number;
  /** Clipped residuals to the slow reference. */
  private readonly z: Float64Array;

  n = 0;
  private warmupPoints = 0;
  private referenceVariance = 0;
  /** Points since the evidence is on; age of the reference. */
  hold = 0;
  private age = 0;
  /** Last point whose fast statistic was well inside: what began, began after it. */
  calm = 0;
  // ln p at the last point, 0 = quiet
  lnFast = 0;
  lnHawkins = 0;
  lnSlow = 0;
  lnDispersion = 0;
  private quietHawkins = 1;
  /** ln p of the regime channels together, and the smallest p / weight of the quiet ones. */
  lnP = 0;
  quiet = NONE_QUIET;

  constructor(
    private readonly dimensions: number,
    private readonly tuning: Tuning,
    private readonly tails: TailBank,
  ) {
    const { alpha } = tuning;
    const d = dimensions;
    const related = d > 1 && d <= CORRELATION_MAX_DIMENSIONS;
    this.fast = new Charts(d, FAST, alpha);
    this.slow = new Charts(d, SLOW, alpha);
    this.hawkins = related ? new Charts(d, FAST, alpha) : null;
    this.correlation = related ? new Correlation(d, alpha) : null;
    this.dispersion = new DispersionChannel(d, alpha);
    this.weight = related ? 0.5 : 1;
    this.lnWeight = Math.log(this.weight);
    this.z = new Float64Array(d);
    this.tailFast = d + 2;
    this.tailHawkins = d + 3;
    this.tailSlow = d + 4;
    this.tailDispersion = d + 5;
    const prior = gaussianPrior('largest square', d);
    const known = { lnLimit: LN_CHART_LIMIT, known: true };
    tails.start(this.tailFast, prior, { ...known, weight: 4 * FAST });
    tails.start(this.tailHawkins, prior, { ...known, weight: 4 * FAST });
    tails.start(this.tailSlow, prior, { ...known, weight: SLOW_STRIDE * SLOW });
    tails.start(this.tailDispersion, prior, { ...known, weight: SLOW_STRIDE * FAST });
  }

  /** The measured variances have come from n points of warm-up. */
  begin(n: number): void {
    this.n = this.warmupPoints = this.calm = n;
    this.referenceVariance = Math.max(this.tuning.alpha, 1 / n);
    this.cacheAll();
  }

  retune(): void {
    const { alpha, detectDrift } = this.tuning;
    for (const chart of this.charts()) chart.retune(alpha);
    this.correlation?.retune(alpha);
    this.dispersion.retune(alpha);
    if (!detectDrift) {
      this.hold = this.age = 0;
      this.restart();
      this.lnFast = this.lnDispersion = this.lnP = 0;
      this.quiet = NONE_QUIET;
    }
  }

  private charts(): Charts[] {
    return this.hawkins ? [this.fast, this.hawkins, this.slow] : [this.fast, this.slow];
  }

  /** How much wider a held reference has become. */
  private ageing(): number {
    if (this.age <= 0) return 1;
    const young = Math.exp(-this.tuning.alpha * (this.n - this.warmupPoints));
    return 1 + this.age * ((young * AGEING_YOUNG) / this.warmupPoints + ((1 - young) * AGEING) / this.tuning.memory);
  }

  private cacheAll(): void {
    const ageing = this.ageing();
    for (const chart of this.charts()) chart.cache(ageing, this.referenceVariance);
  }

  /** Judges one point against slot k's slow reference; `squares`: squared residuals to its fast position. */
  step(x: Float64Array, clusters: Clusters, k: number, squares: Float64Array): void {
    const { dimensions: d, fast, hawkins, z, tails } = this;
    const n = ++this.n;
    if (!this.tuning.detectDrift) return;
    const { refMean, refScale } = clusters;
    const { level, inverse } = fast;
    const slowLevel = this.slow.level;
    const { average } = this.dispersion;
    let largest = 0;
    let worst = 0;
    // one loop for all that every point moves: what costs in a loop over a few features is to begin it
    for (let j = 0, o = k * d; j < d; j++, o++) {
      let r = (x[j]! - refMean[o]!) * refScale[o]!;
      if (r > CLIP) r = CLIP;
      else if (r < -CLIP) r = -CLIP;
      else if (r !== r) r = 0;
      z[j] = r;
      const f = (level[j] = level[j]! + FAST_RATE * (r - level[j]!));
      slowLevel[j] = slowLevel[j]! + SLOW_RATE * (r - slowLevel[j]!);
      average[j] = scatter(average[j]!, squares[j]!);
      const q = f * f * inverse[j]!;
      if (q > largest) {
        largest = q;
        worst = j;
      }
    }
    const young = 1 / clusters.count[k]!;
    const { alpha } = this.tuning;
    this.referenceVariance += FAST_RATE * ((young > alpha ? young : alpha) - this.referenceVariance);
    let least = 0;
    let quiet = NONE_QUIET;
    largest = fast.conclude(largest, worst);
    const tau = tails.tau[this.tailFast]!;
    if (largest > tau) {
      this.lnFast = lnLargestOf(d, largest, tails, this.tailFast);
      least = this.lnFast - this.lnWeight;
    } else {
      this.lnFast = 0;
      quiet = tails.quiet(this.tailFast, largest) / this.weight;
      if (largest < 0.5 * tau) this.calm = n;
    }
    if (hawkins) {
      if ((n & 3) === 0) this.stepHawkins(hawkins);
      if (this.lnHawkins < 0) {
        if (this.lnHawkins - this.lnWeight < least) least = this.lnHawkins - this.lnWeight;
      } else if (this.quietHawkins / this.weight < quiet) quiet = this.quietHawkins / this.weight;
    }
    const phase = n & 7;
    if (phase === 0) this.lnSlow = this.lnBeyond(this.tailSlow, this.slow.evaluate());
    else if (phase === 4) this.lnDispersion = this.lnBeyond(this.tailDispersion, this.dispersion.evaluate());
    this.quiet = quiet;
    this.lnP = least < 0 ? lnOdds(least) : 0;
    if (this.lnP <= this.tuning.lnFlag) {
      this.hold++;
      this.age++;
    } else {
      this.hold = 0;
      if (this.age > 0) this.age = Math.max(0, this.age - AGEING_LEAK);
    }
  }

  private stepHawkins(hawkins: Charts): void {
    this.correlation!.adjust(this.fast.level, hawkins.level);
    const s = hawkins.evaluate();
    this.lnHawkins = this.lnBeyond(this.tailHawkins, s);
    this.quietHawkins = this.lnHawkins < 0 ? 1 : this.tails.quiet(this.tailHawkins, s);
  }

  private lnBeyond(tail: number, statistic: number): number {
    return statistic > this.tails.tau[tail]! ? lnLargestOf(this.dimensions, statistic, this.tails, tail) : 0;
  }

  /** Whether feature j by itself is beyond what the fast (or Hawkins) chart, or the slow chart, shows one time in twenty. */
  isBeyondFast(j: number): boolean {
    return this.fast.equivalent(j) > this.tails.tau[this.tailFast]!;
  }

  isBeyondSlow(j: number): boolean {
    return this.slow.equivalent(j) > this.tails.tau[this.tailSlow]!;
  }

  /** Learns from the last point, every chart on its turn; nothing on hold. `joined`: the point belongs to the reference. */
  learn(joined: boolean): void {
    if (!this.tuning.detectDrift) return;
    const { n } = this;
    const quarter = n & 3;
    if (this.hold > 0) {
      if (quarter === 1) this.cacheAll();
    } else if (quarter === 1) this.learnChart(this.fast, this.tailFast, joined, 4);
    else if (quarter === 2) {
      if (this.hawkins) this.learnChart(this.hawkins, this.tailHawkins, joined, 4);
    } else if (quarter === CORRELATION_STRIDE - 1) {
      if (joined) this.correlation?.learn(this.z);
    } else if ((n & 7) === 0) this.learnChart(this.slow, this.tailSlow, joined, SLOW_STRIDE);
    else {
      if (joined) this.dispersion.learn(SLOW_STRIDE);
      this.tails.learn(this.tailDispersion, this.dispersion.statistic);
    }
  }

  private learnChart(chart: Charts, tail: number, joined: boolean, stride: number): void {
    if (joined) chart.learn(stride);
    this.tails.learn(tail, chart.statistic);
    chart.cache(this.ageing(), this.referenceVariance);
  }

  /** The changed level is the new normal: the core has moved the reference. */
  rebase(): void {
    for (const chart of this.charts()) chart.rebase();
    this.forgetEvidence();
    this.hold = this.age = 0;
    this.cacheAll();
  }

  /** What the charts that are not evaluated at every point last said is about a level that is none any more. */
  private forgetEvidence(): void {
    this.lnHawkins = this.lnSlow = 0;
    this.quietHawkins = 1;
  }

  /** The map changed around the reference (split, merge): levels measured against the old one say nothing. */
  restart(): void {
    for (const chart of this.charts()) chart.restart();
    this.forgetEvidence();
  }

  /** Takes in other charts: variances by the share of points; levels, hold and evidence start anew. */
  mergeFrom(other: RegimeCharts, ownShare: number): void {
    this.fast.mergeFrom(other.fast, ownShare);
    this.slow.mergeFrom(other.slow, ownShare);
    if (this.hawkins && other.hawkins) this.hawkins.mergeFrom(other.hawkins, ownShare);
    if (this.correlation && other.correlation) this.correlation.mergeFrom(other.correlation, ownShare);
    this.dispersion.mergeFrom(other.dispersion, ownShare);
    this.n += other.n;
    this.calm = this.n;
    this.hold = this.age = 0;
    this.restart();
    this.lnFast = this.lnDispersion = this.lnP = 0;
    this.cacheAll();
  }

  exchange(state: StateStream): void {
    for (const part of [this.fast, this.slow, this.hawkins, this.correlation, this.dispersion]) part?.exchange(state);
    state.floats(this.z);
    this.n = state.number(this.n);
    this.warmupPoints = state.number(this.warmupPoints);
    this.referenceVariance = state.number(this.referenceVariance);
    this.hold = state.number(this.hold);
    this.age = state.number(this.age);
    this.calm = state.number(this.calm);
    this.lnFast = state.number(this.lnFast);
    this.lnHawkins = state.number(this.lnHawkins);
    this.lnSlow = state.number(this.lnSlow);
    this.lnDispersion = state.number(this.lnDispersion);
    this.quietHawkins = state.number(this.quietHawkins);
    this.lnP = state.number(this.lnP);
    this.quiet = state.number(this.quiet);
  }
}
