import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { CANDIDATE, Clusters, ESTABLISHED, NOVEL } from '../../src/engine/clusters';
import { Matcher } from '../../src/engine/matching';
import { resolveKnobs, tuningOf } from '../../src/engine/profiles';
import { near } from './closeness';
import { noise } from './streams';

/** k random clusters; the first one is established. */
function randomClusters(d: number, k: number, seed: number): Clusters {
  const { uniform, normal } = noise(seed);
  const clusters = new Clusters(d, tuningOf(resolveKnobs(null)));
  for (let i = 0; i < k; i++) {
    const slot = clusters.allocate(
      Float64Array.from({ length: d }, () => 3 * normal()),
      1,
      NaN,
      0,
    );
    clusters.status[slot] = i === 0 ? ESTABLISHED : [CANDIDATE, NOVEL, ESTABLISHED][Math.floor(3 * uniform())]!;
    for (let j = 0; j < d; j++) clusters.variance[slot * d + j] = Math.exp(2 * normal());
    clusters.count[slot] = 200;
    clusters.weight[slot] = 1 + Math.floor(100 * uniform());
    clusters.totalWeight += clusters.weight[slot];
  }
  clusters.refreshAll();
  return clusters;
}

interface Match {
  winner: number;
  runnerUp: number;
  reference: number;
  distance: number;
  referenceDistance: number;
}

/** The definition: least squared distance + ln determinant - 2 ln weight, over what is there. */
function bySearch(clusters: Clusters, x: Float64Array): Match {
  const d = clusters.dimensions;
  const all = Array.from(clusters.active.subarray(0, clusters.activeCount), (k) => {
    let distance = 0;
    let v = -2 * Math.log(Math.max(clusters.weight[k]!, 0.01 * clusters.totalWeight, 1));
    x.forEach((value, j) => {
      const variance = 1 / clusters.precision[k * d + j]!;
      const missing = Number.isNaN(value);
      distance += missing ? 1 : (value - clusters.mean[k * d + j]!) ** 2 / variance;
      v += missing ? 0 : (value - clusters.mean[k * d + j]!) ** 2 / variance + Math.log(variance);
    });
    return { k, v, distance };
  }).sort((a, b) => a.v - b.v);
  const reference = all.find(({ k }) => clusters.status[k] === ESTABLISHED)!;
  return {
    winner: all[0]!.k,
    runnerUp: all[1]?.k ?? -1,
    reference: reference.k,
    distance: all[0]!.distance,
    referenceDistance: reference.distance,
  };
}

function same(matcher: Matcher, expected: Match, runnerUp: boolean): void {
  assert.deepEqual([matcher.winner, matcher.reference], [expected.winner, expected.reference]);
  assert.equal(matcher.runnerUp, runnerUp ? expected.runnerUp : -1);
  near(matcher.distance, expected.distance, 1e-9);
  near(matcher.referenceDistance, expected.referenceDistance, 1e-9);
}

const scene = fc.tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1e6 }));

describe('matching', () => {
  it('finds winner, runner-up and nearest established cluster as a full search does', () => {
    fc.assert(
      fc.property(scene, ([d, k, seed]) => {
        const clusters = randomClusters(d, k, seed);
        const matcher = new Matcher(clusters);
        const { normal } = noise(seed + 1);
        for (let i = 0; i < 20; i++) {
          const x = Float64Array.from({ length: d }, () => 3 * normal());
          const full = i % 2 === 0;
          matcher.match(x, full);
          same(matcher, bySearch(clusters, x), full);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does the same with missing values', () => {
    fc.assert(
      fc.property(scene, ([d, k, seed]) => {
        const clusters = randomClusters(d, k, seed);
        clusters.keepLnVariance();
        const matcher = new Matcher(clusters);
        const { normal, uniform } = noise(seed + 2);
        for (let i = 0; i < 20; i++) {
          const x = Float64Array.from({ length: d }, () => (uniform() < 0.4 ? NaN : 3 * normal()));
          // without any value clusters of the same weight would tie
          if (x.every(Number.isNaN)) continue;
          matcher.matchMissing(x, x.filter(Number.isNaN).length);
          same(matcher, bySearch(clusters, x), true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('without missing values both ways agree', () => {
    const clusters = randomClusters(6, 12, 3);
    const x = Float64Array.of(1, -2, 0, 3, -1, 2);
    const [fast, general] = [new Matcher(clusters), new Matcher(clusters)];
    fast.match(x, true);
    general.matchMissing(x, 0);
    assert.deepEqual([fast.winner, fast.runnerUp, fast.reference], [general.winner, general.runnerUp, general.reference]);
  });

  it('a winner of before that has been freed does no harm', () => {
    const clusters = randomClusters(5, 6, 4);
    const matcher = new Matcher(clusters);
    const last = clusters.active[5]!;
    clusters.status[last] = ESTABLISHED;
    const x = clusters.mean.slice(5 * last, 5 * last + 5);
    matcher.match(x, true);
    assert.equal(matcher.winner, last);
    clusters.free(last);
    matcher.match(x, true);
    same(matcher, bySearch(clusters, x), true);
  });

  it('of two equally near clusters the heavier wins', () => {
    const clusters = new Clusters(1, tuningOf(resolveKnobs(null)));
    const [light, heavy] = [5, 50].map((weight, i) => {
      const k = clusters.allocate(Float64Array.of(2 * i - 1), 1, NaN, 0);
      clusters.status[k] = ESTABLISHED;
      clusters.count[k] = 100;
      clusters.weight[k] = weight;
      clusters.variance[k] = 1;
      clusters.refresh(k);
      return k;
    });
    const matcher = new Matcher(clusters);
    matcher.match(Float64Array.of(0), true);
    assert.deepEqual([matcher.winner, matcher.runnerUp], [heavy, light]);
  });

  it('readings of the largest magnitude still find a winner', () => {
    const clusters = randomClusters(9, 5, 6);
    const matcher = new Matcher(clusters);
    matcher.match(new Float64Array(9).fill(1e75), true);
    assert.ok(matcher.winner >= 0 && matcher.reference >= 0 && Number.isFinite(matcher.distance));
  });
});
