// Counts what the flow sends: every message that its mqtt out node publishes under ncs/.
import type { MqttClient } from 'mqtt';
import type { ClusterUpdate } from '../../src/messages/cluster-update';
import type { DriftDetection } from '../../src/messages/drift-detection';
import type { Envelope } from '../../src/messages/envelope';
import type { Outlier } from '../../src/messages/outlier';

export type FlowMessage = ClusterUpdate | Outlier | DriftDetection | Envelope<string>;

export interface Counts {
  points: number;
  outliers: number;
  alarms: number;
  drifts: number;
}

export class Tally {
  readonly counts: Counts = { points: 0, outliers: 0, alarms: 0, drifts: 0 };
  /** Clusters known of each device. */
  private readonly clusters = new Map<string, Set<number>>();
  private readonly listeners: ((message: FlowMessage) => void)[] = [];

  static async subscribe(client: MqttClient): Promise<Tally> {
    const tally = new Tally();
    client.on('message', (_topic, payload) => tally.take(JSON.parse(payload.toString()) as FlowMessage));
    await client.subscribeAsync('ncs/#', { qos: 1 });
    return tally;
  }

  /** Calls `listener` with every message, after it was counted. */
  listen(listener: (message: FlowMessage) => void): void {
    this.listeners.push(listener);
  }

  private take(message: FlowMessage): void {
    if (isUpdate(message)) {
      this.counts.points++;
      if (message.is_outlier) this.counts.outliers++;
      this.follow(message);
    } else if (isOutlier(message) && message.event === 'open') this.counts.alarms++;
    else if (isDrift(message) && message.event === 'detected') this.counts.drifts++;
    for (const listener of this.listeners) listener(message);
  }

  private follow({ key, events, cluster_id }: ClusterUpdate): void {
    const known = this.clusters.get(key) ?? new Set<number>();
    this.clusters.set(key, known);
    if (cluster_id !== null) known.add(cluster_id);
    for (const event of events) if (event.type === 'merged' || event.type === 'faded') known.delete(event.cluster_id);
  }

  get clusterCount(): number {
    return [...this.clusters.values()].reduce((sum, known) => sum + known.size, 0);
  }
}

export const isUpdate = (message: FlowMessage): message is ClusterUpdate => message.type === 'cluster_update';
export const isOutlier = (message: FlowMessage): message is Outlier => message.type === 'outlier';
export const isDrift = (message: FlowMessage): message is DriftDetection => message.type === 'drift_detection';
