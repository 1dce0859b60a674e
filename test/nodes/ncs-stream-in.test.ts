import assert from 'node:assert/strict';
import { TestBroker } from '../support/broker';
import { listening, unloadStream } from '../support/stream-flow';

const T = Date.UTC(2026, 0, 1);

describe('ncs-stream-in: points', () => {
  let broker: TestBroker;
  before(async () => {
    broker = await TestBroker.start();
  });
  afterEach(unloadStream);
  after(() => broker.stop());

  it('an object becomes a point: topic, named values, arrival time, the topic as key', async () => {
    const flow = await listening(broker);
    const before = Date.now();
    await broker.publish('plant/p1', { flow: 1.5, pump: { on: 'ON' }, level: null, state: 'running' });
    await flow.pointsTo(1);
    const { topic, payload, timestamp, ncs, parts } = flow.points[0]!;
    assert.deepEqual({ topic, payload, ncs, parts }, {
      topic: 'plant/p1',
      payload: { 'flow': 1.5, 'pump.on': 1, 'level': null },
      ncs: { key: 'plant/p1', source: 'arrival', completeness: 2 / 3 },
      parts: undefined,
    });
    assert.ok(timestamp >= before && timestamp <= Date.now());
  });

  it('an array, a number and a text with a unit have names given', async () => {
    const flow = await listening(broker);
    for (const payload of ['[1,2.5]', '-3', '21,5 °C', 'OFF', 'NaN']) await broker.publish('t', payload);
    await flow.pointsTo(5);
    assert.deepEqual(flow.points.map(({ payload }) => payload), [{ x0: 1, x1: 2.5 }, { value: -3 }, { value: 21.5 }, { value: 0 }, { value: null }]);
    assert.deepEqual(flow.points.map(({ ncs }) => ncs['units']), [undefined, undefined, { value: '°C' }, undefined, undefined]);
  });

  it('an array of objects becomes several messages that join can put together again', async () => {
    const flow = await listening(broker, { keyField: 'id' });
    await broker.publish('gateway', [{ id: 'a', x: 1 }, { id: 'b', x: 2 }, { id: 'c', x: 'text' }, { id: 'a', x: 3 }]);
    await broker.publish('gateway', [{ id: 'a', x: 4 }]);
    await flow.pointsTo(4);
    assert.deepEqual(flow.points.map(({ ncs, payload }) => [ncs.key, payload['x']]), [['a', 1], ['b', 2], ['a', 3], ['a', 4]]);
    const [first, second, third, single] = flow.points.map(({ parts }) => parts);
    const { id } = first!;
    assert.ok(id);
    assert.deepEqual([first, second, third], [0, 1, 2].map((index) => ({ id, type: 'array', index, count: 3 })));
    assert.equal(single, undefined, 'one row alone is no sequence');
  });

  it('the key comes from the topic template, the time from its field', async () => {
    const flow = await listening(broker, { topics: ['plant/#'], keyTemplate: 'plant/{device}/+', timeField: 'ts' });
    await broker.publish('plant/p1/telemetry', { ts: T / 1000, x: 1 });
    await broker.publish('plant/p1/telemetry', { ts: new Date(T - 1000).toISOString(), x: 2 });
    await broker.publish('office/p1/telemetry', { ts: T, x: 3 });
    await broker.publish('plant/p2/telemetry', { ts: T, x: 4 });
    await flow.pointsTo(3);
    assert.deepEqual(flow.points.map(({ ncs, timestamp, payload }) => [ncs, timestamp, payload]), [
      [{ key: 'p1', source: 'payload' }, T, { x: 1 }],
      [{ key: 'p1', source: 'payload', late: true }, T - 1000, { x: 2 }],
      [{ key: 'p2', source: 'payload' }, T, { x: 4 }],
    ]);
  });

  it('subscribes to each filter once with the QoS that was set, 1 by default', async () => {
    for (const [qos, expected] of [['0', 0], ['1', 1], [undefined, 1], ['', 1]] as const) {
      broker.subscriptions.length = 0;
      await listening(broker, { topics: ['a/+', 'b', ' a/+ ', ''], qos });
      assert.deepEqual(broker.subscriptions, [{ topic: 'a/+', qos: expected }, { topic: 'b', qos: expected }]);
      await unloadStream();
    }
  });

  it('QoS 1 messages arrive once each', async () => {
    const flow = await listening(broker);
    for (let i = 0; i < 100; i++) await broker.publish('t', String(i), { qos: 1 });
    await flow.pointsTo(100);
    assert.deepEqual(flow.points.map(({ payload }) => payload['value']), Array.from({ length: 100 }, (_, i) => i));
  });

  it('what the broker had kept is flagged as a replay, what follows is not', async () => {
    await broker.publish('kept', '1', { retain: true });
    const flow = await listening(broker, { topics: ['kept'] });
    await flow.pointsTo(1);
    await broker.publish('kept', '2', { retain: true });
    await flow.pointsTo(2);
    assert.deepEqual(flow.points.map(({ payload, ncs }) => [payload['value'], ncs['replay']]), [[1, true], [2, undefined]]);
    assert.deepEqual(flow.eventsOf('device_status').map(({ state }) => state), ['online'], 'by the live message');
    await broker.publish('kept', '', { retain: true });
  });

  it('bad messages are said once per reason, the next good one is processed', async () => {
    const flow = await listening(broker, { maxBytes: '1000' });
    for (let i = 0; i < 3; i++) for (const payload of ['{"x":', 'running', '1e400', Buffer.from([0xff]), 'x'.repeat(1001)]) await broker.publish('t', payload);
    await broker.publish('t', '7');
    await flow.pointsTo(1);
    assert.deepEqual(flow.points.map(({ payload }) => payload), [{ value: 7 }]);
    assert.equal(flow.warnings().length, 5);
    assert.equal(flow.errors().length, 0);
  });

  it('prototype names are plain names', async () => {
    const flow = await listening(broker);
    await broker.publish('__proto__', '{"constructor":1,"toString":2,"__proto__":{"polluted":3}}');
    await flow.pointsTo(1);
    assert.deepEqual(Object.entries(flow.points[0]!.payload), [['constructor', 1], ['toString', 2]]);
    assert.equal(flow.points[0]!.ncs.key, '__proto__');
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });
});
