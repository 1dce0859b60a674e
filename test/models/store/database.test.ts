import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { Keeper } from '../../../src/models/keeper';
import { Database } from '../../../src/models/store/database';
import { openLevel, type Level } from '../../../src/models/store/level';
import { sweep } from '../../../src/models/store/owner';
import { StoreBench, feed, options, rows } from '../../support/models';
import { until } from '../../support/until';

const MB = 1_048_576;
const DAY = 86_400_000;
const pump = () => new Map([['pump', rows(1)]]);
const points = (keeper: Keeper): number | undefined => keeper.pool.find('pump')?.points;

/** A database on a disk that may be full. */
class Disk {
  isFull = false;
  opened = 0;
  readonly retry = 20;
  readonly open = async (directory: string): Promise<Level> => {
    this.opened++;
    const level = await openLevel(directory);
    let isBroken = false;
    return {
      ...level,
      write: async (operations, sync) => {
        // as LevelDB does: after one failure it takes nothing more until it is opened anew
        isBroken ||= this.isFull;
        if (isBroken) throw Object.assign(new Error('IO error: No space left on device'), { code: 'LEVEL_IO_ERROR' });
        await level.write(operations, sync);
      },
    };
  };
}

describe('the database of the models', () => {
  let bench: StoreBench;
  beforeEach(() => {
    bench = new StoreBench();
  });
  afterEach(() => bench.remove());

  it('is opened once for all owners of the process, and closed by the last', async () => {
    const disk = new Disk();
    const [a, b] = [await bench.keeper({ owner: 'a', database: disk }), await bench.keeper({ owner: 'b', database: disk })];
    await bench.close(a);
    assert.deepEqual([disk.opened, b.state], [1, 'open']);
    await bench.close(b);
    const level = new ClassicLevel(bench.directory);
    await level.open();
    await level.close();
  });

  it('is opened anew at once after it was closed, as a deploy does', async () => {
    let learned = 0;
    const stream = pump();
    for (let i = 0; i < 5; i++) {
      const keeper = bench.begin();
      await feed(keeper, stream, 10, 10 * i);
      learned += 10;
      assert.equal(points(keeper), learned);
      const end = bench.close(keeper);
      const next = bench.begin({ owner: 'other' });
      await end;
      await bench.close(next);
    }
    assert.deepEqual(bench.kinds, []);
  });

  it('that another process has is left alone; models are in memory, and stored ones come back when it is free', async () => {
    const first = await bench.keeper();
    await feed(first, pump(), 200);
    await bench.close(first);
    const other = new ClassicLevel(bench.directory);
    await other.open();
    const keeper = await bench.keeper({ database: { retry: 20 } });
    assert.equal(keeper.state, 'in use');
    await feed(keeper, new Map([['pump', rows(2)], ['new', rows(3)]]), 50);
    assert.equal(points(keeper), 50);
    await keeper.save();
    const ending: string[] = [];
    keeper.join({ ending: (model) => ending.push(model.key), changed: () => {} });
    await other.close();
    await until(() => keeper.state === 'open', 'the store');
    assert.deepEqual([points(keeper), ending], [200, ['pump']], 'what knows more is taken');
    assert.equal(keeper.pool.find('new')!.points, 50);
    assert.deepEqual(bench.kinds, ['inUse', 'writable']);
  });

  for (const [what, damage] of [
    ['whose CURRENT is garbage', (directory: string) => writeFileSync(join(directory, 'CURRENT'), 'garbage')],
    ['whose manifest is garbage', (directory: string) => writeFileSync(join(directory, readdirSync(directory).find((name) => name.startsWith('MANIFEST'))!), 'garbage')],
    ['whose CURRENT is lost', (directory: string) => rmSync(join(directory, 'CURRENT'))],
    ['whose CURRENT points nowhere', (directory: string) => writeFileSync(join(directory, 'CURRENT'), 'MANIFEST-999999\n')],
  ] as const) {
    it(`${what} is moved aside with a date in its name, and repaired: the models go on`, async () => {
      const first = await bench.keeper();
      await feed(first, pump(), 60);
      await bench.close(first);
      damage(bench.directory);
      const keeper = await bench.keeper();
      assert.equal(keeper.state, 'open');
      assert.deepEqual([bench.kinds, keeper.isDamaged, points(keeper)], [['repaired'], true, 60]);
      const path = String(bench.notices[0]!.values['path']);
      assert.match(path, /models-damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/);
      assert.ok(existsSync(path) && dirname(path) === dirname(bench.directory));
      await feed(keeper, pump(), 30, 60);
      await bench.close(keeper);
      assert.equal(points(await bench.keeper()), 90);
    });
  }

  it('of which nothing is left to read is moved aside, and a new one begun', async () => {
    const first = await bench.keeper();
    await feed(first, pump(), 60);
    await bench.close(first);
    for (const name of readdirSync(bench.directory)) writeFileSync(join(bench.directory, name), 'garbage');
    const keeper = await bench.keeper();
    assert.deepEqual([keeper.state, keeper.isDamaged, bench.kinds, points(keeper)], ['open', true, ['moved'], undefined]);
    await feed(keeper, pump(), 30);
    await bench.close(keeper);
    assert.equal(points(await bench.keeper()), 30);
  });

  it('on a full disk says so, loses nothing from memory, goes on, and writes when there is room again', async () => {
    const disk = new Disk();
    const stream = pump();
    const keeper = await bench.keeper({ database: disk });
    await feed(keeper, stream, 60);
    await keeper.save();
    disk.isFull = true;
    await feed(keeper, stream, 60, 60);
    await keeper.save();
    await until(() => keeper.state === 'full', 'the failure');
    await feed(keeper, stream, 60, 120);
    assert.equal(points(keeper), 180);
    // it is opened anew and fails again
    await until(() => disk.opened > 3, 'another attempt');
    await feed(keeper, stream, 20, 180);
    assert.deepEqual(bench.kinds, ['full']);
    disk.isFull = false;
    await until(() => keeper.state === 'open', 'room');
    assert.deepEqual([points(keeper), bench.kinds], [200, ['full', 'writable']]);
    await bench.close(keeper);
    assert.equal(points(await bench.keeper()), 200);
  });

  it('on a full disk lets the models have twice their budget, then sends those unused longest back to their last state', async () => {
    const disk = new Disk();
    const keeper = await bench.keeper({ database: disk, options: options({ warmup: 30, memoryLimitMb: 1 }) });
    const streams = new Map(Array.from({ length: 90 }, (_, i) => [`device ${i}`, rows(i)] as const));
    await feed(keeper, streams, 31);
    await keeper.save();
    disk.isFull = true;
    await feed(keeper, streams, 1, 31);
    await until(() => keeper.state === 'full', 'the failure');
    await feed(keeper, streams, 1, 32);
    assert.ok(keeper.pool.memoryBytes > MB && keeper.pool.memoryBytes < 2.05 * MB, `${keeper.pool.memoryBytes} bytes`);
    assert.equal(keeper.pool.total, 90);
    assert.ok([...keeper.pool.all()].every((model) => model.points >= 31));
    assert.ok(bench.kinds.includes('evicted'));
  }).timeout(60_000);

  it('that cannot be made is told of, and does not stop anything', async () => {
    mkdirSync(dirname(bench.directory), { recursive: true });
    writeFileSync(bench.directory, 'a file where the folder should be');
    const keeper = await bench.keeper();
    await feed(keeper, pump(), 40);
    assert.deepEqual([keeper.state, points(keeper), bench.kinds], ['full', 40, ['full']]);
    await bench.close(keeper);
    assert.deepEqual(bench.kinds, ['full', 'unsaved']);
  });

  it('keeps the models of an owner that is gone for as long as it wanted, counted from when it was missed', async () => {
    for (const [owner, retentionDays] of [['patient', 30], ['hasty', 1], ['present', 1]] as const) {
      const keeper = await bench.keeper({ owner, retentionDays });
      await feed(keeper, pump(), 10);
      await bench.close(keeper);
    }
    const present = await bench.keeper({ owner: 'present', retentionDays: 1 });
    const database = Database.acquire(bench.directory);
    const now = Date.now() + 400 * DAY;
    assert.deepEqual(await sweep(database, now), [], 'a gateway that was off for a year forgets nothing');
    assert.deepEqual(await sweep(database, now + DAY / 2), []);
    assert.deepEqual(await sweep(database, now + DAY), ['hasty']);
    await bench.close(await bench.keeper({ owner: 'patient' }));
    assert.deepEqual(await sweep(database, now + 31 * DAY), [], 'one that comes back starts the time anew');
    assert.deepEqual(await sweep(database, now + 61 * DAY), ['patient']);
    await database.release();
    assert.deepEqual([points(present), points(await bench.keeper({ owner: 'hasty' })), points(await bench.keeper({ owner: 'patient' }))], [10, undefined, undefined]);
  });
});
