import assert from 'node:assert/strict';
import { CANDIDATE, Clusters, ESTABLISHED, FREE, NOVEL } from '../../src/engine/clusters';
import { Population, SWEEP } from '../../src/engine/population';
import { resolveKnobs, tuningOf } from '../../src/engine/profiles';
import { near } from './closeness';
import { noise } from './streams';

const MEMORY = 1000;

function map(maxClusters = 4, d = 1): { clusters: Clusters; population: Population } {
  const clusters = new Clusters(d, tuningOf(resolveKnobs('streaming_iot', { maxClusters })));
  return { clusters, population: new Population(clusters) };
}

function add(clusters: Clusters, mean: number, status: number, last = 0, weight = 50): number {
  const k = clusters.allocate(new Float64Array(clusters.dimensions).fill(mean), last, NaN, 0);
  clusters.status[k] = status;
  if (status >= NOVEL) clusters.id[k] = clusters.nextId++;
  clusters.weight[k] = clusters.count[k] = weight;
  clusters.variance[k] = 1;
  clusters.refresh(k);
  return k;
}

describe('population: births', () => {
  it('a stranger becomes a candidate', () => {
    const { clusters, population } = map();
    add(clusters, 0, ESTABLISHED);
    const k = population.admit(Float64Array.of(9), 5, NaN, 0);
    assert.deepEqual([clusters.status[k], clusters.mean[k], clusters.total], [CANDIDATE, 9, 1]);
    assert.deepEqual(population.events, []);
  });

  it('an exact repeat of the last stranger is recognised, missing values included', () => {
    const { clusters, population } = map(4, 2);
    add(clusters, 0, ESTABLISHED);
    population.admit(Float64Array.of(3, NaN), 5, NaN, 0);
    assert.equal(population.isRepeat(Float64Array.of(3, NaN)), true);
    assert.equal(population.isRepeat(Float64Array.of(3, 0)), false);
  });

  it('a repeat is one only as long as nothing differs', () => {
    const { clusters, population } = map(4, 2);
    add(clusters, 0, ESTABLISHED);
    population.admit(Float64Array.of(3, 4), 5, NaN, 0);
    assert.equal(population.isRepeat(Float64Array.of(3, 4)), true);
    assert.equal(population.isRepeat(Float64Array.of(3, 5)), false);
    assert.equal(population.isRepeat(Float64Array.of(3, 5)), true);
    assert.equal(population.isRepeat(Float64Array.of(3, 4)), false);
  });

  it('a birth gives the next id and an event', () => {
    const { clusters, population } = map();
    add(clusters, 0, ESTABLISHED);
    const k = add(clusters, 9, CANDIDATE);
    population.birth(k, 10);
    assert.deepEqual([clusters.status[k], clusters.id[k], clusters.nextId], [NOVEL, 2, 3]);
    assert.deepEqual(population.events, [{ type: 'created', clusterId: 2 }]);
  });

  it('ids are never used again', () => {
    const { clusters, population } = map();
    add(clusters, 0, ESTABLISHED);
    const seen = new Set<number>([1]);
    for (let i = 0; i < 50; i++) {
      const k = add(clusters, 9, CANDIDATE);
      population.birth(k, i);
      assert.ok(!seen.has(clusters.id[k]!));
      seen.add(clusters.id[k]!);
      population.fade(k);
    }
  });
});

describe('population: room at the limit', () => {
  it('the cluster that has been idle longest goes, if it has been for two memories', () => {
    const { clusters, population } = map(3);
    add(clusters, 0, ESTABLISHED, 9000);
    const old = add(clusters, 10, NOVEL, 6500);
    const older = add(clusters, 20, NOVEL, 6000);
    population.birth(add(clusters, 30, CANDIDATE, 9000), 9000);
    assert.deepEqual([clusters.status[older], clusters.status[old], clusters.total], [FREE, NOVEL, 3]);
    assert.deepEqual(
      population.events.map(({ type, clusterId }) => [type, clusterId]),
      [
        ['faded', 3],
        ['created', 4],
      ],
    );
  });

  it('otherwise the two closest clusters merge, the heavier keeping its id', () => {
    const { clusters, population } = map(3);
    add(clusters, 0, ESTABLISHED, 9000);
    const light = add(clusters, 20, NOVEL, 9000, 30);
    const heavy = add(clusters, 21, NOVEL, 9000, 60);
    population.birth(add(clusters, 50, CANDIDATE, 9000), 9000);
    assert.deepEqual([clusters.status[light], clusters.id[heavy], clusters.total], [FREE, 3, 3]);
    near(clusters.mean[heavy]!, (30 * 20 + 60 * 21) / 90);
    assert.deepEqual(population.events[0], { type: 'merged', clusterId: 2, into: 3 });
  });

  it('the last established cluster does not go, however idle', () => {
    const { clusters, population } = map(2);
    const only = add(clusters, 0, ESTABLISHED, 0);
    add(clusters, 10, NOVEL, 90_000);
    population.birth(add(clusters, 30, CANDIDATE, 90_000), 90_000);
    assert.ok(clusters.status[only] === ESTABLISHED || clusters.established === 1);
    assert.equal(clusters.total, 2);
  });

  it('the limit is kept from birth to birth', () => {
    const { clusters, population } = map(2);
    add(clusters, 0, ESTABLISHED, 100);
    for (let i = 1; i < 30; i++) {
      population.birth(add(clusters, (i * 37) % 101, CANDIDATE, 100 + i), 100 + i);
      assert.ok(clusters.total <= 2);
    }
  });
});

describe('population: the sweep', () => {
  it('weights decay with the memory, those of candidates in 200 points', () => {
    const { clusters, population } = map();
    const k = add(clusters, 0, ESTABLISHED);
    const candidate = add(clusters, 9, CANDIDATE);
    population.sweep(64);
    near(clusters.weight[k]!, 50 * Math.exp(-SWEEP / MEMORY));
    near(clusters.weight[candidate]!, 50 * Math.exp(-SWEEP / 200));
    near(clusters.totalWeight, clusters.weight[k]!);
  });

  it('a candidate expires below a weight of 0.3', () => {
    const { clusters, population } = map();
    add(clusters, 0, ESTABLISHED);
    // a sweep leaves e^-0.32 of a candidate's weight
    const light = add(clusters, 9, CANDIDATE, 0, 0.3 * Math.exp(0.31));
    const heavier = add(clusters, 19, CANDIDATE, 0, 0.3 * Math.exp(0.33));
    population.sweep(64);
    assert.deepEqual([clusters.status[light], clusters.status[heavier]], [FREE, CANDIDATE]);
  });

  it('a cluster fades after 25 memories without a point', () => {
    const { clusters, population } = map();
    add(clusters, 0, ESTABLISHED, 100_000);
    const k = add(clusters, 9, NOVEL, 0);
    population.sweep(25 * MEMORY);
    assert.equal(clusters.status[k], NOVEL);
    population.sweep(25 * MEMORY + 640);
    assert.equal(clusters.status[k], FREE);
    assert.deepEqual(population.events, [{ type: 'faded', clusterId: 2 }]);
  });

  it('fading is looked at once in a check interval', () => {
    const { clusters, population } = map();
    clusters.tuning.checkInterval = 10_000;
    add(clusters, 0, ESTABLISHED, 100_000);
    const k = add(clusters, 9, NOVEL, 0);
    population.sweep(25 * MEMORY);
    population.sweep(25 * MEMORY + 640);
    assert.equal(clusters.status[k], NOVEL);
    population.sweep(36 * MEMORY);
    assert.equal(clusters.status[k], FREE);
  });

  it('the last established cluster never fades', () => {
    const { clusters, population } = map();
    const k = add(clusters, 0, ESTABLISHED, 0);
    population.sweep(1e9);
    assert.equal(clusters.status[k], ESTABLISHED);
  });
});

describe('population: rescaling', () => {
  /** A constant first regime, then a live one: everything is a stranger. */
  function strangers(n: number, alone: (i: number) => boolean): { clusters: Clusters; at: number } {
    const { clusters, population } = map();
    clusters.pooledVariance.fill(1e-12);
    add(clusters, 0, ESTABLISHED);
    const { normal } = noise(3);
    for (let i = 0; i < n; i++) {
      population.tick();
      if (alone(i)) population.admit(Float64Array.of(5 + 2 * normal()), i, NaN, 0);
      if (population.events.length) {
        assert.deepEqual(population.events, [{ type: 'rescaled', clusterId: 0 }]);
        return { clusters, at: i };
      }
    }
    return { clusters, at: -1 };
  }

  it('when most recent points joined nothing, the pooled variance becomes that of successive strangers', () => {
    const { clusters, at } = strangers(200, () => true);
    // the share of strangers passes one half after ln 2 / 0.01 points
    assert.ok(at >= 65 && at <= 72, `at ${at}`);
    assert.ok(clusters.pooledVariance[0]! > 1 && clusters.pooledVariance[0]! < 12, `${clusters.pooledVariance[0]}`);
    assert.equal(clusters.status.indexOf(CANDIDATE), -1, 'the candidates of the wrong scale are dropped');
  });

  it('when less than half did, the scale stays', () => {
    const { clusters, at } = strangers(2000, (i) => i % 5 < 2);
    assert.equal(at, -1);
    assert.equal(clusters.pooledVariance[0], 1e-12);
  });
});
