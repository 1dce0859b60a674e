import assert from 'node:assert/strict';
import { FAST, SLOW } from '../../src/engine/charts';
import { beginMonitor } from '../../src/engine/crossfit';
import { Monitor } from '../../src/engine/monitor';
import { Calendar } from '../../src/engine/calendar';
import { TailBank } from '../../src/engine/calibration';
import { resolveKnobs, tuningOf } from '../../src/engine/profiles';
import { near, within } from './closeness';
import { flat, noise, rowsOf } from './streams';

const THEORY = FAST / (2 - FAST);

/** A monitor begun on rows that are their own residuals. */
function begun(rows: readonly Float64Array[], residuals = flat(rows)): Monitor {
  const d = rows[0]!.length;
  const tuning = tuningOf(resolveKnobs('streaming_iot'));
  const monitor = new Monitor(d, tuning, new TailBank(d + 7, tuning.alpha), new Calendar('UTC'));
  beginMonitor(monitor, flat(rows), residuals, rows.length, d, tuning.alpha);
  return monitor;
}

function autoregressive(n: number, rho: number, seed: number): Float64Array[] {
  const { normal } = noise(seed);
  let level = 0;
  return Array.from({ length: n }, () => Float64Array.of((level = rho * level + Math.sqrt(1 - rho * rho) * normal())));
}

describe('crossfit', () => {
  it('independent residuals show the variance of theory', () => {
    const { fast, hawkins } = begun(rowsOf(4000, 2, 1)).regime;
    for (const chart of [fast, hawkins!]) for (const measured of chart.measured) within(measured, THEORY, 1.3);
  });

  it('autocorrelated residuals show the larger variance of their moving average', () => {
    // of an AR(1): theory x (1 + rho (1 - lambda)) / (1 - rho (1 - lambda))
    const a = 0.8 * (1 - FAST);
    within(begun(autoregressive(8000, 0.8, 2)).regime.fast.measured[0]!, (THEORY * (1 + a)) / (1 - a), 1.3);
  });

  it('a level that wanders between blocks is measured against the other blocks', () => {
    const rows = rowsOf(400, 1, 3, (i, _j, normal) => 0.5 * normal + (i < 200 ? -1 : 1));
    // half of the eight folds lie at +1, the others at -1: each lies about 1.1 from the mean of the rest
    assert.ok(begun(rows).regime.fast.measured[0]! > 0.8);
  });

  it('the measurement starts with 20 points of theory', () => {
    // constant zero: (0 + 20 theory) / (points from the 21st on + 20)
    near(begun(rowsOf(256, 1, 1, () => 0)).regime.fast.measured[0]!, (20 * THEORY) / (236 + 20));
  });

  it('the slow chart takes the excess of the fast one to the power 1.5, worth five time constants', () => {
    const { fast, slow } = begun(autoregressive(2000, 0.7, 4)).regime;
    near(slow.measured[0]!, (SLOW / (2 - SLOW)) * (fast.measured[0]! / THEORY) ** 1.5);
    assert.equal(slow.pseudo, 1000);
    const quiet = begun(rowsOf(256, 1, 1, () => 0)).regime.slow;
    near(quiet.measured[0]!, SLOW / (2 - SLOW));
  });

  it('residuals are clipped at three standard deviations', () => {
    const rows = rowsOf(256, 1, 5);
    const residuals = flat(rows);
    residuals[100] = 1e6;
    begun(rows, residuals);
    assert.equal(residuals[100], 3);
  });

  it('one pass brings levels, range and runs up to date', () => {
    const rows = rowsOf(256, 1, 6, (i, _j, normal) => (i >= 246 ? 1.5 : normal));
    const { regime, range, stuck } = begun(rows);
    let level = 0;
    for (const [z] of rows) level += FAST * (Math.max(-3, Math.min(3, z!)) - level);
    near(regime.fast.level[0]!, level);
    const values = rows.map((row) => row[0]!);
    assert.deepEqual([range.low[0], range.high[0]], [Math.min(...values), Math.max(...values)]);
    assert.ok(stuck.step(Float64Array.of(1.5)) < -10, 'the run of the warm-up goes on');
    assert.equal(regime.n, 256);
    assert.equal(regime.calm, 256);
  });

  it('nothing is said about the warm-up itself', () => {
    const monitor = begun(rowsOf(256, 2, 7, (i, _j, normal) => normal + (i > 200 ? 5 : 0)));
    assert.deepEqual([monitor.lnRow, monitor.regime.lnP, monitor.range.lnP, monitor.regime.hold], [0, 0, 0, 0]);
  });
});
