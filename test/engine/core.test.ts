import assert from 'node:assert/strict';
import { CANDIDATE, ESTABLISHED, NOVEL, type Clusters } from '../../src/engine/clusters';
import type { Core } from '../../src/engine/core';
import { near } from './closeness';
import { rowsOf } from './streams';
import { warm, warmFrom } from './warm';

const ALPHA = 0.001;

/** One point through matching and learning; n counts on from the warm-up. */
function point(core: Core, x: Float64Array, n: number, held = false): number {
  core.population.events.length = 0;
  const missing = x.filter(Number.isNaN).length;
  core.match(x, n, missing);
  return core.learn(x, n, NaN, held);
}

const one = (value: number): Float64Array => Float64Array.of(value);
const ids = (clusters: Clusters): number[] => Array.from(clusters.active.subarray(0, clusters.activeCount), (k) => clusters.id[k]!);

describe('core: joining', () => {
  it('a point joins up to the join radius and not beyond', () => {
    const { core } = warm(2).model;
    const k = core.clusters.active[0]!;
    const [mean, sd] = [core.clusters.mean[2 * k]!, 1 / Math.sqrt(core.clusters.precision[2 * k]!)];
    const radius = Math.sqrt(Math.min(core.joinRadius, core.clusters.limit[k]!));
    const at = (r: number): boolean => {
      core.match(Float64Array.of(mean + r * sd, core.clusters.mean[2 * k + 1]!), 300, 0);
      return core.joined;
    };
    assert.equal(at(radius * 0.999), true);
    assert.equal(at(radius * 1.001), false);
  });

  it('where uniform noise would be denser a point does not join, however wide the radius', () => {
    const { core } = warm(1).model;
    const k = core.clusters.active[0]!;
    core.joinRadius = Infinity;
    core.clusters.limit[k] = Infinity;
    core.match(one(3.5), 300, 0);
    assert.equal(core.joined, true);
    core.clusters.limit[k] = 4;
    core.match(one(3.5), 300, 0);
    assert.equal(core.joined, false);
  });

  it('similarity is p^(1/18) of the distance', () => {
    const { model } = warm(2);
    near(model.core.similarity(7) ** 18, Math.exp(model.tails.lnP(model.core.joinTail, 7)), 1e-9);
  });
});

describe('core: learning a joined point', () => {
  it('moves position and variance by their rates', () => {
    const { core } = warm(1).model;
    const { clusters } = core;
    const k = clusters.active[0]!;
    const [m, v] = [clusters.mean[k]!, clusters.variance[k]!];
    point(core, one(m + 1), 257);
    near(clusters.mean[k]!, m + 0.05);
    // the variance is that around the moving position: e^2 (1 - rate / 2)
    const gain = Math.max(ALPHA, 1 / 257);
    near(clusters.variance[k]!, v + gain * (0.975 - v));
    assert.deepEqual([clusters.count[k], clusters.size[k], clusters.last[k]], [257, 257, 257]);
  });

  it('moves the slow reference on every 4th point with four times the rate', () => {
    const { core } = warm(1).model;
    const { clusters } = core;
    const k = clusters.active[0]!;
    const c = clusters.refMean[k]!;
    for (const n of [257, 258, 259]) point(core, one(1), n);
    assert.equal(clusters.refMean[k], c);
    const s = clusters.refVariance[k]!;
    point(core, one(1), 260);
    const rate = 4 / 260;
    near(clusters.refMean[k], c + rate * (1 - c));
    near(clusters.refVariance[k]!, (1 - rate) * (s + rate * (1 - c) ** 2));
  });

  it('on hold the slow reference stays, the position moves', () => {
    const { core } = warm(1).model;
    const { clusters } = core;
    const k = clusters.active[0]!;
    const before = [clusters.refMean[k], clusters.refVariance[k], clusters.pooledRefVariance[0]];
    const m = clusters.mean[k];
    for (let n = 257; n < 300; n++) point(core, one(1), n, true);
    assert.deepEqual([clusters.refMean[k], clusters.refVariance[k], clusters.pooledRefVariance[0]], before);
    assert.notEqual(clusters.mean[k], m);
  });

  it('missing values move nothing', () => {
    const { core } = warm(2).model;
    const { clusters } = core;
    const before = [clusters.mean[1], clusters.variance[1], clusters.refMean[1]];
    for (let n = 257; n < 270; n++) point(core, Float64Array.of(0.3, NaN), n);
    assert.deepEqual([clusters.mean[1], clusters.variance[1], clusters.refMean[1]], before);
    assert.equal(clusters.count[0], 269);
  });

  it('quality is the moving mean of the similarity, on every 8th point', () => {
    const { core } = warm(1).model;
    const { clusters } = core;
    point(core, one(0.5), 257);
    assert.equal(clusters.quality[0], 0.5);
    core.match(one(0.5), 264, 0);
    const similarity = core.similarity(core.matcher.distance);
    point(core, one(0.5), 264);
    near(clusters.quality[0], 0.5 + 0.15 * (similarity - 0.5), 1e-6);
  });
});

describe('core: strangers', () => {
  it('become a cluster when their candidate weighs 12', () => {
    const { core } = warm(1).model;
    const { clusters } = core;
    let n = 256;
    for (const [value] of rowsOf(11, 1, 3, (_i, _j, normal) => 20 + 0.1 * normal)) {
      const slot = point(core, one(value!), ++n);
      assert.equal(clusters.id[slot], 0);
    }
    assert.equal(clusters.total, 1);
    const slot = point(core, one(20.03), ++n);
    assert.deepEqual([clusters.status[slot], clusters.id[slot], clusters.total], [NOVEL, 2, 2]);
    assert.deepEqual(core.population.events, [{ type: 'created', clusterId: 2 }]);
    assert.deepEqual(ids(clusters), [1, 2]);
  });

  it('a sensor that holds one value gives no new cluster', () => {
    const { core } = warm(1).model;
    for (let n = 257; n < 400; n++) point(core, one(20), n);
    assert.equal(core.clusters.total, 1);
  });

  it('a new cluster becomes a reference after a whole memory of points', () => {
    const { core } = warm(1).model;
    const { clusters } = core;
    const rows = rowsOf(1100, 1, 4, (_i, _j, normal) => 20 + normal);
    let establishedAfter = 0;
    rows.forEach((x, i) => {
      point(core, x, 257 + i);
      if (!establishedAfter && clusters.established === 2) establishedAfter = i + 1;
    });
    assert.ok(establishedAfter >= 1000 && establishedAfter < 1060, `${establishedAfter}`);
    const k = clusters.slotOf(2);
    assert.equal(clusters.status[k], ESTABLISHED);
    assert.ok(clusters.establishedAt[k]! > 1200);
  });

  it('a stream that takes turns between new clusters has been away as long: the one it is in becomes a reference', () => {
    const { core } = warm(1).model;
    const { clusters } = core;
    const rows = rowsOf(1100, 1, 6, (i, _j, normal) => 20 * (1 + (Math.floor(i / 150) % 3)) + normal);
    let establishedAfter = 0;
    rows.forEach((x, i) => {
      point(core, x, 257 + i);
      if (!establishedAfter && clusters.established > 1) establishedAfter = i + 1;
    });
    assert.ok(establishedAfter >= 1000 && establishedAfter < 1060, `${establishedAfter}`);
  });

  it('a cluster that the stream came back to eight times is a reference long before a memory of points', () => {
    const { core } = warm(1).model;
    const { clusters } = core;
    const visit = 25;
    const rows = rowsOf(1000, 1, 7, (i, _j, normal) => normal + (i % (3 * visit) < visit ? 20 : 0));
    let visits = 0;
    rows.forEach((x, i) => {
      point(core, x, 257 + i);
      if (i % (3 * visit) === 0 && clusters.established === 1) visits++;
    });
    // it is founded by the first visit, and a reference from the first point of the eighth return on
    assert.equal(visits, 8);
    assert.equal(clusters.established, 2);
  });

  it('scattered strangers stay candidates, and never more than there are slots', () => {
    const { core } = warm(2).model;
    const rows = rowsOf(3000, 2, 5, (i, j, normal) => 1000 * Math.sin(12.9898 * (2 * i + j)) + normal);
    rows.forEach((x, i) => point(core, x, 257 + i));
    assert.ok(core.clusters.activeCount <= 33);
  });

  it('a fringe of the cluster goes back into it', () => {
    const { core } = warm(1).model;
    const { clusters } = core;
    // a burst just outside the radius founds a candidate; the cluster's own points win it back
    const edge = Math.sqrt(core.joinRadius) + 0.4;
    let n = 256;
    for (let i = 0; i < 6; i++) point(core, one(edge + 0.01 * i), ++n);
    assert.ok(clusters.status.includes(CANDIDATE));
    rowsOf(2000, 1, 6).forEach((x) => point(core, x, ++n));
    assert.equal(clusters.total, 1);
  });
});

describe('core: the map follows the stream', () => {
  it('a cluster that holds two blobs is split, one event naming both parts', () => {
    const { core } = warm(1).model;
    const { clusters } = core;
    const k = clusters.active[0]!;
    clusters.variance[k] = clusters.pooledVariance[0] = 10;
    clusters.refreshAll();
    core.joinRadius = Infinity;
    clusters.noise.include(0, -100, 100);
    let split: unknown;
    rowsOf(2500, 1, 7, (i, _j, normal) => 0.5 * normal + ((i * 7919) % 10 < 5 ? -3 : 3)).forEach((x, i) => {
      point(core, x, 257 + i);
      split ??= core.population.events.find(({ type }) => type === 'split');
    });
    assert.deepEqual(split, { type: 'split', clusterId: 1, into: 2 });
    assert.equal(clusters.total, 2);
  });

  it('two clusters that have grown into one are merged', () => {
    const rows = rowsOf(300, 1, 8, (i, _j, normal) => 0.3 * normal + (i % 2 ? -2.2 : 2.2));
    const { core } = warmFrom(rows).model;
    assert.equal(core.clusters.total, 2);
    const merged: unknown[] = [];
    rowsOf(6000, 1, 9).forEach((x, i) => {
      point(core, x, 301 + i);
      merged.push(...core.population.events.filter(({ type }) => type === 'merged'));
    });
    assert.equal(core.clusters.total, 1);
    assert.ok(merged.length >= 1);
  });
});
