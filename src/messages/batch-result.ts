// batch_result: what became of the rows of one message.
import { envelope, envelopeProperties, envelopeRequired, type Envelope } from './envelope';
import { countSchema, idOrNullSchema, namedValuesSchema, presentable, textOrNullSchema, unitSchema, type NamedValues } from './parts';

export interface BatchCluster {
  cluster_id: number;
  label: string | null;
  size: number;
  quality: number;
  centroid: NamedValues;
  spread: NamedValues;
}

export interface BatchResult extends Envelope<'batch_result'> {
  request_id: string;
  clusters: BatchCluster[];
  /** One per row: its cluster, null = in none, collected only, or rejected. */
  assignments: (number | null)[];
  outliers: { index: number; point: Record<string, number | null>; outlier_score: number }[];
  rejected: { index: number; code: string }[];
  algorithm_quality: number;
  processing_time_ms: number;
  total_points: number;
  metadata: unknown;
}

export const batchResultSchema = {
  type: 'object',
  properties: {
    ...envelopeProperties('batch_result'),
    request_id: { type: 'string', minLength: 1 },
    clusters: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          cluster_id: { type: 'integer', minimum: 1 },
          label: textOrNullSchema,
          size: countSchema,
          quality: unitSchema,
          centroid: namedValuesSchema,
          spread: namedValuesSchema,
        },
        required: ['cluster_id', 'label', 'size', 'quality', 'centroid', 'spread'],
        additionalProperties: false,
      },
    },
    assignments: { type: 'array', items: idOrNullSchema },
    outliers: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          index: countSchema,
          point: { type: 'object', additionalProperties: { type: ['number', 'null'] } },
          outlier_score: unitSchema,
        },
        required: ['index', 'point', 'outlier_score'],
        additionalProperties: false,
      },
    },
    rejected: {
      type: 'array',
      items: {
        type: 'object',
        properties: { index: countSchema, code: { type: 'string' } },
        required: ['index', 'code'],
        additionalProperties: false,
      },
    },
    algorithm_quality: unitSchema,
    processing_time_ms: { type: 'number', minimum: 0 },
    total_points: countSchema,
    metadata: true,
  },
  required: [
    ...envelopeRequired,
    'request_id',
    'clusters',
    'assignments',
    'outliers',
    'rejected',
    'algorithm_quality',
    'processing_time_ms',
    'total_points',
    'metadata',
  ],
  additionalProperties: false,
} as const;

export function batchResult(key: string, t: number, body: Omit<BatchResult, keyof Envelope<'batch_result'>>): BatchResult {
  return { ...envelope('batch_result', key, t), ...body, metadata: presentable(body.metadata) };
}
