// Two models of the same features into one: union of the clusters, the same ones joined by the ICL rule, then the cheapest merges down to
// the limit. Statistics by the points behind them; levels, hold and latches belong to one stream's recent past and start anew.
import { CANDIDATE, NOVEL, type Clusters } from './clusters';
import { icl, join } from './fusion';
import type { Model } from './model';

/**
 * Takes model b (after b.n points) into model a (after n points); b stays as it is.
 * @param maxClusters limit of clusters in a
 */
export function mergeModels(a: Model, n: number, b: Model, bn: number, maxClusters: number): void {
  const share = n / (n + bn);
  const own = a.core.clusters;
  const foreign = b.core.clusters;
  const mix = (x: Float64Array, y: Float64Array): void => {
    for (let i = 0; i < x.length; i++) x[i] = share * x[i]! + (1 - share) * y[i]!;
  };
  for (const name of ['pooledVariance', 'pooledRefVariance', 'floor', 'evidence'] as const) mix(own[name], foreign[name]);
  for (let j = 0; j < a.dimensions; j++) {
    own.noise.include(j, foreign.noise.low[j]!, foreign.noise.high[j]!);
    a.points.resolution[j] = Math.max(a.points.resolution[j]!, b.points.resolution[j]!);
  }
  own.noise.measure();
  own.noise.share = share * own.noise.share + (1 - share) * foreign.noise.share;
  a.tails.mergeFrom(b.tails, share);
  a.core.measureJoinRadius();
  a.monitor.mergeFrom(b.monitor, share);
  a.drift.clear();
  a.stability = share * a.stability + (1 - share) * b.stability;
  a.outliers += b.outliers;
  for (let i = own.activeCount - 1; i >= 0; i--) {
    const k = own.active[i]!;
    if (own.status[k] === CANDIDATE) own.free(k);
    else own.last[k] = own.last[k]! + bn;
  }
  const incoming = Array.from(foreign.active.subarray(0, foreign.activeCount)).filter((k) => foreign.status[k]! >= NOVEL);
  incoming.sort((p, q) => foreign.weight[q]! - foreign.weight[p]!);
  for (const k of incoming) {
    const slot = adopt(own, foreign, k, n, bn);
    own.id[slot] = own.nextId++;
    const twin = nearestTwin(own, slot);
    if (twin >= 0) join(own, twin, slot);
    else while (own.total > maxClusters) a.core.population.makeRoom(n + bn);
  }
  own.totalWeight = 0;
  for (let i = 0; i < own.activeCount; i++) own.totalWeight += own.weight[own.active[i]!]!;
  own.refreshAll();
  a.core.matcher.winner = -1;
  a.reference = own.active[0]!;
}

/** A new slot with the statistics of foreign slot k. */
function adopt(own: Clusters, foreign: Clusters, k: number, n: number, bn: number): number {
  const d = own.dimensions;
  const from = k * d;
  const slot = own.allocate(foreign.mean.subarray(from, from + d), n + bn, foreign.lastTime[k]!, 0);
  for (const name of ['mean', 'variance', 'refMean', 'refVariance'] as const) own[name].set(foreign[name].subarray(from, from + d), slot * d);
  for (const name of ['count', 'size', 'weight', 'quality', 'distance', 'drift', 'bornTime', 'lastTime', 'visits'] as const) own[name][slot] = foreign[name][k]!;
  own.status[slot] = foreign.status[k]!;
  own.last[slot] = n + foreign.last[k]!;
  own.establishedAt[slot] = n + foreign.establishedAt[k]!;
  own.refresh(slot);
  return slot;
}

/** The slot that is best joined with this one; -1 if it is better kept apart from all. */
function nearestTwin(clusters: Clusters, slot: number): number {
  let twin = -1;
  let least = 0;
  for (let i = 0; i < clusters.activeCount; i++) {
    const k = clusters.active[i]!;
    if (k === slot) continue;
    const gain = icl(clusters, k, slot);
    if (gain < least) {
      least = gain;
      twin = k;
    }
  }
  return twin;
}
