import assert from 'node:assert/strict';
import { BY_DAILY, BY_POINT, BY_RANGE, BY_STUCK, ChannelWeights, type Monitor } from '../../src/engine/monitor';
import { near } from './closeness';
import { rowsOf } from './streams';
import { warm, type Warm } from './warm';

const T0 = Date.UTC(2024, 4, 6);
const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
const usual = (scene: Warm): Float64Array => scene.model.core.clusters.refMean.slice(0, 2);

interface Given {
  x?: Float64Array;
  lnPoint?: number;
  quiet?: number;
  time?: number;
}

/** One point with a given judgement of the point channel. */
function step(scene: Warm, { x = usual(scene), lnPoint = 0, quiet = 1, time = NaN }: Given = {}): Monitor {
  const { monitor, core } = scene.model;
  monitor.step(x, core.clusters, 0, { squares: Float64Array.of(1, 1), lnP: lnPoint, quiet }, x.filter(Number.isNaN).length, time);
  return monitor;
}

const odds = (p: number): number => Math.log(p / (1 + p));

describe('monitor: weights', () => {
  it('share out one probability, with and without the daily profile', () => {
    for (const withDaily of [false, true]) {
      const w = new ChannelWeights(withDaily);
      near(Math.exp(w.lnPoint) + Math.exp(w.lnRange) + Math.exp(w.lnStuck) + (withDaily ? Math.exp(w.lnDaily) : 0), 1);
    }
  });

  it('are point .35, range .2, stuck .05, daily .25, renormalised', () => {
    const w = new ChannelWeights(true);
    [w.lnPoint, w.lnRange, w.lnStuck, w.lnDaily].forEach((lnWeight, i) => near(Math.exp(lnWeight), [0.35, 0.2, 0.05, 0.25][i]! / 0.85));
    near(Math.exp(new ChannelWeights(false).lnPoint), 0.35 / 0.6);
  });

  it('those of the daily profile hold on points that it judges only', () => {
    const scene = warm(2);
    const share = (): number => Math.exp(scene.model.monitor.weights.lnPoint);
    const about = (day: number): Float64Array => usual(scene).map((value) => value + (day % 2));
    for (let day = 0; day < 5; day++) step(scene, { x: about(day), time: T0 + day * WEEK });
    near(share(), 0.35 / 0.6);
    step(scene, { x: about(5), time: T0 + 5 * WEEK });
    near(share(), 0.35 / 0.85);
    step(scene);
    near(share(), 0.35 / 0.6);
  });
});

describe('monitor: combination', () => {
  it('an odd point enters with p / weight', () => {
    const monitor = step(warm(2), { lnPoint: Math.log(1e-7) });
    near(monitor.lnOdd, odds(1e-7 / (0.35 / 0.6)), 1e-6);
    near(monitor.lnRow, monitor.lnOdd);
    assert.equal(monitor.cause, BY_POINT);
  });

  it('a quiet row is the smallest p / weight of the quiet channels', () => {
    const monitor = step(warm(2), { quiet: 0.3 });
    const regime = monitor.regime.quiet;
    near(monitor.lnRow, odds(Math.min(0.3 / (0.35 / 0.6), regime)), 1e-9);
    assert.ok(monitor.lnRow < 0);
  });

  it('the row takes the stronger of regime and oddness', () => {
    const scene = warm(2);
    const shifted = (i: number): Float64Array => usual(scene).map((value, j) => value + (2.5 + (i % 5) / 10) / scene.model.core.clusters.refScale[j]!);
    for (let i = 0; i < 100; i++) step(scene, { x: shifted(i) });
    const { monitor } = scene.model;
    assert.ok(monitor.regime.lnP < -20);
    step(scene, { x: shifted(100), lnPoint: -15 });
    near(monitor.lnRow, monitor.regime.lnP);
    step(scene, { x: shifted(101), lnPoint: -1000 });
    near(monitor.lnRow, monitor.lnOdd);
  });

  it('a value far out of the range is told by the range channel', () => {
    const scene = warm(2);
    const x = usual(scene);
    x[1] = 100;
    const monitor = step(scene, { x });
    assert.equal(monitor.cause, BY_RANGE);
    assert.equal(monitor.range.feature, 1);
    near(monitor.lnOdd, monitor.range.lnP - Math.log(0.2 / 0.6), 1e-9);
  });

  it('a frozen sensor is told by the stuck channel', () => {
    const scene = warm(2);
    const rows = rowsOf(60, 2, 9, (_i, j, normal) => (j ? 0.123 : normal));
    for (const x of rows) step(scene, { x });
    assert.equal(scene.model.monitor.cause, BY_STUCK);
    assert.equal(scene.model.monitor.stuck.feature, 1);
    near(scene.model.monitor.lnOdd, scene.model.monitor.stuck.lnP - Math.log(0.05 / 0.6), 1e-9);
  });

  it('a value at the wrong hour is told by the daily profile', () => {
    const scene = warm(2);
    const rows = rowsOf(24 * 12, 2, 10, (i, _j, normal) => Math.sin((2 * Math.PI * i) / 24) + 0.1 * normal);
    rows.forEach((x, i) => {
      step(scene, { x, time: T0 + i * HOUR });
      scene.model.monitor.learn(true);
    });
    const monitor = step(scene, { x: Float64Array.of(-1, -1), time: T0 + 2 * WEEK + 6 * HOUR });
    assert.equal(monitor.cause, BY_DAILY);
    near(monitor.lnOdd, odds(Math.exp(monitor.lnDaily) / (0.25 / 0.85)), 1e-6);
  });

  it('several odd channels do not add up: the strongest counts', () => {
    const scene = warm(2);
    const x = usual(scene);
    x[1] = 100;
    const both = step(scene, { x, lnPoint: -5 }).lnOdd;
    near(both, step(warm(2), { x }).lnOdd, 1e-9);
  });
});
