import assert from 'node:assert/strict';
import { StreamClusterer } from '../../src/engine';
import { agglomerate, groupsOf, type Table } from '../../src/engine/agglomeration';
import { measureEvidence } from '../../src/engine/dwelling';
import { measureFeature } from '../../src/engine/scaling';
import { divide } from '../../src/engine/seeding';
import { near } from './closeness';
import { feed, flat, names, noise, rowsOf } from './streams';

function tableOf(rows: readonly Float64Array[]): Table {
  const n = rows.length;
  const d = rows[0]!.length;
  const values = flat(rows);
  return { values, n, d, scales: Array.from({ length: d }, (_, j) => measureFeature(values, n, d, j)) };
}

function evidenceOf(rows: readonly Float64Array[]): number[] {
  const table = tableOf(rows);
  const cells = groupsOf(table, divide(table.values, table.n, table.d, table.scales, 25, 1).label);
  return [...measureEvidence(table, agglomerate(table, cells, new Float64Array(table.d).fill(1)))];
}

/** The regime of row i: `dwell` rows in each of two, in turn. */
const regimeOf = (i: number, dwell: number): number => Math.floor(i / dwell) % 2;

/** A level that follows its regime with some inertia, as a valve or a tank does. */
function sluggish(n: number, dwell: number, inertia: number, seed: number): Float64Array[] {
  const { normal } = noise(seed);
  let level = 0;
  return Array.from({ length: n }, (_, i) => {
    level += (10 * regimeOf(i, dwell) - level) / inertia;
    return Float64Array.of(level + 0.3 * normal(), 5 * normal());
  });
}

function walk(n: number, d: number, seed: number, step: number): Float64Array[] {
  const { normal } = noise(seed);
  const level = new Float64Array(d);
  return Array.from({ length: n }, () => level.map((value, j) => (level[j] = value + step * normal())) && level.map((value) => value + normal()));
}

const clustersAfter = (rows: readonly Float64Array[]): number => {
  const engine = new StreamClusterer({ features: names(rows[0]!.length) });
  feed(engine, rows);
  return engine.clusters().filter(({ size }) => size > 0.15 * rows.length).length;
};

describe('dwelling', () => {
  it('points inside two regimes are full evidence, however much a reading resembles the one before', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const rows = rowsOf(256, 2, seed, (i, j, normal) => normal + (j === 0 ? 12 * regimeOf(i, 50) : 0));
      const [moving, still] = evidenceOf(rows);
      assert.ok(moving! > 0.7, `${moving}`);
      assert.ok(still! > 0.7, `${still}`);
      assert.ok(measureFeature(flat(rows), 256, 2, 0).evidence < 0.1);
    }
  });

  it('correlation inside the regimes stays what it is', () => {
    const { normal } = noise(6);
    let residual = 0;
    const rows = Array.from({ length: 1000 }, (_, i) => Float64Array.of(30 * regimeOf(i, 100) + (residual = 0.5 * residual + normal())));
    near(evidenceOf(rows)[0]!, 0.5 / 1.5, 0.12);
  });

  it('a walk, a ramp, a daily swing and a held value are no regimes: their autocorrelation counts', () => {
    const { normal } = noise(7);
    const held = Array.from({ length: 16 }, () => Float64Array.of(normal()));
    const several = Array.from({ length: 8 }, () => normal());
    const streams: Record<string, Float64Array[]> = {
      walk: walk(256, 2, 8, 1),
      ramp: rowsOf(256, 2, 9, (i, _j, value) => i / 12 + 0.3 * value),
      swing: rowsOf(256, 4, 10, (i, j, value) => 6 * Math.sin(i / 30 + j) + 0.5 * value),
      'held, each sensor for itself': Array.from({ length: 256 }, (_, i) => several.map((_v, j) => ((i + 5 * j) % 40 === 0 ? (several[j] = Math.round(5 * normal()) / 10) : several[j]!)) && Float64Array.from(several)),
      held: Array.from({ length: 256 }, (_, i) => held[Math.floor(i / 16)]!),
    };
    for (const [name, rows] of Object.entries(streams)) {
      const table = tableOf(rows);
      assert.deepEqual(evidenceOf(rows), table.scales.map(({ evidence }) => evidence), name);
    }
  });

  it('two regimes that the machine dwells in become two clusters, at once or with inertia on the way', () => {
    for (const seed of [11, 12, 13]) {
      assert.equal(clustersAfter(sluggish(1200, 60, 1, seed)), 2);
      assert.equal(clustersAfter(sluggish(1200, 60, 4, seed)), 2);
    }
  });

  it('one wandering level stays one cluster', () => {
    for (const seed of [14, 15, 16]) assert.equal(clustersAfter(walk(1200, 3, seed, 0.2)), 1);
  });

  it('missing values are left out', () => {
    const rows = rowsOf(256, 2, 17, (i, j, value) => (i % 7 === 3 && j === 0 ? NaN : value + 12 * regimeOf(i, 50)));
    for (const evidence of evidenceOf(rows)) assert.ok(evidence > 0.7);
  });
});
