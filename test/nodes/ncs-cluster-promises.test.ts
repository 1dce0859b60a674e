// Promises of the contract that belong to no one file: order, ends, requests, knobs that act.
import assert from 'node:assert/strict';
import { Overview } from '../../nodes/ncs-cluster/overview';
import { resolveKnobs } from '../../src/engine';
import { seededRandom } from '../../src/engine/random';
import { ModelPool } from '../../src/models/pool';
import { loadCluster, unloadCluster, type Sent } from '../support/cluster-flow';

const T = Date.UTC(2026, 0, 1);

describe('what ncs-cluster promises', () => {
  afterEach(unloadCluster);

  it('a message is complete after everything it came to was sent: a point, a batch, a command', async () => {
    const flow = await loadCluster({ warmup: '20', batchSize: '7' });
    const order: string[] = [];
    const record = (where: string, messages: Sent[]): void => {
      messages.push = (...items) => {
        for (const { _msgid } of items) order.push(`${String(_msgid)} ${where}`);
        return Array.prototype.push.apply(messages, items);
      };
    };
    flow.ports.forEach((messages, port) => record(String(port), messages));
    record('done', flow.completed);
    flow.send({ topic: 'pump', payload: { points: Array.from({ length: 60 }, (_, i) => ({ a: i % 7 })), batch_mode: false } });
    flow.send({ topic: 'pump', payload: { a: 1, b: 2 } });
    flow.send({ topic: 'pump', command: 'status' });
    await flow.settle();
    for (const id of ['m1', 'm2', 'm3']) {
      const own = order.filter((entry) => entry.startsWith(`${id} `));
      assert.equal(own.at(-1), `${id} done`, own.join(', '));
      assert.equal(own.filter((entry) => entry.endsWith('done')).length, 1);
      assert.ok(own.length > 1);
    }
    assert.ok(order.indexOf('m1 done') < order.indexOf('m2 0'), 'a batch is complete at its end, before what came after it begins');
  });

  it('status, on request, comes with the performance so far, which the timer goes on measuring', async () => {
    const flow = await loadCluster();
    for (let i = 0; i < 10; i++) flow.send({ topic: 'pump', payload: { a: i } });
    for (let i = 0; i < 2; i++) {
      flow.send({ topic: 'pump', command: 'status' });
      await flow.settle();
      const [performance, reply] = flow.ports[3].slice(-2).map(({ payload }) => payload);
      assert.deepEqual([performance.type, performance.points_processed, performance.clusters_updated], ['performance_metrics', 10, 0]);
      assert.deepEqual([reply.type, reply.result.bytes_written_today], ['command_result', 0]);
    }
  });

  it('what the store has written stands in the status', () => {
    const pool = new ModelPool({ profile: null, overrides: {}, knobs: resolveKnobs(null, {}) });
    assert.equal(new Overview(pool, () => 4711).status(null, T).bytes_written_today, 4711);
    assert.equal(new Overview(pool).status(null, T).bytes_written_today, 0);
  });

  it('nothing that is sent holds a number that is none, whatever the metadata', async () => {
    const flow = await loadCluster();
    const circle: Record<string, unknown> = { deep: [1, NaN, { x: Infinity }], text: 'x', when: new Date(T) };
    circle['self'] = circle;
    // the payload is checked where it comes out
    flow.send({ topic: 'pump', payload: { a: 1 }, metadata: circle });
    flow.send({ topic: 'pump', payload: { points: [{ a: 1 }], metadata: { request_id: 'r', bad: -Infinity } } });
    flow.send({ topic: 'pump', payload: { points: [{ a: 1 }] }, metadata: 'a text' });
    await flow.settle();
    const told = flow.ports[0].map(({ payload }) => payload.metadata);
    assert.deepEqual(told, [{ deep: [1, null, { x: null }], text: 'x', when: new Date(T), self: null }, { request_id: 'r', bad: null }, 'a text']);
    assert.equal((flow.ports[0][0]!['metadata'] as { text: string }).text, 'x', 'the property itself leaves as it came');
  });

  it('alarms_per_week acts: who can live with more false alarms is told of weaker evidence', async () => {
    const opened = async (alarmsPerWeek: string): Promise<number> => {
      const flow = await loadCluster({ alarmsPerWeek, updates: 'interval', updateInterval: '86400' });
      const { normal } = seededRandom(4);
      for (let i = 0; i < 900; i++) {
        // a reading of about five sd, every hundred
        const payload = { a: i % 100 === 99 && i > 300 ? 5 + 0.2 * normal() : normal(), b: normal() };
        flow.send({ topic: 'pump', timestamp: T + 1000 * i, payload });
      }
      await flow.settle();
      await unloadCluster();
      return flow.ports[1].filter(({ payload }) => payload.event === 'open').length;
    };
    const [few, many] = [await opened('0.001'), await opened('10000')];
    assert.ok(many > few, `${few} and ${many} alarms`);
  });
});
