// What is learned of one stream, and one step of it: match, judge, watch, tell, learn. The order of the steps is the algorithm.
import type { AlarmLayer } from './alarms';
import type { Calendar } from './calendar';
import { TailBank } from './calibration';
import { ESTABLISHED, NOVEL } from './clusters';
import { Core } from './core';
import { DriftWatch } from './drift';
import type { Evidence } from './evidence';
import { Monitor } from './monitor';
import { PointChannel } from './novelty';
import type { Tuning } from './profiles';
import type { PointResult } from './result';
import { StateReader, StateSize, StateWriter, type Stateful, type StateStream } from './state';
import { endWarmup } from './warmup';

/** Tails beside those of the features: sum, join, fast, Hawkins, slow, dispersion, daily. */
const OTHER_TAILS = 7;

/** Which arrays a model has, of those that are made when they are needed. */
export interface Layout {
  readonly capacity: number;
  readonly missing: boolean;
}

export class Model implements Stateful {
  readonly tails: TailBank;
  readonly core: Core;
  readonly points: PointChannel;
  readonly monitor: Monitor;
  readonly drift: DriftWatch;
  /** The cluster the stream is in, the one before (ids, 0 = none), the slot the last point was judged against. */
  private current = 0;
  private previous = 0;
  reference = -1;
  /** Share of the points within memory that were neither odd nor outside every cluster; outlying rows so far. */
  stability = 1;
  outliers = 0;

  /** @param dimensions values per vector; @param features values per point (the same without shingles) */
  constructor(
    readonly dimensions: number,
    features: number,
    private readonly tuning: Tuning,
    calendar: Calendar,
  ) {
    this.tails = new TailBank(dimensions + OTHER_TAILS, tuning.alpha);
    this.core = new Core(dimensions, tuning, this.tails);
    this.points = new PointChannel(dimensions, this.tails);
    this.monitor = new Monitor(dimensions, tuning, this.tails, calendar);
    this.drift = new DriftWatch(features, tuning);
  }

  /** Starts from the warm-up's n rows. */
  begin(rows: Float64Array, n: number, time: number, seed: number): void {
    endWarmup(this, this.tuning, rows, n, time, seed);
    this.reference = this.core.clusters.active[0]!;
  }

  /** After the tuning changed: thresholds act at once, rates from now on, a lower limit of clusters by merging. */
  retune(n: number): void {
    const { clusters, population } = this.core;
    this.tails.retune(this.tuning.alpha);
    this.tails.setLimit(this.core.joinTail, this.tuning.lnJoin);
    this.core.measureJoinRadius();
    this.monitor.retune();
    if (!this.tuning.detectDrift) this.drift.clear();
    clusters.fit();
    while (clusters.total > this.tuning.maxClusters) population.makeRoom(n);
  }

  /**
   * One vector with at least one value.
   * @param n its index; @param missing number of missing values; @param time event time, NaN = none
   */
  step(x: Float64Array, n: number, missing: number, time: number, result: PointResult, evidence: Evidence, alarms: AlarmLayer): void {
    const { core, points, monitor, drift, tuning } = this;
    const { clusters, matcher, population } = core;
    const { regime } = monitor;
    core.match(x, n, missing);
    const k = (this.reference = matcher.reference);
    const isHome = core.joined && matcher.winner === k;
    points.step(x, clusters, matcher, n, regime.hold === 0, !isHome);
    monitor.step(x, clusters, k, points, missing, time);
    drift.step(x, regime, clusters, k);
    const isOutlier = monitor.lnRow <= tuning.lnFlag;
    const coefficient = regime.lnP < 0 ? Math.min(1, regime.lnP / tuning.lnDrift) : 0;
    evidence.read(x, monitor, points, clusters, k);
    result.lnPoint = points.lnP;
    result.lnRegime = regime.lnP;
    result.lnRow = monitor.lnRow;
    result.channel = evidence.strongest();
    result.referenceClusterId = clusters.id[k]!;
    const accepted = regime.hold > tuning.memory;
    if (accepted) this.acceptLevel(k);
    alarms.step(evidence, time, isOutlier, accepted || core.hasEstablished);
    if (core.joined) clusters.drift[matcher.winner] = coefficient;
    const slot = core.learn(x, n, time, regime.hold > 0);
    let restarts = false;
    let isNew = false;
    let isSplit = false;
    for (let i = 0; i < population.events.length; i++) {
      const event = population.events[i]!;
      if (event.type === 'merged' && event.clusterId === this.current) this.current = event.into!;
      if (event.type === 'merged' || event.type === 'split') restarts = true;
      if (event.type === 'split') isSplit = true;
      if (event.type === 'created') isNew = true;
    }
    if (restarts) regime.restart();
    monitor.learn(isHome);
    const clusterId = slot >= 0 ? clusters.id[slot]! : 0;
    if (isOutlier) this.outliers++;
    this.stability += tuning.alpha * ((isOutlier || clusterId === 0 ? 0 : 1) - this.stability);
    result.clusterId = clusterId;
    result.distance = matcher.distance;
    result.isOutlier = isOutlier;
    result.isNewCluster = isNew;
    result.previousClusterId = this.enter(clusterId);
    result.drift = drift.report;
    result.driftCoefficient = coefficient;
    result.changePoint = drift.changed || isNew || isSplit;
  }

  /** A changed level that lasted for a whole memory is the new normal. */
  private acceptLevel(k: number): void {
    const { clusters, population } = this.core;
    const o = k * this.dimensions;
    clusters.refMean.set(clusters.mean.subarray(o, o + this.dimensions), o);
    this.monitor.regime.rebase();
    this.drift.rebase(this.monitor.regime, clusters, k);
    population.emit('updated', clusters.id[k]!);
  }

  /** Follows the stream from cluster to cluster; returns the one before the present one. */
  private enter(clusterId: number): number {
    if (clusterId !== 0 && clusterId !== this.current) {
      this.previous = this.current;
      this.current = clusterId;
      this.core.population.emit('entered', clusterId);
    }
    return this.previous;
  }

  /** Whether a cluster is the only one that can serve as a reference. */
  isLastReference(slot: number): boolean {
    const { clusters } = this.core;
    return clusters.status[slot] === ESTABLISHED && clusters.established === 1;
  }

  /** Becomes, being new, a copy of another model of the same features; its clusters get ids of their own. */
  takeOver(other: Model): void {
    const { clusters, population } = this.core;
    const { nextId } = clusters;
    this.layOut(other.layout);
    const size = new StateSize();
    other.exchange(size);
    const bytes = new Uint8Array(size.total);
    other.exchange(new StateWriter(bytes, 0));
    this.exchange(new StateReader(bytes, 0));
    clusters.nextId = nextId;
    for (let i = 0; i < clusters.activeCount; i++) {
      const k = clusters.active[i]!;
      if (clusters.status[k]! >= NOVEL) population.name(k);
    }
    this.current = this.previous = 0;
    this.drift.clear();
    this.retune(0);
  }

  get layout(): Layout {
    const { capacity, lnVariance } = this.core.clusters;
    return { capacity, missing: lnVariance.length > 0 };
  }

  /** Changes when arrays were made: the bytes are to be counted anew. */
  get allocated(): number {
    const { capacity, lnVariance } = this.core.clusters;
    return 8 * capacity + (lnVariance.length ? 4 : 0) + this.monitor.daily.kinds;
  }

  /** Makes the arrays into which the state of a model of that layout is read; this one is new. */
  layOut({ capacity, missing }: Layout): void {
    const { clusters } = this.core;
    clusters.grow(capacity);
    if (missing) clusters.keepLnVariance();
  }

  exchange(state: StateStream): void {
    for (const part of [this.tails, this.core, this.points, this.monitor, this.drift]) part.exchange(state);
    this.current = state.number(this.current);
    this.previous = state.number(this.previous);
    this.reference = state.number(this.reference);
    this.stability = state.number(this.stability);
    this.outliers = state.number(this.outliers);
  }
}
