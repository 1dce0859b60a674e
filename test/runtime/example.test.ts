import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { TestBroker } from '../support/broker';
import { Runtime, type FlowNode } from '../support/node-red';
import { Plant } from '../support/plant';
import { assertPayload } from '../support/schemas';
import { until } from '../support/until';

const FLOW = readFileSync(join(__dirname, '../../examples/flows.json'), 'utf8');
const SAMPLES = 700;
const DEVICES = ['pump-1', 'pump-2', 'tank'];

const idOf = (type: string): string => (JSON.parse(FLOW) as FlowNode[]).find((node) => node.type === type)!.id;
const CLUSTER = idOf('ncs-cluster');
const STREAM = idOf('ncs-stream-in');

describe('examples/flows.json, deployed unchanged', () => {
  let runtime: Runtime;
  let broker: TestBroker;
  let plant: Plant;
  let listener: MqttClient;
  const published: { topic: string; payload: Record<string, unknown> }[] = [];

  before(async function () {
    this.timeout(40_000);
    runtime = await Runtime.get();
    broker = await TestBroker.start();
    Object.assign(process.env, { NCS_BROKER: '127.0.0.1', NCS_BROKER_PORT: String(broker.port) });
    listener = await connectAsync(broker.url, { clientId: 'listener' });
    listener.on('message', (topic, payload) => published.push({ topic, payload: JSON.parse(payload.toString()) as Record<string, unknown> }));
    await listener.subscribeAsync('ncs/#', { qos: 1 });
    await runtime.deploy(JSON.parse(FLOW) as FlowNode[]);
    await until(() => broker.subscriptions.some(({ topic }) => topic === 'plant/+/telemetry'), 'the subscription');
    plant = await Plant.connect(broker);
    await plant.publish(SAMPLES);
    await runtime.reached(CLUSTER, 0, SAMPLES * DEVICES.length, 30_000);
  });

  after(async () => {
    await plant.stop();
    await listener.endAsync();
    await runtime.clear();
    await broker.stop();
    delete process.env['NCS_BROKER'];
    delete process.env['NCS_BROKER_PORT'];
  });

  it('makes one cluster update of every point, and each device finds its regimes', () => {
    const updates = runtime.payloads(CLUSTER);
    assert.equal(updates.length, SAMPLES * DEVICES.length);
    for (const device of DEVICES) {
      const own = updates.filter(({ key }) => key === device);
      assert.equal(own.length, SAMPLES);
      assert.deepEqual(own.map(({ learning }) => learning.ready), own.map((_, i) => i >= 255));
      assert.ok(own.some(({ cluster_id }) => cluster_id >= 1), `${device} has a regime`);
    }
  });

  it('opens an alarm about the vibration of pump 1, its first, in a sentence with raw units', () => {
    const first = runtime.payloads(CLUSTER, 1).find(({ key }) => key === 'pump-1');
    assert.ok(first, 'no alarm of pump-1');
    assert.deepEqual([first.event, first.alarm_id], ['open', 1]);
    assert.match(first.sentence as string, /^vibration_mm_s reads 5/);
    assert.ok(first.outlier_score >= 0.85 && first.point.vibration_mm_s > 5);
    const shares = (first.contributions as { feature: string; share: number }[]).toSorted((a, b) => b.share - a.share);
    assert.equal(shares[0]!.feature, 'vibration_mm_s');
  });

  it('tells that the motor current of pump 2 has moved for good', () => {
    const drifts = runtime.payloads(CLUSTER, 2).filter(({ event }) => event === 'detected');
    const current = drifts.find(({ key, features }) => key === 'pump-2' && features[0].feature === 'motor_current_a');
    assert.ok(current, JSON.stringify(drifts.map(({ key, features }) => [key, features[0]])));
    const { before, after } = current.features[0];
    assert.ok(before > 28.8 && before < 29.8 && after > before + 1, `${before} to ${after}`);
  });

  it('says on the fourth output when a device has learned', () => {
    const ready = runtime.payloads(CLUSTER, 3).filter(({ type, is_ready }) => type === 'algorithm_status' && is_ready);
    assert.deepEqual(ready.map(({ key }) => String(key)).toSorted(), DEVICES);
  });

  it('says that the devices are online and the connection stands', () => {
    const events = runtime.payloads(STREAM, 1);
    assert.deepEqual(events.filter(({ type }) => type === 'device_status').map(({ key, state }) => [key, state]), DEVICES.map((device) => [device, 'online']));
    assert.deepEqual(events.filter(({ type }) => type === 'connection').map(({ state }) => state), ['connected']);
  });

  it('publishes everything under ncs/device/type, valid, retained nowhere', async () => {
    const told = [0, 1, 2, 3].flatMap((port) => runtime.sent(CLUSTER, port)).concat(runtime.sent(STREAM, 1));
    // the connection is told while the mqtt out node is still making its own
    const expected = told.filter(({ payload }) => payload.type !== 'connection');
    const arrived = (): typeof published => published.filter(({ payload }) => payload['type'] !== 'connection');
    await until(() => arrived().length >= expected.length, `${expected.length} publications`);
    const count = (messages: readonly { topic?: string }[]): Map<string | undefined, number> => {
      const counts = new Map<string | undefined, number>();
      for (const { topic } of messages) counts.set(topic, (counts.get(topic) ?? 0) + 1);
      return counts;
    };
    assert.deepEqual(count(arrived()), count(expected));
    for (const { topic, payload } of published) {
      assertPayload(payload);
      assert.equal(topic, `ncs/${String(payload['key'])}/${String(payload['type'])}`);
    }
    const late = await connectAsync(broker.url, { clientId: 'late' });
    const kept: string[] = [];
    late.on('message', (topic) => kept.push(topic));
    await late.subscribeAsync('#', { qos: 1 });
    await late.subscribeAsync('ncs/none', { qos: 1 });
    await late.endAsync();
    assert.deepEqual(kept, []);
  });

  it('answers the buttons: status and clusters of all models', async () => {
    const buttons = (JSON.parse(FLOW) as FlowNode[]).filter(({ type }) => type === 'inject');
    assert.deepEqual(buttons.map(({ name }) => name), ['status of all models', 'what have they learned?', 'forget everything']);
    for (const { id } of buttons) {
      const before = runtime.sent(CLUSTER, 3).length;
      const response = await fetch(`${runtime.url}/inject/${id}`, { method: 'POST' });
      assert.equal(response.status, 200);
      await runtime.reached(CLUSTER, 3, before + 1);
    }
    const [status, clusters, reset] = runtime.payloads(CLUSTER, 3).filter(({ type }) => type === 'command_result');
    assert.deepEqual([status.ok, status.result.total_points_processed], [true, SAMPLES * DEVICES.length]);
    assert.deepEqual(clusters.result.models.map(({ key, features }: { key: string; features: string[] }) => [key, features.length]), [['pump-1', 7], ['pump-2', 6], ['tank', 8]]);
    assert.deepEqual(reset.result.reset.toSorted(), DEVICES);
  });

  it('has nothing to complain about', () => {
    assert.deepEqual(runtime.logLines(), []);
  });
});
