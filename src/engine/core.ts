// The clustering core: where does a point belong, and what does the map learn from it?
import type { TailBank } from './calibration';
import { FAST } from './charts';
import { CANDIDATE, ESTABLISHED, NOVEL, Clusters } from './clusters';
import { icl, join } from './fusion';
import { Matcher } from './matching';
import { BIRTH_WEIGHT, Population, SWEEP } from './population';
import type { Tuning } from './profiles';
import { hasNoValley, hasTwoModes } from './shape';
import type { Stateful, StateStream } from './state';
import { APART } from './visits';

/** Gain of a cluster's quality, on every 8th point. */
const QUALITY_GAIN = 0.15;
/** Points of a young cluster: its caches are renewed and its split test is fed at every point. */
const YOUNG = 64;
/** Points from which the slow reference learns on every 4th point only. */
const REFERENCE_YOUNG = 256;

/** Returns, and points as a share of the memory, that make a cluster normal. */
const KNOWN = 8;
const KNOWN_SHARE = 0.1;

/** similarity = p^(1/18): what base_threshold is compared with. */
export const SIMILARITY_POWER = 18;

export class Core implements Stateful {
  readonly clusters: Clusters;
  readonly matcher: Matcher;
  readonly population: Population;
  /** Squared distance up to which a point may join, from the tail of the joined points' distances. */
  joinRadius = Infinity;
  /** What the last point came to. */
  joined = false;
  /** Whether the last point made a cluster an established one. */
  hasEstablished = false;
  /** Points since the last one that belonged to an established cluster. */
  private away = 0;
  private phase = 0;

  constructor(
    private readonly dimensions: number,
    private readonly tuning: Tuning,
    private readonly tails: TailBank,
  ) {
    this.clusters = new Clusters(dimensions, tuning);
    this.matcher = new Matcher(this.clusters);
    this.population = new Population(this.clusters);
  }

  /** The tail of the distances of joined points. */
  get joinTail(): number {
    return this.dimensions + 1;
  }

  /** ln p of a distance up to which a point may join. */
  get lnJoin(): number {
    return this.tuning.lnJoin;
  }

  measureJoinRadius(): void {
    this.joinRadius = this.tails.inverse(this.joinTail, this.tuning.lnJoin);
  }

  similarity(distance: number): number {
    return Math.exp(this.tails.lnP(this.joinTail, distance) / SIMILARITY_POWER);
  }

  /** Finds the winner, the reference and (on a pseudo-random quarter of the points) the runner-up; decides whether the point joins. */
  match(x: Float64Array, n: number, missing: number): void {
    const { matcher, clusters } = this;
    // golden-ratio hash of n: optional work must not beat with periodic streams
    this.phase = Math.imul(n, 0x9e3779b1) >>> 30;
    if (missing) {
      clusters.keepLnVariance();
      matcher.matchMissing(x, missing);
    } else matcher.match(x, this.phase === 0);
    const k = matcher.winner;
    let limit = clusters.limit[k]!;
    if (missing && limit < Infinity) {
      limit = clusters.noise.withoutMissing(limit, x, clusters.lnVariance, k * this.dimensions);
    }
    this.joined = matcher.distance <= this.joinRadius && matcher.distance <= limit;
  }

  /**
   * Learns the point just matched.
   * @param held whether the slow references stay
   * @returns the slot it went to, -1 if there was no room for another candidate
   */
  learn(x: Float64Array, n: number, time: number, held: boolean): number {
    const { clusters, matcher, population } = this;
    const k = matcher.winner;
    clusters.noise.count(this.joined && clusters.status[k]! > CANDIDATE, this.tuning.alpha);
    population.tick();
    this.hasEstablished = false;
    this.away = this.joined && clusters.status[k] === ESTABLISHED ? 0 : this.away + 1;
    let slot: number;
    if (this.joined) {
      clusters.distance[k] = matcher.distance;
      clusters.lastTime[k] = time;
      slot = this.learnWinner(x, k, n, time, held);
    } else slot = population.admit(x, n, time, k);
    if (n % SWEEP === 0) population.sweep(n);
    return slot;
  }

  private learnWinner(x: Float64Array, k: number, n: number, time: number, held: boolean): number {
    const { clusters, population, matcher, tuning } = this;
    const { status, count, weight } = clusters;
    const established = status[k] === ESTABLISHED;
    if (n - clusters.last[k]! > APART) clusters.visits[k]!++;
    clusters.last[k] = n;
    clusters.size[k]!++;
    if (status[k]! > CANDIDATE) {
      weight[k]!++;
      clusters.totalWeight++;
    } else if (!population.isRepeat(x)) weight[k]!++;
    const points = ++count[k]!;
    this.move(x, k, n, points, held && established);
    if (points < YOUNG || (n & 7) === 0) clusters.refresh(k);
    if ((n & 7) === 0) {
      if (status[k]! > CANDIDATE) this.pool(k, established && !held);
      this.rate(k);
    }
    if (status[k] === CANDIDATE) return this.growCandidate(x, k, n);
    if (matcher.distance > this.tails.tau[this.joinTail]!) this.learnFar();
    else this.tails.learnQuiet(this.joinTail);
    if (status[k] === NOVEL && this.isNormal(k, points)) {
      status[k] = ESTABLISHED;
      this.hasEstablished = true;
      clusters.establishedAt[k] = n;
      clusters.refresh(k);
    }
    let slot = k;
    if (matcher.runnerUp >= 0 && hasNoValley(clusters, x, k, matcher.runnerUp)) slot = population.merge(k, clusters.rival[k]!);
    if ((this.phase & 1) === 0 || points < YOUNG) {
      if (hasTwoModes(clusters, x, slot) && clusters.total < tuning.maxClusters) population.split(slot, n, time);
    }
    return slot;
  }

  /** The tail of the joined distances learns one that is rare. */
  private learnFar(): void {
    if (this.tails.learn(this.joinTail, this.matcher.distance)) this.measureJoinRadius();
  }

  /** Slot k's quality follows the similarity of the point just matched. */
  private rate(k: number): void {
    const { quality } = this.clusters;
    quality[k] = quality[k]! + QUALITY_GAIN * (this.similarity(this.matcher.distance) - quality[k]!);
  }

  /** What the stream dwells in for a memory is normal, be it one cluster or several in turn; and what it has come back to again and again. */
  private isNormal(k: number, points: number): boolean {
    const { memory } = this.tuning;
    return points >= memory || this.away >= memory || (this.clusters.visits[k]! >= KNOWN && points >= KNOWN_SHARE * memory);
  }

  /** Moves position and variance of slot k, and (not on hold) its slow reference. */
  private move(x: Float64Array, k: number, n: number, points: number, held: boolean): void {
    const { dimensions: d } = this;
    const { mean, variance, refMean, refVariance } = this.clusters;
    const o = k * d;
    const { alpha } = this.tuning;
    const young = 1 / points;
    const fast = young > FAST ? young : FAST;
    const slow = young > alpha ? young : alpha;
    const shrink = 1 - fast / 2;
    for (let j = 0; j < d; j++) {
      const e = x[j]! - mean[o + j]!;
      if (e !== e) continue;
      mean[o + j] = mean[o + j]! + fast * e;
      variance[o + j] = variance[o + j]! + slow * (e * e * shrink - variance[o + j]!);
    }
    if (held || (points >= REFERENCE_YOUNG && (n & 3) !== 0)) return;
    const rate = points >= REFERENCE_YOUNG ? Math.min(0.5, 4 * slow) : slow;
    for (let j = 0; j < d; j++) {
      const f = x[j]! - refMean[o + j]!;
      if (f !== f) continue;
      refMean[o + j] = refMean[o + j]! + rate * f;
      refVariance[o + j] = (1 - rate) * (refVariance[o + j]! + rate * f * f);
    }
  }

  /** The pooled variances follow the winners', on every 8th point with 8 times the gain. */
  private pool(k: number, reference: boolean): void {
    const { pooledVariance, pooledRefVariance, floor, variance, refVariance } = this.clusters;
    const o = k * this.dimensions;
    const gain = 8 * this.tuning.alpha;
    for (let j = 0; j < this.dimensions; j++) {
      const least = floor[j]!;
      const v = variance[o + j]!;
      pooledVariance[j] = pooledVariance[j]! + gain * ((v > least ? v : least) - pooledVariance[j]!);
      if (!reference) continue;
      const s = refVariance[o + j]!;
      pooledRefVariance[j] = pooledRefVariance[j]! + gain * ((s > least ? s : least) - pooledRefVariance[j]!);
    }
  }

  /** A candidate is born, or joins the best other cluster if that accepts the point and one Gaussian is the better code. */
  private growCandidate(x: Float64Array, k: number, n: number): number {
    const { clusters } = this;
    if (clusters.weight[k]! >= BIRTH_WEIGHT) {
      this.population.birth(k, n);
      return k;
    }
    const other = clusters.nearestOther(x, k);
    if (other < 0 || clusters.status[other]! < NOVEL) return k;
    if (clusters.distanceTo(x, other) > this.joinRadius || icl(clusters, other, k) >= 0) return k;
    join(clusters, other, k);
    return other;
  }

  exchange(state: StateStream): void {
    this.clusters.exchange(state);
    this.population.exchange(state);
    this.joinRadius = state.number(this.joinRadius);
    this.matcher.winner = state.number(this.matcher.winner);
    this.matcher.reference = state.number(this.matcher.reference);
    this.matcher.distance = state.number(this.matcher.distance);
    this.joined = state.flag(this.joined);
    this.hasEstablished = state.flag(this.hasEstablished);
    this.away = state.number(this.away);
  }
}
