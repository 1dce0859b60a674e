// The evidence of one point, channel by channel, as the alarm layer takes it: kinds (channel x feature x sign) with h = -ln p, weighted so
// that the largest is the row's.
import type { Clusters } from './clusters';
import type { Monitor } from './monitor';
import type { PointChannel } from './novelty';
import type { AlarmChannel } from './views';

export const CHANNELS: readonly AlarmChannel[] = ['range', 'stuck', 'daily', 'point', 'regime'];
const RANGE = 0;
const STUCK = 1;
export const DAILY = 2;
const POINT = 3;
const REGIME = 4;
/** Row evidence and channel evidence below which nothing is worth remembering. */
const LEAST_ROW = -1;
const LEAST = 1;

export class Evidence {
  readonly kinds = new Int32Array(CHANNELS.length);
  readonly strengths = new Float64Array(CHANNELS.length);
  /** How large a kind is for the memory of visits: of a reading its distance in cluster sd, which stays what it is while tails learn; else the strength. */
  readonly sizes = new Float64Array(CHANNELS.length);
  count = 0;

  constructor(private readonly dimensions: number) {}

  /** The channel, the feature of a kind. */
  channelOf(kind: number): AlarmChannel {
    return CHANNELS[Math.floor(kind / (2 * this.dimensions))]!;
  }

  featureOf(kind: number): number {
    return Math.floor(kind / 2) % this.dimensions;
  }

  /** The channel with the largest evidence, null if there is none. */
  strongest(): AlarmChannel | null {
    let best = -1;
    for (let i = 0; i < this.count; i++) if (best < 0 || this.strengths[i]! > this.strengths[best]!) best = i;
    return best < 0 ? null : this.channelOf(this.kinds[best]!);
  }

  private put(channel: number, feature: number, positive: boolean, strength: number, size = strength): void {
    if (!(strength > LEAST)) return;
    this.sizes[this.count] = size;
    this.kinds[this.count] = (channel * this.dimensions + feature) * 2 + (positive ? 1 : 0);
    this.strengths[this.count++] = strength;
  }

  clear(): void {
    this.count = 0;
  }

  /** Reads the channels after point x was judged against slot k and before it is learned. */
  read(x: Float64Array, monitor: Monitor, points: PointChannel, clusters: Clusters, k: number): void {
    this.count = 0;
    if (!(monitor.lnRow < LEAST_ROW)) return;
    const { regime, range, stuck, daily, weights: w } = monitor;
    const { mean } = clusters;
    const o = k * this.dimensions;
    if (range.lnP < 0) this.put(RANGE, range.feature, x[range.feature]! > mean[o + range.feature]!, w.lnRange - range.lnP);
    if (stuck.lnP < 0) this.put(STUCK, stuck.feature, false, w.lnStuck - stuck.lnP);
    if (monitor.lnDaily < 0) this.put(DAILY, daily.feature, x[daily.feature]! > mean[o + daily.feature]!, w.lnDaily - monitor.lnDaily);
    if (points.lnP < 0) {
      const farthest = this.farthest(x, points.squares);
      this.put(POINT, farthest, x[farthest]! > mean[o + farthest]!, w.lnPoint - points.lnP, Math.sqrt(points.squares[farthest]!));
    }
    const fast = regime.lnFast < 0 ? regime.lnWeight - regime.lnFast : 0;
    const adjusted = regime.hawkins && regime.lnHawkins < 0 ? regime.lnWeight - regime.lnHawkins : 0;
    if (fast <= 0 && adjusted <= 0) return;
    const chart = regime.hawkins && adjusted > fast ? regime.hawkins : regime.fast;
    this.put(REGIME, chart.worst, chart.level[chart.worst]! > 0, Math.max(fast, adjusted));
  }

  private farthest(x: Float64Array, squares: Float64Array): number {
    let farthest = 0;
    let most = -1;
    for (let j = 0; j < squares.length; j++) {
      if (squares[j]! > most && !Number.isNaN(x[j]!)) {
        most = squares[j]!;
        farthest = j;
      }
    }
    return farthest;
  }
}
