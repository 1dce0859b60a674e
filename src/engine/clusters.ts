// The clusters of one model: diagonal Gaussians in flat arrays, raw units. Slots are made when they are needed, up to a limit.
//
// Every slot has two time scales: a fast position `mean` with the `variance` around it (matching, membership, point score) and a slow
// reference `refMean`, `refVariance` (the regime monitor). Statistics are kept as count, mean and variance, never as sums of squares, which
// would cancel at large offsets.
// A slot is free, a candidate (a few strangers), novel (a cluster), or established (a cluster that is a reference for drift).
import { NoiseBox } from './noise';
import type { Tuning } from './profiles';
import type { Stateful, StateStream } from './state';

export const FREE = 0;
export const CANDIDATE = 1;
export const NOVEL = 2;
export const ESTABLISHED = 3;

/** Slots beyond max_clusters, for candidates; slots made at a time. */
const SPARE = 8;
const STEP = 2;
/** Points that the pooled variance counts for in a cluster's own variance. */
const POOL_WEIGHT = 60;
/** Memory of a candidate's weight, in points. */
export const CANDIDATE_MEMORY = 200;

const PER_VALUE = ['mean', 'variance', 'precision', 'refMean', 'refVariance', 'refScale', 'subA', 'subB'] as const;
const PER_SLOT = [
  ...(['count', 'size', 'weight', 'last', 'establishedAt', 'bornTime', 'lastTime', 'visits', 'quality', 'distance', 'drift', 'offset', 'limit'] as const),
  ...(['loyalty', 'middle', 'core', 'subCountA', 'subCountB', 'subMiddle', 'subCoreA', 'subCoreB'] as const),
] as const;
const INDICES = ['id', 'rival', 'active'] as const;
const NO_FLOATS = new Float64Array(0);
const NO_INTS = new Int32Array(0);

export class Clusters implements Stateful {
  /** Slots there are, and may be. */
  capacity = 0;
  private room = 0;
  // per slot and feature
  mean = NO_FLOATS;
  variance = NO_FLOATS;
  /** 1 / variance, shrunk to the pooled variance: cache. */
  precision = NO_FLOATS;
  /** ln of the same variance: cache for points with missing values, empty until the first of them. */
  lnVariance = NO_FLOATS;
  refMean = NO_FLOATS;
  refVariance = NO_FLOATS;
  /** 1 / standard deviation of the reference, shrunk: cache. */
  refScale = NO_FLOATS;
  /** Two sub-centres, as offsets from `mean`: the split test's. */
  subA = NO_FLOATS;
  subB = NO_FLOATS;
  // per slot
  status = new Uint8Array(0);
  id = NO_INTS;
  /** Points behind the statistics (capped), points ever joined, decayed weight, index of the last point. */
  count = NO_FLOATS;
  size = NO_FLOATS;
  weight = NO_FLOATS;
  last = NO_FLOATS;
  /** Index of the point at which it became established. */
  establishedAt = NO_FLOATS;
  /** Event times of birth and of the last point (NaN without time stamps). */
  bornTime = NO_FLOATS;
  lastTime = NO_FLOATS;
  /** Times that the stream came back to it after it had been elsewhere for a while. */
  visits = NO_FLOATS;
  /** Moving mean of the similarity; squared distance and drift coefficient of the last point that joined. */
  quality = NO_FLOATS;
  distance = NO_FLOATS;
  drift = NO_FLOATS;
  /** Offset of the matching score and limit of the noise competitor: caches. */
  offset = NO_FLOATS;
  limit = NO_FLOATS;
  // merge test against the main rival; split test
  rival = NO_INTS;
  loyalty = NO_FLOATS;
  middle = NO_FLOATS;
  core = NO_FLOATS;
  subCountA = NO_FLOATS;
  subCountB = NO_FLOATS;
  subMiddle = NO_FLOATS;
  subCoreA = NO_FLOATS;
  subCoreB = NO_FLOATS;
  /** Occupied slots, in no particular order, and their number. */
  active = NO_INTS;
  activeCount = 0;
  nextId = 1;
  totalWeight = 0;
  // per feature
  readonly pooledVariance: Float64Array;
  readonly pooledRefVariance: Float64Array;
  /** Smallest variance that a feature's resolution allows. */
  readonly floor: Float64Array;
  /** Evidence that one point of an autocorrelated feature brings, 0..1. */
  readonly evidence: Float64Array;
  readonly noise: NoiseBox;

  constructor(
    readonly dimensions: number,
    readonly tuning: Tuning,
  ) {
    this.pooledVariance = new Float64Array(dimensions).fill(1);
    this.pooledRefVariance = new Float64Array(dimensions).fill(1);
    this.floor = new Float64Array(dimensions);
    this.evidence = new Float64Array(dimensions).fill(1);
    this.noise = new NoiseBox(dimensions, this.floor);
    this.fit();
  }

  /** Allows max_clusters and their candidates; what was allowed once stays so. */
  fit(): void {
    this.room = Math.max(this.room, this.tuning.maxClusters + SPARE);
  }

  /** Sees to it that there is a free slot, if one more is allowed; arrays taken before are stale then. */
  reserve(): void {
    if (this.activeCount === this.capacity) this.grow(Math.min(this.room, this.capacity + STEP));
  }

  /** Makes `capacity` slots; slots keep their places. */
  grow(capacity: number): void {
    if (capacity <= this.capacity) return;
    this.room = Math.max(this.room, capacity);
    for (const name of PER_VALUE) this[name] = grown(this[name], new Float64Array(capacity * this.dimensions));
    for (const name of PER_SLOT) this[name] = grown(this[name], new Float64Array(capacity));
    for (const name of INDICES) this[name] = grown(this[name], new Int32Array(capacity).fill(name === 'rival' ? -1 : 0));
    this.status = grown(this.status, new Uint8Array(capacity));
    if (this.lnVariance.length) this.lnVariance = grown(this.lnVariance, new Float64Array(capacity * this.dimensions));
    this.capacity = capacity;
  }

  /** Keeps ln variances from now on: there are missing values. */
  keepLnVariance(): void {
    if (this.lnVariance.length !== this.precision.length) this.lnVariance = this.precision.map((precision) => -Math.log(precision));
  }

  /** Clusters (novel or established). */
  get total(): number {
    return this.countFrom(NOVEL);
  }

  get established(): number {
    return this.countFrom(ESTABLISHED);
  }

  private countFrom(status: number): number {
    let n = 0;
    for (let i = 0; i < this.activeCount; i++) if (this.status[this.active[i]!]! >= status) n++;
    return n;
  }

  /** The slot of a cluster, -1 if there is none of that id. */
  slotOf(id: number): number {
    for (let i = 0; i < this.activeCount; i++) {
      const k = this.active[i]!;
      if (this.id[k] === id && this.status[k]! >= NOVEL) return k;
    }
    return -1;
  }

  /** Renews the caches of slot k: precisions, matching offset, limit of the noise competitor. */
  refresh(k: number): void {
    const { dimensions: d, variance, precision, refVariance, refScale, floor, pooledVariance, pooledRefVariance, lnVariance } = this;
    const o = k * d;
    const n = this.count[k]!;
    const r = 1 / (n + POOL_WEIGHT);
    const established = this.status[k] === ESTABLISHED;
    let lnDet = 0;
    for (let j = 0; j < d; j++) {
      let q = (variance[o + j]! * n + POOL_WEIGHT * pooledVariance[j]!) * r;
      if (q < floor[j]!) q = floor[j]!;
      precision[o + j] = 1 / q;
      const l = Math.log(q);
      if (lnVariance.length) lnVariance[o + j] = l;
      lnDet += l;
      if (established) {
        q = (refVariance[o + j]! * n + POOL_WEIGHT * pooledRefVariance[j]!) * r;
        if (q < floor[j]!) q = floor[j]!;
        refScale[o + j] = 1 / Math.sqrt(q);
      }
    }
    const least = 0.01 * this.totalWeight;
    const weight = this.weight[k]! > least ? this.weight[k]! : least;
    this.offset[k] = lnDet - 2 * Math.log(weight > 1 ? weight : 1);
    const competes = this.noise.competes && this.status[k]! > CANDIDATE;
    this.limit[k] = competes ? this.noise.limit(lnDet, weight / Math.max(1, this.totalWeight)) : Infinity;
  }

  refreshAll(): void {
    for (let i = 0; i < this.activeCount; i++) this.refresh(this.active[i]!);
  }

  /** Forgets what the merge and split tests have counted for slot k, and for others against it. */
  resetTests(k: number): void {
    this.rival[k] = -1;
    this.loyalty[k] = this.middle[k] = this.core[k] = 0;
    this.subCountA[k] = this.subCountB[k] = this.subMiddle[k] = this.subCoreA[k] = this.subCoreB[k] = 0;
    for (let i = 0; i < this.capacity; i++) {
      if (this.rival[i] === k) {
        this.rival[i] = -1;
        this.middle[i] = this.core[i] = this.loyalty[i] = 0;
      }
    }
  }

  /**
   * A new candidate at x (missing values are taken from slot `nearest`); takes a free slot or that of the weakest candidate.
   * @returns its slot, -1 if every slot holds a cluster.
   */
  allocate(x: Float64Array, n: number, time: number, nearest: number): number {
    this.reserve();
    let k = this.status.indexOf(FREE);
    if (k >= 0) this.active[this.activeCount++] = k;
    else k = this.weakestCandidate(n);
    if (k < 0) return -1;
    const d = this.dimensions;
    const o = k * d;
    for (let j = 0; j < d; j++) {
      const value = Number.isNaN(x[j]!) ? this.mean[nearest * d + j]! : x[j]!;
      this.refMean[o + j] = this.mean[o + j] = value;
      this.variance[o + j] = this.refVariance[o + j] = 0;
    }
    this.count[k] = this.size[k] = this.weight[k] = 1;
    this.last[k] = n;
    this.bornTime[k] = this.lastTime[k] = time;
    this.status[k] = CANDIDATE;
    this.id[k] = 0;
    this.quality[k] = 0.5;
    this.distance[k] = this.drift[k] = this.establishedAt[k] = this.visits[k] = 0;
    this.resetTests(k);
    this.refresh(k);
    return k;
  }

  private weakestCandidate(n: number): number {
    let weakest = -1;
    let least = Infinity;
    for (let k = 0; k < this.capacity; k++) {
      if (this.status[k] !== CANDIDATE) continue;
      const weight = this.weight[k]! * Math.exp(-(n - this.last[k]!) / CANDIDATE_MEMORY);
      if (weight < least) {
        least = weight;
        weakest = k;
      }
    }
    return weakest;
  }

  free(k: number): void {
    this.status[k] = FREE;
    this.resetTests(k);
    const at = this.active.subarray(0, this.activeCount).indexOf(k);
    if (at >= 0) this.active[at] = this.active[--this.activeCount]!;
  }

  /** Squared distance of x to slot k in units of its variance; a missing feature counts as 1, its expectation. */
  distanceTo(x: Float64Array, k: number): number {
    const { dimensions: d, mean, precision } = this;
    const o = k * d;
    let sum = 0;
    for (let j = 0; j < d; j++) {
      const e = x[j]! - mean[o + j]!;
      sum += Number.isNaN(e) ? 1 : e * e * precision[o + j]!;
    }
    return sum;
  }

  /** The best slot for x other than `except`; -1 if there is none. */
  nearestOther(x: Float64Array, except: number): number {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < this.activeCount; i++) {
      const k = this.active[i]!;
      if (k === except) continue;
      const v = this.distanceTo(x, k) + this.offset[k]!;
      if (v < least) {
        least = v;
        best = k;
      }
    }
    return best;
  }

  exchange(state: StateStream): void {
    this.room = state.number(this.room);
    state.floats(this.lnVariance);
    for (const name of PER_VALUE) state.floats(this[name]);
    for (const name of PER_SLOT) state.floats(this[name]);
    for (const name of INDICES) state.ints(this[name]);
    state.bytes(this.status);
    for (const array of [this.pooledVariance, this.pooledRefVariance, this.floor, this.evidence]) state.floats(array);
    this.noise.exchange(state);
    this.activeCount = state.number(this.activeCount);
    this.nextId = state.number(this.nextId);
    this.totalWeight = state.number(this.totalWeight);
  }
}

const grown = <A extends Float64Array | Int32Array | Uint8Array>(values: A, larger: A): A => (larger.set(values), larger);
