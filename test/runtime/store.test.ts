import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../src/engine/random';
import { Runtime, type FlowNode } from '../support/node-red';
import { CLUSTER, TAB, cluster, observers, tab } from '../support/pump-flow';
import { until } from '../support/until';

const MODELS = '1000000000000010';
const SECOND = '1000000000000011';
const T = Date.UTC(2026, 0, 1);

const models = (changes: object = {}): FlowNode => ({ id: MODELS, type: 'ncs-models', profile: 'streaming_iot', warmup: '32', store: 'disk', saveInterval: '5', retentionDays: '30', ...changes });
const flow = (changes: object = {}, others: readonly FlowNode[] = []): FlowNode[] => [tab(), cluster(changes), ...observers(), ...others];

describe('models that survive, in a real Node-RED', () => {
  let runtime: Runtime;
  let sent = 0;

  beforeEach(async () => {
    runtime = await Runtime.get();
    sent = 0;
  });
  afterEach(() => runtime.clear());

  /** Sends rows of a quiet pump; `odd` changes a value. */
  function feed(count: number, { to = CLUSTER, odd = 0 }: { to?: string; odd?: number } = {}): void {
    const { normal } = seededRandom(sent + 1);
    for (let i = 0; i < count; i++, sent++) {
      runtime.send(to, { topic: 'pump', timestamp: T + sent * 1000, payload: { flow: 10 + normal() + odd, pressure: 4000 + normal() } });
    }
  }

  async function ask(command: string, payload?: unknown, to = CLUSTER): Promise<{ ok: boolean; result: Record<string, unknown> }> {
    const before = runtime.payloads(to, 3).filter(({ type }) => type === 'command_result').length;
    runtime.send(to, { topic: 'pump', command, payload });
    await until(() => runtime.payloads(to, 3).filter(({ type }) => type === 'command_result').length > before, 'the answer');
    return runtime.payloads(to, 3).findLast(({ type }) => type === 'command_result');
  }

  const clusters = async (to = CLUSTER): Promise<unknown> => (await ask('clusters', undefined, to)).result;

  for (const [how, again] of [
    ['a full deploy', async () => runtime.deploy(flow({ name: 'renamed' }))],
    ['a deploy of the flow', async () => runtime.deploy(flow({ name: 'renamed' }), 'flows')],
    ['a deploy of a changed node', async () => runtime.deploy(flow({ name: 'renamed' }), 'nodes')],
    [
      'being disabled and enabled',
      async () => {
        await runtime.deploy(flow({ d: true }), 'nodes');
        await runtime.deploy(flow(), 'nodes');
      },
    ],
    [
      'being removed and brought back',
      async () => {
        await runtime.deploy(flow().filter(({ id }) => id !== CLUSTER), 'nodes');
        await runtime.deploy(flow(), 'nodes');
      },
    ],
  ] as const) {
    it(`are after ${how} what they were: ids, labels, sizes, and an open alarm`, async () => {
      await runtime.deploy(flow());
      feed(100);
      await runtime.reached(CLUSTER, 0, 100);
      const id = runtime.payloads(CLUSTER).at(-1).cluster_id as number;
      await ask('label', { cluster_id: id, label: 'night' });
      feed(3, { odd: 500 });
      await runtime.reached(CLUSTER, 1, 1);
      const [opened] = runtime.payloads(CLUSTER, 1);
      const before = await clusters();
      assert.ok(JSON.stringify(before).includes('"label":"night"'));
      await again();
      assert.deepEqual(await clusters(), before);
      await until(() => runtime.shown(CLUSTER).at(-1) === 'outlier', 'the status that tells of the alarm that is open');
      feed(70);
      await until(() => runtime.payloads(CLUSTER, 1).some(({ event }) => event === 'close'), 'the end of the alarm');
      const closed = runtime.payloads(CLUSTER, 1).at(-1);
      assert.deepEqual([closed.alarm_id, closed.event, closed.since], [opened.alarm_id, 'close', opened.since]);
      assert.match(closed.sentence, /flow/);
      assert.deepEqual(runtime.logLines(), []);
    });
  }

  it('are forgotten with the node where they are kept in memory only', async () => {
    await runtime.deploy(flow({ store: 'memory' }));
    feed(40);
    await runtime.reached(CLUSTER, 0, 40);
    await runtime.deploy(flow({ store: 'memory' }));
    feed(1);
    await runtime.reached(CLUSTER, 0, 1);
    assert.ok(runtime.payloads(CLUSTER)[0].learning.progress < 0.1);
    assert.equal(existsSync(join(runtime.store, 'models')), false);
  });

  it('tell how much was written', async () => {
    await runtime.deploy(flow());
    feed(40);
    await runtime.deploy(flow({ name: 'other' }), 'nodes');
    const { result } = await ask('status');
    assert.ok((result['bytes_written_today'] as number) > 1000, JSON.stringify(result));
    assert.equal(result['total_points_processed'], 40);
  });

  const two = (changes: object = {}, ofSecond: object = {}): FlowNode[] =>
    flow({ models: MODELS, warmup: '' }, [models(changes), cluster({ id: SECOND, z: TAB, models: MODELS, warmup: '', ...ofSecond })]);

  it('are shared by nodes that choose the same config node: what one learns the other knows, a reset is one for both, an alarm is told once', async () => {
    await runtime.deploy(two());
    feed(50);
    feed(50, { to: SECOND });
    await runtime.reached(SECOND, 0, 50);
    assert.equal((await ask('status')).result['total_points_processed'], 100);
    assert.deepEqual(await clusters(SECOND), await clusters());
    feed(1, { to: SECOND, odd: 500 });
    await runtime.reached(SECOND, 1, 1);
    assert.deepEqual(runtime.payloads(CLUSTER, 1), []);
    await ask('reset');
    assert.equal((await ask('status', undefined, SECOND)).result['total_points_processed'], 0);
    assert.deepEqual(runtime.payloads(CLUSTER, 1).map(({ event, reason }) => [event, reason]), [['close', 'reset']]);
    assert.deepEqual(runtime.logLines(), []);
  });

  it('of a config node survive a deploy of one of the nodes and of everything, and follow its settings', async () => {
    await runtime.deploy(two());
    feed(100);
    await runtime.reached(CLUSTER, 0, 100);
    const before = await clusters();
    await runtime.deploy(two({}, { name: 'renamed' }), 'nodes');
    assert.deepEqual(await clusters(SECOND), before);
    await runtime.deploy(two({ outlierThreshold: '0.97' }), 'nodes');
    assert.deepEqual(await clusters(SECOND), before);
    const { result } = await ask('configure', {});
    assert.equal((result['configuration'] as Record<string, unknown>)['outlier_threshold'], 0.97);
    await runtime.deploy(two());
    assert.deepEqual(await clusters(), before);
    assert.deepEqual(runtime.logLines(), []);
  });

  it('of a config node that is not there keep the node from working, with a sentence', async () => {
    await runtime.deploy(flow({ models: MODELS }));
    assert.ok(runtime.shown(CLUSTER).includes('check settings'));
    assert.match(runtime.logLines().join(), /the node with the models is not there/);
    await runtime.deploy(two({ warmup: '-1' }));
    assert.match(runtime.logLines().join(), /warmup must be/);
  });
});
