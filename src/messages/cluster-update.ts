// cluster_update: where a point belongs and what it did to the map.
import type { ClusterView, Result } from '../engine';
import { envelope, envelopeProperties, envelopeRequired, type Envelope } from './envelope';
import { idOrNullSchema, learningSchema, named, namedValuesSchema, presentable, textOrNullSchema, unitSchema, type Learning, type NamedValues } from './parts';

export interface ClusterEventMessage {
  type: 'created' | 'entered' | 'updated' | 'merged' | 'split' | 'faded';
  cluster_id: number;
  label: string | null;
  /** The cluster it was merged into, or that was split off it. */
  into?: number;
}

export interface ClusterUpdate extends Envelope<'cluster_update'> {
  events: ClusterEventMessage[];
  cluster_id: number | null;
  label: string | null;
  size: number | null;
  weight: number | null;
  quality: number | null;
  drift_coefficient: number;
  similarity: number;
  outlier_score: number;
  is_outlier: boolean;
  is_new_cluster: boolean;
  centroid: NamedValues | null;
  spread: NamedValues | null;
  dwell_seconds: number;
  previous_cluster_id: number | null;
  learning: Learning;
  metadata: unknown;
}

const orNull = <S extends object>(schema: S) => ({ anyOf: [schema, { type: 'null' }] }) as const;

export const clusterUpdateSchema = {
  type: 'object',
  properties: {
    ...envelopeProperties('cluster_update'),
    events: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          type: { enum: ['created', 'entered', 'updated', 'merged', 'split', 'faded'] },
          cluster_id: { type: 'integer', minimum: 1 },
          label: textOrNullSchema,
          into: { type: 'integer', minimum: 1 },
        },
        required: ['type', 'cluster_id', 'label'],
        additionalProperties: false,
      },
    },
    cluster_id: idOrNullSchema,
    label: textOrNullSchema,
    size: { type: ['integer', 'null'], minimum: 0 },
    weight: { type: ['number', 'null'], minimum: 0 },
    quality: orNull(unitSchema),
    drift_coefficient: unitSchema,
    similarity: unitSchema,
    outlier_score: unitSchema,
    is_outlier: { type: 'boolean' },
    is_new_cluster: { type: 'boolean' },
    centroid: orNull(namedValuesSchema),
    spread: orNull(namedValuesSchema),
    dwell_seconds: { type: 'number', minimum: 0 },
    previous_cluster_id: idOrNullSchema,
    learning: learningSchema,
    metadata: true,
  },
  required: [
    ...envelopeRequired,
    'events',
    'cluster_id',
    'label',
    'size',
    'weight',
    'quality',
    'drift_coefficient',
    'similarity',
    'outlier_score',
    'is_outlier',
    'is_new_cluster',
    'centroid',
    'spread',
    'dwell_seconds',
    'previous_cluster_id',
    'learning',
    'metadata',
  ],
  additionalProperties: false,
} as const;

export interface UpdateSource {
  readonly key: string;
  /** Event time, ms. */
  readonly t: number;
  readonly features: readonly string[];
  readonly cluster: ClusterView | null;
  readonly labelOf: (clusterId: number) => string | null;
  readonly dwellSeconds: number;
  readonly metadata: unknown;
}

/** From the engine's answer; `result` null: the point was only collected. */
export function clusterUpdate(result: Result | null, learning: Learning, source: UpdateSource): ClusterUpdate {
  const { cluster, features, labelOf } = source;
  const events: ClusterEventMessage[] = [];
  for (const { type, clusterId, into } of result?.events ?? []) {
    // `rescaled` concerns no cluster
    if (type === 'rescaled') continue;
    events.push({ type, cluster_id: clusterId, label: labelOf(clusterId), ...(into !== undefined && { into }) });
  }
  return {
    ...envelope('cluster_update', source.key, source.t),
    events,
    cluster_id: cluster ? cluster.id : null,
    label: cluster ? labelOf(cluster.id) : null,
    size: cluster ? cluster.size : null,
    weight: cluster ? cluster.weight : null,
    quality: cluster ? cluster.quality : null,
    drift_coefficient: result?.driftCoefficient ?? 0,
    similarity: result?.similarity ?? 0,
    outlier_score: result?.outlierScore ?? 0,
    is_outlier: result?.isOutlier ?? false,
    is_new_cluster: result?.isNewCluster ?? false,
    centroid: cluster ? named(features, cluster.centroid) : null,
    spread: cluster ? named(features, cluster.spread) : null,
    dwell_seconds: source.dwellSeconds,
    previous_cluster_id: result?.previousClusterId || null,
    learning,
    metadata: presentable(source.metadata ?? null),
  };
}
