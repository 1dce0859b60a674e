// How often a cluster_update is sent: with every point, when something has changed, or from time to time.
import type { ClusterUpdate } from '../../src/messages/cluster-update';
import { RecentMap } from '../../src/models/recent';
import type { ClusterSettings } from './settings';

/** Of a key that is forgotten the next update is sent. */
const MOST_KEYS = 10_000;

/** What was last sent of a key. */
interface Sent {
  readonly at: number;
  readonly state: string;
  readonly size: number;
  readonly quality: number;
}

const stateOf = ({ cluster_id, label, is_outlier, learning }: ClusterUpdate): string => JSON.stringify([cluster_id, label, is_outlier, learning.ready]);

export class UpdateRate {
  private readonly sent = new RecentMap<Sent>(MOST_KEYS);

  constructor(private readonly settings: Pick<ClusterSettings, 'updates' | 'updateInterval' | 'sizeDelta' | 'qualityDelta'>) {}

  /** The update that is to be sent, null if it is not yet time for one. @param make is only called where its answer counts */
  due(key: string, make: () => ClusterUpdate): ClusterUpdate | null {
    const { updates, updateInterval } = this.settings;
    if (updates === 'every') return make();
    const last = this.sent.get(key);
    const at = performance.now();
    if (updates === 'interval' && last && at - last.at < updateInterval) return null;
    const update = make();
    if (updates === 'change' && last && !this.isSignificant(update, last)) return null;
    this.sent.set(key, { at, state: stateOf(update), size: update.size ?? 0, quality: update.quality ?? 0 });
    return update;
  }

  private isSignificant(update: ClusterUpdate, last: Sent): boolean {
    const { sizeDelta, qualityDelta } = this.settings;
    if (update.events.length > 0 || stateOf(update) !== last.state) return true;
    return (update.size ?? 0) - last.size > sizeDelta || Math.abs((update.quality ?? 0) - last.quality) > qualityDelta;
  }

  forget(key: string): void {
    this.sent.delete(key);
  }
}
