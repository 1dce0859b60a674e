// The monitor's start from the warm-up. The variances of the charts are CROSS-FITTED: mean and correlation come from the other folds,
// because a model scores its own training points too well, and a wandering level only shows between blocks.
import { FAST, SLOW, type Charts } from './charts';
import { Correlation } from './correlation';
import type { Monitor } from './monitor';
import { CLIP, type RegimeCharts } from './regime';

const FOLDS = 8;
/** Points of theory that the measured variances start with. */
const PRIOR_POINTS = 20;
/** The slow chart cannot be measured in a warm-up: its variance is the fast chart's excess to this power, worth this many time constants. */
const SLOW_POWER = 1.5;
const SLOW_WEIGHT = 5;

/**
 * @param rows n x d points, NaN = missing
 * @param residuals n x d residuals of the rows to the slow reference of their cluster in its sd, missing = 0; clipped in place
 */
export function beginMonitor(monitor: Monitor, rows: Float64Array, residuals: Float64Array, n: number, d: number, alpha: number): void {
  const { regime } = monitor;
  for (let i = 0; i < n * d; i++) residuals[i] = Math.max(-CLIP, Math.min(CLIP, residuals[i]!));
  measureCharts(regime, residuals, n, d, alpha);
  regime.correlation?.start(residuals, n);
  bringUpToDate(monitor, rows, residuals, n, d);
  regime.begin(n);
}

function measureCharts(regime: RegimeCharts, residuals: Float64Array, n: number, d: number, alpha: number): void {
  const { fast, slow, hawkins } = regime;
  const others = hawkins ? new Correlation(d, alpha) : null;
  const runIn = Math.ceil(2 / FAST);
  const settled = 1 / FAST;
  const squares = new Float64Array(d);
  const adjustedSquares = new Float64Array(d);
  const level = new Float64Array(d);
  const adjusted = new Float64Array(d);
  let count = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const from = Math.floor((fold * n) / FOLDS);
    const to = Math.floor(((fold + 1) * n) / FOLDS);
    const { rest, mean } = leaveOut(residuals, n, d, from, to);
    others?.start(rest, n - (to - from));
    level.fill(0);
    for (let i = Math.max(0, from - runIn); i < to; i++) {
      for (let j = 0; j < d; j++) level[j] = level[j]! + FAST * (residuals[i * d + j]! - mean[j]! - level[j]!);
      if (i < from || i < settled) continue;
      count++;
      addSquares(squares, level);
      if (!others) continue;
      others.adjust(level, adjusted);
      addSquares(adjustedSquares, adjusted);
    }
  }
  const start = (chart: Charts, sums: Float64Array): void => {
    for (let j = 0; j < d; j++) chart.measured[j] = (sums[j]! + PRIOR_POINTS * chart.theory) / (count + PRIOR_POINTS);
    chart.n = n;
  };
  start(fast, squares);
  if (hawkins) start(hawkins, adjustedSquares);
  for (let j = 0; j < d; j++) slow.measured[j] = slow.theory * Math.max(1, fast.measured[j]! / fast.theory) ** SLOW_POWER;
  slow.n = n;
  slow.pseudo = SLOW_WEIGHT / SLOW;
}

function addSquares(sums: Float64Array, values: Float64Array): void {
  for (let j = 0; j < sums.length; j++) sums[j] = sums[j]! + values[j]! * values[j]!;
}

/** The rows outside [from, to) and their mean. */
function leaveOut(residuals: Float64Array, n: number, d: number, from: number, to: number): { rest: Float64Array; mean: Float64Array } {
  const count = n - (to - from);
  const rest = new Float64Array(count * d);
  rest.set(residuals.subarray(0, from * d));
  rest.set(residuals.subarray(to * d, n * d), from * d);
  const mean = new Float64Array(d);
  for (let i = 0; i < count; i++) for (let j = 0; j < d; j++) mean[j] = mean[j]! + rest[i * d + j]! / count;
  return { rest, mean };
}

/** One pass in time order brings levels, range, runs and dispersion up to date. */
function bringUpToDate(monitor: Monitor, rows: Float64Array, residuals: Float64Array, n: number, d: number): void {
  const { regime, range, stuck } = monitor;
  const { fast, slow, dispersion } = regime;
  const squares = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    const x = rows.subarray(i * d, i * d + d);
    range.countMissing(x);
    range.see(x);
    stuck.step(x);
    const z = residuals.subarray(i * d, i * d + d);
    for (let j = 0; j < d; j++) squares[j] = z[j]! * z[j]!;
    fast.step(z);
    slow.step(z);
    dispersion.step(squares);
    if (i >= 1 / FAST && (i & 7) === 7) {
      dispersion.evaluate();
      dispersion.learn(8);
    }
  }
}
