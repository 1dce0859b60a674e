// performance_metrics: how fast a node works, since the last such message.
import { envelope, envelopeProperties, envelopeRequired, type Envelope } from './envelope';
import { countSchema } from './parts';

export interface PerformanceMetrics extends Envelope<'performance_metrics'> {
  throughput_points_per_second: number;
  average_processing_time_ms: number;
  max_processing_time_ms: number;
  p50_latency_ms: number;
  p95_latency_ms: number;
  p99_latency_ms: number;
  points_processed: number;
  clusters_updated: number;
}

const amount = { type: 'number', minimum: 0 } as const;

export const performanceMetricsSchema = {
  type: 'object',
  properties: {
    ...envelopeProperties('performance_metrics'),
    throughput_points_per_second: amount,
    average_processing_time_ms: amount,
    max_processing_time_ms: amount,
    p50_latency_ms: amount,
    p95_latency_ms: amount,
    p99_latency_ms: amount,
    points_processed: countSchema,
    clusters_updated: countSchema,
  },
  required: [
    ...envelopeRequired,
    'throughput_points_per_second',
    'average_processing_time_ms',
    'max_processing_time_ms',
    'p50_latency_ms',
    'p95_latency_ms',
    'p99_latency_ms',
    'points_processed',
    'clusters_updated',
  ],
  additionalProperties: false,
} as const;

export function performanceMetrics(
  key: string,
  at: number,
  body: Omit<PerformanceMetrics, keyof Envelope<'performance_metrics'>>,
): PerformanceMetrics {
  return { ...envelope('performance_metrics', key, at), ...body };
}
