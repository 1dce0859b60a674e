// What a model looks like from outside: its clusters, its status.
import { ESTABLISHED, NOVEL } from './clusters';
import { SIMILARITY_POWER } from './core';
import type { Model } from './model';
import { gaussianSimilarity, meanQuality } from './quality';
import type { ClusterView, EngineStatus } from './views';

const timeOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The cluster in slot k; of a vector with shingles the newest point (`features` values) is shown. */
export function clusterView(model: Model, k: number, features: number): ClusterView {
  const { core } = model;
  const { clusters } = core;
  const to = (k + 1) * model.dimensions;
  return {
    id: clusters.id[k]!,
    size: clusters.size[k]!,
    weight: clusters.weight[k]!,
    quality: Math.min(1, clusters.quality[k]!),
    similarity: core.similarity(clusters.distance[k]!),
    centroid: clusters.mean.slice(to - features, to),
    spread: clusters.variance.slice(to - features, to).map(Math.sqrt),
    drift: clusters.drift[k]!,
    established: clusters.status[k] === ESTABLISHED,
    createdAt: timeOrNull(clusters.bornTime[k]!),
    lastSeen: timeOrNull(clusters.lastTime[k]!),
  };
}

/** The clusters, the heaviest first. */
export function clusterViews(model: Model, features: number): ClusterView[] {
  const { active, activeCount, status } = model.core.clusters;
  return Array.from(active.subarray(0, activeCount))
    .filter((k) => status[k]! >= NOVEL)
    .map((k) => clusterView(model, k, features))
    .sort((a, b) => b.weight - a.weight || a.id - b.id);
}

/** The part of the status that the model knows; `ready`: its warm-up is over. */
export function modelStatus(model: Model, ready: boolean, baseThreshold: number): Omit<EngineStatus, 'ready' | 'progress' | 'points' | 'memoryBytes'> {
  const { core } = model;
  return {
    threshold: ready ? gaussianSimilarity(core.joinRadius, model.dimensions, SIMILARITY_POWER) : baseThreshold,
    quality: ready ? meanQuality(core.clusters) : 0,
    stability: model.stability,
    activeClusters: core.clusters.total,
    outliers: model.outliers,
    drifts: model.drift.total,
  };
}
