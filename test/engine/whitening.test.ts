import assert from 'node:assert/strict';
import { StreamClusterer } from '../../src/engine';
import type { Table } from '../../src/engine/agglomeration';
import { measureFeature } from '../../src/engine/scaling';
import { whiten } from '../../src/engine/whitening';
import { near } from './closeness';
import { feed, flat, names, noise } from './streams';

interface Cloud {
  readonly n: number;
  readonly d: number;
  /** Correlation of any two features inside a regime. */
  readonly rho: number;
  readonly seed: number;
  /** Regimes that take turns after 40 rows each. */
  readonly regimes?: number;
}

function cloud({ n, d, rho, seed, regimes = 1 }: Cloud): Float64Array[] {
  const { normal } = noise(seed);
  return Array.from({ length: n }, (_, i) => {
    const common = normal();
    const regime = Math.floor(i / 40) % regimes;
    return Float64Array.from({ length: d }, (__, j) => Math.sqrt(rho) * common + Math.sqrt(1 - rho) * normal() + (j % 2 ? 7 : -7) * regime);
  });
}

function tableOf(rows: readonly Float64Array[]): Table {
  const n = rows.length;
  const d = rows[0]!.length;
  const values = flat(rows);
  return { values, n, d, scales: Array.from({ length: d }, (_, j) => measureFeature(values, n, d, j)) };
}

/** Correlation of two columns' successive differences. */
function correlation({ values, n, d }: Table, j: number, k: number): number {
  let jj = 0;
  let kk = 0;
  let jk = 0;
  for (let i = 1; i < n; i++) {
    const a = values[i * d + j]! - values[(i - 1) * d + j]!;
    const b = values[i * d + k]! - values[(i - 1) * d + k]!;
    jj += a * a;
    kk += b * b;
    jk += a * b;
  }
  return jk / Math.sqrt(jj * kk);
}

function clustersOf(rows: readonly Float64Array[]): number {
  const engine = new StreamClusterer({ features: names(rows[0]!.length) });
  feed(engine, rows);
  return engine.clusters().length;
}

describe('whitening', () => {
  it('takes the correlations away, also where regimes take turns', () => {
    for (const regimes of [1, 2]) {
      const { table } = whiten(tableOf(cloud({ n: 256, d: 4, rho: 0.9, seed: 1, regimes })))!;
      const stay = tableOf(Array.from({ length: 40 }, (_, i) => table.values.slice(4 * i, 4 * i + 4)));
      for (let j = 0; j < 4; j++) for (let k = 0; k < j; k++) near(correlation(stay, j, k), 0, 0.4);
    }
  });

  it('a feature is as much news as the others leave it', () => {
    const { share } = whiten(tableOf(cloud({ n: 2000, d: 8, rho: 0.9, seed: 2 })))!;
    for (const value of share) near(value, 1 / (1 + 7 * 0.81), 0.03);
    for (const value of whiten(tableOf(cloud({ n: 2000, d: 8, rho: 0, seed: 3 })))!.share) near(value, 1, 0.05);
  });

  it('its volume is that of the correlation matrix', () => {
    const rho = 0.9;
    const { lnVolume } = whiten(tableOf(cloud({ n: 4000, d: 3, rho, seed: 4 })))!;
    // the differences that were left out make all axes shorter by the same factor, three times
    const shorter = -lnVolume - 0.5 * Math.log((1 - rho) ** 2 * (1 + 2 * rho));
    assert.ok(shorter < 0 && shorter > -1.5, `${shorter}`);
  });

  it('there is none of one feature, nor of more than a warm-up can tell', () => {
    assert.equal(whiten(tableOf(cloud({ n: 100, d: 1, rho: 0, seed: 5 }))), null);
    assert.equal(whiten(tableOf(cloud({ n: 100, d: 65, rho: 0, seed: 5 }))), null);
  });

  it('constant, identical and missing features leave finite numbers', () => {
    const rows = cloud({ n: 256, d: 4, rho: 0.5, seed: 6 }).map((row, i) => Float64Array.of(3, row[1]!, row[1]!, i % 3 ? row[3]! : NaN));
    const { table, lnVolume, share } = whiten(tableOf(rows))!;
    for (const value of [...table.values, ...share, lnVolume]) assert.ok(Number.isFinite(value));
  });
});

describe('features that go together', () => {
  it('one regime stays one cluster, however narrow its cloud', () => {
    for (const d of [2, 4, 8]) for (const rho of [0.5, 0.9, 0.97]) assert.equal(clustersOf(cloud({ n: 3000, d, rho, seed: d })), 1, `d = ${d}, rho = ${rho}`);
  });

  it('two regimes are two', () => {
    for (const d of [2, 8]) for (const rho of [0, 0.9]) assert.equal(clustersOf(cloud({ n: 3000, d, rho, seed: d, regimes: 2 })), 2, `d = ${d}, rho = ${rho}`);
  });

  it('a missing value now and then changes nothing of it', () => {
    const rows = cloud({ n: 3000, d: 4, rho: 0.9, seed: 7 }).map((row, i) => (i % 11 ? row : row.map((value, j) => (j === i % 4 ? NaN : value))));
    assert.equal(clustersOf(rows), 1);
  });
});
