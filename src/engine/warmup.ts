// The end of the warm-up: from the collected rows to clusters, tails and charts.
//
// Cells of k-means++ are agglomerated while one Gaussian is the better code; tiny seeds are outliers and dropped. Two replays in time order
// with the moving position then give the variance around it, and the statistics that the tails start from.
import type { Core } from './core';
import { FAST } from './charts';
import { ESTABLISHED, type Clusters } from './clusters';
import { beginMonitor } from './crossfit';
import type { Group } from './agglomeration';
import type { Monitor } from './monitor';
import { LN_POINT_LIMIT, type PointChannel } from './novelty';
import { gaussianPrior, surprisePrior } from './priors';
import type { Tuning } from './profiles';
import type { TailBank } from './calibration';
import { dither, measureFeature } from './scaling';
import { findRegimes } from './grouping';

/** Rows per cell at the least; seeds with fewer rows, or less than a share of all, are dropped. */
const ROWS_PER_CELL = 10;
const LEAST_ROWS = 4;
const LEAST_SHARE = 0.02;
/** Passages between two larger groups that make a small one a way, not an outlier. */
const LEAST_PASSAGES = 2;
/** Rows in a group from which the stream dwells there. */
const DWELT = 4;
/** Residuals beyond this many standard deviations move a position no further in the replays. */
const GROSS = 10;

/** What a warm-up starts. */
export interface Parts {
  readonly core: Core;
  readonly tails: TailBank;
  readonly points: PointChannel;
  readonly monitor: Monitor;
}

/** @param rows n x d points in time order, NaN = missing; @param time event time of the last one (NaN = none) */
export function endWarmup(parts: Parts, tuning: Tuning, rows: Float64Array, n: number, time: number, seed: number): void {
  const { core, tails, points, monitor } = parts;
  const { clusters } = core;
  const d = clusters.dimensions;
  const scales = Array.from({ length: d }, (_, j) => measureFeature(rows, n, d, j));
  scales.forEach((scale, j) => {
    clusters.floor[j] = scale.floor * scale.floor;
    clusters.noise.low[j] = scale.low;
    clusters.noise.high[j] = scale.high;
    points.resolution[j] = scale.resolution;
  });
  const most = Math.min(tuning.maxClusters, Math.max(1, Math.floor(n / ROWS_PER_CELL)));
  const { groups, evidence } = findRegimes({ values: rows, n, d, scales }, most, seed);
  clusters.evidence.set(evidence);
  plantSeeds(clusters, groups, n, time);
  settle(core);
  beginMonitor(monitor, rows, residuals(clusters, rows, n), n, d, tuning.alpha);
  const start = clusters.mean.slice();
  measureVariance(clusters, rows, n);
  clusters.mean.set(start);
  startTails(core, tails, points, rows, n);
}

/** One established slot per group that is large enough, or a way between such groups, in the order in which the stream entered them. */
function plantSeeds(clusters: Clusters, groups: readonly Group[], n: number, time: number): void {
  const d = clusters.dimensions;
  const largest = Math.max(...groups.map(({ rows }) => rows.length));
  const least = Math.min(largest, Math.max(LEAST_ROWS, LEAST_SHARE * n));
  const ways = passages(groups, n, least);
  const seeds = groups.filter((group, g) => group.rows.length >= least || ways[g]! >= LEAST_PASSAGES);
  for (const { rows, mean, variance } of seeds.sort((a, b) => a.rows[0]! - b.rows[0]!)) {
    clusters.reserve();
    const k = clusters.activeCount++;
    clusters.active[k] = k;
    clusters.status[k] = ESTABLISHED;
    clusters.count[k] = clusters.size[k] = clusters.weight[k] = rows.length;
    clusters.last[k] = clusters.establishedAt[k] = n;
    clusters.bornTime[k] = clusters.lastTime[k] = time;
    clusters.quality[k] = 0.5;
    clusters.mean.set(mean, k * d);
    clusters.variance.set(variance, k * d);
  }
  poolVariance(clusters);
}

/**
 * How often the stream passed through each small group on its way from one large group that it dwelt in to another: an outlier returns to where
 * it came from.
 */
function passages(groups: readonly Group[], n: number, least: number): number[] {
  const groupAt = new Int32Array(n);
  groups.forEach(({ rows }, g) => rows.forEach((i) => (groupAt[i] = g)));
  const counts = groups.map(() => 0);
  const onTheWay = new Set<number>();
  let home = -1;
  let present = -1;
  let stay = 0;
  for (const g of groupAt) {
    if (groups[g]!.rows.length < least) {
      onTheWay.add(g);
      present = -1;
      continue;
    }
    stay = g === present ? stay + 1 : 1;
    present = g;
    if (stay !== DWELT) continue;
    if (home >= 0 && home !== g) for (const way of onTheWay) counts[way]!++;
    onTheWay.clear();
    home = g;
  }
  return counts;
}

function poolVariance(clusters: Clusters): void {
  const { dimensions: d, active, activeCount, count, variance, floor, pooledVariance } = clusters;
  for (let j = 0; j < d; j++) {
    let total = 0;
    let sum = 0;
    for (let i = 0; i < activeCount; i++) {
      const k = active[i]!;
      total += count[k]!;
      sum += count[k]! * variance[k * d + j]!;
    }
    pooledVariance[j] = Math.max(floor[j]!, sum / total);
  }
}

/** Slow references, weights and ids. */
function settle(core: Core): void {
  const { clusters, population } = core;
  clusters.refMean.set(clusters.mean);
  clusters.refVariance.set(clusters.variance);
  clusters.pooledRefVariance.set(clusters.pooledVariance);
  clusters.noise.measure();
  clusters.totalWeight = 0;
  for (let i = 0; i < clusters.activeCount; i++) {
    const k = clusters.active[i]!;
    clusters.totalWeight += clusters.weight[k]!;
    population.emit('created', population.name(k));
  }
  clusters.refreshAll();
}

const row = (rows: Float64Array, i: number, d: number): Float64Array => rows.subarray(i * d, i * d + d);

/** Residuals of the rows to the slow reference of their cluster, in its standard deviation; missing = 0. */
function residuals(clusters: Clusters, rows: Float64Array, n: number): Float64Array {
  const { dimensions: d, refMean, refScale } = clusters;
  const z = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const o = clusters.nearestOther(row(rows, i, d), -1) * d;
    for (let j = 0; j < d; j++) {
      const r = (rows[i * d + j]! - refMean[o + j]!) * refScale[o + j]!;
      z[i * d + j] = Number.isNaN(r) ? 0 : r;
    }
  }
  return z;
}

/**
 * Replays the rows in time order, moving the positions of their clusters. `visit` sees every present value's residual before the position
 * moves: row, feature, index into the slots' values, residual, rate of the position.
 */
function replay(
  clusters: Clusters,
  rows: Float64Array,
  n: number,
  visit: (j: number, o: number, e: number, rate: number) => void,
  endRow?: (missing: number) => void,
): void {
  const { dimensions: d, mean, precision } = clusters;
  const seen = new Float64Array(mean.length);
  for (let i = 0; i < n; i++) {
    const x = row(rows, i, d);
    const k = clusters.nearestOther(x, -1);
    let missing = 0;
    for (let j = 0, o = k * d; j < d; j++, o++) {
      const e = x[j]! - mean[o]!;
      if (Number.isNaN(e)) {
        missing++;
        continue;
      }
      const rate = Math.max(FAST, 1 / (++seen[o]! + 5));
      visit(j, o, e, rate);
      // one gross error must not carry the position away
      const most = GROSS / Math.sqrt(precision[o]!);
      mean[o] = mean[o]! + rate * Math.max(-most, Math.min(most, e));
    }
    endRow?.(missing);
  }
}

/** The variance around the moving position, never above the cell's own. */
function measureVariance(clusters: Clusters, rows: Float64Array, n: number): void {
  const { dimensions: d, variance } = clusters;
  const squares = new Float64Array(variance.length);
  const seen = new Float64Array(variance.length);
  replay(clusters, rows, n, (_j, o, e, rate) => {
    squares[o] = squares[o]! + e * e * (1 - rate / 2);
    seen[o]!++;
  });
  for (let i = 0; i < clusters.activeCount; i++) {
    for (let j = 0, o = clusters.active[i]! * d; j < d; j++, o++) {
      if (seen[o]) variance[o] = Math.min(variance[o]!, squares[o]! / seen[o]!);
    }
  }
  poolVariance(clusters);
  clusters.refreshAll();
}

/** A second replay gives the statistics that the tails of the features, of their sum and of the joined distances start from. */
function startTails(core: Core, tails: TailBank, points: PointChannel, rows: Float64Array, n: number): void {
  const { clusters } = core;
  const { dimensions: d, precision } = clusters;
  const perFeature: number[][] = Array.from({ length: d }, () => []);
  const sums: number[] = [];
  let sum = 0;
  let i = 0;
  replay(
    clusters,
    rows,
    n,
    (j, o, e) => {
      const resolution = points.resolution[j]!;
      const y = resolution > 0 ? e + dither(resolution, j, i) : e;
      sum += e * e * precision[o]!;
      perFeature[j]!.push(y * y * precision[o]!);
    },
    (missing) => {
      sums.push(sum + missing);
      sum = 0;
      i++;
    },
  );
  const one = surprisePrior();
  const all = gaussianPrior('sum of squares', d);
  // of d features the rarest is judged
  const lnLimit = LN_POINT_LIMIT - Math.log(d);
  perFeature.forEach((sample, j) => tails.startFrom(j, sample, one, { lnLimit, feature: Math.sqrt(clusters.evidence[j]!) }));
  tails.pool(d);
  tails.startFrom(d, sums, all, { lnLimit: LN_POINT_LIMIT });
  tails.startFrom(core.joinTail, sums, all, { lnLimit: core.lnJoin });
  core.measureJoinRadius();
}
