// From what a model says of a point to the payloads of ports 1 to 4.
import type { AlarmView, Contribution, Result, StreamClusterer } from '../../src/engine';
import type { DeviceModel, NamedRow, Observation } from '../../src/models/model';
import type { Told } from '../../src/models/told';
import { clusterUpdate, type ClusterUpdate } from '../../src/messages/cluster-update';
import { driftDetection, type DriftDetection } from '../../src/messages/drift-detection';
import { contributionMessages, outlier, type Outlier } from '../../src/messages/outlier';
import { isoOrNull } from '../../src/messages/parts';
import { closeSentence, leading, outlierSentence, updateSentence, type Regime } from '../../src/messages/sentence';
import type { Wording } from '../../src/messages/wording';

const UNTOLD: Told = { point: {}, contributions: [], regime: null, score: 0, features: [] };

/** Says what a point came to, and keeps with the model what is to be told later. */
export class Watch {
  constructor(readonly wording: Wording) {}

  /** The payload of port 1. */
  update(model: DeviceModel, { result }: Observation, t: number, metadata: unknown): ClusterUpdate {
    const { engine } = model;
    return clusterUpdate(
      result,
      { ready: model.ready, progress: model.progress },
      {
        key: model.key,
        t,
        features: model.features,
        cluster: engine && result && result.clusterId ? engine.cluster(result.clusterId) : null,
        labelOf: (id) => model.labelOf(id),
        dwellSeconds: model.dwellSeconds(t),
        metadata,
      },
    );
  }

  /** The payload of port 2 with alarms; null if the point brings no news of one. */
  alarm(model: DeviceModel, result: Result, row: NamedRow, t: number): Outlier | null {
    const { engine } = model;
    if (!engine || result.alarm === 'none') return null;
    const view = engine.alarm();
    if (!view) return null;
    if (result.alarm === 'close') return this.close(model, view, t);
    const before = result.alarm === 'update' ? model.told : null;
    const feature = model.features[view.feature] ?? null;
    const contributions = explained(engine, row);
    const lead = leading(contributions, feature)?.feature;
    const features = [...new Set([...(before?.features ?? []), ...(lead === undefined ? [] : [lead])])];
    const told: Told = { point: pointOf(row), contributions, regime: regimeOf(model, result.referenceClusterId), score: view.score, features };
    model.told = told;
    const sentence = outlierSentence(view.channel, feature, contributions, told.regime, this.wording);
    const text = before ? updateSentence(sentence, view.score > before.score, secondsSince(view, t), this.wording) : sentence;
    return this.alarmMessage(model, result.alarm, view, told, t, text);
  }

  private close(model: DeviceModel, view: AlarmView, t: number): Outlier {
    const told = model.told ?? UNTOLD;
    model.told = null;
    return this.alarmMessage(model, 'close', view, told, t, closeSentence(view.reason ?? 'quiet', told.features, secondsSince(view, t), this.wording));
  }

  private alarmMessage(model: DeviceModel, event: Outlier['event'], view: AlarmView, told: Told, t: number, sentence: string): Outlier {
    return outlier(model.key, t, {
      event,
      alarm_id: view.id,
      outlier_score: view.score,
      cluster_id: told.regime?.id ?? null,
      label: told.regime?.label ?? null,
      point: told.point,
      contributions: contributionMessages(told.contributions),
      sentence,
      channel: view.channel,
      // the engine counts this one too
      visits: Math.max(0, view.visits - 1),
      since: isoOrNull(view.since),
      duration_seconds: secondsSince(view, t),
      reason: view.reason,
      suppressed: view.suppressed,
    });
  }

  /** The close of an alarm that ends because its model is forgotten; null if none is open. */
  forget(model: DeviceModel, t: number): Outlier | null {
    model.drifting = false;
    const view = model.engine?.alarm();
    if (view && view.reason === null) return this.close(model, { ...view, reason: 'reset' }, t);
    model.told = null;
    return null;
  }

  /** The payload of port 2 with single points; null if the point is no outlier. */
  point(model: DeviceModel, result: Result, row: NamedRow, t: number): Outlier | null {
    const { engine } = model;
    if (!engine || !result.isOutlier) return null;
    const contributions = explained(engine, row);
    const regime = regimeOf(model, result.referenceClusterId);
    return outlier(model.key, t, {
      event: 'point',
      alarm_id: result.alarmId || null,
      outlier_score: result.outlierScore,
      cluster_id: regime?.id ?? null,
      label: regime?.label ?? null,
      point: pointOf(row),
      contributions: contributionMessages(contributions),
      sentence: outlierSentence(result.channel, null, contributions, regime, this.wording),
      channel: result.channel,
      visits: 0,
      since: null,
      duration_seconds: 0,
      reason: null,
      suppressed: 0,
    });
  }

  /** The payload of port 3; null without news of drift. */
  drift(model: DeviceModel, result: Result, t: number): DriftDetection | null {
    const { drift } = result;
    if (!drift) return null;
    model.drifting = drift.event === 'detected';
    const regime = regimeOf(model, drift.clusterIds.at(-1) ?? 0);
    return driftDetection(model.key, t, drift, result.driftCoefficient, model.features, regime, this.wording);
  }
}

const regimeOf = (model: DeviceModel, id: number): Regime | null => (id ? { id, label: model.labelOf(id) } : null);

/** The engine's explanation, with the readings as they came: it counts with no larger ones than it can square. */
function explained(engine: StreamClusterer, row: NamedRow): readonly Contribution[] {
  return engine.explain().map(({ feature, share, value, usualLow, usualHigh }) => {
    const raw = row.values[row.names.indexOf(feature)];
    return { feature, share, value: value === null || raw === undefined || Number.isNaN(raw) ? value : raw, usualLow, usualHigh };
  });
}

/** A row as it came: null = missing. */
export function pointOf(row: NamedRow): Record<string, number | null> {
  return Object.fromEntries(row.names.map((name, i) => [name, Number.isNaN(row.values[i]!) ? null : row.values[i]!]));
}

function secondsSince(view: AlarmView, t: number): number {
  return view.since === null ? 0 : Math.max(0, (t - view.since) / 1000);
}
