import assert from 'node:assert/strict';
import type { Keeper } from '../../src/models/keeper';
import type { DeviceModel } from '../../src/models/model';
import { StoreBench, feed, options, rows } from '../support/models';

const MB = 1_048_576;
const streamsOf = (keys: readonly string[]) => new Map(keys.map((key, i) => [key, rows(i + 1)]));
const devices = (count: number): string[] => Array.from({ length: count }, (_, i) => `device ${i}`);
const stateOf = (keeper: Keeper, key: string) => keeper.pool.find(key)!.record();
/** All of a model but the budget it was made under. */
function visible(keeper: Keeper, key: string): object {
  const { overrides: _, engine: __, ...state } = stateOf(keeper, key);
  const engine = keeper.pool.find(key)!.engine!;
  return { ...state, clusters: engine.clusters(), status: engine.status(), next: engine.nextIds, alarm: engine.alarm() };
}

describe('Keeper', () => {
  let bench: StoreBench;
  beforeEach(() => {
    bench = new StoreBench();
  });
  afterEach(() => bench.remove());

  it('brings every model back as it was: in its warm-up, learned, with labels', async () => {
    const before = await bench.keeper();
    const streams = streamsOf(['young', 'old']);
    await feed(before, new Map([['young', streams.get('young')!]]), 20);
    await feed(before, new Map([['old', streams.get('old')!]]), 200);
    before.pool.find('old')!.label(1, 'night');
    const states = ['young', 'old'].map((key) => stateOf(before, key));
    await bench.close(before);
    const after = await bench.keeper();
    assert.deepEqual([after.restored, after.pool.total, after.pool.size], [2, 2, 0]);
    assert.deepEqual(['young', 'old'].map((key) => stateOf(after, key)), states);
    assert.deepEqual(bench.notices, []);
  });

  it('does the same on a budget that holds a few models as without one, and holds the budget', async () => {
    const keys = devices(40);
    const small = await bench.keeper({ owner: 'small', options: options({ warmup: 30, memoryLimitMb: 1 }) });
    const large = await bench.keeper({ owner: 'large', options: options({ warmup: 30 }) });
    const [onBudget, without] = [await feed(small, streamsOf(keys), 60), await feed(large, streamsOf(keys), 60)];
    assert.deepEqual(onBudget, without);
    assert.ok(small.pool.size < 30 && small.pool.total === 40 && large.pool.size === 40, `${small.pool.size} models in memory`);
    assert.ok(small.pool.memoryBytes <= MB, `${small.pool.memoryBytes} bytes`);
    assert.equal(small.pool.evicted, 0);
    for (const key of keys) assert.deepEqual(visible(small, key), visible(large, key));
    assert.deepEqual(bench.notices, []);
  }).timeout(120_000);

  it('lets what comes before the store is open wait, in order', async () => {
    const first = await bench.keeper();
    await feed(first, streamsOf(['pump']), 100);
    await bench.close(first);
    const second = bench.begin();
    const order: number[] = [];
    let model: DeviceModel | undefined;
    for (let i = 0; i < 50; i++) {
      assert.ok(second.admit(() => {
        order.push(i);
        model = second.pool.use('pump');
      }));
    }
    assert.deepEqual(order, []);
    await feed(second, streamsOf(['other']), 1);
    assert.deepEqual(order, Array.from({ length: 50 }, (_, i) => i));
    assert.equal(model!.points, 100);
  });

  it('lets no more wait than it has room for', () => {
    const keeper = bench.begin();
    for (let i = 0; i < 10_000; i++) assert.ok(keeper.admit(() => {}));
    assert.equal(keeper.admit(() => {}), false);
  });

  it('stores only what has changed, and counts what it hands over', async () => {
    const keeper = await bench.keeper();
    await feed(keeper, streamsOf(devices(5)), 60);
    await keeper.save();
    const written = keeper.bytesWrittenToday;
    const each = keeper.pool.find('device 0')!.engine!.snapshot().length;
    assert.ok(written > 5 * each && written < 6.5 * each, `${written} bytes`);
    await keeper.save();
    assert.ok(keeper.bytesWrittenToday - written < 1000);
    await feed(keeper, streamsOf(['device 3']), 1);
    await keeper.save();
    assert.ok(keeper.bytesWrittenToday - written > each && keeper.bytesWrittenToday - written < 1.5 * each);
    const sum = keeper.bytesWrittenToday;
    await bench.close(keeper);
    assert.ok((await bench.keeper()).bytesWrittenToday >= sum, 'the count goes on after a restart');
  });

  it('gives living models the settings that their owner has now; another shingle starts them anew, with ids that go on', async () => {
    const first = await bench.keeper();
    await feed(first, streamsOf(['pump']), 100);
    await bench.close(first);
    const second = await bench.keeper({ options: options({ warmup: 40, outlierThreshold: 0.99 }) });
    assert.deepEqual([second.pool.find('pump')!.points, second.pool.find('pump')!.knobs.outlierThreshold], [100, 0.99]);
    await bench.close(second);
    const third = bench.begin({ options: options({ warmup: 40, shingle: 2 }) });
    const ending: string[] = [];
    third.join({ ending: (model) => ending.push(`${model.key} ${model.points}`), changed: () => {} });
    await feed(third, streamsOf(['pump']), 1);
    assert.deepEqual([third.pool.find('pump')!.points, ending], [1, ['pump 100']]);
    await feed(third, streamsOf(['pump']), 60);
    assert.ok(third.pool.find('pump')!.engine!.clusters().every(({ id }) => id > 2));
  });

  it('keeps what `configure` has changed until the settings of the owner change', async () => {
    const first = await bench.keeper();
    await feed(first, streamsOf(['pump']), 100);
    first.pool.configure(() => options({ warmup: 40, outlierThreshold: 0.97 }));
    await bench.close(first);
    const second = await bench.keeper();
    assert.equal(second.pool.find('pump')!.knobs.outlierThreshold, 0.97);
    assert.equal(second.pool.use('new').knobs.outlierThreshold, 0.97);
    await bench.close(second);
    const third = await bench.keeper({ options: options({ warmup: 41 }) });
    assert.deepEqual([third.pool.find('pump')!.knobs.outlierThreshold, third.pool.use('another').knobs.warmup], [0.85, 41]);
  });

  it('keeps the time zone of models to come over a restart', async () => {
    const zoned = { ...options({ warmup: 40 }), timeZone: 'Asia/Tokyo' };
    const first = await bench.keeper({ options: zoned });
    await feed(first, streamsOf(['pump']), 10);
    await bench.close(first);
    const second = await bench.keeper({ options: zoned });
    await feed(second, streamsOf(['pump', 'new']), 60);
    assert.deepEqual(['pump', 'new'].map((key) => second.pool.find(key)!.engine!.timeZone), ['Asia/Tokyo', 'Asia/Tokyo']);
  });

  it('reaches the models on the shelf with a command for all', async () => {
    const keeper = await bench.keeper({ options: options({ warmup: 40, memoryLimitMb: 1 }) });
    await feed(keeper, streamsOf(devices(50)), 50);
    keeper.pool.configure(() => options({ warmup: 40, memoryLimitMb: 1, outlierThreshold: 0.93 }));
    const all = [...keeper.pool.all()];
    assert.equal(all.length, 50);
    assert.ok(keeper.pool.size < 50 && all.every((model) => model.knobs.outlierThreshold === 0.93));
    const points = [...keeper.pool.summaries()].reduce((sum, summary) => sum + summary.points, 0);
    assert.equal(points, 2500);
    assert.ok(keeper.pool.memoryBytes <= MB);
  });

  it('keeps models of different owners apart', async () => {
    const [a, b] = [await bench.keeper({ owner: 'a' }), await bench.keeper({ owner: 'b' })];
    await feed(a, streamsOf(['pump']), 30);
    await feed(b, streamsOf(['pump']), 50);
    await Promise.all([bench.close(a), bench.close(b)]);
    assert.deepEqual([stateOf(await bench.keeper({ owner: 'a' }), 'pump').rows.length, (await bench.keeper({ owner: 'b' })).pool.find('pump')!.points], [30, 50]);
  });
});
