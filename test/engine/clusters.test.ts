import assert from 'node:assert/strict';
import { CANDIDATE, Clusters, ESTABLISHED, FREE, NOVEL } from '../../src/engine/clusters';
import { resolveKnobs, tuningOf } from '../../src/engine/profiles';
import { near } from './closeness';

const clustersOf = (dimensions: number, maxClusters = 4): Clusters => new Clusters(dimensions, tuningOf(resolveKnobs(null, { maxClusters })));

function add(clusters: Clusters, mean: readonly number[], status: number, variance = 1, weight = 10): number {
  const k = clusters.allocate(Float64Array.from(mean), 1, NaN, 0);
  const o = k * clusters.dimensions;
  for (let j = 0; j < mean.length; j++) clusters.variance[o + j] = clusters.refVariance[o + j] = variance;
  clusters.status[k] = status;
  clusters.weight[k] = clusters.count[k] = clusters.size[k] = weight;
  clusters.id[k] = status >= NOVEL ? clusters.nextId++ : 0;
  clusters.totalWeight += weight;
  clusters.refresh(k);
  return k;
}

describe('clusters: caches', () => {
  it('a variance is shrunk to the pooled one, worth 60 points, and never below the floor', () => {
    const clusters = clustersOf(2);
    clusters.pooledVariance.set([4, 0]);
    clusters.floor.set([0, 0.09]);
    const k = add(clusters, [0, 0], NOVEL, 1, 20);
    clusters.variance[k * 2 + 1] = 0;
    assert.equal(clusters.lnVariance.length, 0);
    clusters.keepLnVariance();
    clusters.refresh(k);
    const shrunk = (1 * 20 + 60 * 4) / 80;
    near(clusters.precision[k * 2]!, 1 / shrunk);
    near(clusters.precision[k * 2 + 1]!, 1 / 0.09);
    near(clusters.lnVariance[k * 2]!, Math.log(shrunk));
  });

  it('the matching offset is ln determinant - 2 ln weight, a weight counting at least 1 % of all', () => {
    const clusters = clustersOf(1);
    const heavy = add(clusters, [0], NOVEL, 2, 1000);
    const light = add(clusters, [9], NOVEL, 2, 3);
    clusters.refreshAll();
    near(clusters.offset[heavy]!, Math.log((2 * 1000 + 60) / 1060) - 2 * Math.log(1000));
    near(clusters.offset[light]!, Math.log((2 * 3 + 60) / 63) - 2 * Math.log(10.03));
  });

  it('only an established cluster has a reference scale', () => {
    const clusters = clustersOf(1);
    clusters.pooledRefVariance.fill(9);
    const k = add(clusters, [0], NOVEL, 4, 60);
    assert.equal(clusters.refScale[k], 0);
    clusters.status[k] = ESTABLISHED;
    clusters.refresh(k);
    near(clusters.refScale[k], 1 / Math.sqrt((4 * 60 + 9 * 60) / 120));
  });

  it('candidates have no limit from the noise, and nothing has above 32 dimensions', () => {
    const clusters = clustersOf(1);
    clusters.noise.high.fill(10);
    clusters.noise.measure();
    const candidate = add(clusters, [0], CANDIDATE);
    assert.equal(clusters.limit[candidate], Infinity);
    const novel = add(clusters, [0], NOVEL);
    assert.ok(clusters.limit[novel]! < Infinity);
    const wide = clustersOf(33);
    const many = add(wide, new Array<number>(33).fill(0), NOVEL);
    assert.equal(wide.limit[many], Infinity);
  });
});

describe('clusters: distances', () => {
  it('are squared residuals over the variance; a missing feature counts 1', () => {
    const clusters = clustersOf(3);
    const k = add(clusters, [1, 2, 3], NOVEL, 4, 60);
    clusters.pooledVariance.fill(4);
    clusters.refresh(k);
    near(clusters.distanceTo(Float64Array.of(3, 2, 9), k), 4 / 4 + 0 + 36 / 4);
    near(clusters.distanceTo(Float64Array.of(3, NaN, NaN), k), 4 / 4 + 2);
  });

  it('the nearest other slot is the best by distance and offset, without the excepted one', () => {
    const clusters = clustersOf(1);
    const a = add(clusters, [0], NOVEL);
    const b = add(clusters, [5], NOVEL);
    assert.equal(clusters.nearestOther(Float64Array.of(1), -1), a);
    assert.equal(clusters.nearestOther(Float64Array.of(1), a), b);
    clusters.free(b);
    assert.equal(clusters.nearestOther(Float64Array.of(1), a), -1);
  });
});

describe('clusters: slots', () => {
  it('a new candidate stands at its point, with missing values from the nearest slot', () => {
    const clusters = clustersOf(2);
    const nearest = add(clusters, [1, 2], NOVEL);
    const k = clusters.allocate(Float64Array.of(7, NaN), 42, 1000, nearest);
    assert.deepEqual([clusters.mean[2 * k], clusters.mean[2 * k + 1]], [7, 2]);
    assert.deepEqual([clusters.status[k], clusters.id[k], clusters.count[k], clusters.last[k], clusters.bornTime[k]], [CANDIDATE, 0, 1, 42, 1000]);
  });

  it('clusters are counted and found by id, candidates are not', () => {
    const clusters = clustersOf(1);
    add(clusters, [0], CANDIDATE);
    const novel = add(clusters, [1], NOVEL);
    const established = add(clusters, [2], ESTABLISHED);
    assert.deepEqual([clusters.total, clusters.established], [2, 1]);
    assert.equal(clusters.slotOf(clusters.id[novel]!), novel);
    assert.equal(clusters.slotOf(clusters.id[established]!), established);
    assert.equal(clusters.slotOf(0), -1);
    assert.equal(clusters.slotOf(99), -1);
  });

  it('when all slots are taken the weakest candidate makes room, by its decayed weight', () => {
    const clusters = clustersOf(1, 1);
    add(clusters, [0], NOVEL);
    for (let i = 1; i < 9; i++) {
      const k = add(clusters, [i], CANDIDATE);
      clusters.weight[k] = 5;
    }
    assert.equal(clusters.capacity, 9);
    // slot 3 is heavier, but has not been seen for 400 points: 6 e^-2 < 5
    clusters.last.fill(1000);
    clusters.weight[3] = 6;
    clusters.last[3] = 600;
    assert.equal(clusters.allocate(Float64Array.of(77), 1000, NaN, 0), 3);
    assert.equal(clusters.mean[3], 77);
    assert.equal(clusters.activeCount, 9);
  });

  it('a full house of clusters has no room', () => {
    const clusters = clustersOf(1, 1);
    for (let i = 0; i < 9; i++) add(clusters, [i], NOVEL);
    assert.equal(clusters.allocate(Float64Array.of(77), 5, NaN, 0), -1);
  });

  it('a freed slot is used again and leaves no trace in the tests of others', () => {
    const clusters = clustersOf(1);
    const a = add(clusters, [0], NOVEL);
    const b = add(clusters, [1], NOVEL);
    clusters.rival[a] = b;
    clusters.middle[a] = 9;
    clusters.free(b);
    assert.deepEqual([clusters.rival[a], clusters.middle[a], clusters.status[b], clusters.activeCount], [-1, 0, FREE, 1]);
    assert.equal(clusters.allocate(Float64Array.of(3), 5, NaN, a), b);
  });

  it('growing keeps everything in its place, and never shrinks', () => {
    const clusters = clustersOf(2);
    const k = add(clusters, [1, 2], ESTABLISHED, 3, 30);
    const view = (): unknown[] => [clusters.mean.slice(2 * k, 2 * k + 2), clusters.weight[k], clusters.id[k], clusters.refScale[2 * k], clusters.total];
    const before = view();
    clusters.grow(28);
    assert.equal(clusters.capacity, 28);
    assert.deepEqual(view(), before);
    assert.equal(clusters.rival[27], -1);
    clusters.grow(2);
    assert.equal(clusters.capacity, 28);
  });

  it('slots are made as they are needed, up to max_clusters and their candidates; what was allowed stays so', () => {
    const clusters = clustersOf(1, 4);
    assert.ok(clusters.capacity < 4);
    const fill = (): void => {
      while (clusters.allocate(Float64Array.of(0), 1, NaN, 0) >= 0) clusters.status[clusters.activeCount - 1] = NOVEL;
    };
    fill();
    assert.deepEqual([clusters.capacity, clusters.activeCount], [12, 12]);
    clusters.tuning.maxClusters = 6;
    clusters.fit();
    clusters.tuning.maxClusters = 2;
    clusters.fit();
    fill();
    assert.equal(clusters.capacity, 14);
  });

  it('ln variances are kept from the first missing value on', () => {
    const clusters = clustersOf(2);
    const before = add(clusters, [1, 2], NOVEL, 3, 30);
    clusters.keepLnVariance();
    const after = add(clusters, [1, 2], NOVEL, 5, 30);
    for (const o of [2 * before, 2 * before + 1, 2 * after, 2 * after + 1]) near(clusters.lnVariance[o]!, -Math.log(clusters.precision[o]!));
  });
});
