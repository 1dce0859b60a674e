import assert from 'node:assert/strict';
import { TestBroker } from '../support/broker';
import { listening, loadStream, unloadStream } from '../support/stream-flow';
import { pause, until } from '../support/until';

describe('ncs-stream-in: connection', () => {
  let broker: TestBroker;
  beforeEach(async () => {
    broker = await TestBroker.start();
  });
  afterEach(async () => {
    await unloadStream();
    await broker.stop();
  });

  it('tells connected, with nothing else to say; closed when the node is closed', async () => {
    const flow = await loadStream({ port: broker.port }, { name: 'plant' });
    await flow.reached('connected');
    await flow.node.close(false);
    await flow.reached('closed');
    assert.deepEqual(
      flow.events.map(({ topic, payload: { key, type, state, attempt, reason } }) => [topic, key, type, state, attempt, reason]),
      [
        ['ncs/plant/connection', 'plant', 'connection', 'connected', 0, null],
        ['ncs/plant/connection', 'plant', 'connection', 'closed', 0, null],
      ],
    );
    assert.deepEqual(flow.warnings(), []);
    assert.equal(broker.clients.length, 1);
    await broker.publish('t', '1');
    await pause(20);
    assert.deepEqual(flow.points, []);
  });

  it('a broker that dies and comes back on the same port: reconnecting with attempts, connected, points flow again', async () => {
    const flow = await listening(broker);
    await broker.publish('t', '1');
    await flow.pointsTo(1);
    await broker.stop();
    await flow.reached('reconnecting', 2);
    assert.deepEqual(flow.states(), [['connected', 0], ['reconnecting', 1], ['reconnecting', 2]]);
    assert.match(flow.eventsOf('connection')[2].reason, /ECONNREFUSED/);
    assert.equal(flow.warnings().length, 1, 'said once, not at every attempt');
    const status = flow.statuses().at(-1) as { fill: string; shape: string };
    assert.deepEqual([status.fill, status.shape], ['yellow', 'ring']);

    await broker.restart();
    await flow.reached('connected', 2);
    await until(() => broker.subscriptions.length === 1, 'the subscription');
    await broker.publish('t', '2');
    await flow.pointsTo(2);
    assert.deepEqual(flow.points.map(({ payload }) => payload['value']), [1, 2]);
    assert.deepEqual(flow.states().at(-1), ['connected', 0]);
    assert.deepEqual(flow.errors(), []);
  }).timeout(10_000);

  it('after a lost connection what the broker had kept is a replay again, and attempts count from one', async () => {
    await broker.publish('kept', '1', { retain: true });
    const flow = await listening(broker);
    await flow.pointsTo(1);
    for (const times of [1, 2]) {
      broker.cut();
      await flow.reached('connected', times + 1);
      await flow.pointsTo(times + 1);
    }
    assert.deepEqual(flow.points.map(({ ncs }) => ncs['replay']), [true, true, true]);
    assert.deepEqual(
      flow.states().filter(([state]) => state === 'reconnecting'),
      [['reconnecting', 1], ['reconnecting', 1]],
    );
    assert.deepEqual(flow.eventsOf('device_status'), [], 'a replay says nothing of the device');
  });

  it('a broker that is not there yet is found when it comes', async () => {
    await broker.stop();
    const flow = await loadStream({ port: broker.port });
    await flow.reached('reconnecting');
    await broker.restart();
    await flow.reached('connected');
    assert.deepEqual(flow.states(), [['reconnecting', 1], ['connected', 0]]);
  });

  it('gives up after the limit that was set: one error, a red status, no further attempt', async () => {
    await broker.stop();
    const flow = await loadStream({ port: broker.port }, { reconnectLimit: '1' });
    await flow.reached('error');
    assert.deepEqual(flow.states(), [['reconnecting', 1], ['error', 0]]);
    assert.match(flow.eventsOf('connection').at(-1).reason, /gave up after 1 attempt/);
    assert.equal(flow.errors().length, 1);
    await until(() => (flow.statuses().at(-1) as { fill: string }).fill === 'red', 'a red status');
    await broker.restart();
    await pause(1200);
    assert.equal(broker.clients.length, 0);
    await flow.node.close(false);
    await flow.reached('closed');
  });

  it('a connection that stands starts the limit anew', async () => {
    const flow = await loadStream({ port: broker.port }, { reconnectLimit: '1' });
    await flow.reached('connected');
    for (const times of [2, 3]) {
      broker.cut();
      await flow.reached('connected', times);
    }
    assert.equal(flow.states().filter(([state]) => state === 'error').length, 0);
  });

  it('a refused subscription is an error that names the filter; the others work', async () => {
    const strict = await TestBroker.start({
      authorizeSubscribe: (_client, subscription, done) => done(null, subscription.topic.startsWith('secret') ? null : subscription),
    });
    try {
      const flow = await loadStream({ port: strict.port }, { topics: ['secret/#', 'open/#'] });
      await flow.reached('error');
      assert.match(flow.eventsOf('connection').at(-1).reason, /refused secret\/#$/);
      assert.equal(flow.errors().length, 1);
      await strict.publish('open/a', '1');
      await flow.pointsTo(1);
      await unloadStream();
    } finally {
      await strict.stop();
    }
  });

  it('closed while it waits for the next attempt, it makes none', async () => {
    await broker.stop();
    const flow = await loadStream({ port: broker.port });
    await flow.reached('reconnecting');
    await flow.node.close(false);
    await broker.restart();
    await pause(1200);
    assert.equal(broker.clients.length, 0);
    assert.deepEqual(flow.states(), [['reconnecting', 1], ['closed', 0]]);
  });
});
