import assert from 'node:assert/strict';
import { ESTABLISHED } from '../../src/engine/clusters';
import { near, within } from './closeness';
import { chiSquareTail } from './quadrature';
import { noise, rowsOf } from './streams';
import { warm, warmFrom } from './warm';

/** Blob of row i, in a shuffled order. */
const blobOf = (i: number, blobs: number): number => (i * 7919) % blobs;
const blobRows = (n: number, seed: number, gap = 12): Float64Array[] => rowsOf(n, 2, seed, (i, j, normal) => normal + (blobOf(i, 3) === j + 1 ? gap : 0));

describe('warmup: clusters', () => {
  it('one Gaussian becomes one established cluster with its mean and variance', () => {
    for (const d of [1, 2, 8]) {
      const { clusters } = warm(d, d).model.core;
      assert.equal(clusters.activeCount, 1);
      const k = clusters.active[0]!;
      assert.deepEqual([clusters.status[k], clusters.id[k], clusters.count[k]], [ESTABLISHED, 1, 256]);
      for (let j = 0; j < d; j++) {
        near(clusters.refMean[k * d + j]!, 0, 0.25);
        near(clusters.mean[k * d + j]!, 0, 0.7);
        within(clusters.refVariance[k * d + j]!, 1, 1.35);
        within(clusters.variance[k * d + j]!, 1, 1.35);
      }
    }
  });

  it('three blobs become three, of a third of the rows each', () => {
    const { clusters } = warmFrom(blobRows(300, 5)).model.core;
    assert.equal(clusters.activeCount, 3);
    const centres = Array.from(clusters.active.subarray(0, 3), (k) => [clusters.mean[2 * k]!, clusters.mean[2 * k + 1]!, clusters.weight[k]!]);
    for (const [x, y] of [[0, 0], [12, 0], [0, 12]] as const) {
      const found = centres.find(([a, b]) => Math.hypot(a! - x, b! - y) < 0.6);
      assert.ok(found, `a cluster at ${x}, ${y} among ${JSON.stringify(centres)}`);
      assert.equal(found[2], 100);
    }
    assert.deepEqual([...clusters.id.subarray(0, 3)].length, 3);
    assert.equal(new Set(Array.from(clusters.active.subarray(0, 3), (k) => clusters.id[k])).size, 3);
  });

  it('a handful of outliers founds no cluster', () => {
    const rows = rowsOf(256, 2, 6, (i, _j, normal) => normal + (i % 64 === 63 ? 40 : 0));
    const { clusters } = warmFrom(rows).model.core;
    assert.equal(clusters.activeCount, 1);
    near(clusters.refMean[0]!, 0, 0.25);
  });

  it('the few rows on the way between two regimes are a cluster, as many spikes of the same height are none', () => {
    const regime = (i: number): number => 40 * (Math.floor(i / 80) % 2);
    const onTheWay = rowsOf(256, 2, 9, (i, _j, normal) => normal + (i > 0 && i % 80 === 0 ? 20 : regime(i)));
    const spikes = rowsOf(256, 2, 9, (i, _j, normal) => normal + (i % 80 === 30 ? 20 : regime(i)));
    const centres = (rows: Float64Array[]): number[] => {
      const { clusters } = warmFrom(rows).model.core;
      return [...clusters.active.subarray(0, clusters.activeCount)].map((k) => Math.round(clusters.refMean[2 * k]! / 10) * 10);
    };
    assert.deepEqual(centres(onTheWay), [0, 20, 40]);
    assert.deepEqual(centres(spikes), [0, 40]);
  });

  it('never makes more clusters than the limit', () => {
    const rows = rowsOf(400, 1, 7, (i, _j, normal) => 0.01 * normal + 100 * blobOf(i, 10));
    assert.ok(warmFrom(rows, { maxClusters: 4 }).model.core.clusters.activeCount <= 4);
    assert.equal(warmFrom(rows).model.core.clusters.activeCount, 10);
  });

  it('slow wandering is no variance around the moving position', () => {
    const { normal } = noise(8);
    const rows = Array.from({ length: 400 }, (_, i) => Float64Array.of(10 * Math.sin(i / 60) + 0.5 * normal()));
    const { clusters } = warmFrom(rows).model.core;
    for (const k of clusters.active.subarray(0, clusters.activeCount)) assert.ok(clusters.variance[k]! <= clusters.refVariance[k]!);
  });

  it('a constant stream becomes one cluster at its value', () => {
    const { clusters } = warmFrom(rowsOf(256, 2, 1, (_i, j) => 5 + j)).model.core;
    assert.equal(clusters.activeCount, 1);
    assert.deepEqual([...clusters.mean.subarray(0, 2)], [5, 6]);
  });

  it('missing values are left out; a feature without any stays open', () => {
    const rows = rowsOf(256, 3, 9, (i, j, normal) => (j === 2 || (j === 1 && i % 3 === 0) ? NaN : normal));
    const { clusters } = warmFrom(rows).model.core;
    assert.equal(clusters.activeCount, 1);
    near(clusters.refMean[1]!, 0, 0.25);
    assert.ok([clusters.mean[2], clusters.variance[2], clusters.precision[2], clusters.refScale[2]].every(Number.isFinite));
  });

  it('rows in another order of features give the same clusters', () => {
    const rows = blobRows(300, 10);
    const [a, b] = [rows, rows.map((row) => Float64Array.of(row[1]!, row[0]!))].map((order) => {
      const { clusters } = warmFrom(order).model.core;
      return Array.from(clusters.active.subarray(0, clusters.activeCount), (k) => [clusters.mean[2 * k]!, clusters.mean[2 * k + 1]!] as const);
    });
    assert.equal(a!.length, b!.length);
    a!.forEach(([x, y], i) => {
      near(b![i]![1], x, 1e-9);
      near(b![i]![0], y, 1e-9);
    });
  });
});

describe('warmup: tails', () => {
  it('start near the law of the rows', () => {
    const { model } = warm(2, 11);
    // a squared standard normal exceeds 3.84 and 10.8 in 5 % and 0.1 % of the cases
    for (const j of [0, 1]) {
      within(model.tails.tau[j]!, 3.84, 1.25);
      within(model.tails.inverse(j, Math.log(1e-3)), 10.83, 1.5);
    }
    within(model.tails.tau[2]!, 5.99, 1.25);
  });

  it('give the join radius that holds the share base_threshold^18 outside', () => {
    const { model } = warm(2, 12);
    within(chiSquareTail(model.core.joinRadius, 2), 0.68 ** 18, 6);
  });

  it('the joining similarity at the radius is the base threshold', () => {
    const { model } = warm(3, 13, { baseThreshold: 0.72 });
    near(model.core.similarity(model.core.joinRadius), 0.72, 1e-9);
  });

  it('gross errors do not open them', () => {
    const rows = rowsOf(256, 1, 14, (i, _j, normal) => (i % 100 === 50 ? 1e4 : normal));
    const { model } = warmFrom(rows);
    assert.ok(model.tails.inverse(0, Math.log(1e-4)) < 100);
  });

  it('a quantised feature gets a smooth tail by dither', () => {
    const rows = rowsOf(256, 1, 15, (_i, _j, normal) => Math.round(normal));
    const { model } = warmFrom(rows);
    assert.equal(model.points.resolution[0], 1);
    assert.ok(model.tails.tau[0]! > 2 && model.tails.tau[0]! < 8, `${model.tails.tau[0]}`);
  });
});
