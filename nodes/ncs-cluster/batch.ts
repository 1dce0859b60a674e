// A batch: many rows in one message, taken in slices between which the event loop runs.
import { batchResult, type BatchResult } from '../../src/messages/batch-result';
import { InputError, type ErrorCode } from '../../src/messages/errors';
import { named } from '../../src/messages/parts';
import type { DeviceModel, Observation } from '../../src/models/model';
import type { Batch } from './input';
import { pointOf } from './outputs';

type Rejected = BatchResult['rejected'][number];

export class BatchRun {
  private readonly assignments: (number | null)[] = [];
  private readonly outliers: BatchResult['outliers'] = [];
  private readonly rejected: Rejected[] = [];
  private firstError: InputError | null = null;
  private readonly arrivedAt = performance.now();
  private startedAt = NaN;
  private at = 0;

  /**
   * @param take takes in one row; it throws an InputError for a bad one
   * @param count is told the code of every row that is rejected
   */
  constructor(
    private readonly batch: Batch,
    private readonly take: (row: unknown) => Observation,
    private readonly count: (code: ErrorCode) => void,
  ) {}

  /** The error of a finished batch without a single good row, null otherwise. */
  get error(): InputError | null {
    return this.rejected.length === this.batch.rows.length ? this.firstError : null;
  }

  /** The next `size` rows, those not reached in time rejected; true after the last one. @param deadline as `performance.now()` tells time */
  slice(size: number, deadline: number): boolean {
    const { rows, timeout } = this.batch;
    if (this.at === 0) this.startedAt = performance.now();
    const until = Math.min(deadline, this.arrivedAt + timeout);
    const end = Math.min(rows.length, this.at + size);
    for (; this.at < end; this.at++) {
      if (performance.now() > until) this.reject(new InputError('TIMEOUT', 'refused.timeout'));
      else this.row(rows[this.at]);
    }
    return this.at >= rows.length;
  }

  private row(payload: unknown): void {
    try {
      const { row, result } = this.take(payload);
      this.assignments.push(result?.clusterId || null);
      if (result?.isOutlier) this.outliers.push({ index: this.at, point: pointOf(row), outlier_score: result.outlierScore });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.reject(error);
    }
  }

  private reject(error: InputError): void {
    this.firstError ??= error;
    this.assignments.push(null);
    this.rejected.push({ index: this.at, code: error.code });
    this.count(error.code);
  }

  /** The batch_result of a finished run. */
  result(model: DeviceModel, t: number, requestId: string, metadata: unknown): BatchResult {
    const { engine } = model;
    return batchResult(model.key, t, {
      request_id: requestId,
      clusters: (engine?.clusters() ?? []).map((cluster) => ({
        cluster_id: cluster.id,
        label: model.labelOf(cluster.id),
        size: cluster.size,
        quality: cluster.quality,
        centroid: named(model.features, cluster.centroid),
        spread: named(model.features, cluster.spread),
      })),
      assignments: this.assignments,
      outliers: this.outliers,
      rejected: this.rejected,
      algorithm_quality: engine?.status().quality ?? 0,
      processing_time_ms: performance.now() - this.startedAt,
      total_points: this.batch.rows.length - this.rejected.length,
      metadata: metadata ?? null,
    });
  }
}

/** The id that metadata names the request by; null if it names none. */
export function requestId(metadata: unknown): string | null {
  const id = typeof metadata === 'object' && metadata ? (metadata as Record<string, unknown>)['request_id'] : null;
  return typeof id === 'string' && id !== '' ? id : null;
}
