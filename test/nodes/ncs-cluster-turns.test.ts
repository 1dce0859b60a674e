import assert from 'node:assert/strict';
import { seededRandom } from '../../src/engine/random';
import { Turns } from '../../nodes/ncs-cluster/turns';
import { loadCluster, unloadCluster } from '../support/cluster-flow';

/** Work in so many pieces that writes down each. */
function pieces(log: string[], name: string, count: number): () => boolean {
  let done = 0;
  return () => {
    log.push(`${name}${++done}`);
    return done === count;
  };
}

const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('of one key keep the order in which they came, those of two keys alternate', async () => {
    const log: string[] = [];
    const turns = new Turns();
    turns.take('one', pieces(log, 'a', 3));
    turns.take('one', pieces(log, 'b', 2));
    turns.take('one', pieces(log, 'c', 1));
    turns.take('two', pieces(log, 'd', 2));
    turns.take('three', pieces(log, 'e', 1));
    assert.deepEqual(log, ['a1', 'd1', 'e1'], 'what need not wait does not');
    while (log.length < 9) await idle();
    assert.deepEqual(log.filter((entry) => !/[de]/.test(entry)), ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']);
    assert.ok(log.indexOf('d2') < log.indexOf('b1'), log.join(' '));
  });

  it('of what concerns all keys come after everything that was under way, and before what came later', async () => {
    const log: string[] = [];
    const turns = new Turns();
    turns.take('one', pieces(log, 'a', 2));
    turns.take('two', pieces(log, 'b', 5));
    turns.takeAll(pieces(log, 'all', 1));
    turns.take('one', pieces(log, 'c', 1));
    turns.takeAll(pieces(log, 'again', 1));
    while (log.length < 10) await idle();
    assert.deepEqual(log.slice(-3).sort(), ['again1', 'all1', 'c1']);
    assert.ok(log.indexOf('all1') > log.indexOf('b5') && log.indexOf('c1') > log.indexOf('all1') && log.indexOf('again1') > log.indexOf('c1'), log.join(' '));
  });

  it('are bounded: what is too much is worked through at once', () => {
    const log: string[] = [];
    const turns = new Turns();
    turns.take('one', pieces(log, 'a', 3));
    for (let i = 0; i < 1001; i++) turns.take('one', pieces(log, 'b', 1));
    assert.equal(log.length, 3 + 1001);
  });

  it('come to an end when asked to, with a deadline that every piece is told', () => {
    const deadlines: number[] = [];
    const turns = new Turns();
    const work = (count: number) => (deadline: number) => deadlines.push(deadline) >= count;
    turns.take('one', work(2));
    turns.take('one', work(3));
    turns.takeAll(work(4));
    turns.finish(7);
    assert.deepEqual(deadlines, [Infinity, 7, 7, 7]);
    turns.take('one', work(5));
    assert.equal(deadlines.length, 5, 'nothing is in the way any more');
  });
});

describe('ncs-cluster with several messages at once', () => {
  afterEach(unloadCluster);

  const rows = (count: number, at: number): { a: number; b: number }[] => {
    const { normal } = seededRandom(at + 1);
    return Array.from({ length: count }, () => ({ a: at + normal(), b: normal() }));
  };

  it('lets no batch, point or command overtake an earlier batch of its key, and other keys pass', async () => {
    const flow = await loadCluster({ batchSize: '10' });
    flow.send({ topic: 'pump', payload: rows(300, 0) });
    flow.send({ topic: 'pump', payload: rows(40, 1) });
    flow.send({ topic: 'pump', payload: { a: 1, b: 0 } });
    flow.send({ topic: 'pump', command: 'status' });
    flow.send({ topic: 'other', payload: { a: 1 } });
    flow.send({ command: 'reset' });
    await flow.settle();
    const order = flow.completed.map(({ _msgid }) => _msgid);
    assert.deepEqual(order, ['m5', 'm1', 'm2', 'm3', 'm4', 'm6']);
    const updates = flow.ports[0].map(({ payload }) => [payload.type, payload.key, payload.total_points]);
    assert.deepEqual(updates, [
      ['cluster_update', 'other', undefined],
      ['batch_result', 'pump', 300],
      ['batch_result', 'pump', 40],
      ['cluster_update', 'pump', undefined],
    ]);
    const replies = flow.ports[3].filter(({ payload }) => payload.type === 'command_result').map(({ payload }) => payload);
    assert.equal(replies[0].result.total_points_processed, 341);
    assert.deepEqual(replies[1].result.reset.toSorted(), ['other', 'pump']);
  });

  it('a node that is closed ends its batch with what it can, and every message once', async () => {
    const flow = await loadCluster({ batchSize: '10' });
    flow.send({ topic: 'pump', payload: rows(3000, 0) });
    flow.send({ topic: 'pump', payload: { a: 1, b: 2 } });
    flow.send({ topic: 'pump', command: 'fly' });
    await idle();
    assert.deepEqual(flow.completed, [], 'they are under way');
    await flow.node.close(false);
    await flow.settle();
    assert.deepEqual(flow.completed.map(({ _msgid }) => _msgid), ['m1', 'm2']);
    assert.deepEqual(flow.caught.map(({ error }) => error.code), ['UNKNOWN_COMMAND']);
    const [result, update] = flow.ports[0].map(({ payload }) => payload);
    assert.deepEqual([result.total_points, result.rejected, update.type], [3000, [], 'cluster_update']);
  });

  it('the slices of a batch follow the batch_size that a command has set', async () => {
    const flow = await loadCluster({ batchSize: '10000' });
    /** Turns of the event loop until the batch is done with. */
    const turnsFor = async (payload: unknown): Promise<number> => {
      const before = flow.completed.length;
      flow.send({ topic: 'pump', payload });
      let turns = 0;
      for (; flow.completed.length === before; turns++) await idle();
      return turns;
    };
    await turnsFor(rows(300, 0));
    const whole = await turnsFor(rows(9000, 0));
    flow.send({ command: 'configure', payload: { batch_size: 500 } });
    await flow.settle();
    const sliced = await turnsFor(rows(9000, 0));
    assert.ok(sliced > whole + 3, `${sliced} turns, ${whole} without slices`);
  });
});
