// A bank of tails fitted on line: how rare is a value of a statistic, given the values seen so far?
//
//   P(T > t) = PHI (1 + xi (s(t)/s(tau) - 1)/a)^(-1/xi)   above tau (xi = 0: exponential),   1 - (1 - PHI) t/tau   below.
//
// tau is a running (1 - PHI) quantile; xi and a come from the running means M1, M2 of y = ln(s(T)/s(tau)) and y^2 over the exceedances
// (moment estimator: Dekkers, Einmahl, de Haan 1989, A moment estimator for the index of an extreme-value distribution; peaks over
// thresholds: Pickands 1975). Every tail starts from the law the statistic has on Gaussian data. Values rarer than a limit are never
// learned: they are spikes until proved otherwise. O(1) per value, no allocation.
//
// s(t) = t, but for the squared residuals of features s(t) = -ln of the Gaussian tail: there Gaussian data have xi = 0 exactly, and only
// evidence makes a tail heavier or shorter. Their means are completed by what the fitted law has beyond the limit (a truncated sample
// would make every tail too short), and their shapes are drawn together (pooling.ts).
import { lnNormalTail, squareAt } from './normal';
import { excessAt, lnBeyond, shortness } from './pareto';
import { SHORTEST, drawnShape } from './pooling';
import type { TailPrior } from './priors';
import type { Stateful, StateStream } from './state';

/** Share of the values that are exceedances. */
export const PHI = 0.05;
/** Weight of the prior, in exceedances; that of a feature less, since its law is anybody's guess. */
const PRIOR_WEIGHT = 20;
const FEATURE_PRIOR_WEIGHT = 10;
/** Shape penalty of tails whose law is known under independence: xi is lowered by this many standard errors. */
const SHAPE_PENALTY = 0.5;
/** Gain of the means below which a feature's fit counts as settled. */
const SETTLED = 0.01;
const HASH = 0x9e3779b1;
const LN_PHI = Math.log(PHI);
const TAU_MIN = 1e-9;
/** Below this the quantile is so close to its floor that the shortcut of `sift` must not be taken. */
const TAU_SAFE = 1e-8;

export interface TailOptions {
  /** Values with ln p below this are not learned. */
  readonly lnLimit: number;
  /** Effective observations per value: 1 for independent values, less for those of a moving average. */
  readonly weight?: number;
  /** The statistic has a known law under independence: tau never falls below the prior's, the shape is held back. */
  readonly known?: boolean;
  /**
   * The statistic is the squared residual of one feature. The value: independent exceedances per exceedance, 1 for independent readings,
   * less for readings that come in clumps.
   */
  readonly feature?: number;
}

export class TailBank implements Stateful {
  readonly tau: Float64Array;
  private readonly m1: Float64Array;
  private readonly m2: Float64Array;
  private readonly exceedances: Float64Array;
  private readonly observations: Float64Array;
  private readonly xi: Float64Array;
  private readonly a: Float64Array;
  private readonly lnLimit: Float64Array;
  private readonly weight: Float64Array;
  private readonly gain: Float64Array;
  private readonly tauFloor: Float64Array;
  private readonly penalty: Float64Array;
  /** Independent exceedances per exceedance of a feature, 0 for other tails. */
  private readonly feature: Float64Array;
  /** The shape before it is drawn anywhere. */
  private readonly rawXi: Float64Array;
  /** Number of features whose shapes are drawn together: the first tails. */
  private pooled = 0;
  /** Means of y and y^2 beyond the limit, by the fit in force; NaN = none yet. */
  private readonly beyond1: Float64Array;
  private readonly beyond2: Float64Array;

  constructor(
    readonly size: number,
    private alpha: number,
  ) {
    const array = (value: number) => new Float64Array(size).fill(value);
    this.tau = array(1);
    this.m1 = array(0);
    this.m2 = array(0);
    this.exceedances = array(0);
    this.observations = array(0);
    this.xi = array(0);
    this.a = array(1);
    this.lnLimit = array(0);
    this.weight = array(1);
    this.gain = array(alpha);
    this.tauFloor = array(0);
    this.penalty = array(0);
    this.feature = array(0);
    this.rawXi = array(0);
    this.beyond1 = array(NaN);
    this.beyond2 = array(NaN);
  }

  /** Starts tail i from its prior alone. */
  start(i: number, prior: TailPrior, { lnLimit, weight = 1, known = false, feature = 0 }: TailOptions): void {
    this.lnLimit[i] = lnLimit;
    this.weight[i] = weight;
    this.gain[i] = Math.min(this.alpha, (PHI * weight) / 50);
    this.tauFloor[i] = known ? prior.tau : 0;
    this.penalty[i] = known ? SHAPE_PENALTY : 0;
    this.feature[i] = feature;
    this.beyond1[i] = this.beyond2[i] = NaN;
    this.fitTo(i, new Float64Array(0), prior);
  }

  /** Starts tail i from a sample, robustly: fit the prior, drop what lies beyond its limit, refit; one gross error does not open the tail. */
  startFrom(i: number, sample: ArrayLike<number>, prior: TailPrior, options: TailOptions): void {
    const sorted = Float64Array.from(sample).sort();
    this.start(i, prior, options);
    for (let round = 0; round < 3; round++) {
      const kept = sorted.filter((value) => this.lnP(i, value) >= options.lnLimit);
      this.fitTo(i, kept, prior);
    }
  }

  /** New gains after the learning rate changed. */
  retune(alpha: number): void {
    this.alpha = alpha;
    for (let i = 0; i < this.size; i++) this.gain[i] = Math.min(alpha, (PHI * this.weight[i]!) / 50);
  }

  /** A new limit for tail i. */
  setLimit(i: number, lnLimit: number): void {
    this.lnLimit[i] = lnLimit;
  }

  private fitTo(i: number, sorted: Float64Array, prior: TailPrior): void {
    const pseudo = this.feature[i]! > 0 ? FEATURE_PRIOR_WEIGHT : PRIOR_WEIGHT;
    const w = this.feature[i]! || 1;
    const n = sorted.length;
    const quantile = n ? sorted[Math.min(n - 1, Math.floor(n * (1 - PHI)))]! : prior.tau;
    const tau = (this.tau[i] = Math.max(TAU_MIN, (quantile * n * PHI + prior.tau * pseudo) / (n * PHI + pseudo)));
    let sum = 0;
    let squares = 0;
    let count = 0;
    for (const value of sorted) {
      if (value > tau) {
        const y = Math.log(this.ratio(i, value));
        sum += y;
        squares += y * y;
        count++;
      }
    }
    this.m1[i] = (w * sum + pseudo * prior.m1) / (w * count + pseudo);
    this.m2[i] = (w * squares + pseudo * prior.m2) / (w * count + pseudo);
    this.exceedances[i] = w * count + pseudo;
    this.observations[i] = n || (this.weight[i]! < 1 ? pseudo / PHI : 1);
    this.fit(i);
  }

  /** The first `count` tails are those of features: their shapes are drawn together from now on. */
  pool(count: number): void {
    this.pooled = count;
    for (let i = 0; i < count; i++) this.fit(i);
  }

  /** How many times tau a value is, on the tail's scale. */
  private ratio(i: number, value: number): number {
    const tau = this.tau[i]!;
    return this.feature[i]! > 0 ? lnNormalTail(Math.sqrt(value)) / lnNormalTail(Math.sqrt(tau)) : value / tau;
  }

  private fit(i: number): void {
    if (this.feature[i]! > 0) this.fitFeature(i);
    else {
      if (this.tau[i]! < this.tauFloor[i]!) this.tau[i] = this.tauFloor[i]!;
      const m = this.m1[i]!;
      const g = shortness(m, this.m2[i]!);
      const xi = m + g - this.penalty[i]! / Math.sqrt(this.exceedances[i]!);
      this.xi[i] = xi < 0 ? 0 : xi > 1 ? 1 : xi;
      this.a[i] = Math.max(1e-6, g < 0 ? m * (1 - g) : m);
    }
  }

  private fitFeature(i: number): void {
    const z = LN_PHI - this.lnLimit[i]!;
    // the share beyond the limit was never learned; NaN: the first fit
    const beyond = this.beyond1[i]! > 0 ? Math.exp(-z) : 0;
    const m = beyond > 0 ? this.m1[i]! + beyond * (this.beyond1[i]! - this.m1[i]!) : this.m1[i]!;
    const m2 = beyond > 0 ? this.m2[i]! + beyond * (this.beyond2[i]! - this.m2[i]!) : this.m2[i]!;
    const g = shortness(m, m2);
    const raw = (this.rawXi[i] = m + g);
    const error = 1 / Math.sqrt(Math.min(this.exceedances[i]!, 2 / (this.gain[i]! * this.feature[i]!)));
    const xi = (this.xi[i] = drawnShape(this.rawXi, this.pooled, raw, error));
    // the scale that keeps the mean excess a / (1 - xi) where the shape was moved
    const moved = (1 - Math.min(0.95, xi)) / (1 - Math.min(0.95, Math.max(SHORTEST, raw)));
    const a = (this.a[i] = Math.max(1e-6, (g < 0 ? m * (1 - g) : m) * moved));
    // beyond the limit y is about exponential
    const q = 1 + a * excessAt(xi, z);
    const y = Math.log(q);
    const mean = (a * Math.exp(xi * z)) / q;
    this.beyond1[i] = y + mean;
    this.beyond2[i] = y * y + 2 * y * mean + 2 * mean * mean;
  }

  /** p of a quiet value (T <= tau), linear from 1 down to PHI: no logarithm is taken for it. */
  quiet(i: number, value: number): number {
    return 1 - ((1 - PHI) * value) / this.tau[i]!;
  }

  /** ln P(T > value) for tail i. */
  lnP(i: number, value: number): number {
    const tau = this.tau[i]!;
    if (!(value > tau)) return Math.log(1 - ((1 - PHI) * value) / tau);
    const excess = (this.ratio(i, value) - 1) / this.a[i]!;
    const xi = this.xi[i]!;
    if (xi < 0) {
      // nothing is known beyond the limit: a short tail goes on as steep as it is there
      const lnLimit = this.lnLimit[i]!;
      const last = excessAt(xi, LN_PHI - lnLimit);
      if (excess > last) return lnLimit - (excess - last) / (1 + xi * last);
    }
    return LN_PHI + lnBeyond(xi, excess);
  }

  /** The value that is exceeded with probability exp(lnP), lnLimit <= lnP <= ln PHI for a feature. */
  inverse(i: number, lnP: number): number {
    const times = 1 + this.a[i]! * excessAt(this.xi[i]!, LN_PHI - lnP);
    return this.feature[i]! > 0 ? squareAt(times * lnNormalTail(Math.sqrt(this.tau[i]!))) : this.tau[i]! * times;
  }

  /** Learns one value; true if the fit changed. */
  learn(i: number, value: number): boolean {
    return value > this.tau[i]! ? this.learnRare(i, value, this.lnP(i, value)) : this.learnQuiet(i);
  }

  /** Learns a value that is not beyond tau; the fit stays. */
  learnQuiet(i: number): false {
    const tau = this.tau[i]! * (1 - this.count(i) * PHI);
    this.tau[i] = tau < this.tauFloor[i]! ? this.tauFloor[i]! : tau < TAU_MIN ? TAU_MIN : tau;
    return false;
  }

  /** One more observation; the rate at which the quantile moves. */
  private count(i: number): number {
    const young = this.weight[i]! / (this.observations[i] = this.observations[i]! + this.weight[i]!);
    return 2 * (this.gain[i]! > young ? this.gain[i]! : young);
  }

  /** Learns a value beyond tau, of which ln P is known; true if the fit changed. */
  learnRare(i: number, value: number, lnP: number): boolean {
    const g = this.count(i);
    if (lnP < this.lnLimit[i]!) return false;
    const weight = this.weight[i]!;
    const tau = (this.tau[i] = this.tau[i]! * (1 + g * (1 - PHI)));
    const y = value > tau ? Math.min(Math.log(this.ratio(i, value)), 25) : 0;
    const independent = this.feature[i]! || 1;
    const share = (independent * weight) / (this.exceedances[i] = this.exceedances[i]! + independent * weight);
    const b = Math.max(share, independent * this.gain[i]!);
    this.m1[i] = this.m1[i]! + b * (y - this.m1[i]!);
    this.m2[i] = this.m2[i]! + b * (y * y - this.m2[i]!);
    // a settled fit hardly moves with one value: a quarter of them will do, drawn by a hash since streams may be periodic
    if (this.feature[i]! > 0 && b < SETTLED && Math.imul(this.observations[i]!, HASH) >>> 30 !== 0) return false;
    this.fit(i);
    return true;
  }

  /**
   * Values of the first tails (of weight 1, without a floor), one each: those that are quiet in a settled tail are learned here, in one loop
   * without calls; the features of the others, and of all whose `resolution` is not 0, are listed in `others`.
   * @returns how many those are
   */
  sift(values: Float64Array, resolution: Float64Array, learns: boolean, others: Int32Array): number {
    const { tau, observations } = this;
    const memory = 1 / this.alpha;
    const factor = 1 - 2 * this.alpha * PHI;
    let count = 0;
    for (let j = 0; j < values.length; j++) {
      const t = tau[j]!;
      if (values[j]! <= t && t >= TAU_SAFE && observations[j]! >= memory && !(resolution[j]! > 0)) {
        if (!learns) continue;
        observations[j] = observations[j]! + 1;
        tau[j] = t * factor;
      } else others[count++] = j;
    }
    return count;
  }

  /** Takes in another bank of the same shape: means by the share of points seen, counts added. */
  mergeFrom(other: TailBank, ownShare: number): void {
    for (const name of ['tau', 'm1', 'm2'] as const) {
      for (let i = 0; i < this.size; i++) this[name][i] = ownShare * this[name][i]! + (1 - ownShare) * other[name][i]!;
    }
    for (let i = 0; i < this.size; i++) {
      this.exceedances[i] = this.exceedances[i]! + other.exceedances[i]!;
      this.observations[i] = this.observations[i]! + other.observations[i]!;
      this.fit(i);
    }
  }

  exchange(state: StateStream): void {
    for (const array of [this.tau, this.m1, this.m2, this.exceedances, this.observations, this.xi, this.a, this.lnLimit]) {
      state.floats(array);
    }
    for (const array of [this.weight, this.gain, this.tauFloor, this.penalty, this.feature, this.rawXi, this.beyond1, this.beyond2]) state.floats(array);
    this.pooled = state.number(this.pooled);
  }
}
