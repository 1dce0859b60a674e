import assert from 'node:assert/strict';
import { Clusters, ESTABLISHED, NOVEL } from '../../src/engine/clusters';
import { codeGain, icl, join } from '../../src/engine/fusion';
import { resolveKnobs, tuningOf } from '../../src/engine/profiles';
import { near } from './closeness';
import { meanOf, varianceOf } from './quadrature';
import { rowsOf } from './streams';

const clustersOf = (d: number): Clusters => new Clusters(d, tuningOf(resolveKnobs('streaming_iot')));
const column = (rows: readonly Float64Array[], j: number): number[] => rows.map((row) => row[j]!);

/** A cluster with the statistics of these rows. */
function plant(clusters: Clusters, rows: readonly Float64Array[], status = NOVEL): number {
  const k = clusters.allocate(rows[0]!, 1, NaN, 0);
  for (let j = 0; j < clusters.dimensions; j++) {
    const o = k * clusters.dimensions + j;
    clusters.mean[o] = clusters.refMean[o] = meanOf(column(rows, j));
    clusters.variance[o] = clusters.refVariance[o] = varianceOf(column(rows, j));
  }
  clusters.count[k] = clusters.size[k] = clusters.weight[k] = rows.length;
  clusters.status[k] = status;
  clusters.id[k] = clusters.nextId++;
  clusters.refresh(k);
  return k;
}

/** Sum over the rows of ln density under a diagonal Gaussian. */
function lnLikelihood(rows: readonly Float64Array[], mean: readonly number[], variance: readonly number[]): number {
  let sum = 0;
  for (const row of rows) {
    row.forEach((x, j) => {
      sum -= 0.5 * (Math.log(2 * Math.PI * variance[j]!) + (x - mean[j]!) ** 2 / variance[j]!);
    });
  }
  return sum;
}

describe('fusion: integrated completed likelihood', () => {
  it('is the gain in completed log likelihood over points, less ln n per feature', () => {
    const d = 3;
    const a = rowsOf(300, d, 1);
    const b = rowsOf(200, d, 2, (_i, j, normal) => 2 * normal + (j === 0 ? 2.5 : 0.5));
    const clusters = clustersOf(d);
    clusters.pooledVariance.fill(1e-9);
    const moments = (rows: readonly Float64Array[]): [number[], number[]] => [
      Array.from({ length: d }, (_, j) => meanOf(column(rows, j))),
      Array.from({ length: d }, (_, j) => varianceOf(column(rows, j))),
    ];
    const both = [...a, ...b];
    const apart = lnLikelihood(a, ...moments(a)) + lnLikelihood(b, ...moments(b)) + 300 * Math.log(300 / 500) + 200 * Math.log(200 / 500);
    const together = lnLikelihood(both, ...moments(both));
    // 2 pseudo points of the pooled variance stand for up to a nat per feature and part
    const gain = icl(clusters, plant(clusters, a), plant(clusters, b));
    assert.ok(Math.abs(gain - (apart - together - d * Math.log(500))) < d, `${gain} and ${apart - together - d * Math.log(500)}`);
  });

  it('follows its formula to the digit', () => {
    const clusters = clustersOf(2);
    clusters.pooledVariance.set([1.5, 0.2]);
    clusters.evidence.set([1, 0.25]);
    const a = plant(clusters, rowsOf(40, 2, 3));
    const b = plant(clusters, rowsOf(60, 2, 4, (_i, _j, normal) => normal + 1));
    let expected = 40 * Math.log(0.4) + 60 * Math.log(0.6) - 2 * Math.log(100);
    [1, 0.25].forEach((we, j) => {
      const pool = 2 * clusters.pooledVariance[j]!;
      const va = clusters.variance[2 * a + j]!;
      const vb = clusters.variance[2 * b + j]!;
      const u = clusters.mean[2 * a + j]! - clusters.mean[2 * b + j]!;
      const joint = (40 * va + 60 * vb + 0.4 * 0.6 * 100 * u * u + pool) / 102;
      expected += 0.5 * we * (100 * Math.log(joint) - 40 * Math.log((40 * va + pool) / 42) - 60 * Math.log((60 * vb + pool) / 62));
    });
    near(icl(clusters, a, b), expected);
  });

  it('does not depend on the order of the pair', () => {
    const clusters = clustersOf(2);
    const a = plant(clusters, rowsOf(40, 2, 5));
    const b = plant(clusters, rowsOf(90, 2, 6, (_i, _j, normal) => normal + 2));
    near(icl(clusters, a, b), icl(clusters, b, a), 1e-12);
  });

  it('two samples of one Gaussian are better joined, two blobs six sd apart are not', () => {
    const clusters = clustersOf(2);
    const a = plant(clusters, rowsOf(100, 2, 7));
    const same = plant(clusters, rowsOf(100, 2, 8));
    const far = plant(clusters, rowsOf(100, 2, 9, (_i, j, normal) => normal + (j ? 0 : 6)));
    assert.ok(icl(clusters, a, same) < -50);
    assert.ok(icl(clusters, a, far) > 50);
  });

  it('points beyond the memory bring no more evidence, unless they are asked for', () => {
    const clusters = clustersOf(1);
    const rows = rowsOf(100, 1, 10);
    const a = plant(clusters, rows);
    const b = plant(clusters, rows.map((row) => Float64Array.of(row[0]! + 4)));
    clusters.count[a] = clusters.count[b] = 1000;
    const full = icl(clusters, a, b);
    clusters.count[a] = clusters.count[b] = 3000;
    assert.equal(icl(clusters, a, b), full);
    assert.ok(codeGain(clusters, clusters, a, 3000, clusters, b, 3000) > 2 * full);
  });

  it('variances below the floor do not make a difference', () => {
    const clusters = clustersOf(1);
    clusters.pooledVariance.fill(0);
    clusters.floor.fill(1e-2);
    const a = plant(clusters, rowsOf(50, 1, 1, () => 3));
    const b = plant(clusters, rowsOf(50, 1, 1, () => 3.001));
    near(icl(clusters, a, b), 100 * Math.log(0.5) - Math.log(100));
  });
});

describe('fusion: joining two clusters', () => {
  for (const offset of [0, 1.7e9]) {
    it(`gives the statistics of the pooled points, at an offset of ${offset}`, () => {
      const clusters = clustersOf(2);
      const a = rowsOf(70, 2, 11, (_i, j, normal) => offset + normal * (1 + j));
      const b = rowsOf(30, 2, 12, (_i, j, normal) => offset + 5 + normal * (1 + j));
      const both = [...a, ...b];
      const k = plant(clusters, a);
      join(clusters, k, plant(clusters, b));
      for (let j = 0; j < 2; j++) {
        const values = column(both, j).map((value) => value - offset);
        const tolerance = offset ? 1e-6 : 1e-12;
        near(clusters.mean[2 * k + j]! - offset, meanOf(values), tolerance);
        near(clusters.variance[2 * k + j]!, varianceOf(values), tolerance);
        near(clusters.refMean[2 * k + j]! - offset, meanOf(values), tolerance);
        near(clusters.refVariance[2 * k + j]!, varianceOf(values), tolerance);
      }
      assert.deepEqual([clusters.count[k], clusters.size[k], clusters.weight[k]], [100, 100, 100]);
    });
  }

  it('keeps id and slot of the first, frees the second', () => {
    const clusters = clustersOf(1);
    const a = plant(clusters, rowsOf(10, 1, 1));
    const b = plant(clusters, rowsOf(10, 1, 2));
    const id = clusters.id[a];
    join(clusters, a, b);
    assert.deepEqual([clusters.id[a], clusters.activeCount, clusters.status[b]], [id, 1, 0]);
  });

  it('takes the earlier birth, the later last point, the higher status and the mean quality', () => {
    const clusters = clustersOf(1);
    const a = plant(clusters, rowsOf(30, 1, 1));
    const b = plant(clusters, rowsOf(10, 1, 2), ESTABLISHED);
    Object.assign(clusters.last, { [a]: 100, [b]: 200 });
    Object.assign(clusters.lastTime, { [a]: 1e3, [b]: 2e3 });
    Object.assign(clusters.bornTime, { [a]: 50, [b]: 20 });
    Object.assign(clusters.quality, { [a]: 0.4, [b]: 0.8 });
    clusters.establishedAt[b] = 7;
    join(clusters, a, b);
    assert.deepEqual([clusters.last[a], clusters.lastTime[a], clusters.bornTime[a]], [200, 2e3, 20]);
    assert.deepEqual([clusters.status[a], clusters.establishedAt[a]], [ESTABLISHED, 7]);
    near(clusters.quality[a]!, 0.5);
  });

  it('counts are capped at four memories, so that the statistics stay mobile', () => {
    const clusters = clustersOf(1);
    const a = plant(clusters, rowsOf(10, 1, 1));
    const b = plant(clusters, rowsOf(10, 1, 2));
    clusters.count[a] = clusters.count[b] = 3000;
    join(clusters, a, b);
    assert.equal(clusters.count[a], 4000);
  });
});
