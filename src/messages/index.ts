// The door of the messages: every type that leaves, its schema, and what comes in.
import { algorithmStatusSchema } from './algorithm-status';
import { batchResultSchema } from './batch-result';
import { clusterUpdateSchema } from './cluster-update';
import { commandResultSchema, progressSchema } from './command-result';
import { connectionSchema } from './connection';
import { deviceStatusSchema } from './device-status';
import { driftDetectionSchema } from './drift-detection';
import { featureReportSchema } from './feature-report';
import { ingestReportSchema } from './ingest-report';
import { outlierSchema } from './outlier';
import { performanceMetricsSchema } from './performance-metrics';

export type { AlgorithmStatus } from './algorithm-status';
export type { BatchResult } from './batch-result';
export type { ClusterUpdate } from './cluster-update';
export type { CommandResult, Progress } from './command-result';
export type { ConnectionMessage } from './connection';
export type { DeviceStatus } from './device-status';
export type { DriftDetection } from './drift-detection';
export type { FeatureReport } from './feature-report';
export type { IngestReport } from './ingest-report';
export type { Outlier } from './outlier';
export type { PerformanceMetrics } from './performance-metrics';
export { COMMANDS, type Command } from './commands';
export { SCHEMA } from './envelope';
export { InputError, type ErrorCode } from './errors';

/** JSON Schemas of everything that leaves the nodes, by the payload's `type`. */
export const schemas = {
  algorithm_status: algorithmStatusSchema,
  batch_result: batchResultSchema,
  cluster_update: clusterUpdateSchema,
  command_result: commandResultSchema,
  connection: connectionSchema,
  device_status: deviceStatusSchema,
  drift_detection: driftDetectionSchema,
  feature_report: featureReportSchema,
  ingest_report: ingestReportSchema,
  outlier: outlierSchema,
  performance_metrics: performanceMetricsSchema,
  progress: progressSchema,
} as const;
