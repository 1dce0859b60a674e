// What the status of all models says of one: known of a stored model without reading it.
import type { ErrorCode } from '../messages/errors';
import type { DeviceModel } from './model';

export interface ModelSummary {
  readonly ready: boolean;
  readonly progress: number;
  readonly points: number;
  readonly threshold: number;
  readonly quality: number;
  readonly stability: number;
  readonly clusters: number;
  readonly outliers: number;
  readonly drifts: number;
  readonly rejects: readonly (readonly [ErrorCode, number])[];
  readonly alarm: boolean;
  readonly drifting: boolean;
}

export function summaryOf(model: DeviceModel): ModelSummary {
  const status = model.engine?.status();
  return {
    ready: model.ready,
    progress: model.progress,
    points: model.points,
    threshold: status?.threshold ?? 0,
    quality: status?.quality ?? 0,
    stability: status?.stability ?? 0,
    clusters: status?.activeClusters ?? 0,
    outliers: status?.outliers ?? 0,
    drifts: status?.drifts ?? 0,
    rejects: [...model.rejects],
    alarm: model.told !== null,
    drifting: model.drifting,
  };
}
