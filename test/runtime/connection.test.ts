import assert from 'node:assert/strict';
import { TestBroker } from '../support/broker';
import { Runtime, type FlowNode } from '../support/node-red';
import { Plant } from '../support/plant';
import { CATCH, CLUSTER, IN, SINK, TAB, brokerNode, cluster, observers, pumpFlow, streamIn, tab } from '../support/pump-flow';
import { until } from '../support/until';

describe('the connection, in a real Node-RED', () => {
  let runtime: Runtime;
  let broker: TestBroker;
  let plant: Plant;

  beforeEach(async () => {
    runtime = await Runtime.get();
    broker = await TestBroker.start();
    plant = await Plant.connect(broker);
  });
  afterEach(async () => {
    await plant.stop();
    await runtime.clear();
    await broker.stop();
  });

  const states = (): [string, number][] =>
    runtime.payloads(IN, 1).filter(({ type }) => type === 'connection').map(({ state, attempt }): [string, number] => [state, attempt]);
  const subscribed = (count = 1): Promise<void> => until(() => broker.subscriptions.length >= count, 'the subscription');

  it('survives the death of the broker: events tell of it, models stay, points flow again', async () => {
    await runtime.deploy(pumpFlow(broker.port));
    await subscribed();
    await plant.publish(40);
    await runtime.reached(CLUSTER, 0, 120);
    await broker.stop();
    await until(() => states().length >= 2, 'the loss');
    await broker.restart();
    await until(() => states().at(-1)![0] === 'connected' && states().length >= 3, 'the new connection');
    await subscribed();
    await plant.publish(10);
    await runtime.reached(CLUSTER, 0, 150);

    const told = states();
    assert.deepEqual([told[0], told[1], told.at(-1)], [['connected', 0], ['reconnecting', 1], ['connected', 0]]);
    assert.equal(runtime.payloads(CLUSTER).at(-1).learning.ready, true);
    const ready = runtime.payloads(CLUSTER, 3).filter(({ is_ready }) => is_ready);
    assert.equal(ready.length, plant.names.length, 'nothing was learned anew');
    const warnings = runtime.logs.filter(({ type }) => type === 'ncs-stream-in');
    assert.equal(warnings.length, 1, 'said once');
    assert.match(String(warnings[0]!.msg), /^Connection to the broker lost: .+\. Trying again\.$/);
  });

  it('finds host and port of the broker, the topic and numbers of the settings in environment variables', async () => {
    const names = { TEST_HOST: '127.0.0.1', TEST_PORT: String(broker.port), TEST_TOPIC: 'plant/tank/telemetry', TEST_WARMUP: '40', TEST_QOS: '0' };
    Object.assign(process.env, names);
    try {
      await runtime.deploy(
        pumpFlow('${TEST_PORT}', { broker: { broker: '${TEST_HOST}' }, in: { topics: ['${TEST_TOPIC}'], qos: '${TEST_QOS}' }, cluster: { warmup: '${TEST_WARMUP}' } }),
      );
      await subscribed();
      await plant.publish(45);
      await runtime.reached(CLUSTER, 0, 45);
      const updates = runtime.payloads(CLUSTER);
      assert.deepEqual([...new Set(updates.map(({ key }) => key))], ['tank']);
      assert.equal(updates.findIndex(({ learning }) => learning.ready), 39);
      assert.deepEqual(broker.subscriptions, [{ topic: 'plant/tank/telemetry', qos: 0 }]);
      assert.deepEqual(runtime.logLines(), []);
    } finally {
      for (const name of Object.keys(names)) delete process.env[name];
    }
  });

  it('says in the log and in its status what is wrong with an environment variable that is no number', async () => {
    await runtime.deploy(pumpFlow(broker.port, { cluster: { warmup: '${TEST_NOT_SET}', maxClusters: 'many' } }));
    runtime.send(CLUSTER, { payload: 1 });
    await runtime.reached(CATCH, 0, 1);
    assert.deepEqual(runtime.logLines(), ['ncs-cluster: maxClusters must be a whole number from 1 to 200, not "many"']);
    assert.equal(runtime.sent(CATCH)[0]!.error!.message, 'The settings of this node are not valid: see its first error message.');
    assert.deepEqual(runtime.shown(CLUSTER), ['check settings']);
  });

  it('in two instances of a subflow: a connection, models and an environment of its own for each', async () => {
    const SUBFLOW = '2000000000000001';
    const [first, second] = ['2000000000000002', '2000000000000003'];
    const inner: FlowNode[] = [
      {
        id: SUBFLOW,
        type: 'subflow',
        name: 'watch a device',
        in: [],
        out: [0, 1, 2, 3].map((port) => ({ wires: [{ id: CLUSTER, port }] })),
        env: [{ name: 'DEVICE', type: 'str', value: 'nobody' }],
      },
      streamIn({ z: SUBFLOW, topics: ['${TOPIC}'], wires: [[CLUSTER], []] }),
      cluster({ z: SUBFLOW, keyProperty: 'DEVICE', keyPropertyType: 'env', wires: [[], [], [], []] }),
    ];
    const instance = (id: string, device: string): FlowNode => ({
      id,
      z: TAB,
      x: 100,
      y: 100,
      type: `subflow:${SUBFLOW}`,
      env: [
        { name: 'TOPIC', type: 'str', value: `plant/${device}/telemetry` },
        { name: 'DEVICE', type: 'str', value: `the ${device}` },
      ],
      wires: [[SINK], [SINK], [SINK], [SINK]],
    });
    await runtime.deploy([tab(), brokerNode(broker.port), ...inner, instance(first, 'pump-1'), instance(second, 'tank'), ...observers()]);
    await subscribed(2);
    await plant.publish(40);
    await runtime.reached(`${first}-${CLUSTER}`, 0, 40);
    await runtime.reached(`${second}-${CLUSTER}`, 0, 40);
    for (const [id, device, features] of [[first, 'pump-1', 7], [second, 'tank', 8]] as const) {
      const updates = runtime.payloads(`${id}-${CLUSTER}`);
      assert.deepEqual([...new Set(updates.map(({ key }) => key))], [`the ${device}`]);
      assert.equal(Object.keys(updates.at(-1).centroid).length, features);
    }
    const own = [...broker.connected].filter((id) => id.startsWith('ncs-'));
    assert.equal(own.length, 2);
    assert.deepEqual(runtime.logLines(), []);
  });

  it('makes no connection through the core broker node when only ours uses it', async () => {
    await runtime.deploy(pumpFlow(broker.port));
    await subscribed();
    assert.deepEqual([...broker.connected].map((id) => id.replace(/-.*/, '')).toSorted(), ['ncs', 'plant']);
  });
});
