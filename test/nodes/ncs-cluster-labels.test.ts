import assert from 'node:assert/strict';
import { nameByPoint } from '../../nodes/ncs-cluster/labelling';
import { resolveKnobs, type Result } from '../../src/engine';
import { seededRandom } from '../../src/engine/random';
import { DeviceModel } from '../../src/models/model';
import { until } from '../support/until';
import { loadCluster, unloadCluster, type ClusterFlow, type Sent } from '../support/cluster-flow';

const T = Date.UTC(2026, 0, 1);

/** A machine that runs and idles, `count` rows, fifty of each in turn; what else the message says depends on the state. */
function feed(flow: ClusterFlow, count: number, from: number, more: (isRunning: boolean) => object = () => ({})): void {
  const { normal } = seededRandom(from + 1);
  for (let i = from; i < from + count; i++) {
    const isRunning = Math.floor(i / 50) % 2 === 0;
    flow.send({ topic: 'machine', timestamp: T + 1000 * i, payload: { current: (isRunning ? 50 : 5) + normal(), heat: (isRunning ? 80 : 40) + normal() }, ...more(isRunning) });
  }
}

async function ask(flow: ClusterFlow, message: object): Promise<Sent['payload']> {
  flow.send(message);
  await flow.settle();
  return flow.ports[3].at(-1)!.payload;
}

describe('the command label', () => {
  let flow: ClusterFlow;
  let running: number;
  let idle: number;
  before(async () => {
    flow = await loadCluster();
    feed(flow, 310, 0);
    await flow.settle();
    running = flow.ports[0].at(-1)!.payload.cluster_id;
    const { result } = await ask(flow, { topic: 'machine', command: 'clusters' });
    idle = result.models[0].clusters.find(({ cluster_id }: { cluster_id: number }) => cluster_id !== running).cluster_id;
  });
  after(unloadCluster);

  it('names a cluster, several at once, and an empty text takes a name away', async () => {
    const label = (payload: unknown): Promise<Sent['payload']> => ask(flow, { topic: 'machine', command: 'label', payload });
    assert.deepEqual((await label({ cluster_id: running, label: 'running' })).result, { key: 'machine', labels: { [running]: 'running' } });
    assert.deepEqual((await label({ [running]: ' full load ', [idle]: 'idle' })).result.labels, { [running]: 'full load', [idle]: 'idle' });
    assert.deepEqual((await label({ cluster_id: String(idle), label: '' })).result.labels, { [running]: 'full load' });
    assert.deepEqual((await label({ [idle]: 'idle', [running]: null })).result.labels, { [idle]: 'idle' });
    await label({ [running]: 'running' });
  });

  it('is told with every message about the cluster, and shown beneath the node', async () => {
    let shown = '';
    flow.node.status = (status) => {
      shown = typeof status === 'string' ? status : (status.text ?? '');
    };
    const { normal } = seededRandom(9);
    flow.send({ topic: 'machine', timestamp: T + 400_000, payload: { current: 50 + normal(), heat: 80 } });
    await flow.settle();
    await until(() => shown === 'running', 'the label beneath the node');
    flow.send({ topic: 'machine', timestamp: T + 401_000, payload: { current: 500, heat: 80 } });
    await flow.settle();
    assert.equal(flow.ports[0].at(-2)!.payload.label, 'running');
    const alarm = flow.ports[1].at(-1)!.payload;
    assert.deepEqual([alarm.event, alarm.label], ['open', 'running']);
    assert.match(alarm.sentence, /\(running\)$/);
    const batch = { points: [{ current: 50, heat: 80 }] };
    flow.send({ topic: 'machine', timestamp: T + 402_000, payload: batch });
    await flow.settle();
    const { clusters } = flow.ports[0].at(-1)!.payload;
    assert.deepEqual(clusters.map(({ label }: { label: string }) => label).toSorted(), ['idle', 'running']);
  });

  for (const [payload, sentence] of [
    [{ cluster_id: 77, label: 'x' }, /^machine has no cluster 77$/],
    [{ 1: 'x', 77: 'y' }, /^machine has no cluster 77$/],
    [{ cluster_id: 1.5, label: 'x' }, /number, 1 or more/],
    [{ cluster_id: -1, label: 'x' }, /number, 1 or more/],
    [{ night: 1 }, /number, 1 or more/],
    [{ cluster_id: 1, label: 5 }, /must be a text/],
    [{ cluster_id: 1, label: 'x'.repeat(257) }, /at most 256 characters/],
    [undefined, /needs a cluster and its name/],
    [{}, /needs a cluster and its name/],
    ['1: night', /needs a cluster and its name/],
    [['night'], /needs a cluster and its name/],
  ] as readonly [unknown, RegExp][]) {
    it(`refuses ${JSON.stringify(payload)?.slice(0, 40)}, and changes nothing`, async () => {
      const labels = async (): Promise<unknown> => (await ask(flow, { topic: 'machine', command: 'clusters' })).result;
      const before = await labels();
      const caught = flow.caught.length;
      const reply = await ask(flow, { topic: 'machine', command: 'label', payload });
      assert.equal(flow.caught.length, caught + 1);
      assert.equal(flow.caught.at(-1)!.error.code, 'BAD_COMMAND');
      assert.match(reply.error.message, sentence);
      assert.deepEqual(await labels(), before);
    });
  }

  it('wants to know the device, where there are several', async () => {
    flow.send({ topic: 'other', payload: 1 });
    const reply = await ask(flow, { command: 'label', payload: { 1: 'x' } });
    assert.match(reply.error.message, /the key of one device/);
  });
});

describe('a label that comes with the messages', () => {
  afterEach(unloadCluster);

  it('names the cluster that the point falls into: what the operator calls it', async () => {
    const flow = await loadCluster({ labelProperty: 'state', labelPropertyType: 'msg' });
    feed(flow, 300, 0);
    feed(flow, 100, 300, (isRunning) => ({ state: isRunning ? ' running ' : 'idle' }));
    feed(flow, 100, 400, () => ({ state: '' }));
    await flow.settle();
    const labels = flow.ports[0].slice(300).map(({ payload }) => payload.label);
    const expected = Array.from({ length: 200 }, (_, i) => (Math.floor(i / 50) % 2 === 0 ? 'running' : 'idle'));
    const wrong = labels.filter((label, i) => label !== null && label !== expected[i]).length;
    assert.equal(wrong, 0);
    assert.ok(labels.filter((label) => label !== null).length > 190, 'only a point outside every cluster has no name');
  });

  it('comes from an expression, an environment variable or a fixed text as well; without a text nothing is named', async () => {
    process.env['NCS_TEST_STATE'] = 'from env';
    for (const [config, label] of [
      [{ labelProperty: 'payload.current > 25 ? "busy" : "idle"', labelPropertyType: 'jsonata' }, 'busy'],
      [{ labelProperty: 'NCS_TEST_STATE', labelPropertyType: 'env' }, 'from env'],
      [{ labelProperty: 'fixed', labelPropertyType: 'str' }, 'fixed'],
      [{ labelProperty: 'nothing.there', labelPropertyType: 'msg' }, null],
      [{ labelProperty: 'state', labelPropertyType: 'none' }, null],
      [{}, null],
    ] as const) {
      const flow = await loadCluster({ warmup: '20', ...config });
      const { normal } = seededRandom(1);
      for (let i = 0; i < 40; i++) flow.send({ topic: 'machine', state: 'x', timestamp: T + 1000 * i, payload: { current: 50 + normal() } });
      await flow.settle();
      assert.equal(flow.ports[0].findLast(({ payload }) => payload.cluster_id !== null)!.payload.label, label, JSON.stringify(config));
      await unloadCluster();
    }
  });
});

describe('the name of a cluster', () => {
  const named = (labels: readonly [number, string][]): DeviceModel => {
    const model = new DeviceModel('machine', { profile: null, overrides: {}, knobs: resolveKnobs(null, {}) });
    for (const [id, label] of labels) model.label(id, label);
    return model;
  };
  const merge = (model: DeviceModel, clusterId: number, into: number): void => {
    const result = { clusterId: 0, events: [{ type: 'merged', clusterId, into }] } as unknown as Result;
    nameByPoint(model, { result }, null);
  };

  it('lives on in the cluster that it merges into, unless that has a name', () => {
    const model = named([[3, 'night']]);
    merge(model, 3, 1);
    assert.equal(model.labelOf(1), 'night');
    const both = named([[3, 'night'], [1, 'day']]);
    merge(both, 3, 1);
    assert.equal(both.labelOf(1), 'day');
  });

  it('is swept out when its cluster is long gone, so that names cannot grow without end', () => {
    const model = named(Array.from({ length: 401 }, (_, i) => [i + 1, 'gone']));
    merge(model, 3, 1);
    assert.equal(model.labels.size, 0);
  });
});
