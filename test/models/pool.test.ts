import assert from 'node:assert/strict';
import { resolveKnobs } from '../../src/engine';
import { seededRandom } from '../../src/engine/random';
import type { ModelOptions } from '../../src/models/model';
import { ModelPool } from '../../src/models/pool';

const options = (overrides = {}): ModelOptions => ({ profile: 'streaming_iot', overrides, knobs: resolveKnobs('streaming_iot', overrides) });
const names = Array.from({ length: 8 }, (_, j) => `f${j}`);

function observe(pool: ModelPool, key: string, points = 1): void {
  const { normal } = seededRandom(1);
  for (let i = 0; i < points; i++) {
    const model = pool.use(key);
    pool.account(model, () => model.observe({ names, values: Float64Array.from(names, () => normal()), positional: false }, i));
  }
}

describe('ModelPool', () => {
  it('keeps a model per key', () => {
    const pool = new ModelPool(options());
    observe(pool, 'a', 3);
    observe(pool, 'b', 5);
    assert.deepEqual([pool.peek('a')!.points, pool.peek('b')!.points, pool.size], [3, 5, 2]);
    assert.equal(pool.peek('c'), undefined);
  });

  it('counts the bytes of all models, also of one that is reset or deleted', () => {
    const pool = new ModelPool(options());
    observe(pool, 'a', 300);
    observe(pool, 'b', 10);
    const sum = (): number => [...pool].reduce((total, model) => total + model.bytes, 0);
    assert.equal(pool.memoryBytes, sum());
    assert.ok(pool.peek('a')!.bytes > 5_000 && pool.peek('a')!.bytes < 90_000);
    pool.account(pool.peek('b')!, () => pool.peek('b')!.reset());
    assert.equal(pool.memoryBytes, sum());
    pool.delete('a');
    assert.equal(pool.memoryBytes, 0);
  });

  it('counts what a model takes later: slots for new clusters', () => {
    const pool = new ModelPool(options({ warmup: 20 }));
    const seen = (level: number, points: number): number => {
      const model = pool.use('a');
      for (let i = 0; i < points; i++) pool.account(model, () => model.observe({ names, values: Float64Array.from(names, (_, j) => level + ((i * (j + 3)) % 7)), positional: false }, i));
      assert.equal(pool.memoryBytes, model.bytes);
      return model.bytes;
    };
    const before = seen(0, 100);
    for (let level = 100; level < 1000; level += 100) seen(level, 40);
    assert.ok(seen(0, 10) > before + 4_000);
  });

  it('counts the characters of names: of devices, of features, of what turns up later', () => {
    const long = 'n'.repeat(10_000);
    const bytes = (key: string, first: string, later: string): number => {
      const pool = new ModelPool(options({ warmup: 20 }));
      const row = (name: string, i: number) => ({ names: ['a', name], values: Float64Array.of(i % 7, i % 5), positional: false });
      for (let i = 0; i < 30; i++) pool.account(pool.use(key), () => pool.use(key).observe(row(i < 25 ? first : later, i), i));
      assert.equal(pool.memoryBytes, pool.peek(key)!.bytes);
      return pool.memoryBytes;
    };
    const usual = bytes('k', 'b', 'c');
    for (const [place, own] of [['device', bytes(long, 'b', 'c')], ['feature', bytes('k', long, 'c')], ['stranger', bytes('k', 'b', long)]] as const) {
      assert.ok(own - usual >= 20_000 - 2 && own - usual < 50_000, `${place}: ${own - usual}`);
    }
  });

  it('counts them while it collects, once for rows of the same names', () => {
    const pool = new ModelPool(options());
    const model = pool.use('k');
    const collect = (name: string): number => {
      const before = pool.memoryBytes;
      pool.account(model, () => model.observe({ names: [name], values: Float64Array.of(1), positional: false }, 0));
      return pool.memoryBytes - before;
    };
    assert.ok(collect('n'.repeat(10_000)) > 20_000);
    assert.ok(collect('n'.repeat(10_000)) < 400);
    assert.ok(collect('m'.repeat(10_000)) > 20_000);
  });

  it('stays within its budget: the model unused longest goes, and is told of', () => {
    const gone: string[] = [];
    const pool = new ModelPool(options({ memoryLimitMb: 1 }), { onEvict: (model) => gone.push(model.key) });
    for (let i = 0; i < 150; i++) {
      observe(pool, 'kept', i === 0 ? 300 : 1);
      observe(pool, `device ${i}`, 300);
      assert.ok(pool.memoryBytes <= 1_048_576, `${pool.memoryBytes} bytes`);
    }
    assert.ok(pool.evicted > 10 && pool.evicted === gone.length);
    assert.deepEqual(gone.slice(0, 3), ['device 0', 'device 1', 'device 2']);
    assert.ok(pool.peek('kept')!.ready);
  });

  it('holds no more than ten thousand models, however small', () => {
    const pool = new ModelPool(options({ memoryLimitMb: 4096 }));
    for (let i = 0; i < 10_050; i++) observe(pool, `beacon ${i}`);
    assert.equal(pool.size, 10_000);
    assert.equal(pool.peek('beacon 0'), undefined);
  });

  it('configures the models it has and those to come', () => {
    const pool = new ModelPool(options());
    observe(pool, 'a', 300);
    pool.configure(() => options({ outlierThreshold: 0.9, maxClusters: 60 }));
    observe(pool, 'b', 300);
    assert.deepEqual(
      [...pool].map((model) => model.knobs.outlierThreshold),
      [0.9, 0.9],
    );
    assert.equal(pool.memoryBytes, [...pool].reduce((total, model) => total + model.bytes, 0));
  });
});
