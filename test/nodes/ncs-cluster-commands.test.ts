import assert from 'node:assert/strict';
import { seededRandom } from '../../src/engine/random';
import { until } from '../support/until';
import { loadCluster, unloadCluster, type ClusterFlow } from '../support/cluster-flow';

const T = Date.UTC(2026, 0, 1);

interface Reply {
  key: string;
  command: string;
  ok: boolean;
  result?: Record<string, unknown>;
  error?: { code: string };
}

function feed(flow: ClusterFlow, topic: string, count = 300, from = 0): void {
  const { normal } = seededRandom(from + 1);
  for (let i = from; i < from + count; i++) flow.send({ topic, timestamp: T + 1000 * i, payload: { a: normal(), b: 100 + normal() } });
}

async function ask(flow: ClusterFlow, message: object): Promise<Reply> {
  flow.send(message);
  await flow.settle();
  return flow.ports[3].at(-1)!.payload;
}

describe('ncs-cluster commands', () => {
  let flow: ClusterFlow;
  beforeEach(async () => {
    flow = await loadCluster();
    feed(flow, 'one');
    feed(flow, 'two');
    await flow.settle();
  });
  afterEach(unloadCluster);

  it('status: of the device that the message names, of all together without one', async () => {
    const one = await ask(flow, { topic: 'one', command: 'status' });
    assert.deepEqual([one.key, one.command, one.ok, one.result!['total_points_processed']], ['one', 'status', true, 300]);
    const all = await ask(flow, { command: 'status' });
    assert.deepEqual([all.key, all.result!['total_points_processed'], all.result!['models']], ['*', 600, 2]);
  });

  it('clusters: what every device has learned', async () => {
    const reply = await ask(flow, { command: 'clusters' });
    const models = reply.result!['models'] as { key: string; features: string[]; clusters: { cluster_id: number; size: number; centroid: { b: number } }[] }[];
    assert.deepEqual(
      models.map(({ key, features }) => [key, features]),
      [
        ['one', ['a', 'b']],
        ['two', ['a', 'b']],
      ],
    );
    assert.equal(models[0]!.clusters[0]!.size, 300);
    assert.ok(Math.abs(models[0]!.clusters[0]!.centroid.b - 100) < 1);
  });

  it('reset: forgets one device and leaves the other; msg.reset does the same', async () => {
    assert.deepEqual((await ask(flow, { topic: 'one', command: 'reset' })).result, { reset: ['one'] });
    assert.equal((await ask(flow, { topic: 'one', command: 'status' })).result!['total_points_processed'], 0);
    assert.equal((await ask(flow, { topic: 'two', command: 'status' })).result!['total_points_processed'], 300);
    const reply = await ask(flow, { reset: false, payload: '' });
    assert.deepEqual([reply.command, reply.result], ['reset', { reset: ['one', 'two'] }], 'its presence counts, not its value');
    assert.equal('reset' in flow.ports[3].at(-1)!, false);
  });

  it('reset closes an open alarm, and ids go on afterwards', async () => {
    flow.send({ topic: 'one', timestamp: T + 300_000, payload: { a: 50, b: 100 } });
    await ask(flow, { topic: 'one', command: 'reset', timestamp: T + 310_000 });
    const told = flow.ports[1].map(({ payload }) => [payload.event, payload.alarm_id, payload.reason, payload.duration_seconds]);
    assert.deepEqual(told, [
      ['open', 1, null, 0],
      ['close', 1, 'reset', 10],
    ]);
    const before = Math.max(...flow.ports[0].map(({ payload }) => payload.cluster_id ?? 0));
    feed(flow, 'one', 300, 400);
    flow.send({ topic: 'one', timestamp: T + 800_000, payload: { a: 50, b: 100 } });
    await flow.settle();
    const update = flow.ports[0].findLast(({ payload }) => payload.key === 'one' && payload.cluster_id !== null)!;
    assert.ok(update.payload.cluster_id > before);
    assert.equal(flow.ports[1].at(-1)!.payload.alarm_id, 2);
  });

  it('reset tells the new state of every model that it concerns, before its reply', async () => {
    const before = flow.ports[3].length;
    await ask(flow, { command: 'reset' });
    const told = flow.ports[3].slice(before).map(({ payload }) => [payload.type, payload.key, payload.is_ready ?? payload.ok]);
    assert.deepEqual(told, [
      ['algorithm_status', 'one', false],
      ['algorithm_status', 'two', false],
      ['command_result', '*', true],
    ]);
  });

  it('configure: acts at the next point, on one device or on all and those to come', async () => {
    const reply = await ask(flow, { topic: 'one', command: 'configure', payload: { outlier_threshold: 0.5 } });
    const { configuration } = reply.result as unknown as { configuration: Record<string, number> };
    assert.deepEqual([configuration['outlier_threshold'], configuration['base_threshold']], [0.5, 0.68]);
    const odd = { a: 3, b: 100 };
    for (const topic of ['one', 'two']) flow.send({ topic, payload: odd, timestamp: T + 400_000 });
    await flow.settle();
    assert.deepEqual(
      flow.ports[0].slice(-2).map(({ payload }) => payload.is_outlier),
      [true, false],
    );
    await ask(flow, { command: 'configure', payload: { profile: 'high_accuracy_research', warmup: 20 } });
    for (let i = 0; i < 20; i++) flow.send({ topic: 'three', payload: i % 3 });
    await flow.settle();
    assert.equal(flow.ports[0].at(-1)!.payload.learning.ready, true);
  });

  it('configure features: one device starts anew with them, its alarm closes, and a name that was new is taken in', async () => {
    flow.send({ topic: 'one', timestamp: T + 300_000, payload: { a: 50, b: 100 } });
    const reply = await ask(flow, { topic: 'one', command: 'configure', payload: { features: ['b', 'c'], warmup: 20 } });
    assert.deepEqual([reply.ok, reply.result!['reset'], (reply.result!['configuration'] as { features: unknown }).features], [true, ['one'], ['b', 'c']]);
    assert.deepEqual(flow.ports[1].map(({ payload }) => [payload.event, payload.reason]), [['open', null], ['close', 'reset']]);
    for (let i = 0; i < 21; i++) flow.send({ topic: 'one', timestamp: T + 400_000 + 1000 * i, payload: { a: i, b: i % 3, c: i % 5 } });
    await flow.settle();
    assert.deepEqual(Object.keys(flow.ports[0].at(-1)!.payload.centroid), ['b', 'c']);
    assert.deepEqual(flow.ports[3].filter(({ payload }) => payload.type === 'feature_report').map(({ payload }) => payload.new_features), [['a']]);
    await ask(flow, { topic: 'one', command: 'configure', payload: { outlier_threshold: 0.9 } });
    const models = (await ask(flow, { command: 'clusters' })).result!['models'] as { key: string; features: string[]; learning: { ready: boolean } }[];
    assert.deepEqual(
      models.map(({ key, features, learning }) => [key, features, learning.ready]),
      [['two', ['a', 'b'], true], ['one', ['b', 'c'], true]],
      'other settings leave the list, and the other device, as they are',
    );
  });

  it('configure features without a device: all of them, and those to come; null ends it', async () => {
    const reply = await ask(flow, { command: 'configure', payload: { features: ['a'] } });
    assert.deepEqual(reply.result!['reset'], ['one', 'two']);
    flow.send({ topic: 'three', payload: { a: 1, b: 2 } });
    const lists = async (): Promise<unknown> => ((await ask(flow, { command: 'clusters' })).result!['models'] as { features: string[] }[]).map(({ features }) => features);
    assert.deepEqual(await lists(), [['a'], ['a'], ['a']]);
    await ask(flow, { command: 'configure', payload: { features: null } });
    flow.send({ topic: 'three', payload: { a: 1, b: 2 } });
    assert.deepEqual(await lists(), [[], [], ['a', 'b']]);
  });

  it('configure features is refused where arrays are learned, and in one sentence', async () => {
    flow.send({ topic: 'array', payload: [1, 2] });
    for (const [payload, sentence] of [
      [{ features: ['a'] }, /array learns from arrays/],
      [{ features: Array.from({ length: 1001 }, (_, i) => `f${i}`) }, /at most 1000 features/],
      [{ features: ['n'.repeat(257)] }, /at most 256 characters/],
      [{ features: ['a', 'a'] }, /list of different names/],
    ] as const) {
      flow.send({ command: 'configure', payload });
      await flow.settle();
      assert.equal(flow.caught.at(-1)!.error.code, 'BAD_COMMAND');
      assert.match(flow.caught.at(-1)!.error.message, sentence);
    }
    assert.equal((await ask(flow, { command: 'status' })).result!['total_points_processed'], 601, 'nothing was reset');
  });

  it('configure of one device keeps what was configured for it before, also when all are configured', async () => {
    const configured = async (topic: string | undefined, payload: object): Promise<Record<string, number>> =>
      (await ask(flow, { ...(topic && { topic }), command: 'configure', payload })).result!['configuration'] as Record<string, number>;
    await configured('one', { outlier_threshold: 0.9 });
    await configured(undefined, { alarms_per_week: 7 });
    const { outlier_threshold, alarms_per_week, drift_sensitivity } = await configured('one', { drift_sensitivity: 0.5 });
    assert.deepEqual([outlier_threshold, alarms_per_week, drift_sensitivity], [0.9, 7, 0.5]);
    assert.equal((await configured('two', {}))['outlier_threshold'], 0.85);
  });

  it('a setting that is refused is told by the name that the user gave it', async () => {
    flow.send({ command: 'configure', payload: { outlier_threshold: 7 } });
    await flow.settle();
    assert.match(flow.caught.at(-1)!.error.message, /^outlier_threshold must be a number between 0 and 1$/);
  });

  it('configure with nonsense changes nothing and goes to Catch', async () => {
    for (const payload of [null, { outlier_threshold: 7 }, { unheard_of: 1 }, { warmup: 'x' }]) {
      const caught = flow.caught.length;
      flow.send({ command: 'configure', payload });
      await flow.settle();
      assert.equal(flow.caught.length, caught + 1);
      assert.equal(flow.caught.at(-1)!.error.code, 'BAD_COMMAND', JSON.stringify(payload));
    }
    assert.equal((await ask(flow, { command: 'status' })).result!['total_points_processed'], 600);
  });

  it('a device that nobody knows is an error, not silence', async () => {
    flow.send({ topic: 'three', command: 'reset' });
    await flow.settle();
    assert.equal(flow.caught.at(-1)!.error.code, 'BAD_COMMAND');
    assert.match(flow.caught.at(-1)!.error.message, /three/);
  });

  it('a command that is no text is an error with a code', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    for (const command of [5n, circle]) {
      flow.send({ command });
      await flow.settle();
      assert.equal(flow.caught.at(-1)!.error.code, 'UNKNOWN_COMMAND');
    }
    const answers = flow.ports[3].filter(({ payload }) => payload.command === '').map(({ payload }) => payload.error.code as string);
    assert.deepEqual(answers, ['UNKNOWN_COMMAND', 'UNKNOWN_COMMAND'], 'whoever waits for the answer gets one');
    assert.deepEqual((await ask(flow, { command: 'status' })).result!['rejects'], { UNKNOWN_COMMAND: 2 });
  });

  it('the status says error after one that is none of the input, until a message works again', async () => {
    let shown = '';
    flow.node.status = (status) => {
      shown = typeof status === 'string' ? status : (status.text ?? '');
    };
    const failing = (): object => {
      let reads = 0;
      // the Catch node reads it again
      return Object.defineProperty({}, 'a', { enumerable: true, get: () => (reads++ === 0 ? assert.fail('no reading to be had') : 0) });
    };
    for (const [message, text] of [
      [{ payload: failing() }, 'error'],
      [{ payload: { a: 0, b: 100 } }, 'cluster'],
      [{ payload: failing() }, 'error'],
      [{ command: 'status' }, 'cluster'],
    ] as const) {
      flow.send({ topic: 'one', timestamp: T + 1_000_000, ...message });
      await until(() => shown.includes(`status.${text}`), `the status ${text}`);
    }
    assert.equal(flow.caught.length, 2);
  });

  it('commands of later versions say so and pretend nothing', async () => {
    for (const command of ['feedback', 'tune', 'benchmark']) {
      const reply = await ask(flow, { command });
      assert.deepEqual([reply.ok, reply.error?.code, reply.result], [false, 'NOT_AVAILABLE', undefined]);
    }
    assert.equal(flow.caught.length, 0);
  });
});
