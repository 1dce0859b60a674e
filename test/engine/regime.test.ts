import assert from 'node:assert/strict';
import { FAST, SLOW } from '../../src/engine/charts';
import { lnOdds, type RegimeCharts } from '../../src/engine/regime';
import { near } from './closeness';
import { rowsOf } from './streams';
import { warm, type Warm } from './warm';

/** One point at the given distances (reference sd) from the slow reference. */
function step({ model }: Warm, zs: readonly number[], learns = true): RegimeCharts {
  const { clusters } = model.core;
  const { regime } = model.monitor;
  const x = Float64Array.from(zs, (z, j) => clusters.refMean[j]! + z / clusters.refScale[j]!);
  const squares = Float64Array.from(zs, (z) => z * z);
  regime.step(x, clusters, 0, squares);
  if (learns) regime.learn(true);
  return regime;
}

/** Feeds n rows of d independent normal residuals plus a shift. */
function run(scene: Warm, n: number, d: number, seed: number, shift = 0): RegimeCharts {
  for (const row of rowsOf(n, d, seed, (_i, _j, normal) => normal + shift)) step(scene, [...row]);
  return scene.model.monitor.regime;
}

describe('regime: evidence', () => {
  it('ln of q / (1 + q) is graded near 1 and ln q far out', () => {
    for (const q of [0.01, 0.3, 1, 5, 1000]) near(Math.exp(lnOdds(Math.log(q))), q / (1 + q), 1e-12);
    assert.equal(lnOdds(-500), -500);
    near(lnOdds(-12.0001), lnOdds(-11.9999), 1e-3);
  });

  it('levels are moving averages of residuals clipped at 3; a missing one counts 0', () => {
    const scene = warm(2);
    const { fast, slow } = scene.model.monitor.regime;
    const [f, s] = [fast.level.slice(), slow.level.slice()];
    step(scene, [50, NaN]);
    near(fast.level[0]!, f[0]! + FAST * (3 - f[0]!));
    near(slow.level[0]!, s[0]! + SLOW * (3 - s[0]!));
    near(fast.level[1]!, f[1]! * (1 - FAST));
  });

  it('a steady stream gives none, a lasting shift of one sd does', () => {
    const scene = warm(3);
    const steady = run(scene, 3000, 3, 2);
    assert.ok(steady.lnP > Math.log(1e-4));
    assert.equal(steady.hold, 0);
    const shifted = run(scene, 120, 3, 3, 1.2);
    assert.ok(shifted.lnP < Math.log(1e-6), `${shifted.lnP}`);
  });

  it('in one dimension the fast chart is alone and has the whole weight', () => {
    assert.deepEqual([warm(1).model.monitor.regime.hawkins, warm(1).model.monitor.regime.weight], [null, 1]);
    assert.equal(warm(2).model.monitor.regime.weight, 0.5);
    assert.equal(warm(2).model.monitor.regime.correlation !== null, true);
  });

  it('a value against its correlation is seen by the Hawkins chart before the fast one', () => {
    const related = rowsOf(256, 2, 4);
    for (const row of related) row[1] = row[0]! + 0.1 * row[1]!;
    const scene = warm(2);
    scene.model.monitor.regime.correlation!.start(
      Float64Array.from(related.flatMap((row) => Array.from(row))),
      256,
    );
    for (const row of rowsOf(60, 2, 5)) step(scene, [row[0]! + 0.4, row[0]! - 0.4 + 0.1 * row[1]!], false);
    const { lnHawkins, lnFast } = scene.model.monitor.regime;
    assert.ok(lnHawkins < -20 && lnHawkins < lnFast, `Hawkins ${lnHawkins}, fast ${lnFast}`);
  });
});

describe('regime: hold', () => {
  it('counts the points while the evidence is on, and learns nothing meanwhile', () => {
    const scene = warm(2);
    run(scene, 1000, 2, 6);
    const { regime } = scene.model.monitor;
    while (regime.hold === 0) step(scene, [3, 3]);
    const frozen = [regime.fast.measured, regime.slow.measured, regime.hawkins!.measured].map((values) => values.slice());
    const tau = scene.model.tails.tau.slice();
    for (let i = 1; i <= 100; i++) {
      step(scene, [3, 3]);
      assert.equal(regime.hold, i + 1);
    }
    assert.deepEqual([regime.fast.measured, regime.slow.measured, regime.hawkins!.measured], frozen);
    assert.deepEqual(scene.model.tails.tau, tau);
  });

  it('ends with the evidence', () => {
    const scene = warm(2);
    const { regime } = scene.model.monitor;
    for (let i = 0; i < 60; i++) step(scene, [3, 3]);
    assert.ok(regime.hold > 0);
    for (let i = 0; i < 150; i++) step(scene, [0, 0]);
    assert.equal(regime.hold, 0);
  });

  it('a held reference ages: the same level becomes weaker evidence', () => {
    const scene = warm(1);
    const { regime } = scene.model.monitor;
    regime.fast.measured.fill(0.1);
    for (let i = 0; i < 80; i++) step(scene, [3]);
    const early = regime.lnP;
    for (let i = 0; i < 500; i++) step(scene, [3]);
    assert.ok(regime.lnP > early, `${regime.lnP} after 580 points, ${early} after 80`);
  });

  it('re-basing ends it and starts from the present level', () => {
    const scene = warm(2);
    const { regime } = scene.model.monitor;
    for (let i = 0; i < 60; i++) step(scene, [3, 3]);
    regime.rebase();
    assert.equal(regime.hold, 0);
    assert.deepEqual([...regime.fast.level, ...regime.slow.level], [0, 0, 0, 0]);
    // the level of 3 sd was remembered as variance: the reference is less certain
    assert.ok(regime.fast.measured[0]! > 0.4);
  });
});

describe('regime: switched off', () => {
  it('nothing is judged, nothing held', () => {
    const scene = warm(2, 1, { enableDriftDetection: false });
    const { regime } = scene.model.monitor;
    for (let i = 0; i < 500; i++) step(scene, [3, 3]);
    assert.deepEqual([regime.lnP, regime.hold, regime.lnFast, regime.lnHawkins, regime.lnSlow], [0, 0, 0, 0, 0]);
  });

  it('switching it off in the middle of a hold ends the hold', () => {
    const scene = warm(2);
    const { regime } = scene.model.monitor;
    for (let i = 0; i < 60; i++) step(scene, [3, 3]);
    assert.ok(regime.hold > 0);
    scene.tuning.detectDrift = false;
    regime.retune();
    assert.deepEqual([regime.lnP, regime.hold], [0, 0]);
    scene.tuning.detectDrift = true;
    regime.retune();
    step(scene, [0, 0]);
    assert.deepEqual([regime.lnP, regime.hold], [0, 0]);
  });
});
