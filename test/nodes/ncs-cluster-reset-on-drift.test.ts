import assert from 'node:assert/strict';
import { seededRandom } from '../../src/engine/random';
import { loadCluster, unloadCluster, type ClusterFlow } from '../support/cluster-flow';

const T = Date.UTC(2026, 0, 1);
const WARMUP = 256;

interface Event {
  readonly port: number;
  readonly type: string;
  readonly event: string;
  readonly at: number;
}

/** What is told of a pump whose level changes by `shift` sd at point 600 and again at 620, in the order in which it is told. */
async function run(config: object, shift: number, count = 1400, send?: (flow: ClusterFlow, row: object, i: number) => void): Promise<{ flow: ClusterFlow; events: Event[] }> {
  const flow = await loadCluster({ updates: 'interval', updateInterval: '86400', ...config });
  const events: Event[] = [];
  // in the order of arrival, over all ports
  flow.ports.forEach((messages, port) => {
    messages.push = (...items) => {
      for (const { payload } of items) {
        if (port > 0) events.push({ port, type: payload.type, event: payload.event ?? String(payload.is_ready), at: Math.round((Date.parse(payload.timestamp) - T) / 1000) });
      }
      return Array.prototype.push.apply(messages, items);
    };
  });
  const { normal } = seededRandom(1);
  for (let i = 0; i < count; i++) {
    const level = i < 600 ? 0 : i < 620 ? shift : 2 * shift;
    const row = { flow: 10 + normal() + level, pressure: 4 + 0.1 * normal() };
    if (send) send(flow, row, i);
    else flow.send({ topic: 'pump', timestamp: T + 1000 * i, payload: row });
  }
  await flow.settle();
  return { flow, events };
}

describe('the reset of a model on a drift of severity high', () => {
  afterEach(unloadCluster);

  it('comes after the drift was told: the alarm closes, the status says learning; and not again before the warm-up is over', async () => {
    const { flow, events } = await run({ resetOnDrift: 'true' }, 8);
    const drift = events.find(({ port }) => port === 2);
    const index = events.indexOf(drift!);
    assert.equal(drift!.event, 'detected');
    assert.deepEqual(
      events.slice(index, index + 3).map(({ port, type, event }) => [port, type, event]),
      [
        [2, 'drift_detection', 'detected'],
        [1, 'outlier', 'close'],
        [3, 'algorithm_status', 'false'],
      ],
    );
    assert.equal(flow.ports[1].find(({ payload }) => payload.event === 'close')!.payload.reason, 'reset');
    assert.equal(events.filter(({ port }) => port === 2).length, 1, 'what follows at once is learned, not told');
    const again = events.slice(index + 3).find(({ type }) => type === 'algorithm_status');
    assert.equal(again!.event, 'true');
    flow.send({ topic: 'pump', command: 'status' });
    await flow.settle();
    const { total_points_processed, is_ready } = flow.ports[3].at(-1)!.payload.result;
    assert.deepEqual([total_points_processed, is_ready], [1400 - drift!.at - 1, true]);
    assert.ok(total_points_processed > WARMUP);
  });

  it('is not done for a smaller drift, nor without being asked for', async () => {
    const smaller = await run({ resetOnDrift: true }, 0.75);
    assert.deepEqual(smaller.flow.ports[2].map(({ payload }) => payload.event).slice(0, 1), ['detected']);
    assert.notEqual(smaller.flow.ports[2][0]!.payload.severity, 'high');
    assert.deepEqual(smaller.flow.ports[3].map(({ payload }) => payload.is_ready), [true]);
    await unloadCluster();
    const unasked = await run({}, 8);
    assert.deepEqual([unasked.flow.ports[2][0]!.payload.severity, unasked.flow.ports[3].length], ['high', 1]);
  });

  it('in the middle of a batch goes on with the batch: the rest of it is the new warm-up', async () => {
    const rows: object[] = [];
    const { flow } = await run({ resetOnDrift: true }, 8, 1400, (node, row, i) => {
      rows.push(row);
      if (i === 1399) node.send({ topic: 'pump', timestamp: T, payload: rows });
    });
    const result = flow.ports[0].find(({ payload }) => payload.type === 'batch_result')!.payload;
    assert.deepEqual([result.total_points, result.rejected, result.assignments.length], [1400, [], 1400]);
    assert.deepEqual(flow.ports[3].map(({ payload }) => payload.is_ready), [true, false, true]);
    assert.deepEqual(flow.ports[2].map(({ payload }) => payload.event), ['detected']);
  });
});
