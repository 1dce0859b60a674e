import assert from 'node:assert/strict';
import { seededRandom } from '../../src/engine/random';
import { loadCluster, unloadCluster } from '../support/cluster-flow';

const T = Date.UTC(2026, 0, 1);

function rows(count: number): { a: number; b: number }[] {
  const { normal } = seededRandom(1);
  return Array.from({ length: count }, () => ({ a: normal(), b: 100 + normal() }));
}

describe('ncs-cluster with batches', () => {
  afterEach(unloadCluster);

  it('gives one batch_result, with the verdict on every row', async () => {
    const flow = await loadCluster();
    const points: unknown[] = rows(400);
    points[350] = { a: 90, b: 100 };
    flow.send({ topic: 'pump', timestamp: T, payload: { points, metadata: { request_id: 'r1' } } });
    await flow.settle();
    assert.equal(flow.ports[0].length, 1);
    const { payload } = flow.ports[0][0]!;
    assert.equal(payload.type, 'batch_result');
    assert.deepEqual([payload.request_id, payload.total_points, payload.assignments.length, payload.rejected], ['r1', 400, 400, []]);
    assert.deepEqual(
      payload.outliers.map(({ index, point }: { index: number; point: object }) => [index, point]),
      [[350, { a: 90, b: 100 }]],
    );
    assert.equal(payload.assignments[399], payload.clusters[0].cluster_id);
    assert.equal(flow.ports[1][0]!.payload.event, 'open', 'alarms are told as if the points came singly');
  });

  it('learns the good rows and lists the bad ones', async () => {
    const flow = await loadCluster();
    flow.send({ topic: 'pump', payload: [...rows(3), { text: 'x' }, { a: Infinity }, null, ...rows(2)] });
    flow.send({ topic: 'pump', command: 'status' });
    await flow.settle();
    assert.deepEqual(flow.ports[0][0]!.payload.rejected, [
      { index: 3, code: 'NOT_NUMERIC' },
      { index: 4, code: 'NOT_FINITE' },
      { index: 5, code: 'NOT_NUMERIC' },
    ]);
    assert.equal(flow.ports[3].at(-1)!.payload.result.total_points_processed, 5);
    assert.equal(flow.caught.length, 0);
  });

  it('counts every rejected row by its code, in a batch without a good one and after the time-out too', async () => {
    const flow = await loadCluster();
    flow.send({ topic: 'pump', payload: [...rows(3), { text: 'x' }, { a: Infinity }, null, [1, 2]] });
    flow.send({ topic: 'pump', payload: [{ x: 'a' }, { x: 'b' }] });
    flow.send({ topic: 'pump', payload: { points: rows(4), timeout: 1e-6 } });
    flow.send({ topic: 'other', payload: [{ x: 'a' }, { x: 'b' }] });
    await flow.settle();
    const rejects = async (message: object): Promise<unknown> => {
      flow.send({ ...message, command: 'status' });
      await flow.settle();
      return flow.ports[3].at(-1)!.payload.result.rejects;
    };
    assert.deepEqual(await rejects({ topic: 'pump' }), { NOT_NUMERIC: 4, NOT_FINITE: 1, WRONG_DIMENSION: 1, TIMEOUT: 4 });
    assert.deepEqual(await rejects({}), { NOT_NUMERIC: 6, NOT_FINITE: 1, WRONG_DIMENSION: 1, TIMEOUT: 4 });
    assert.equal(flow.caught.length, 3, 'an error for each batch without a good row');
  });

  it('refuses a batch without a good row, one that is empty, and one that is too large', async () => {
    const flow = await loadCluster();
    for (const [payload, code] of [
      [[{ x: 'a' }, { x: 'b' }], 'NOT_NUMERIC'],
      [{ points: [] }, 'NOT_NUMERIC'],
      [Array.from({ length: 10_001 }, () => ({ a: 1 })), 'BATCH_TOO_LARGE'],
      [{ points: [1], timeout: -1 }, 'BAD_COMMAND'],
    ] as const) {
      flow.send({ topic: 'pump', payload });
      await flow.settle();
      assert.equal(flow.caught.at(-1)!.error.code, code);
    }
    assert.equal(flow.ports[0].length, 0);
  });

  it('sends a cluster_update per row as well, if asked to', async () => {
    const flow = await loadCluster();
    flow.send({ topic: 'pump', payload: { points: rows(5), batch_mode: false } });
    await flow.settle();
    assert.deepEqual(
      flow.ports[0].map(({ payload }) => payload.type),
      [...Array.from({ length: 5 }, () => 'cluster_update'), 'batch_result'],
    );
  });

  it('lets other messages have their turn between two slices, and stops at its time-out', async () => {
    const flow = await loadCluster({ batchSize: '10' });
    let turns = 0;
    const counter = setInterval(() => turns++, 0);
    flow.send({ topic: 'pump', payload: { points: rows(5000) } });
    flow.send({ topic: 'pump', payload: { points: rows(5000), timeout: 1e-6 } });
    await flow.settle();
    clearInterval(counter);
    assert.ok(turns > 1, `${turns} turns`);
    assert.equal(flow.caught.at(-1)!.error.code, 'TIMEOUT');
    assert.equal(flow.ports[0].find(({ payload }) => payload.type === 'batch_result')!.payload.total_points, 5000);
  });
});
