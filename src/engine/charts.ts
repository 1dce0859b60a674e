// Charts of moving averages of clipped residuals, with a MEASURED variance (EWMA chart: Roberts 1959, Control chart tests based on
// geometric moving averages; multivariate: Lowry et al. 1992).
//
//   R_j += lambda (z_j - R_j),   V_j = l0 + ref + B_j G
//   l0 = lambda / (2 - lambda): theory for independent points;  ref: variance of the reference, about 1 / points behind it
//   B_j = max(0, VE_j - l0): what was measured beyond theory (autocorrelation, wandering level);  G: ageing of a reference on hold
//
// B_j rests on nuB = n lambda / 2 independent values, so V_j has nu = nuB (V / B G)^2 degrees of freedom (Satterthwaite 1946) and R^2/V
// becomes the normal equivalent of a t variable (Wallace 1959).
import type { TailBank } from './calibration';
import { lnNormalTail } from './normal';
import type { Stateful, StateStream } from './state';

/** Rate of the fast charts and of a cluster's fast position. */
export const FAST = 0.05;
/** Rate of the chart that sees gradual drift. */
export const SLOW = 0.005;
/** Values beyond this many variances count as that many when the variance is measured. */
const WINSOR = 4;
const NORMAL = 1e9;

/** ln p of the smallest of d independent p values, 1 - (1 - p)^d (Sidak 1967). */
export function lnSidak(lnP: number, d: number): number {
  if (d === 1) return lnP;
  if (lnP < -12) return lnP + Math.log(d);
  return Math.log(-Math.expm1(d * Math.log1p(-Math.min(0.9999999, Math.exp(lnP)))));
}

/** Normal equivalent of a squared t value with nu degrees of freedom, squared (Wallace 1959, Bounds on normal approximations). */
export function normalEquivalent(q: number, nu: number): number {
  const k = (8 * nu + 1) / (8 * nu + 3);
  return nu * Math.log1p(q / nu) * k * k;
}

/** ln p of the largest of d normal equivalents: the worse of theory and the empirical tail; asked only beyond the tail's tau. */
export function lnLargestOf(d: number, statistic: number, tails: TailBank, tail: number): number {
  if (statistic === Infinity) return -Infinity;
  const theory = lnSidak(lnNormalTail(Math.sqrt(statistic)), d);
  const empirical = tails.lnP(tail, statistic);
  return theory > empirical ? theory : empirical;
}

export class Charts implements Stateful {
  /** Levels R, measured variances VE, cached 1/V and degrees of freedom. */
  readonly level: Float64Array;
  readonly measured: Float64Array;
  readonly inverse: Float64Array;
  private readonly freedom: Float64Array;
  readonly theory: number;
  private readonly quiet: number;
  private gain: number;
  /** Points behind the measured variances, pseudo points of their start. */
  n = 0;
  pseudo = 0;
  /** Largest squared normal equivalent and its feature. */
  statistic = 0;
  worst = 0;

  constructor(
    private readonly dimensions: number,
    readonly rate: number,
    alpha: number,
  ) {
    this.theory = rate / (2 - rate);
    this.quiet = 2 * Math.log(dimensions);
    this.gain = Math.min(alpha, rate / 50);
    this.level = new Float64Array(dimensions);
    this.measured = new Float64Array(dimensions);
    this.inverse = new Float64Array(dimensions);
    this.freedom = new Float64Array(dimensions);
  }

  retune(alpha: number): void {
    this.gain = Math.min(alpha, this.rate / 50);
  }

  /** Renews the caches; called when the measured variance, the ageing or the variance of the reference changed. */
  cache(ageing: number, reference: number): void {
    const { measured, inverse, freedom, dimensions, theory } = this;
    const base = theory + reference;
    const effective = (this.n * this.rate) / 2;
    const nuB = effective < 3 ? 3 : effective > 50 ? 50 : effective;
    for (let j = 0; j < dimensions; j++) {
      const beyond = measured[j]! - theory;
      const b = beyond > 0 ? beyond * ageing : 0;
      const v = base + b;
      inverse[j] = 1 / v;
      freedom[j] = b > 0 ? (nuB * v * v) / (b * b) : NORMAL;
    }
  }

  /** Moves the levels towards the residuals z. */
  step(z: Float64Array): void {
    const { level, rate } = this;
    for (let j = 0; j < level.length; j++) level[j] = level[j]! + rate * (z[j]! - level[j]!);
  }

  /** Squared normal equivalent of feature j; small values are left as they are, without a logarithm. */
  equivalent(j: number): number {
    const q = this.level[j]! * this.level[j]! * this.inverse[j]!;
    return q > this.quiet && this.freedom[j]! < NORMAL ? normalEquivalent(q, this.freedom[j]!) : q;
  }

  /** The largest squared normal equivalent of all features. */
  evaluate(): number {
    const { level, inverse, dimensions } = this;
    let largest = 0;
    let worst = 0;
    for (let j = 0; j < dimensions; j++) {
      const q = level[j]! * level[j]! * inverse[j]!;
      if (q > largest) {
        largest = q;
        worst = j;
      }
    }
    return this.conclude(largest, worst);
  }

  /** The same when the largest R^2/V and its feature are known. */
  conclude(largest: number, worst: number): number {
    if (largest > this.quiet) return this.evaluateEquivalents();
    this.worst = worst;
    return (this.statistic = largest);
  }

  private evaluateEquivalents(): number {
    const { level, inverse, dimensions, quiet, freedom } = this;
    let largest = 0;
    let worst = 0;
    for (let j = 0; j < dimensions; j++) {
      let q = level[j]! * level[j]! * inverse[j]!;
      if (q > largest) {
        if (q > quiet && freedom[j]! < NORMAL) q = normalEquivalent(q, freedom[j]!);
        if (q > largest) {
          largest = q;
          worst = j;
        }
      }
    }
    this.worst = worst;
    return (this.statistic = largest);
  }

  /** Learns the variance of the levels, on every `stride`-th point with that many times the gain. */
  learn(stride: number): void {
    const { level, measured, inverse, dimensions } = this;
    const young = 1 / (this.n + this.pseudo + 1);
    const g = stride * (young > this.gain ? young : this.gain);
    this.n += stride;
    for (let j = 0; j < dimensions; j++) {
      const most = WINSOR / inverse[j]!;
      const r = level[j]! * level[j]!;
      measured[j] = measured[j]! + g * ((r < most ? r : most) - measured[j]!);
    }
  }

  /** The present level is the new zero; how far it had moved is remembered as variance. */
  rebase(): void {
    const { level, measured, dimensions } = this;
    for (let j = 0; j < dimensions; j++) {
      const r = level[j]! * level[j]!;
      measured[j] = measured[j]! + 0.5 * ((r < 1 ? r : 1) - measured[j]!);
      level[j] = 0;
    }
    this.statistic = 0;
  }

  /** The reference changed: levels measured against the old one say nothing. */
  restart(): void {
    this.level.fill(0);
    this.statistic = 0;
  }

  /** Variances by the share of points, points added. */
  mergeFrom(other: Charts, ownShare: number): void {
    for (let j = 0; j < this.dimensions; j++) this.measured[j] = ownShare * this.measured[j]! + (1 - ownShare) * other.measured[j]!;
    this.n += other.n;
  }

  exchange(state: StateStream): void {
    for (const array of [this.level, this.measured, this.inverse, this.freedom]) state.floats(array);
    this.gain = state.number(this.gain);
    this.n = state.number(this.n);
    this.pseudo = state.number(this.pseudo);
    this.statistic = state.number(this.statistic);
    this.worst = state.number(this.worst);
  }
}
