// Why was a point judged as it was? Each feature's part in it, in raw units.
import type { TailBank } from './calibration';
import { NOVEL, type Clusters } from './clusters';
import { BY_DAILY, BY_RANGE, BY_STUCK, type Monitor } from './monitor';
import type { PointChannel } from './novelty';
import type { Contribution } from './views';

/** ln of the share of readings outside the usual range. */
const LN_UNUSUAL = Math.log(1e-3);
/** Below this many cluster sd per feature an infinite surprise is cut, so that shares stay numbers. */
const MOST_SURPRISE = 1e30;

/** The range of a feature that was always 0 is a point, not the floor of its arithmetic. */
const LEAST_REACH = 1e-60;

export interface Judged {
  readonly clusters: Clusters;
  readonly tails: TailBank;
  readonly points: PointChannel;
  readonly monitor: Monitor;
  /** The slot that the point was judged against. */
  readonly reference: number;
  /** The point as it was given: the last `features.length` values of the vector. */
  readonly x: Float64Array;
}

/**
 * Contributions of all features. A point alarm is shared out by the features' surprise -ln p, a regime alarm by their part of the chart that
 * alarmed, and range, frozen sensor and daily profile are about one feature.
 */
export function explain(judged: Judged, features: readonly string[]): Contribution[] {
  const { clusters, tails, reference: k } = judged;
  if (k < 0 || clusters.status[k]! < NOVEL) return [];
  const vector = surprises(judged);
  const d = clusters.dimensions;
  const width = features.length;
  const total = vector.reduce((sum, value) => sum + value, 0);
  return features.map((feature, j) => {
    let part = 0;
    for (let i = j; i < d; i += width) part += vector[i]!;
    const newest = d - width + j;
    const o = k * d + newest;
    const reach = Math.sqrt(tails.inverse(newest, LN_UNUSUAL) / clusters.precision[o]!);
    const usual = reach > LEAST_REACH ? reach : 0;
    const value = judged.x[newest]!;
    return {
      feature,
      share: total > 0 ? part / total : 0,
      value: Number.isNaN(value) ? null : value,
      usualLow: clusters.mean[o]! - usual,
      usualHigh: clusters.mean[o]! + usual,
    };
  });
}

function surprises({ clusters, tails, points, monitor }: Judged): Float64Array {
  const { regime } = monitor;
  const parts = new Float64Array(clusters.dimensions);
  if (regime.lnP <= monitor.lnOdd && regime.lnP < 0) {
    const chart = regime.hawkins && regime.lnHawkins < regime.lnFast ? regime.hawkins : regime.fast;
    return parts.map((_, j) => chart.level[j]! * chart.level[j]! * chart.inverse[j]!);
  }
  const only = onlyFeature(monitor);
  if (only >= 0) parts[only] = 1;
  else
    for (let j = 0; j < parts.length; j++) {
      if (points.squares[j]! > tails.tau[j]!) parts[j] = Math.min(MOST_SURPRISE, -tails.lnP(j, points.squares[j]!));
    }
  return parts;
}

function onlyFeature(monitor: Monitor): number {
  if (monitor.cause === BY_RANGE) return monitor.range.feature;
  if (monitor.cause === BY_STUCK) return monitor.stuck.feature;
  return monitor.cause === BY_DAILY ? monitor.daily.feature : -1;
}
