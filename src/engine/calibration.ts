// A bank of tails fitted on line: how rare is a value of a statistic, given the values seen so far?
//
//   P(T > t) = PHI (1 + xi (t/tau - 1)/a)^(-1/xi)   above tau (xi < 1e-4: exponential),   1 - (1 - PHI) t/tau   below.
//
// tau is a running (1 - PHI) quantile; xi and a come from the running means M1, M2 of y = ln(T/tau) and y^2 over the exceedances (moment
// estimator: Dekkers, Einmahl, de Haan 1989, A moment estimator for the index of an extreme-value distribution; peaks over thresholds:
// Pickands 1975). Every tail starts from the law the statistic has on Gaussian data. Values rarer than a limit are never learned: they are
// spikes until proved otherwise. O(1) per value, no allocation.
import type { TailPrior } from './priors';
import type { Stateful, StateStream } from './state';

/** Share of the values that are exceedances. */
export const PHI = 0.05;
/** Weight of the prior, in exceedances. */
const PRIOR_WEIGHT = 20;
/** Shape penalty of tails whose law is known under independence: xi is lowered by this many standard errors. */
const SHAPE_PENALTY = 0.5;
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
  private readonly bound: Float64Array;
  private readonly weight: Float64Array;
  private readonly gain: Float64Array;
  private readonly tauFloor: Float64Array;
  private readonly penalty: Float64Array;

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
    this.bound = array(0);
    this.weight = array(1);
    this.gain = array(alpha);
    this.tauFloor = array(0);
    this.penalty = array(0);
  }

  /** Starts tail i from its prior alone. */
  start(i: number, prior: TailPrior, { lnLimit, weight = 1, known = false }: TailOptions): void {
    this.lnLimit[i] = lnLimit;
    this.weight[i] = weight;
    this.gain[i] = Math.min(this.alpha, (PHI * weight) / 50);
    this.tauFloor[i] = known ? prior.tau : 0;
    this.penalty[i] = known ? SHAPE_PENALTY : 0;
    this.fitTo(i, new Float64Array(0), prior);
  }

  /** Starts tail i from a sample, robustly: fit the prior, drop what lies beyond its limit, refit; one gross error does not open the tail. */
  startFrom(i: number, sample: ArrayLike<number>, prior: TailPrior, lnLimit: number): void {
    const sorted = Float64Array.from(sample).sort();
    this.start(i, prior, { lnLimit });
    for (let round = 0; round < 3; round++) {
      const bound = this.bound[i]!;
      this.fitTo(
        i,
        sorted.filter((value) => value <= bound),
        prior,
      );
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
    this.bound[i] = this.inverse(i, lnLimit);
  }

  private fitTo(i: number, sorted: Float64Array, prior: TailPrior): void {
    const n = sorted.length;
    const quantile = n ? sorted[Math.min(n - 1, Math.floor(n * (1 - PHI)))]! : prior.tau;
    const tau = (this.tau[i] = Math.max(TAU_MIN, (quantile * n * PHI + prior.tau * PRIOR_WEIGHT) / (n * PHI + PRIOR_WEIGHT)));
    let sum = 0;
    let squares = 0;
    let count = 0;
    for (const value of sorted) {
      if (value > tau) {
        const y = Math.log(value / tau);
        sum += y;
        squares += y * y;
        count++;
      }
    }
    this.m1[i] = (sum + PRIOR_WEIGHT * prior.m1) / (count + PRIOR_WEIGHT);
    this.m2[i] = (squares + PRIOR_WEIGHT * prior.m2) / (count + PRIOR_WEIGHT);
    this.exceedances[i] = count + PRIOR_WEIGHT;
    this.observations[i] = n || (this.weight[i]! < 1 ? PRIOR_WEIGHT / PHI : 1);
    this.fit(i);
  }

  private fit(i: number): void {
    if (this.tau[i]! < this.tauFloor[i]!) this.tau[i] = this.tauFloor[i]!;
    const m = this.m1[i]!;
    const r = Math.min(0.999, (m * m) / Math.max(this.m2[i]!, 1e-12));
    const g = 1 - 0.5 / (1 - r);
    const xi = m + g - this.penalty[i]! / Math.sqrt(this.exceedances[i]!);
    this.xi[i] = xi < 0 ? 0 : xi > 1 ? 1 : xi;
    this.a[i] = Math.max(1e-6, g < 0 ? m * (1 - g) : m);
    this.bound[i] = this.inverse(i, this.lnLimit[i]!);
  }

  /** p of a quiet value (T <= tau), linear from 1 down to PHI: no logarithm is taken for it. */
  quiet(i: number, value: number): number {
    return 1 - ((1 - PHI) * value) / this.tau[i]!;
  }

  /** ln P(T > value) for tail i. */
  lnP(i: number, value: number): number {
    const tau = this.tau[i]!;
    if (!(value > tau)) return Math.log(1 - ((1 - PHI) * value) / tau);
    const y = (value / tau - 1) / this.a[i]!;
    const xi = this.xi[i]!;
    return LN_PHI - (xi < 1e-4 ? y : Math.log1p(xi * y) / xi);
  }

  /** The value that is exceeded with probability exp(lnP), lnP <= ln PHI. */
  inverse(i: number, lnP: number): number {
    const z = LN_PHI - lnP;
    const xi = this.xi[i]!;
    return this.tau[i]! * (1 + this.a[i]! * (xi < 1e-4 ? z : Math.expm1(xi * z) / xi));
  }

  /** Learns one value; true if the fit changed. */
  learn(i: number, value: number): boolean {
    const weight = this.weight[i]!;
    const gain = this.gain[i]!;
    const n = (this.observations[i] = this.observations[i]! + weight);
    const young = weight / n;
    const g = 2 * (gain > young ? gain : young);
    if (!(value > this.tau[i]!)) {
      let tau = this.tau[i]! * (1 - g * PHI);
      if (tau < TAU_MIN) tau = TAU_MIN;
      if (tau < this.tauFloor[i]!) tau = this.tauFloor[i]!;
      this.tau[i] = tau;
      return false;
    }
    if (this.lnP(i, value) < this.lnLimit[i]!) return false;
    this.tau[i] = this.tau[i]! * (1 + g * (1 - PHI));
    const tau = this.tau[i];
    const y = value > tau ? Math.min(Math.log(value / tau), 25) : 0;
    const count = (this.exceedances[i] = this.exceedances[i]! + weight);
    const share = weight / count;
    const b = share > gain ? share : gain;
    this.m1[i] = this.m1[i]! + b * (y - this.m1[i]!);
    this.m2[i] = this.m2[i]! + b * (y * y - this.m2[i]!);
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
    for (const array of [this.tau, this.m1, this.m2, this.exceedances, this.observations, this.xi, this.a, this.lnLimit, this.bound]) {
      state.floats(array);
    }
    for (const array of [this.weight, this.gain, this.tauFloor, this.penalty]) state.floats(array);
  }
}
