import assert from 'node:assert/strict';
import { Clusters, ESTABLISHED, NOVEL } from '../../src/engine/clusters';
import { resolveKnobs, tuningOf } from '../../src/engine/profiles';
import { cut, hasNoValley, hasTwoModes } from '../../src/engine/shape';
import { near } from './closeness';
import { noise, rowsOf } from './streams';

function clusterAt(clusters: Clusters, mean: readonly number[], variance: readonly number[], count = 500): number {
  const k = clusters.allocate(Float64Array.from(mean), 1, NaN, 0);
  const o = k * clusters.dimensions;
  clusters.variance.set(variance, o);
  clusters.refVariance.set(variance, o);
  clusters.status[k] = NOVEL;
  clusters.id[k] = clusters.nextId++;
  clusters.count[k] = clusters.weight[k] = clusters.size[k] = count;
  clusters.totalWeight += count;
  clusters.refresh(k);
  return k;
}

const clustersOf = (d: number): Clusters => new Clusters(d, tuningOf(resolveKnobs('streaming_iot')));

/** How often the stream was found to have two modes, for one cluster with the stream's own mean and variance. */
function found(values: readonly number[], mean: number, variance: number): number {
  const clusters = clustersOf(1);
  clusters.pooledVariance.fill(variance);
  const k = clusterAt(clusters, [mean], [variance]);
  return values.filter((value) => hasTwoModes(clusters, Float64Array.of(value), k)).length;
}

const column = (n: number, seed: number, shape?: (i: number, j: number, normal: number) => number): number[] => rowsOf(n, 1, seed, shape).map((row) => row[0]!);

describe('shape: two modes in one cluster', () => {
  it('a Gaussian has one', () => {
    for (const seed of [1, 2, 3, 4]) assert.equal(found(column(8000, seed), 0, 1), 0);
  });

  it('a uniform has one', () => {
    for (const seed of [1, 2, 3]) {
      const { uniform } = noise(seed);
      assert.equal(found(Array.from({ length: 8000 }, uniform), 0.5, 1 / 12), 0);
    }
  });

  it('heavy tails are not two modes', () => {
    const { uniform } = noise(5);
    const laplace = Array.from({ length: 8000 }, () => (uniform() < 0.5 ? 1 : -1) * -Math.log(1 - uniform()));
    assert.equal(found(laplace, 0, 2), 0);
  });

  it('two blobs six sd apart are two', () => {
    assert.ok(found(column(800, 6, (i, _j, normal) => normal + ((i * 7919) % 13 < 6 ? -3 : 3)), 0, 10) > 0);
  });

  it('a blob with a tenth of the points or less is none of its own', () => {
    assert.equal(found(column(6000, 7, (i, _j, normal) => normal + (i % 16 ? -0.5 : 7.5)), 0, 4.75), 0);
  });

  it('a cluster of less than 16 points is not asked', () => {
    const clusters = clustersOf(1);
    const k = clusterAt(clusters, [0], [10], 15);
    hasTwoModes(clusters, Float64Array.of(3), k);
    assert.equal(clusters.subCountA[k], 0);
  });

  it('missing values are left out', () => {
    const clusters = clustersOf(2);
    clusters.pooledVariance.set([10, 1]);
    const k = clusterAt(clusters, [0, 0], [10, 1]);
    const rows = rowsOf(800, 2, 8, (i, j, normal) => (j ? NaN : normal + (i % 2 ? -3 : 3)));
    assert.ok(rows.some((row) => hasTwoModes(clusters, row, k)));
    assert.ok(clusters.subA.every(Number.isFinite) && clusters.subB.every(Number.isFinite));
  });
});

describe('shape: cutting a cluster', () => {
  function bimodal(): { clusters: Clusters; k: number; low: number; high: number } {
    const clusters = clustersOf(1);
    clusters.pooledVariance.fill(0.01);
    const k = clusterAt(clusters, [0], [0.7 * 0.3 * 100 + 1]);
    clusters.status[k] = ESTABLISHED;
    for (const value of column(2000, 9, (i, _j, normal) => normal + ((i * 7919) % 10 < 7 ? -3 : 7))) hasTwoModes(clusters, Float64Array.of(value), k);
    const { subA, subB } = clusters;
    return { clusters, k, low: Math.min(subA[k]!, subB[k]!), high: Math.max(subA[k]!, subB[k]!) };
  }

  it('the two sub-centres are the means of the two blobs', () => {
    const { low, high } = bimodal();
    near(low, -3, 0.3);
    near(high, 7, 0.3);
  });

  it('the larger part keeps slot and id, the smaller one gets a slot of its own', () => {
    const { clusters, k, low, high } = bimodal();
    const id = clusters.id[k];
    const part = cut(clusters, k, 77, 5000);
    near(clusters.mean[k]!, low);
    near(clusters.mean[part]!, high);
    assert.equal(clusters.id[k], id);
    assert.deepEqual([clusters.status[k], clusters.status[part]], [ESTABLISHED, ESTABLISHED]);
    assert.equal(clusters.bornTime[part], 5000);
  });

  it('weight and size are shared out, and both parts are worth 30 points', () => {
    const { clusters, k } = bimodal();
    const part = cut(clusters, k, 77, NaN);
    near(clusters.weight[part]! / 500, 0.3, 0.05);
    near(clusters.weight[k]! + clusters.weight[part]!, 500);
    assert.equal(clusters.size[k]! + clusters.size[part]!, 500);
    assert.deepEqual([clusters.count[k], clusters.count[part]], [30, 30]);
  });

  it('the variance between the parts leaves the variance within them', () => {
    const { clusters, k, low, high } = bimodal();
    const share = Math.min(clusters.subCountA[k]!, clusters.subCountB[k]!) / (clusters.subCountA[k]! + clusters.subCountB[k]!);
    const part = cut(clusters, k, 77, NaN);
    near(clusters.variance[k]!, Math.max(0.01, 22 - share * (1 - share) * (high - low) ** 2), 1e-9);
    assert.equal(clusters.variance[part], clusters.variance[k]);
    assert.deepEqual([clusters.refMean[k], clusters.refMean[part]], [clusters.mean[k], clusters.mean[part]]);
  });

  it('without room nothing is cut', () => {
    const { clusters, k } = bimodal();
    while (clusters.activeCount < clusters.tuning.maxClusters + 8) clusterAt(clusters, [50], [1]);
    const before = clusters.mean[k];
    assert.equal(cut(clusters, k, 77, NaN), -1);
    assert.equal(clusters.mean[k], before);
  });
});

describe('shape: the valley between two clusters', () => {
  /** Feeds the points, each to its nearer cluster; true if a merge was ever asked for. */
  function merges(values: readonly number[], a: number, b: number, variance: number): boolean {
    const clusters = clustersOf(1);
    clusters.pooledVariance.fill(variance);
    const [k, l] = [clusterAt(clusters, [a], [variance]), clusterAt(clusters, [b], [variance])];
    return values.some((value) => {
      const [own, other] = Math.abs(value - a) < Math.abs(value - b) ? [k, l] : [l, k];
      return hasNoValley(clusters, Float64Array.of(value), own, other);
    });
  }

  it('two halves of one Gaussian have none between them', () => {
    assert.ok(merges(column(3000, 21), -0.8, 0.8, 0.36));
  });

  it('two Gaussians five sd apart have one', () => {
    assert.ok(!merges(column(6000, 22, (i, _j, normal) => normal + (i % 2 ? -2.5 : 2.5)), -2.5, 2.5, 1));
  });

  it('clusters more than seven sd apart are not asked', () => {
    assert.ok(!merges(new Array<number>(500).fill(4), 0, 8, 1));
  });

  it('a candidate is no neighbour to merge with', () => {
    const clusters = clustersOf(1);
    const k = clusterAt(clusters, [0], [1]);
    const candidate = clusters.allocate(Float64Array.of(1), 1, NaN, k);
    for (let i = 0; i < 200; i++) assert.equal(hasNoValley(clusters, Float64Array.of(0.45), k, candidate), false);
  });

  it('points of a third cluster between do not replace the main rival at once', () => {
    const clusters = clustersOf(1);
    const [k, near1, near2] = [0, 2, -2].map((mean) => clusterAt(clusters, [mean], [1])) as [number, number, number];
    for (let i = 0; i < 5; i++) hasNoValley(clusters, Float64Array.of(0.5), k, near1);
    hasNoValley(clusters, Float64Array.of(-0.5), k, near2);
    assert.equal(clusters.rival[k], near1);
    for (let i = 0; i < 5; i++) hasNoValley(clusters, Float64Array.of(-0.5), k, near2);
    assert.equal(clusters.rival[k], near2);
  });
});
