// algorithm_status: how a model, or all models of a node together (key "*"), are doing.
import { envelope, envelopeProperties, envelopeRequired, type Envelope } from './envelope';
import { countSchema, learningSchema, unitSchema, type Learning } from './parts';

export interface AlgorithmStatus extends Envelope<'algorithm_status'> {
  is_ready: boolean;
  learning: Learning;
  current_dynamic_threshold: number;
  clustering_quality: number;
  global_stability: number;
  /** Every point taken in, warm-up and outliers too. */
  total_points_processed: number;
  active_clusters: number;
  models: number;
  memory_usage_mb: number;
  memory_limit_mb: number;
  outliers_detected: number;
  drift_detected: number;
  /** Refused inputs by error code. */
  rejects: Record<string, number>;
  uptime_seconds: number;
  bytes_written_today: number;
}

const amount = { type: 'number', minimum: 0 } as const;

export const algorithmStatusSchema = {
  type: 'object',
  properties: {
    ...envelopeProperties('algorithm_status'),
    is_ready: { type: 'boolean' },
    learning: learningSchema,
    current_dynamic_threshold: unitSchema,
    clustering_quality: unitSchema,
    global_stability: unitSchema,
    total_points_processed: countSchema,
    active_clusters: countSchema,
    models: countSchema,
    memory_usage_mb: amount,
    memory_limit_mb: amount,
    outliers_detected: countSchema,
    drift_detected: countSchema,
    rejects: { type: 'object', additionalProperties: countSchema },
    uptime_seconds: amount,
    bytes_written_today: countSchema,
  },
  required: [
    ...envelopeRequired,
    'is_ready',
    'learning',
    'current_dynamic_threshold',
    'clustering_quality',
    'global_stability',
    'total_points_processed',
    'active_clusters',
    'models',
    'memory_usage_mb',
    'memory_limit_mb',
    'outliers_detected',
    'drift_detected',
    'rejects',
    'uptime_seconds',
    'bytes_written_today',
  ],
  additionalProperties: false,
} as const;

export function algorithmStatus(key: string, at: number, body: Omit<AlgorithmStatus, keyof Envelope<'algorithm_status'>>): AlgorithmStatus {
  return { ...envelope('algorithm_status', key, at), ...body };
}
