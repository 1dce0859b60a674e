import assert from 'node:assert/strict';
import { Runtime, type FlowNode, type Message } from '../support/node-red';
import { CATCH, CLUSTER, COMPLETE, SINK, TAB, cluster, observers, tab } from '../support/pump-flow';
import { pause, until } from '../support/until';

const T = Date.UTC(2026, 0, 1);
const MOST_TEXT = 20;

describe('messages, in a real Node-RED', () => {
  let runtime: Runtime;
  before(async () => {
    runtime = await Runtime.get();
  });
  afterEach(() => runtime.clear());

  const load = (changes: object = {}, more: readonly FlowNode[] = []): Promise<void> => runtime.deploy([tab(), cluster(changes), ...observers(), ...more]);
  const row = (i: number): object => ({ payload: { flow: 100 + (i % 7), pressure: 4 + 0.01 * (i % 5) }, topic: 'pump', timestamp: T + i * 1000 });
  const feed = (count: number, from = 0): void => {
    for (let i = from; i < from + count; i++) runtime.send(CLUSTER, row(i));
  };

  it('bad input reaches a Catch node with its code and a sentence, one error each, and the next point is processed', async () => {
    await load();
    feed(1);
    const bad: readonly [object, string, RegExp][] = [
      [{ payload: 'text' }, 'NOT_NUMERIC', /^the payload is no number and holds none \(string\)$/],
      [{ payload: [1, 'two'] }, 'NOT_NUMERIC', /element 1 of the array is no number$/],
      [{ payload: { flow: Infinity } }, 'NOT_FINITE', /flow is not a finite number$/],
      [{ command: 'fly' }, 'UNKNOWN_COMMAND', /Unknown command: fly$/],
      [{ command: 'configure', payload: 3 }, 'BAD_COMMAND', /configure needs an object of settings/],
      [{ payload: Array.from({ length: 1001 }, (_, i) => i) }, 'TOO_MANY_FEATURES', /1,?000/],
    ];
    for (const [message] of bad) runtime.send(CLUSTER, { topic: 'pump', ...message });
    feed(1, 1);
    await runtime.reached(CATCH, 0, bad.length);
    await runtime.reached(CLUSTER, 0, 2);
    const caught = runtime.sent(CATCH);
    assert.equal(caught.length, bad.length);
    for (const [i, [, code, sentence]] of bad.entries()) {
      const { error } = caught[i]!;
      assert.equal(error!.code, code);
      assert.match(error!.message, sentence);
      assert.deepEqual([error!.source.id, error!.source.type], [CLUSTER, 'ncs-cluster']);
    }
    assert.equal(runtime.sent(COMPLETE).length, 2, 'a refused message is not complete');
    assert.deepEqual(runtime.logLines(), [], 'what is caught is not logged');
  });

  it('a node without a broker says so in the words of the catalogue, in the log and in its status', async () => {
    await runtime.deploy([tab(), { id: SINK, z: TAB, type: 'ncs-stream-in', x: 1, y: 1, topics: ['#'], broker: '', wires: [[], []] }]);
    await until(() => runtime.logs.length > 0, 'the error');
    assert.deepEqual(runtime.logLines(), ['ncs-stream-in: No MQTT broker is chosen, or the chosen one is disabled or has no address.']);
    assert.deepEqual(runtime.shown(SINK), ['check settings']);
  });

  it('every point, batch and command completes once, also where it sends on several outputs', async () => {
    await load();
    feed(40);
    runtime.send(CLUSTER, { payload: [{ flow: 1, pressure: 2 }, { flow: 1, pressure: 2 }] });
    runtime.send(CLUSTER, { command: 'status' });
    runtime.send(CLUSTER, { command: 'clusters' });
    runtime.send(CLUSTER, { reset: true });
    await runtime.reached(COMPLETE, 0, 44);
    await runtime.reached(CLUSTER, 3, 4);
    await pause(20);
    assert.equal(runtime.sent(COMPLETE).length, 44);
    const ids = runtime.sent(COMPLETE).map(({ _msgid }) => _msgid);
    assert.equal(new Set(ids).size, 44);
  });

  it('key and time come from where the user says: environment, expression, property', async () => {
    process.env['TEST_DEVICE'] = 'pump of the environment';
    process.env['TEST_TIME'] = '2026-03-04T05:06:07Z';
    try {
      for (const [changes, message, key, timestamp] of [
        [{ keyProperty: 'TEST_DEVICE', keyPropertyType: 'env' }, {}, 'pump of the environment', new Date(T).toISOString()],
        [{ keyProperty: 'at ${TEST_DEVICE}', keyPropertyType: 'env' }, {}, 'at pump of the environment', new Date(T).toISOString()],
        [{ timeProperty: 'TEST_TIME', timePropertyType: 'env' }, {}, 'pump', '2026-03-04T05:06:07.000Z'],
        [{ keyProperty: '"line " & line', keyPropertyType: 'jsonata' }, { line: 7 }, 'line 7', new Date(T).toISOString()],
        [{ timeProperty: 'meta.at', timePropertyType: 'msg' }, { meta: { at: 1_700_000_000 } }, 'pump', '2023-11-14T22:13:20.000Z'],
        [{ timeProperty: '$toMillis("2026-05-01T00:00:00Z")', timePropertyType: 'jsonata' }, {}, 'pump', '2026-05-01T00:00:00.000Z'],
      ] as const) {
        await load(changes);
        runtime.send(CLUSTER, { ...row(0), ...message });
        await runtime.reached(CLUSTER, 0, 1);
        const [update] = runtime.payloads(CLUSTER);
        assert.deepEqual([update.key, update.timestamp], [key, timestamp], JSON.stringify(changes));
      }
    } finally {
      delete process.env['TEST_DEVICE'];
      delete process.env['TEST_TIME'];
    }
  });

  it('the key may come from the environment of the tab', async () => {
    await runtime.deploy([
      tab({ env: [{ name: 'LINE', value: 'line 3', type: 'str' }] }),
      cluster({ keyProperty: 'LINE', keyPropertyType: 'env' }),
      ...observers(),
    ]);
    feed(1);
    await runtime.reached(CLUSTER, 0, 1);
    assert.equal(runtime.payloads(CLUSTER)[0].key, 'line 3');
  });

  it('a request over HTTP is answered through the node: what belongs to the message stays with it', async () => {
    const IN = '3000000000000001';
    const OUT = '3000000000000002';
    await load({ wires: [[OUT], [SINK], [SINK], [SINK]] }, [
      { id: IN, z: TAB, type: 'http in', url: '/points', method: 'post', x: 1, y: 1, wires: [[CLUSTER]] },
      { id: OUT, z: TAB, type: 'http response', x: 1, y: 1, wires: [] },
    ]);
    for (let i = 0; i < 3; i++) {
      const response = await fetch(`${runtime.url}/api/points`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ flow: 100 + i }) });
      assert.equal(response.status, 200);
      const update: Message['payload'] = await response.json();
      assert.deepEqual([update.type, update.key, update.learning.progress], ['cluster_update', 'default', (i + 1) / 32]);
    }
  });

  it('a join behind a split gets its parts back', async () => {
    const [SPLIT, JOIN] = ['3000000000000003', '3000000000000004'];
    await load({ wires: [[JOIN], [SINK], [SINK], [SINK]] }, [
      { id: SPLIT, z: TAB, type: 'split', splt: '\\n', spltType: 'str', arraySplt: 1, arraySpltType: 'len', stream: false, addname: '', property: 'payload', x: 1, y: 1, wires: [[CLUSTER]] },
      { id: JOIN, z: TAB, type: 'join', mode: 'auto', build: 'object', x: 1, y: 1, wires: [[SINK]] },
    ]);
    runtime.send(SPLIT, { topic: 'pump', payload: [{ flow: 1 }, { flow: 2 }, { flow: 3 }] });
    await runtime.reached(JOIN, 0, 1);
    assert.deepEqual(runtime.payloads(JOIN)[0].map(({ type }: { type: string }) => type), ['cluster_update', 'cluster_update', 'cluster_update']);
  });

  it('the status line goes from waiting over learning to clusters, in words of the catalogue, short enough for the editor', async () => {
    await load();
    feed(16);
    await until(() => runtime.shown(CLUSTER).includes('learning 50 %'), 'learning');
    feed(16, 16);
    await until(() => /^\d+ clusters?$/.test(runtime.shown(CLUSTER).at(-1) ?? ''), 'clusters');
    const texts = runtime.shown(CLUSTER);
    assert.equal(texts[0], 'waiting');
    for (const text of texts) assert.ok(text!.length <= MOST_TEXT && !text!.includes('ncs-'), text);
  });

  it('several cluster nodes behind one source each learn by themselves', async () => {
    const OTHER = '3000000000000005';
    const SOURCE = '3000000000000006';
    await load({}, [cluster({ id: OTHER, warmup: '20' }), { id: SOURCE, z: TAB, type: 'junction', x: 1, y: 1, wires: [[CLUSTER, OTHER]] }]);
    for (let i = 0; i < 25; i++) runtime.send(SOURCE, row(i));
    await runtime.reached(CLUSTER, 0, 25);
    await runtime.reached(OTHER, 0, 25);
    assert.deepEqual([runtime.payloads(CLUSTER).at(-1).learning.ready, runtime.payloads(OTHER).at(-1).learning.ready], [false, true]);
  });
});
