import assert from 'node:assert/strict';
import { ClassicLevel } from 'classic-level';
import type { Keeper } from '../../../src/models/keeper';
import { StoreBench, feed, rows } from '../../support/models';

const pump = () => new Map([['pump', rows(1)]]);

describe('stored models', () => {
  let bench: StoreBench;
  beforeEach(() => {
    bench = new StoreBench();
  });
  afterEach(() => bench.remove());

  /** Looks into the database, or changes it, while nobody has it open. */
  async function inside<T>(act: (level: ClassicLevel<string, Uint8Array>) => Promise<T>): Promise<T> {
    const level = new ClassicLevel<string, Uint8Array>(bench.directory, { valueEncoding: 'view' });
    await level.open();
    try {
      return await act(level);
    } finally {
      await level.close();
    }
  }

  const keysOf = (kind: string): Promise<string[]> => inside(async (level) => (await level.keys().all()).filter((key) => key.startsWith(`${kind}\0`)));

  /** Changes the newest of the two records. */
  const damageNewest = (change: (bytes: Uint8Array) => Uint8Array): Promise<void> =>
    inside(async (level) => {
      const entry = (await level.iterator().all()).find(([key]) => key.startsWith('i\0'))!;
      const { slot } = JSON.parse(Buffer.from(entry[1]).toString().slice(8)) as { slot: string };
      const key = entry[0].replace(/^i/, slot);
      await level.put(key, change((await level.get(key))!));
    });

  /** A model that was stored after `first` points, and again after `second` more. */
  async function storedTwice(first: number, second: number): Promise<void> {
    const stream = pump();
    const keeper = await bench.keeper();
    await feed(keeper, stream, first);
    await keeper.save();
    await feed(keeper, stream, second, first);
    await bench.close(keeper);
  }

  const points = (keeper: Keeper): number | undefined => keeper.pool.find('pump')?.points;
  const cut = (bytes: Uint8Array): Uint8Array => bytes.slice(0, bytes.length / 2);
  const flip = (at: number) => (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 4 : byte));

  for (const [how, change] of [['cut off', cut], ['emptied', () => new Uint8Array(0)], ['with a bit flipped in its header', flip(40)], ['with a bit flipped in its numbers', flip(9000)]] as const) {
    it(`whose newest record was ${how} come back from the one before, with a warning; the damaged one is kept aside`, async () => {
      await storedTwice(100, 20);
      await damageNewest(change);
      const keeper = await bench.keeper();
      assert.equal(points(keeper), 100);
      assert.ok(keeper.isDamaged);
      assert.deepEqual([bench.kinds, bench.notices[0]!.values['key']], [['damaged'], 'pump']);
      await bench.close(keeper);
      assert.equal((await keysOf('x')).length, 1);
      const after = await bench.keeper();
      assert.equal(points(after), 100);
      assert.deepEqual([bench.kinds.length, after.isDamaged], [1, false], 'once');
    });
  }

  it('of which both records are damaged start anew, with a warning', async () => {
    await storedTwice(100, 20);
    await inside(async (level) => {
      for (const [key, value] of await level.iterator().all()) if (/^[ab]\0/.test(key)) await level.put(key, cut(value));
    });
    const keeper = await bench.keeper();
    assert.equal(points(keeper), undefined);
    assert.deepEqual(bench.kinds, ['lost']);
    await feed(keeper, pump(), 3);
    await bench.close(keeper);
    assert.deepEqual([(await keysOf('x')).length, points(await bench.keeper())], [2, 3]);
  });

  it('whose entry is damaged are found by their records, the newer one first', async () => {
    await storedTwice(100, 20);
    await inside(async (level) => {
      for (const [key, value] of await level.iterator().all()) if (key.startsWith('i\0')) await level.put(key, flip(20)(value));
    });
    const keeper = await bench.keeper();
    assert.equal(points(keeper), 120);
    assert.deepEqual(bench.kinds, []);
  });

  it('that are damaged again and again leave no more than ten records aside', async () => {
    for (let i = 0; i < 12; i++) {
      await storedTwice(1, 1);
      await damageNewest(cut);
      const keeper = await bench.keeper();
      assert.ok(points(keeper));
      await bench.close(keeper);
    }
    assert.equal((await keysOf('x')).length, 10);
  }).timeout(60_000);

  it('take two places each, however often they are stored', async () => {
    const stream = pump();
    const keeper = await bench.keeper();
    for (let i = 0; i < 6; i++) {
      await feed(keeper, stream, 1, i);
      await keeper.save();
    }
    await bench.close(keeper);
    assert.deepEqual([(await keysOf('a')).length, (await keysOf('b')).length, (await keysOf('i')).length], [1, 1, 1]);
  });
});
