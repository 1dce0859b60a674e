import assert from 'node:assert/strict';
import { StreamClusterer } from '../../src/engine';
import { measure, type Table } from '../../src/engine/agglomeration';
import { joinHalos } from '../../src/engine/halo';
import { measureFeature } from '../../src/engine/scaling';
import { feed, flat, names, noise } from './streams';

/** Groups of one feature's rows by a rule. */
function groupBy(values: readonly number[], groupOf: (x: number, i: number) => number): { table: Table; sizes: () => number[] } {
  const rows = values.map((x) => Float64Array.of(x));
  const n = rows.length;
  const flatRows = flat(rows);
  const table: Table = { values: flatRows, n, d: 1, scales: [measureFeature(flatRows, n, 1, 0)] };
  const members = new Map<number, number[]>();
  values.forEach((x, i) => {
    const g = groupOf(x, i);
    members.set(g, [...(members.get(g) ?? []), i]);
  });
  return { table, sizes: () => joinHalos(table, [...members.values()].map((group) => measure(table, group))).map(({ rows: { length } }) => length) };
}

/** Student's t with three degrees of freedom. */
function heavy(n: number, seed: number): number[] {
  const { normal } = noise(seed);
  return Array.from({ length: n }, () => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3));
}

describe('halos of heavy tails', () => {
  it('go back to their core, on both sides of it and around it', () => {
    const values = heavy(256, 3);
    assert.deepEqual(groupBy(values, (x) => (x > 2.5 ? 1 : x < -2.5 ? 2 : 0)).sizes(), [256]);
    assert.deepEqual(groupBy(values, (x) => (Math.abs(x) > 2.5 ? 1 : 0)).sizes(), [256]);
  });

  it('are not what a valley separates, however it is visited', () => {
    const { normal } = noise(4);
    const values = Array.from({ length: 256 }, (_, i) => (i % 8 === 3 ? 8 : 0) + normal());
    assert.equal(groupBy(values, (_x, i) => (i % 8 === 3 ? 1 : 0)).sizes().length, 2);
  });

  it('are not where the machine dwells, nor large', () => {
    const { normal } = noise(5);
    const dwelling = Array.from({ length: 256 }, (_, i) => (i % 128 < 16 ? 5 : 1) * normal());
    assert.equal(groupBy(dwelling, (_x, i) => (i % 128 < 16 ? 1 : 0)).sizes().length, 2);
    const values = heavy(256, 6);
    assert.equal(groupBy(values, (_x, i) => (i % 3 === 0 ? 1 : 0)).sizes().length, 2);
  });

  it('make no clusters: Student-t(3) readings are one regime after the warm-up', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const engine = new StreamClusterer({ features: names(1) });
      feed(engine, heavy(256, seed).map((x) => Float64Array.of(10 + x)));
      assert.equal(engine.clusters().length, 1, `seed ${seed}`);
    }
  });
});
