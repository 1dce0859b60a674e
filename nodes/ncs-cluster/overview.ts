// algorithm_status: of one model, or of all models of the node together.
import { algorithmStatus, type AlgorithmStatus } from '../../src/messages/algorithm-status';
import type { ErrorCode } from '../../src/messages/errors';
import type { DeviceModel } from '../../src/models/model';
import type { ModelPool } from '../../src/models/pool';

const MB = 1_048_576;
/** The key of what is about all models. */
export const ALL = '*';

export class Overview {
  private readonly startedAt = performance.now();
  /** Inputs refused before any model was concerned. */
  private readonly rejects = new Map<ErrorCode, number>();

  /** @param bytesWrittenToday what the store has written since midnight; without a store nothing is written */
  constructor(
    private readonly pool: ModelPool,
    private readonly bytesWrittenToday: () => number = () => 0,
  ) {}

  count(code: ErrorCode): void {
    this.rejects.set(code, (this.rejects.get(code) ?? 0) + 1);
  }

  /** One model's status, or with null that of all: counts added up, shares averaged by points, progress the mean. */
  status(only: DeviceModel | null, at: number): AlgorithmStatus {
    const models = only ? [only] : [...this.pool];
    const rejects = new Map(only ? [] : this.rejects);
    let points = 0;
    let threshold = 0;
    let quality = 0;
    let stability = 0;
    let clusters = 0;
    let outliers = 0;
    let drifts = 0;
    let progress = 0;
    for (const model of models) {
      const status = model.engine?.status();
      const weight = status?.points ?? 0;
      points += model.points;
      progress += model.progress;
      for (const [code, count] of model.rejects) rejects.set(code, (rejects.get(code) ?? 0) + count);
      if (!status) continue;
      threshold += weight * status.threshold;
      quality += weight * status.quality;
      stability += weight * status.stability;
      clusters += status.activeClusters;
      outliers += status.outliers;
      drifts += status.drifts;
    }
    const learned = models.reduce((sum, model) => sum + (model.engine ? model.points : 0), 0);
    const mean = (sum: number, otherwise: number): number => (learned > 0 ? Math.min(1, sum / learned) : otherwise);
    const ready = models.length > 0 && models.every((model) => model.ready);
    return algorithmStatus(only ? only.key : ALL, at, {
      is_ready: ready,
      learning: { ready, progress: models.length ? progress / models.length : 0 },
      current_dynamic_threshold: mean(threshold, models[0]?.knobs.baseThreshold ?? 0),
      clustering_quality: mean(quality, 0),
      global_stability: mean(stability, 1),
      total_points_processed: points,
      active_clusters: clusters,
      models: this.pool.size,
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
