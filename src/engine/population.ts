// Who lives in the map: strangers become candidates, candidates clusters; clusters merge, split, fade, and make room at the limit
// (online-offline micro-clusters without the offline part; compare Aggarwal et al. 2003, CluStream; Cao et al. 2006, DenStream).
import { CANDIDATE, CANDIDATE_MEMORY, ESTABLISHED, NOVEL, type Clusters } from './clusters';
import { icl, join } from './fusion';
import { cut } from './shape';
import type { Stateful, StateStream } from './state';
import type { ClusterEvent } from './views';

/** Weight at which a candidate becomes a cluster; below the other it is dropped. */
export const BIRTH_WEIGHT = 12;
const LEAST_CANDIDATE = 0.3;
/** Memories without a point after which a cluster fades; after which it makes room for another. */
const FADE = 25;
const IDLE = 2;
/** Points between two sweeps. */
export const SWEEP = 64;
/** Rescale: share of recent points that joined nothing, gains of that share and of the strangers' variance. */
const MOSTLY_ALONE = 0.5;
const ALONE_GAIN = 0.01;
const STRANGER_GAIN = 0.1;
const HUGE = 1e200;
/** As good as 0, which unlike a denormal costs nothing. */
const NEGLIGIBLE = 1e-100;

export class Population implements Stateful {
  /** What happened at the last point. */
  readonly events: ClusterEvent[] = [];
  /** The last vector that joined nothing or went to a candidate, and the variance of successive ones. */
  private readonly previous: Float64Array;
  private readonly strangerVariance: Float64Array;
  private alone = 0;
  private lastCheck = 0;

  constructor(private readonly clusters: Clusters) {
    this.previous = new Float64Array(clusters.dimensions).fill(NaN);
    this.strangerVariance = new Float64Array(clusters.dimensions);
  }

  emit(type: ClusterEvent['type'], clusterId: number, into?: number): void {
    this.events.push(into === undefined ? { type, clusterId } : { type, clusterId, into });
  }

  /** Gives slot k a new id. */
  name(k: number): number {
    return (this.clusters.id[k] = this.clusters.nextId++);
  }

  /** A point passed; `joined` or not. */
  tick(): void {
    this.alone = this.alone > NEGLIGIBLE ? this.alone * (1 - ALONE_GAIN) : 0;
  }

  /** An exact repeat of the last candidate's vector is no evidence for a new cluster: a sensor holds its value. */
  isRepeat(x: Float64Array): boolean {
    const { previous } = this;
    let same = true;
    for (let j = 0; j < x.length; j++) {
      const value = x[j]!;
      if (value === previous[j] || (value !== value && Number.isNaN(previous[j]!))) continue;
      same = false;
      previous[j] = value;
    }
    return same;
  }

  /**
   * A point that joined nothing becomes a candidate. If most recent points are like that, the scale itself is wrong (a constant or quantised
   * first regime, then a live one): the pooled variance is raised to that of successive strangers, so that candidates can grow.
   * @returns the candidate's slot, -1 if there is no room.
   */
  admit(x: Float64Array, n: number, time: number, nearest: number): number {
    const { clusters, previous, strangerVariance } = this;
    const k = clusters.allocate(x, n, time, nearest);
    clusters.noise.widen(x);
    this.alone += ALONE_GAIN;
    for (let j = 0; j < x.length; j++) {
      const e = x[j]! - previous[j]!;
      if (e * e < HUGE) strangerVariance[j] = strangerVariance[j]! + STRANGER_GAIN * (0.5 * e * e - strangerVariance[j]!);
      if (!Number.isNaN(x[j]!)) previous[j] = x[j]!;
    }
    if (this.alone < MOSTLY_ALONE) return k;
    this.rescale(x);
    return clusters.status[k] === CANDIDATE ? k : -1;
  }

  private rescale(x: Float64Array): void {
    const { clusters, strangerVariance } = this;
    for (let j = 0; j < x.length; j++) {
      const variance = strangerVariance[j]!;
      if (!(variance > clusters.pooledVariance[j]!)) continue;
      clusters.pooledVariance[j] = variance;
      const r = 3 * Math.sqrt(variance);
      if (!Number.isNaN(x[j]!)) clusters.noise.include(j, x[j]! - r, x[j]! + r);
    }
    for (let i = clusters.activeCount - 1; i >= 0; i--) {
      const k = clusters.active[i]!;
      if (clusters.status[k] === CANDIDATE) clusters.free(k);
    }
    clusters.noise.measure();
    clusters.refreshAll();
    this.alone = 0;
    this.emit('rescaled', 0);
  }

  /** Candidate k becomes a cluster. */
  birth(k: number, n: number): void {
    const { clusters } = this;
    if (clusters.total >= clusters.tuning.maxClusters) this.makeRoom(n);
    clusters.status[k] = NOVEL;
    clusters.totalWeight += clusters.weight[k]!;
    this.emit('created', this.name(k));
    clusters.refresh(k);
  }

  /** Merges two clusters; the heavier keeps its id. @returns its slot. */
  merge(a: number, b: number): number {
    const { clusters } = this;
    const [keeper, other] = clusters.weight[b]! > clusters.weight[a]! ? [b, a] : [a, b];
    this.emit('merged', clusters.id[other]!, clusters.id[keeper]);
    join(clusters, keeper, other);
    return keeper;
  }

  /** Splits cluster k in two if there is room. */
  split(k: number, n: number, time: number): boolean {
    const { clusters } = this;
    const part = cut(clusters, k, n, time);
    if (part < 0) return false;
    this.emit('split', clusters.id[k]!, this.name(part));
    return true;
  }

  /** At the limit: drops the cluster that has been idle longest (at least 2 memories), else merges the cheapest pair. */
  makeRoom(n: number): void {
    const { clusters } = this;
    const { active, activeCount, status, last, tuning } = clusters;
    let a = -1;
    let b = -1;
    let least = Infinity;
    let idle = -1;
    let age = IDLE * tuning.memory;
    for (let i = 0; i < activeCount; i++) {
      const k = active[i]!;
      if (status[k]! < NOVEL) continue;
      if (n - last[k]! > age && this.isDispensable(k)) {
        age = n - last[k]!;
        idle = k;
      }
      for (let l = i + 1; l < activeCount; l++) {
        const other = active[l]!;
        if (status[other]! < NOVEL) continue;
        const gain = icl(clusters, k, other);
        if (gain < least) {
          least = gain;
          a = k;
          b = other;
        }
      }
    }
    if (idle >= 0) this.fade(idle);
    else if (a >= 0) this.merge(a, b);
  }

  /** Every cluster but the last established one can go. */
  isDispensable(k: number): boolean {
    return this.clusters.status[k] !== ESTABLISHED || this.clusters.established > 1;
  }

  fade(k: number): void {
    this.emit('faded', this.clusters.id[k]!);
    this.clusters.free(k);
  }

  /** Every 64 points: weights decay, candidates expire; at the check interval idle clusters fade. */
  sweep(n: number): void {
    const { clusters } = this;
    const { active, status, weight, last, tuning } = clusters;
    const decay = Math.exp(-SWEEP / tuning.memory);
    const candidateDecay = Math.exp(-SWEEP / CANDIDATE_MEMORY);
    const checks = n - this.lastCheck >= tuning.checkInterval;
    if (checks) this.lastCheck = n;
    let total = 0;
    for (let i = clusters.activeCount - 1; i >= 0; i--) {
      const k = active[i]!;
      if (status[k] === CANDIDATE) {
        weight[k] = weight[k]! * candidateDecay;
        if (weight[k] < LEAST_CANDIDATE) clusters.free(k);
        continue;
      }
      weight[k] = weight[k]! * decay;
      if (checks && n - last[k]! > FADE * tuning.memory && this.isDispensable(k)) this.fade(k);
      else total += weight[k];
    }
    clusters.totalWeight = total;
    clusters.noise.shrink();
    clusters.noise.measure();
  }

  exchange(state: StateStream): void {
    state.floats(this.previous);
    state.floats(this.strangerVariance);
    this.alone = state.number(this.alone);
    this.lastCheck = state.number(this.lastCheck);
  }
}
