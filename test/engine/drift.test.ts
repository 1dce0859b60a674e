import assert from 'node:assert/strict';
import { DriftWatch } from '../../src/engine/drift';
import type { Clusters } from '../../src/engine/clusters';
import type { RegimeCharts } from '../../src/engine/regime';
import type { DriftReport } from '../../src/engine/views';
import { near } from './closeness';
import { warm, type Warm } from './warm';

const DRIFT = Math.log(1e-6);
const FLAG = Math.log(1e-4);

/** What the charts say about one point. */
interface Said {
  abrupt?: number;
  slow?: number;
  dispersion?: number;
  /** Level of the fast, of the slow chart of feature 1, in cluster sd. */
  fast?: number;
  slowLevel?: number;
  x?: Float64Array;
}

class Scene {
  readonly warm: Warm = warm(3);
  readonly watch = new DriftWatch(3, this.warm.tuning);
  readonly clusters: Clusters = this.warm.model.core.clusters;
  readonly regime: RegimeCharts = this.warm.model.monitor.regime;

  constructor() {
    this.regime.restart();
  }

  say({ abrupt = 0, slow = 0, dispersion = 0, fast = 0, slowLevel = 0, x = this.clusters.refMean.slice(0, 3) }: Said = {}, k = 0): DriftReport | null {
    const { regime } = this;
    regime.n++;
    regime.lnP = abrupt;
    regime.lnSlow = slow;
    regime.lnDispersion = dispersion;
    // long after the change, so that the lag correction is nothing
    regime.calm = regime.n - 1000;
    regime.fast.level.set([0, fast, 0]);
    regime.slow.level.set([0, slowLevel, 0]);
    regime.fast.evaluate();
    regime.slow.evaluate();
    this.watch.step(x, regime, this.clusters, k);
    return this.watch.report;
  }

  /** Quiet points until something is told, 60 at most. */
  end(k = 0): DriftReport | null {
    for (let i = 1; i < 60; i++) assert.equal(this.say({}, k), null, `quiet point ${i}`);
    return this.say({}, k);
  }
}

describe('drift: latches', () => {
  it('a regime at the drift level is told once, however long it lasts', () => {
    const scene = new Scene();
    assert.equal(scene.say(), null);
    assert.equal(scene.say({ abrupt: DRIFT + 0.1, fast: 1 }), null);
    assert.equal(scene.say({ abrupt: DRIFT - 0.1, fast: 1 })?.event, 'detected');
    for (let i = 0; i < 50; i++) assert.equal(scene.say({ abrupt: -100, fast: 1 }), null);
    assert.equal(scene.watch.total, 1);
  });

  it('the latch holds until the evidence is below the flag', () => {
    const scene = new Scene();
    scene.say({ abrupt: -30, fast: 1 });
    for (let i = 0; i < 100; i++) assert.equal(scene.say({ abrupt: FLAG - 0.1, fast: 1 }), null);
    assert.equal(scene.say({ abrupt: FLAG + 0.1 }), null);
    assert.equal(scene.watch.changed, true);
    assert.equal(scene.say({ abrupt: FLAG - 0.1 }), null);
    assert.equal(scene.watch.changed, false);
  });

  it('onset and end of a regime alarm are change points', () => {
    const scene = new Scene();
    const changed = (said: Said): boolean => {
      scene.say(said);
      return scene.watch.changed;
    };
    assert.deepEqual([changed({}), changed({ abrupt: -30 }), changed({ abrupt: -30 }), changed({}), changed({})], [false, true, false, true, false]);
  });

  it('the slow chart needs p^0.75 of the drift level', () => {
    const scene = new Scene();
    assert.equal(scene.say({ slow: 0.75 * DRIFT + 0.1, slowLevel: 0.5 }), null);
    assert.equal(scene.say({ slow: 0.75 * DRIFT - 0.1, slowLevel: 0.5 })?.event, 'detected');
    assert.equal(scene.watch.changed, false, 'gradual: no change point');
  });

  it('abrupt and gradual evidence of one shift make one story', () => {
    const scene = new Scene();
    assert.equal(scene.say({ abrupt: -30, fast: 1 })?.event, 'detected');
    assert.equal(scene.say({ abrupt: -30, slow: -30, fast: 1, slowLevel: 1 }), null);
    assert.equal(scene.say({ slow: -30, slowLevel: 1 }), null);
    assert.equal(scene.end()?.event, 'recovered');
    assert.equal(scene.watch.total, 1);
  });

  it('a shift is over when no latch has been set for 60 points; what comes back before belongs to it', () => {
    const scene = new Scene();
    scene.say({ abrupt: -30, fast: 1 });
    for (let i = 0; i < 59; i++) assert.equal(scene.say(), null);
    assert.equal(scene.say({ abrupt: -30, fast: 1 }), null);
    assert.equal(scene.end()?.event, 'recovered');
    assert.equal(scene.say({ abrupt: -30, fast: 1 })?.event, 'detected');
    assert.equal(scene.watch.total, 2);
  });
});

describe('drift: the report', () => {
  it('severity goes by the size of the level: low below 0.75 sd, medium below 2, high from there', () => {
    const told = (fast: number): [string, string] => {
      const report = new Scene().say({ abrupt: -30, fast });
      return [report!.severity, report!.recommendation];
    };
    assert.deepEqual(told(0.74), ['low', 'monitor']);
    assert.deepEqual(told(-0.76), ['medium', 'adapt']);
    assert.deepEqual(told(1.99), ['medium', 'adapt']);
    assert.deepEqual(told(-2.01), ['high', 'reset']);
  });

  it('asks for nothing once it is over: a large shift is severe until it recovers, and a reset is of no use after it', () => {
    const recovered = new Scene();
    recovered.say({ abrupt: -30, fast: 8 });
    const back = recovered.end()!;
    assert.deepEqual([back.event, back.severity, back.recommendation], ['recovered', 'low', 'monitor']);
    const adopted = new Scene();
    const { features } = adopted.say({ abrupt: -30, fast: 8 })!;
    adopted.clusters.mean[1] = features[0]!.after;
    const there = adopted.end()!;
    assert.deepEqual([there.event, there.severity, there.recommendation], ['adopted', 'high', 'monitor']);
  });

  it('the level of a young shift is corrected for the lag of its chart', () => {
    const scene = new Scene();
    scene.say();
    const { regime } = scene;
    regime.n += 10;
    regime.lnP = -30;
    regime.calm = regime.n - 9;
    const shift = 1.5;
    regime.fast.level.set([0, shift * (1 - 0.95 ** 10), 0]);
    regime.fast.evaluate();
    scene.watch.step(scene.clusters.refMean.slice(0, 3), regime, scene.clusters, 0);
    near(scene.watch.report!.features[0]!.shiftSigmas, shift, 1e-9);
  });

  it('names the feature with its usual and present level in raw units', () => {
    const scene = new Scene();
    const { features, clusterIds, kind } = scene.say({ abrupt: -30, fast: -1.5 })!;
    const { index, before, after, shiftSigmas } = features[0]!;
    assert.equal(index, 1);
    near(shiftSigmas, -1.5, 1e-9);
    near(before, scene.clusters.refMean[1]!);
    near(after, before - 1.5 / scene.clusters.refScale[1]!, 1e-9);
    assert.deepEqual([clusterIds, kind], [[1], 'level']);
  });

  it('a shift beyond the clip is told by the reading itself', () => {
    const scene = new Scene();
    const x = scene.clusters.refMean.slice(0, 3);
    x[1] = x[1]! + 40 / scene.clusters.refScale[1]!;
    const { shiftSigmas, after } = scene.say({ abrupt: -500, fast: 2.9, x })!.features[0]!;
    near(shiftSigmas, 40, 1e-9);
    assert.equal(after, x[1]);
  });

  it('a change of spread tells the two standard deviations and ln of the variance ratio', () => {
    const scene = new Scene();
    const { dispersion } = scene.regime;
    for (let i = 0; i < 300; i++) dispersion.step(Float64Array.of(1, 7, 1));
    dispersion.evaluate();
    const usual = dispersion.spreads(1).usual;
    const report = scene.say({ dispersion: -30 })!;
    const { index, before, after, shiftSigmas } = report.features[0]!;
    const sd = 1 / Math.sqrt(scene.clusters.precision[1]!);
    assert.equal(index, 1);
    near(before, usual * sd, 1e-9);
    near(after, Math.sqrt(7) * sd, 1e-2);
    near(shiftSigmas, 2 * Math.log(after / before), 1e-9);
    assert.deepEqual([report.severity, report.kind], [Math.abs(shiftSigmas) < 2 ? 'medium' : 'high', 'spread']);
  });
});

describe('drift: the end', () => {
  it('a level that came back has recovered', () => {
    const scene = new Scene();
    scene.say({ abrupt: -30, fast: 1.5 });
    assert.deepEqual([scene.end()?.event, scene.watch.total], ['recovered', 1]);
  });

  it('a cluster that went at least half of the way has adopted it', () => {
    for (const [share, event] of [[0.4, 'recovered'], [0.6, 'adopted']] as const) {
      const scene = new Scene();
      const { before, after } = scene.say({ slow: -30, slowLevel: 1.5 })!.features[0]!;
      scene.clusters.mean[1] = before + share * (after - before);
      assert.equal(scene.end()?.event, event);
    }
  });

  it('a regime that became a reference since is the new normal, one that was known before is a recovery', () => {
    for (const [age, event, ids] of [[1, 'adopted', [1, 2]], [-1, 'recovered', [1]]] as const) {
      const scene = new Scene();
      scene.say({ abrupt: -30, fast: 1.5 });
      const { clusters, regime } = scene;
      const other = clusters.allocate(Float64Array.of(9, 9, 9), regime.n, NaN, 0);
      clusters.status[other] = 3;
      clusters.id[other] = 2;
      clusters.establishedAt[other] = regime.n + age;
      clusters.refresh(other);
      clusters.mean[0] = clusters.refMean[0]!;
      const report = scene.end(other);
      assert.deepEqual([report?.event, report?.clusterIds], [event, [...ids]]);
    }
  });

  it('re-basing adopts, with the level that the reference moved to', () => {
    const scene = new Scene();
    scene.say({ abrupt: -30, fast: 1.5 });
    const before = scene.clusters.refMean[1]!;
    scene.clusters.refMean[1] = scene.clusters.mean[1] = before + 1.2 / scene.clusters.refScale[1]!;
    scene.watch.rebase(scene.regime, scene.clusters, 0);
    assert.equal(scene.watch.report?.event, 'adopted');
    near(scene.watch.report.features[0]!.shiftSigmas, 1.2, 1e-9);
    assert.equal(scene.say(), null);
  });

  it('re-basing without a drift that was told tells nothing', () => {
    const scene = new Scene();
    scene.say();
    scene.watch.rebase(scene.regime, scene.clusters, 0);
    assert.equal(scene.watch.report, null);
  });

  it('clearing forgets what was told: neither recovered nor adopted follows', () => {
    const scene = new Scene();
    scene.say({ abrupt: -30, fast: 1.5 });
    scene.watch.clear();
    assert.equal(scene.watch.report, null);
    assert.equal(scene.end(), null);
  });
});
