// What the engine says about a point and about itself: the shapes of its answers, without behaviour.

export type AlarmPhase = 'none' | 'open' | 'update' | 'close';
export type AlarmChannel = 'range' | 'stuck' | 'daily' | 'point' | 'regime';
export type AlarmReason = 'quiet' | 'accepted' | 'reset';
export type Severity = 'low' | 'medium' | 'high';
export type Recommendation = 'monitor' | 'adapt' | 'reset';

/** Something that happened to the map of clusters. */
export interface ClusterEvent {
  readonly type: 'created' | 'entered' | 'merged' | 'split' | 'faded' | 'rescaled' | 'updated';
  /** The cluster concerned; 0 for `rescaled`, which concerns all. */
  readonly clusterId: number;
  /** `merged`: the cluster it went into; `split`: the new cluster that came out of it. */
  readonly into?: number;
}

export interface DriftFeature {
  /** Index into the feature names. */
  readonly index: number;
  /** Usual level before and present level, raw units (for a change of spread: the two standard deviations). */
  readonly before: number;
  readonly after: number;
  /** Signed size of the shift in cluster standard deviations, at most 1,000 (for a change of spread: ln of the variance ratio). */
  readonly shiftSigmas: number;
}

export interface DriftReport {
  readonly event: 'detected' | 'adopted' | 'recovered';
  readonly severity: Severity;
  /** What moved: the level of the features, or their scatter. */
  readonly kind: 'level' | 'spread';
  readonly clusterIds: readonly number[];
  /** The features that moved, the largest shift first. */
  readonly features: readonly DriftFeature[];
  readonly recommendation: Recommendation;
}

/** Why a point was judged as it was: one feature's part in it. Raw units. */
export interface Contribution {
  readonly feature: string;
  /** 0..1, the shares of all features sum to 1 (all 0 if nothing about the point is unusual). */
  readonly share: number;
  /** The reading; null = missing. */
  readonly value: number | null;
  /** Centroid -+ the range that holds 99.9 % of this feature's readings. */
  readonly usualLow: number;
  readonly usualHigh: number;
}

/** The alarm that `alarmId` names: open now, or closed by the last point. */
export interface AlarmView {
  readonly id: number;
  /** The channel and feature (index) of its strongest news. */
  readonly channel: AlarmChannel;
  readonly feature: number;
  /** 1 - 0.15^(peak evidence / opening level), so 0.85 is the level that opens an alarm. */
  readonly score: number;
  /** Separate visits of this kind so far, this one included. */
  readonly visits: number;
  /** Event time of the point that opened it (ms), null without time stamps. */
  readonly since: number | null;
  /** Points since it opened. */
  readonly points: number;
  /** Outlying rows since the opening that gave no message of their own. */
  readonly suppressed: number;
  /** Why it closed; null while it is open. */
  readonly reason: AlarmReason | null;
}

export interface ClusterView {
  /** Integer >= 1, never reused within a model. */
  readonly id: number;
  /** Points ever joined. */
  readonly size: number;
  /** Points joined, decayed with the model's memory. */
  readonly weight: number;
  /** 0..1, moving mean of the similarity of its points. */
  readonly quality: number;
  /** 0..1, similarity of the last point that joined it. */
  readonly similarity: number;
  /** Position and standard deviation per feature, raw units. */
  readonly centroid: Float64Array;
  readonly spread: Float64Array;
  /** 0..1, drift coefficient at its last point. */
  readonly drift: number;
  /** True once it has seen enough points to be a reference for drift. */
  readonly established: boolean;
  /** Event times (ms) of its birth and of its last point; null without time stamps. */
  readonly createdAt: number | null;
  readonly lastSeen: number | null;
}

export interface EngineStatus {
  readonly ready: boolean;
  /** 0..1, share of the warm-up that is done. */
  readonly progress: number;
  /** Similarity that a Gaussian cluster would show at the join radius in force. */
  readonly threshold: number;
  /** 0..1, quality of the clusters weighted by their decayed size. */
  readonly quality: number;
  /** 0..1, share of the points within memory that were neither odd nor outside every cluster. */
  readonly stability: number;
  /** Points taken in, warm-up and outliers too. */
  readonly points: number;
  readonly activeClusters: number;
  /** Outlying rows and drifts detected so far. */
  readonly outliers: number;
  readonly drifts: number;
  readonly memoryBytes: number;
}

/** The answer to one point. One object per engine, overwritten by the next call. */
export interface Result {
  readonly ready: boolean;
  readonly progress: number;
  /** Integer >= 1; 0 = in no cluster. */
  readonly clusterId: number;
  readonly similarity: number;
  readonly isNewCluster: boolean;
  /** The cluster the stream was in before the present one; 0 = none. */
  readonly previousClusterId: number;
  readonly outlierScore: number;
  readonly isOutlier: boolean;
  /** The channel with the strongest evidence in this row, null if none is beyond the usual; the cluster it was judged against, 0 = none. */
  readonly channel: AlarmChannel | null;
  readonly referenceClusterId: number;
  readonly pointScore: number;
  readonly regimeScore: number;
  readonly alarm: AlarmPhase;
  /** Id of the alarm that is open or was closed by this point; 0 = none. */
  readonly alarmId: number;
  /** Score of the news in this row, finely graded; 0 if it is no news. */
  readonly alarmScore: number;
  readonly drift: DriftReport | null;
  /** 0..1: evidence that normal has moved, 1 = enough for a drift. */
  readonly driftCoefficient: number;
  readonly changePoint: boolean;
  readonly events: readonly ClusterEvent[];
}
