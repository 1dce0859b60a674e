// The evidence monitor: turns one point's residuals into p values and combines them by weighted Bonferroni.
//
// "Normal has moved" comes from the regime charts; "this is odd" from the core's point p, the range, a frozen sensor and the daily
// profile. The row takes the smaller of the two. Statistics beyond their tau enter as ln p, quiet ones as p: no logarithm per channel.
import type { TailBank } from './calibration';
import type { Calendar } from './calendar';
import { lnLargestOf } from './charts';
import type { Clusters } from './clusters';
import { DailyChannel } from './daily';
import type { PointChannel } from './novelty';
import { gaussianPrior } from './priors';
import type { Tuning } from './profiles';
import { EPOCH, RangeChannel } from './range';
import { LN_CHART_LIMIT, RegimeCharts, lnOdds } from './regime';
import type { Stateful, StateStream } from './state';
import { StuckChannel } from './stuck';

/** Which of the point channels has the smallest p. */
export const BY_POINT = 0;
export const BY_RANGE = 1;
export const BY_STUCK = 2;
export const BY_DAILY = 3;

/** Shares of the point channels in the Bonferroni combination, and their logarithms; the daily profile's only while it judges. */
export class ChannelWeights {
  readonly lnPoint: number;
  readonly lnRange: number;
  readonly lnStuck: number;
  readonly lnDaily: number;
  readonly point: number;
  readonly daily: number;

  constructor(withDaily: boolean) {
    const daily = withDaily ? 0.25 : 0;
    const total = 0.35 + 0.2 + 0.05 + daily;
    this.point = 0.35 / total;
    this.daily = daily / total;
    this.lnPoint = Math.log(this.point);
    this.lnRange = Math.log(0.2 / total);
    this.lnStuck = Math.log(0.05 / total);
    this.lnDaily = Math.log(this.daily);
  }
}
const WITHOUT_DAILY = new ChannelWeights(false);
const WITH_DAILY = new ChannelWeights(true);

/** Squared residuals to the reference's fast position, ln p of the point (0 if quiet), p of a quiet one (not capped). */
export type PointEvidence = Pick<PointChannel, 'squares' | 'lnP' | 'quiet'>;

export class Monitor implements Stateful {
  readonly regime: RegimeCharts;
  readonly range: RangeChannel;
  readonly stuck: StuckChannel;
  readonly daily: DailyChannel;
  private readonly tailDaily: number;
  /** ln p of the daily profile at the last point, 0 = quiet. */
  lnDaily = 0;
  /** ln p of the point channels together, and of the row. */
  lnOdd = 0;
  lnRow = 0;
  /** The strongest point channel (BY_...). */
  cause = BY_POINT;

  constructor(
    private readonly dimensions: number,
    private readonly tuning: Tuning,
    private readonly tails: TailBank,
    calendar: Calendar,
  ) {
    this.regime = new RegimeCharts(dimensions, tuning, tails);
    this.range = new RangeChannel(dimensions, EPOCH / tuning.alpha);
    this.stuck = new StuckChannel(dimensions);
    this.daily = new DailyChannel(dimensions, calendar);
    this.tailDaily = dimensions + 6;
    tails.start(this.tailDaily, gaussianPrior('largest square', dimensions), { lnLimit: LN_CHART_LIMIT });
  }

  get weights(): ChannelWeights {
    return this.daily.statistic > 0 ? WITH_DAILY : WITHOUT_DAILY;
  }

  retune(): void {
    this.regime.retune();
    this.range.epoch = EPOCH / this.tuning.alpha;
  }

  /**
   * Judges one point; afterwards `lnRow`, `lnOdd`, `regime.lnP` and `cause` say what came out.
   * @param k slot of the reference
   * @param points what the point channel has made of it
   * @param missing number of missing features
   * @param time event time in ms, NaN = none
   */
  step(x: Float64Array, clusters: Clusters, k: number, points: PointEvidence, missing: number, time: number): void {
    const { regime, range, stuck, daily, tails } = this;
    const profile = daily.step(x, time);
    const w = this.weights;
    regime.step(x, clusters, k, points.squares);
    let { quiet } = regime;
    let least = 0;
    this.cause = BY_POINT;
    if (points.lnP < 0) {
      if (points.lnP - w.lnPoint < 0) least = points.lnP - w.lnPoint;
    } else if (points.quiet / w.point < quiet) quiet = points.quiet / w.point;
    if (missing > 0) range.countMissing(x);
    const lnRange = range.step(x);
    if (lnRange < 0 && lnRange - w.lnRange < least) {
      least = lnRange - w.lnRange;
      this.cause = BY_RANGE;
    }
    const lnStuck = stuck.step(x);
    if (lnStuck < 0 && lnStuck - w.lnStuck < least) {
      least = lnStuck - w.lnStuck;
      this.cause = BY_STUCK;
    }
    this.lnDaily = 0;
    if (profile > tails.tau[this.tailDaily]!) {
      this.lnDaily = lnLargestOf(this.dimensions, profile, tails, this.tailDaily);
      if (this.lnDaily - w.lnDaily < least) {
        least = this.lnDaily - w.lnDaily;
        this.cause = BY_DAILY;
      }
    } else if (profile > 0) {
      const q = tails.quiet(this.tailDaily, profile) / w.daily;
      if (q < quiet) quiet = q;
    }
    this.lnOdd = least < 0 ? lnOdds(least) : 0;
    let lnRow = regime.lnP < this.lnOdd ? regime.lnP : this.lnOdd;
    const lnQuiet = Math.log(quiet / (1 + quiet));
    if (lnQuiet < lnRow) lnRow = lnQuiet;
    this.lnRow = lnRow;
  }

  /** Learns from the last point; `joined`: it belongs to the reference. */
  learn(joined: boolean): void {
    if (this.daily.statistic > 0) this.tails.learn(this.tailDaily, this.daily.statistic);
    this.regime.learn(joined);
  }

  mergeFrom(other: Monitor, ownShare: number): void {
    this.regime.mergeFrom(other.regime, ownShare);
    this.range.mergeFrom(other.range, ownShare);
    this.stuck.mergeFrom(other.stuck);
    this.daily.mergeFrom(other.daily, ownShare);
  }

  exchange(state: StateStream): void {
    for (const part of [this.regime, this.range, this.stuck, this.daily]) part.exchange(state);
    this.lnDaily = state.number(this.lnDaily);
    this.lnOdd = state.number(this.lnOdd);
    this.lnRow = state.number(this.lnRow);
    this.cause = state.number(this.cause);
  }
}
