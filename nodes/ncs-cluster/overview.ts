// algorithm_status: of one model, or of all models of the node together.
import { algorithmStatus, type AlgorithmStatus } from '../../src/messages/algorithm-status';
import type { ErrorCode } from '../../src/messages/errors';
import type { DeviceModel } from '../../src/models/model';
import type { ModelPool } from '../../src/models/pool';
import { summaryOf } from '../../src/models/summary';

const MB = 1_048_576;
/** The key of what is about all models. */
export const ALL = '*';

export class Overview {
  private readonly startedAt = performance.now();
  /** Inputs refused before any model was concerned. */
  private readonly rejects = new Map<ErrorCode, number>();

  /** @param bytesWrittenToday what was handed to the store since midnight (UTC), by all nodes of the process, before it compresses; 0 without a store */
  constructor(
    private readonly pool: ModelPool,
    private readonly bytesWrittenToday: () => number = () => 0,
  ) {}

  count(code: ErrorCode): void {
    this.rejects.set(code, (this.rejects.get(code) ?? 0) + 1);
  }

  /** One model's status, or with null that of all: counts added up, shares averaged by points, progress the mean. */
  status(only: DeviceModel | null, at: number): AlgorithmStatus {
    const rejects = new Map(only ? [] : this.rejects);
    let models = 0;
    let ready = true;
    let points = 0;
    let learned = 0;
    let threshold = 0;
    let quality = 0;
    let stability = 0;
    let clusters = 0;
    let outliers = 0;
    let drifts = 0;
    let progress = 0;
    for (const model of only ? [summaryOf(only)] : this.pool.summaries()) {
      const weight = model.ready ? model.points : 0;
      models++;
      ready &&= model.ready;
      points += model.points;
      learned += weight;
      progress += model.progress;
      for (const [code, count] of model.rejects) rejects.set(code, (rejects.get(code) ?? 0) + count);
      threshold += weight * model.threshold;
      quality += weight * model.quality;
      stability += weight * model.stability;
      clusters += model.clusters;
      outliers += model.outliers;
      drifts += model.drifts;
    }
    ready &&= models > 0;
    const mean = (sum: number, otherwise: number): number => (learned > 0 ? Math.min(1, sum / learned) : otherwise);
    return algorithmStatus(only ? only.key : ALL, at, {
      is_ready: ready,
      learning: { ready, progress: models ? progress / models : 0 },
      current_dynamic_threshold: mean(threshold, (only ?? this.pool.settings).knobs.baseThreshold),
      clustering_quality: mean(quality, 0),
      global_stability: mean(stability, 1),
      total_points_processed: points,
      active_clusters: clusters,
      models: this.pool.total,
      memory_usage_mb: (only ? only.bytes : this.pool.memoryBytes) / MB,
      memory_limit_mb: this.pool.memoryLimitBytes / MB,
      outliers_detected: outliers,
      drift_detected: drifts,
      rejects: Object.fromEntries(rejects),
      uptime_seconds: (performance.now() - this.startedAt) / 1000,
      bytes_written_today: this.bytesWrittenToday(),
    });
  }
}
