import assert from 'node:assert/strict';
import { TestBroker } from '../support/broker';
import { Runtime, type FlowNode } from '../support/node-red';
import { Plant } from '../support/plant';
import { CLUSTER, IN, SINK, pumpFlow, type PumpChanges } from '../support/pump-flow';
import { pause, until } from '../support/until';

describe('a deploy, in a real Node-RED', () => {
  let runtime: Runtime;
  let broker: TestBroker;
  let plant: Plant;

  beforeEach(async () => {
    runtime = await Runtime.get();
    broker = await TestBroker.start();
    plant = await Plant.connect(broker);
    await runtime.deploy(pumpFlow(broker.port));
    await until(() => ours().length === 1, 'the connection');
    await until(() => broker.subscriptions.length === 1, 'the subscription');
    await plant.publish(40);
    await runtime.reached(CLUSTER, 0, 120);
  });
  afterEach(async () => {
    await plant.stop();
    await runtime.clear();
    await broker.stop();
  });

  const ours = (): string[] => [...broker.connected].filter((id) => id.startsWith('ncs-'));
  /** How many rows each device's model has taken in, as its own status tells. */
  const learned = async (): Promise<number> => {
    const before = runtime.sent(CLUSTER, 3).length;
    runtime.send(CLUSTER, { command: 'status' });
    await runtime.reached(CLUSTER, 3, before + 1);
    return runtime.payloads(CLUSTER, 3).at(-1).result.total_points_processed;
  };
  const changed = (changes: PumpChanges): FlowNode[] => pumpFlow(broker.port, changes);

  it('of everything: the old connection is gone, a new one stands, and what was learned stays', async () => {
    const [old] = ours();
    await runtime.deploy(pumpFlow(broker.port));
    await until(() => ours().length === 1 && ours()[0] !== old, 'the new connection');
    await until(() => broker.subscriptions.length === 2, 'the subscription');
    await plant.publish(10);
    await runtime.reached(CLUSTER, 0, 30);
    assert.equal(await learned(), 150);
    assert.deepEqual(runtime.logLines(), []);
  });

  it('of nothing but a changed ncs-cluster: the connection stays, no point is lost on the way, and the living models follow', async () => {
    const [old] = ours();
    await runtime.deploy(changed({ cluster: { outlierThreshold: '0.99' } }), 'nodes');
    await plant.publish(30);
    await runtime.reached(CLUSTER, 0, 120 + 90);
    assert.deepEqual(ours(), [old]);
    assert.deepEqual(broker.clients.filter((id) => id.startsWith('ncs-')), [old]);
    assert.equal(await learned(), 210);
    assert.ok(runtime.payloads(CLUSTER).slice(120).every(({ learning }) => learning.ready));
    runtime.send(CLUSTER, { command: 'configure', payload: {} });
    await until(() => runtime.payloads(CLUSTER, 3).some(({ command }) => command === 'configure'), 'the answer');
    assert.equal(runtime.payloads(CLUSTER, 3).at(-1).result.configuration.outlier_threshold, 0.99);
  });

  it('that asks for a new start, by another number of points per vector, begins anew with ids that go on', async () => {
    const last = Math.max(...runtime.payloads(CLUSTER).map(({ cluster_id }) => Number(cluster_id)));
    await runtime.deploy(changed({ cluster: { shingle: '2', warmup: '20' } }), 'nodes');
    await plant.publish(30);
    await runtime.reached(CLUSTER, 0, 120 + 90);
    const after = runtime.payloads(CLUSTER).slice(120);
    assert.equal(after.findLast(({ learning }) => !learning.ready).learning.progress, 0.95);
    const ids = after.filter(({ cluster_id }) => cluster_id !== null).map(({ cluster_id }) => cluster_id as number);
    assert.ok(ids.length > 0 && last >= 1 && ids.every((id) => id > 1));
  });

  it('of nothing but a changed ncs-stream-in: what was learned stays', async () => {
    const [old] = ours();
    await runtime.deploy(changed({ in: { topics: ['plant/tank/telemetry'] } }), 'nodes');
    await until(() => ours().length === 1 && ours()[0] !== old, 'the new connection');
    await until(() => broker.subscriptions.length === 2, 'the subscription');
    await plant.publish(10);
    await runtime.reached(CLUSTER, 0, 130);
    assert.equal(await learned(), 130);
    assert.deepEqual(runtime.payloads(CLUSTER).slice(120).map(({ key }) => key), Array.from({ length: 10 }, () => 'tank'));
  });

  it('of a changed broker node: the connection is made anew', async () => {
    const [old] = ours();
    await runtime.deploy(changed({ broker: { keepalive: '30' } }), 'nodes');
    await until(() => ours().length === 1 && ours()[0] !== old, 'the new connection');
    await until(() => broker.subscriptions.length === 2, 'the subscription');
    await plant.publish(10);
    await runtime.reached(CLUSTER, 0, 150);
    assert.equal(await learned(), 150);
  });

  it('of a moved node or a changed wire restarts nothing', async () => {
    const before = ours();
    await runtime.deploy(changed({ cluster: { x: 400, wires: [[SINK], [SINK], [SINK], []] } }), 'nodes');
    await plant.publish(1);
    await runtime.reached(CLUSTER, 0, 123);
    assert.deepEqual(ours(), before);
    assert.equal(runtime.payloads(CLUSTER).at(-1).learning.ready, true);
  });

  for (const [how, flow] of [
    ['disabled', () => changed({ in: { d: true } })],
    ['on a disabled tab', () => changed({ tab: { disabled: true } })],
    ['deleted', () => pumpFlow(broker.port).filter(({ id }) => id !== IN && id !== CLUSTER)],
  ] as const) {
    it(`of nodes that are ${how} leaves no connection at the broker`, async () => {
      await runtime.deploy(flow(), 'nodes');
      await until(() => ours().length === 0, 'the end of the connection');
      assert.deepEqual(runtime.payloads(IN, 1).filter(({ type }) => type === 'connection').map(({ state }) => state), ['connected', 'closed']);
      assert.deepEqual(runtime.logLines(), []);
    });
  }

  it('of nodes that are enabled again connects again', async () => {
    await runtime.deploy(changed({ in: { d: true } }), 'nodes');
    await until(() => ours().length === 0, 'the end of the connection');
    await runtime.deploy(pumpFlow(broker.port), 'nodes');
    await until(() => broker.subscriptions.length === 2, 'the subscription');
    await plant.publish(1);
    await runtime.reached(CLUSTER, 0, 123);
  });

  it('does not wait for a broker that is dead, and ends the attempts', async () => {
    await broker.stop();
    await runtime.reached(IN, 1, 2);
    await runtime.deploy([]);
    await broker.restart();
    await pause(1500);
    assert.deepEqual(ours(), []);
    // Node-RED gives a node 15 s to close
  }).timeout(10_000);
});
