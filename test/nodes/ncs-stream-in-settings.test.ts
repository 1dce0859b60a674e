import assert from 'node:assert/strict';
import { TestBroker } from '../support/broker';
import { listening, loadStream, unloadStream } from '../support/stream-flow';
import { pause, until } from '../support/until';

describe('ncs-stream-in: settings', () => {
  let broker: TestBroker;
  before(async () => {
    broker = await TestBroker.start();
  });
  afterEach(unloadStream);
  after(() => broker.stop());

  for (const [config, sentence] of [
    [{ topics: [] }, /no topic/],
    [{ topics: [' '] }, /no topic/],
    [{ topics: 'plant/#' }, /no topic/],
    [{ topics: ['a', 'b/#/c'] }, /b\/#\/c: # must stand alone/],
    [{ qos: '2' }, /QoS 2/],
    [{ qos: '3' }, /QoS must be a whole number from 0 to 2/],
    [{ qos: 'one' }, /QoS must be/],
    [{ keyTemplate: 'plant/device' }, /placeholder/],
    [{ maxBytes: '0' }, /largest payload must be/],
    [{ maxBytes: '1.5' }, /largest payload must be a whole number/],
    [{ reportInterval: '-1' }, /report interval must be/],
    [{ reportInterval: 'often' }, /report interval must be .*"often"/],
    [{ reconnectLimit: '-1' }, /reconnect limit must be/],
    [{ broker: '' }, /no-broker/],
    [{ broker: 'nobody' }, /no-broker/],
    [{ broker: 'p0' }, /no-broker/],
  ] as [object, RegExp][]) {
    it(`${JSON.stringify(config)}: one error, a red status, no connection and nothing sent`, async () => {
      const clients = broker.clients.length;
      const flow = await loadStream({ port: broker.port }, { reportInterval: '0.02', ...config });
      await pause(60);
      assert.equal(flow.errors().length, 1, flow.errors().join(' | '));
      assert.match(flow.errors()[0]!, sentence);
      const status = flow.statuses().at(-1) as { fill: string; shape: string };
      assert.deepEqual([status.fill, status.shape], ['red', 'ring']);
      assert.equal(broker.clients.length, clients);
      assert.deepEqual(flow.events, []);
      await flow.node.close(false);
    });
  }

  it('a flow without any broker node: one error and a red status', async () => {
    const flow = await loadStream(null, { reportInterval: '0.02' });
    await pause(60);
    assert.equal(flow.errors().length, 1);
    assert.equal((flow.statuses().at(-1) as { fill: string }).fill, 'red');
    assert.deepEqual(flow.events, []);
  });

  it('numbers may be texts from environment variables, topics and broker too', async () => {
    Object.assign(process.env, { NCS_T_QOS: '0', NCS_T_MAX: '20', NCS_T_REPORT: '0.05', NCS_T_LIMIT: '3', NCS_T_TOPIC: 'env/+', NCS_T_PORT: String(broker.port) });
    broker.subscriptions.length = 0;
    const flow = await loadStream(
      { port: '${NCS_T_PORT}' },
      { qos: '${NCS_T_QOS}', maxBytes: '${NCS_T_MAX}', reportInterval: '${NCS_T_REPORT}', reconnectLimit: '${NCS_T_LIMIT}', topics: ['${NCS_T_TOPIC}'] },
    );
    await flow.reached('connected');
    await until(() => broker.subscriptions.length > 0, 'the subscription');
    assert.deepEqual(broker.subscriptions, [{ topic: 'env/+', qos: 0 }]);
    await broker.publish('env/a', '1'.repeat(21));
    await broker.publish('env/a', '12');
    await flow.pointsTo(1);
    assert.deepEqual(flow.points.map(({ payload }) => payload), [{ value: 12 }]);
    await until(() => flow.eventsOf('ingest_report').some(({ rejected_by_reason }) => rejected_by_reason.too_large === 1), 'the report');
    assert.deepEqual(flow.errors(), []);
  });

  it('numbers may be numbers, and empty ones are the defaults', async () => {
    const typed = await listening(broker, { qos: 0, maxBytes: 10, reportInterval: 0.05, reconnectLimit: 0 });
    await until(() => typed.eventsOf('ingest_report').length > 0, 'a report');
    await unloadStream();
    const empty = await listening(broker, { qos: '', maxBytes: '', reportInterval: '', reconnectLimit: '', keyTemplate: ' ', keyField: '', timeField: undefined });
    await broker.publish('t', `{"x":1,"text":"${'y'.repeat(1_048_576 - 30)}"}`);
    await empty.pointsTo(1);
    await broker.publish('t', `{"x":2,"text":"${'y'.repeat(1_048_576)}"}`);
    await until(() => empty.warnings().length === 1, 'the warning');
    assert.deepEqual(empty.points.map(({ ncs, payload }) => [ncs.key, payload]), [['t', { x: 1 }]]);
  });

  it('user and password of the broker node are used', async () => {
    const seen: [string | undefined, string | undefined][] = [];
    const guarded = await TestBroker.start({
      authenticate: (_client, user, password, done) => {
        seen.push([user, password?.toString()]);
        done(null, user === 'ann' && password?.toString() === 'secret');
      },
    });
    try {
      const flow = await loadStream({ port: guarded.port, credentials: { user: 'ann', password: 'secret' } });
      await flow.reached('connected');
      await unloadStream();
      const other = await loadStream({ port: guarded.port, credentials: { user: 'ann', password: 'wrong' } });
      await other.reached('reconnecting');
      assert.deepEqual(seen, [['ann', 'secret'], ['ann', 'wrong']]);
      assert.deepEqual(other.states(), [['reconnecting', 1]]);
      assert.match(other.eventsOf('connection')[0].reason, /not authorized|bad user/i);
      await unloadStream();
    } finally {
      await guarded.stop();
    }
  });

  it('makes a connection of its own: another client id than the broker node, no last will, and the core one stays away', async () => {
    const wills: string[] = [];
    const watched = await TestBroker.start({
      preConnect: (_client, packet, done) => {
        wills.push(String(packet.will?.topic));
        done(null, true);
      },
    });
    try {
      const flow = await loadStream({ port: watched.port, clientid: 'core', willTopic: 'gone', willPayload: 'x' });
      await flow.reached('connected');
      await pause(50);
      assert.equal(watched.clients.length, 1);
      assert.match(watched.clients[0]!, /^ncs-/);
      assert.ok(watched.clients[0]!.length <= 23, 'the longest that every broker takes');
      assert.deepEqual(wills, ['undefined']);
      await unloadStream();
    } finally {
      await watched.stop();
    }
  });
});
