// Drift: has normal moved for good? Two latches watch the regime charts, one for abrupt change (fast and Hawkins chart), one for gradual
// change (slow chart, dispersion). A shift is told once when a latch is set (`detected`) and once when it is over, with no latch set for a
// while: `adopted` if the level it went to is normal now, `recovered` if the old one is back.
import type { Clusters } from './clusters';
import { FAST } from './charts';
import type { Tuning } from './profiles';
import { CLIP, type RegimeCharts } from './regime';
import type { Stateful, StateStream } from './state';
import type { DriftFeature, DriftReport, Severity } from './views';

/** The slow chart has fewer independent values: its evidence counts for more. */
const SLOW_EVIDENCE = 0.75;
/** Larger shifts are told as this: a feature that was constant has no sd worth the name. */
const MOST_SIGMAS = 1000;
/** Shifts in cluster sd from which severity is medium, high. */
const MEDIUM = 0.75;
const HIGH = 2;
/** Features told of one drift, and the share of the largest shift that each has at the least. */
const MOST_FEATURES = 8;
const TOLD_SHARE = 0.1;
/** A level that has gone at least this share of the way has arrived. */
const ARRIVED = 0.5;
/** Points without a latch after which a shift is over: three time constants of the fast chart. */
const OVER = 3 / FAST;

const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high'];
const RECOMMENDATIONS = { low: 'monitor', medium: 'adapt', high: 'reset' } as const;

export class DriftWatch implements Stateful {
  /** The report of the last point, and whether the regime alarm began or ended with it. */
  report: DriftReport | null = null;
  changed = false;
  /** Drifts told so far. */
  total = 0;
  private abrupt = false;
  private gradual = false;
  /** The shift that was told and is not over: when, where, how large, in which features. */
  private told = false;
  private since = 0;
  private latchedAt = 0;
  private cluster = 0;
  private severity = 0;
  private spread = false;
  private readonly moved: Float64Array;
  private movedCount = 0;

  /** @param features number of features of a point; with shingles a vector holds several points */
  constructor(
    private readonly features: number,
    private readonly tuning: Tuning,
  ) {
    this.moved = new Float64Array(MOST_FEATURES * 4);
  }

  /** After the charts have judged a point against slot k. */
  step(x: Float64Array, regime: RegimeCharts, clusters: Clusters, k: number): void {
    this.report = null;
    this.changed = false;
    const { lnFlag, lnDrift } = this.tuning;
    const flagged = regime.lnP <= lnFlag;
    let onset = false;
    if (regime.lnP <= lnDrift) {
      if (!this.abrupt) this.abrupt = this.changed = onset = true;
    } else if (this.abrupt && !flagged) {
      this.abrupt = false;
      this.changed = true;
    }
    const gradual = Math.min(regime.lnSlow / SLOW_EVIDENCE, regime.lnDispersion);
    if (gradual <= lnDrift) {
      if (!this.gradual) this.gradual = onset = true;
    } else if (gradual > lnFlag) this.gradual = false;
    if (this.abrupt || this.gradual) this.latchedAt = regime.n;
    if (onset && !this.told) this.detect(x, regime, clusters, k);
    else if (this.told && regime.n - this.latchedAt >= OVER) this.end(regime, clusters, k);
  }

  private detect(x: Float64Array, regime: RegimeCharts, clusters: Clusters, k: number): void {
    const source = this.sourceOf(regime);
    this.told = true;
    this.total++;
    this.since = regime.n;
    this.cluster = clusters.id[k]!;
    this.spread = source === regime.dispersion;
    const shifts = this.spread ? spreadShifts(regime, clusters, k) : levelShifts(source === regime.slow, x, regime, clusters, k);
    const size = Math.abs(this.spread ? regime.dispersion.deviation[source.worst]! : plainShift(source === regime.slow, regime, source.worst));
    this.severity = size < MEDIUM ? 0 : size < HIGH ? 1 : 2;
    const significant = source === regime.dispersion ? () => false : (j: number) => isBeyond(regime, source === regime.slow, j);
    const least = TOLD_SHARE * Math.max(...shifts.map(({ shiftSigmas }) => Math.abs(shiftSigmas)).filter(Number.isFinite));
    const told = shifts.filter(({ shiftSigmas }, j) => j === source.worst || (significant(j) && Math.abs(shiftSigmas) >= least));
    told.sort((a, b) => Math.abs(b.shiftSigmas) - Math.abs(a.shiftSigmas) || a.index - b.index);
    this.movedCount = Math.min(MOST_FEATURES, told.length);
    for (let i = 0; i < this.movedCount; i++) {
      const { index, before, after, shiftSigmas } = told[i]!;
      this.moved.set([index, before, after, shiftSigmas], 4 * i);
    }
    this.tell('detected', [this.cluster]);
  }

  /** The charts that the evidence is about: those of the regime alarm, else slow chart or dispersion. */
  private sourceOf(regime: RegimeCharts): { worst: number } {
    if (regime.lnP > this.tuning.lnFlag) return regime.lnDispersion < regime.lnSlow ? regime.dispersion : regime.slow;
    return regime.hawkins && regime.lnHawkins < regime.lnFast ? regime.hawkins : regime.fast;
  }

  private tell(event: DriftReport['event'], clusterIds: readonly number[]): void {
    // once the old level is back nothing is left that could be severe, and what is over, or has become normal, needs no reset any more
    const severity = event === 'recovered' ? 'low' : SEVERITIES[this.severity]!;
    const recommendation = event === 'detected' ? RECOMMENDATIONS[severity] : 'monitor';
    const features: DriftFeature[] = [];
    for (let i = 0; i < this.movedCount; i++) {
      const [index, before, after, shiftSigmas] = this.moved.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
      features.push({ index: index % this.features, before, after, shiftSigmas });
    }
    const kind = this.spread ? 'spread' : 'level';
    this.report = { event, severity, kind, clusterIds, features, recommendation };
  }

  /** No latch for a while: the old level is back, or the new one has become normal. */
  private end(regime: RegimeCharts, clusters: Clusters, k: number): void {
    this.told = false;
    const id = clusters.id[k]!;
    // another regime, one that became a reference since, is the new normal; otherwise the cluster itself must have moved
    const own = clusters.slotOf(this.cluster);
    const adopted = (id !== this.cluster && clusters.establishedAt[k]! > this.since) || this.hasArrived(regime, clusters, own < 0 ? k : own);
    this.tell(adopted ? 'adopted' : 'recovered', adopted && id !== this.cluster ? [this.cluster, id] : [this.cluster]);
  }

  private hasArrived(regime: RegimeCharts, clusters: Clusters, k: number): boolean {
    const [index, before, after] = this.moved as unknown as [number, number, number];
    const now = this.spread
      ? regime.dispersion.spreads(index).usual / Math.sqrt(clusters.precision[k * clusters.dimensions + index]!)
      : clusters.mean[k * clusters.dimensions + index]!;
    return Math.abs(now - before) >= ARRIVED * Math.abs(after - before);
  }

  /** The reference of slot k has just been moved to the present level, after a whole memory on hold. */
  rebase(regime: RegimeCharts, clusters: Clusters, k: number): void {
    this.abrupt = false;
    if (!this.told || this.spread || !this.hasArrived(regime, clusters, k)) return;
    this.told = this.gradual = false;
    for (let i = 0; i < this.movedCount; i++) {
      const o = k * clusters.dimensions + this.moved[4 * i]!;
      const before = this.moved[4 * i + 1]!;
      this.moved[4 * i + 2] = clusters.refMean[o]!;
      this.moved[4 * i + 3] = clip((clusters.refMean[o]! - before) * clusters.refScale[o]!, MOST_SIGMAS);
    }
    this.tell('adopted', [this.cluster]);
  }

  /** Nothing is watched any more; what was told stays untold further. */
  clear(): void {
    this.abrupt = this.gradual = this.told = this.changed = false;
    this.report = null;
  }

  exchange(state: StateStream): void {
    this.total = state.number(this.total);
    this.abrupt = state.flag(this.abrupt);
    this.gradual = state.flag(this.gradual);
    this.told = state.flag(this.told);
    this.spread = state.flag(this.spread);
    this.since = state.number(this.since);
    this.latchedAt = state.number(this.latchedAt);
    this.cluster = state.number(this.cluster);
    this.severity = state.number(this.severity);
    this.movedCount = state.number(this.movedCount);
    state.floats(this.moved);
  }
}

const clip = (value: number, most: number): number => Math.max(-most, Math.min(most, value));

function isBeyond(regime: RegimeCharts, slow: boolean, j: number): boolean {
  return slow ? regime.isBeyondSlow(j) : regime.isBeyondFast(j);
}

/** Level of a chart in cluster sd; the fast chart's is corrected for its lag. */
function plainShift(slow: boolean, regime: RegimeCharts, j: number): number {
  if (slow) return regime.slow.level[j]!;
  const points = regime.n - regime.calm + 1;
  return regime.fast.level[j]! / (1 - (1 - FAST) ** points);
}

/** The level of every feature before and now; a reading beyond the clip of the residuals is a better estimate than their clipped mean. */
function levelShifts(slow: boolean, x: Float64Array, regime: RegimeCharts, clusters: Clusters, k: number): DriftFeature[] {
  const o = k * clusters.dimensions;
  return Array.from(x, (value, index) => {
    const before = clusters.refMean[o + index]!;
    const scale = clusters.refScale[o + index]!;
    let shiftSigmas = clip(plainShift(slow, regime, index), CLIP);
    let after = before + shiftSigmas / scale;
    const now = (value - before) * scale;
    if (Math.abs(now) > CLIP && Math.sign(now) === Math.sign(shiftSigmas)) {
      after = value;
      shiftSigmas = clip(now, MOST_SIGMAS);
    }
    return { index, before, after, shiftSigmas };
  });
}

function spreadShifts(regime: RegimeCharts, clusters: Clusters, k: number): DriftFeature[] {
  const o = k * clusters.dimensions;
  return Array.from(regime.dispersion.deviation, (deviation, index) => {
    const sd = 1 / Math.sqrt(clusters.precision[o + index]!);
    const { usual, present } = regime.dispersion.spreads(index);
    return { index, before: usual * sd, after: present * sd, shiftSigmas: deviation };
  });
}
