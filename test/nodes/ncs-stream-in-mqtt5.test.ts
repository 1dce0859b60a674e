import assert from 'node:assert/strict';
import { ScriptedBroker, type Script } from '../support/scripted-broker';
import { loadStream, unloadStream, type StreamFlow } from '../support/stream-flow';
import { until } from '../support/until';

describe('ncs-stream-in with MQTT 5', () => {
  let server: ScriptedBroker;
  const start = async (script: Script = {}, config: object = {}): Promise<StreamFlow> => {
    server = await ScriptedBroker.start(script);
    return loadStream({ port: server.port, protocolVersion: '5', credentials: { user: 'ann', password: 'secret' } }, { topics: ['a/+', 'b'], ...config });
  };
  afterEach(async () => {
    await unloadStream();
    await server.stop();
  });

  it('connects with protocol 5, user and password, without a last will', async () => {
    const flow = await start();
    await flow.reached('connected');
    assert.equal(server.connects.length, 1);
    const { protocolVersion, protocolId, clientId, username, password, will } = server.connects[0]!;
    assert.deepEqual({ protocolVersion, protocolId, username, password: String(password), will }, {
      protocolVersion: 5,
      protocolId: 'MQTT',
      username: 'ann',
      password: 'secret',
      will: undefined,
    });
    assert.match(clientId, /^ncs-/);
  });

  it('subscribes in one packet with the QoS that was set', async () => {
    for (const qos of [0, 1]) {
      await start({}, { qos: String(qos) });
      await until(() => server.subscribes.length > 0, 'a SUBSCRIBE');
      assert.deepEqual(server.subscribes.map(({ subscriptions }) => subscriptions.map(({ topic, qos }) => [topic, qos])), [[['a/+', qos], ['b', qos]]]);
      await unloadStream();
      await server.stop();
    }
  });

  it('a message becomes a point; with QoS 1 it is acknowledged', async () => {
    const flow = await start();
    await until(() => server.subscribes.length > 0, 'a SUBSCRIBE');
    server.publish('a/p1', '{"x":1}');
    server.publish('b', '2', 77);
    await flow.pointsTo(2);
    assert.deepEqual(flow.points.map(({ topic, payload }) => [topic, payload]), [['a/p1', { x: 1 }], ['b', { value: 2 }]]);
    await until(() => server.received.some(({ cmd }) => cmd === 'puback'), 'a PUBACK');
    assert.deepEqual(server.received.filter(({ cmd }) => cmd === 'puback').map(({ messageId }) => messageId), [77]);
  });

  it('a refused connection is tried again, with the reason told', async () => {
    const flow = await start({ connack: 0x87 });
    await flow.reached('reconnecting');
    assert.match(flow.eventsOf('connection')[0].reason, /not authorized/i);
    assert.deepEqual(flow.states(), [['reconnecting', 1]]);
  });

  it('a refused subscription is an error that names its filters', async () => {
    const flow = await start({ suback: () => [0x87, 1] });
    await flow.reached('error');
    assert.match(flow.eventsOf('connection').at(-1).reason, /refused a\/\+$/);
    assert.deepEqual(flow.states(), [['connected', 0], ['error', 0]]);
  });

  it('says good-bye when it is closed', async () => {
    const flow = await start();
    await until(() => server.subscribes.length > 0, 'a SUBSCRIBE');
    await flow.node.close(false);
    await until(() => server.open === 0, 'the end of the connection');
    assert.equal(server.received.at(-1)!.cmd, 'disconnect');
  });
});
