// The answer to one point: one object per engine, overwritten by every call. Scores are computed when they are read.
import type { AlarmLayer } from './alarms';
import { scoreOf } from './profiles';
import type { AlarmChannel, AlarmPhase, ClusterEvent, DriftReport, Result } from './views';

export class PointResult implements Result {
  ready = false;
  progress = 0;
  clusterId = 0;
  isNewCluster = false;
  previousClusterId = 0;
  isOutlier = false;
  changePoint = false;
  drift: DriftReport | null = null;
  driftCoefficient = 0;
  channel: AlarmChannel | null = null;
  referenceClusterId = 0;
  /** Squared distance to the winner, NaN = none was asked. */
  distance = NaN;
  /** ln p of the point channel, of the regime channels, of the row. */
  lnPoint = 0;
  lnRegime = 0;
  lnRow = 0;

  constructor(
    readonly events: readonly ClusterEvent[],
    private readonly alarms: AlarmLayer,
    private readonly similarityOf: (distance: number) => number,
  ) {}

  get similarity(): number {
    return Number.isNaN(this.distance) ? 0 : this.similarityOf(this.distance);
  }
  get pointScore(): number {
    return scoreOf(this.lnPoint);
  }
  get regimeScore(): number {
    return scoreOf(this.lnRegime);
  }
  get outlierScore(): number {
    return scoreOf(this.lnRow);
  }
  get alarm(): AlarmPhase {
    return this.alarms.phase;
  }
  get alarmId(): number {
    return this.alarms.alarmId;
  }
  get alarmScore(): number {
    return this.alarms.score;
  }

  /** As for a point about which nothing can be said. */
  clear(): void {
    this.clusterId = 0;
    this.isNewCluster = this.isOutlier = this.changePoint = false;
    this.drift = null;
    this.driftCoefficient = this.referenceClusterId = 0;
    this.channel = null;
    this.distance = NaN;
    this.lnPoint = this.lnRegime = this.lnRow = 0;
  }
}
