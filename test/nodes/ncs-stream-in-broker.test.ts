// nodes/ncs-stream-in/broker.ts by itself: back-off, what counts as a broker node, and an end that always comes.
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { backoff, BrokerConnection, isBrokerNode, type ConnectionEvents } from '../../nodes/ncs-stream-in/broker';
import { ScriptedBroker, type Script } from '../support/scripted-broker';
import { until } from '../support/until';

describe('back-off', () => {
  it('doubles from one second up to a minute', () => {
    assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempt) => backoff(attempt, 1)), [1, 2, 4, 8, 16, 32, 60, 60, 60].map((s) => s * 1000));
  });

  it('is up to a quarter shorter, so that a fleet does not come back in step', () => {
    assert.deepEqual([1, 2, 100].map((attempt) => backoff(attempt, 0)), [750, 1500, 45_000]);
    const delays = new Set(Array.from({ length: 100 }, () => backoff(5)));
    assert.ok(delays.size > 10, `${delays.size} different ones`);
  });

  it('grows, and never leaves its bounds, for any attempt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, jitter) => {
        const delay = backoff(attempt, jitter);
        assert.ok(delay >= 750 && delay <= 60_000, `${delay}`);
        assert.ok(backoff(attempt + 1, jitter) >= delay);
      }),
    );
  });
});

describe('a broker node', () => {
  it('has an address and options; nothing else is one', () => {
    assert.equal(isBrokerNode({ brokerurl: 'mqtt://localhost:1883', options: {} }), true);
    for (const other of [null, undefined, {}, 'mqtt://localhost', { brokerurl: '', options: {} }, { brokerurl: 'mqtt://x' }, { brokerurl: 'mqtt://x', options: null }, { brokerurl: 5, options: {} }]) {
      assert.equal(isBrokerNode(other), false, JSON.stringify(other));
    }
  });
});

describe('a connection', () => {
  let server: ScriptedBroker | null = null;
  const told: string[] = [];
  const events: ConnectionEvents = {
    connected: () => told.push('connected'),
    reconnecting: (attempt, delay) => told.push(`reconnecting ${attempt} ${delay >= 750 && delay <= 1000}`),
    error: (reason) => told.push(`error ${reason}`),
    message: (topic) => told.push(`message ${topic}`),
  };
  const open = (url: string): BrokerConnection => {
    const connection = new BrokerConnection({ brokerurl: url, options: {} }, { filters: ['a'], qos: 1 }, 0, 'node', events);
    connection.connect();
    return connection;
  };
  const serve = async (script: Script): Promise<ScriptedBroker> => {
    server = await ScriptedBroker.start(script);
    return server;
  };
  /** Closes, and waits for a second call of done that must not come. */
  const closed = async (connection: BrokerConnection, patience = 50): Promise<number> => {
    const before = performance.now();
    let times = 0;
    await new Promise<void>((resolve, reject) => {
      setTimeout(() => reject(new Error('close() hangs')), 4000).unref();
      connection.close(() => {
        times++;
        resolve();
      });
    });
    const took = performance.now() - before;
    await new Promise((resolve) => setTimeout(resolve, patience));
    assert.equal(times, 1, 'done is called once');
    return took;
  };
  beforeEach(() => {
    told.length = 0;
  });
  afterEach(async () => {
    await server?.stop();
    server = null;
  });

  it('close() ends at once with a broker that answers, and nothing is told afterwards', async () => {
    const { port } = await serve({});
    const connection = open(`mqtt://127.0.0.1:${port}`);
    await until(() => server!.subscribes.length > 0 && told.length > 0, 'the subscription');
    assert.ok((await closed(connection, 1100)) < 500);
    assert.deepEqual(told, ['connected']);
    assert.equal(server!.open, 0);
  });

  for (const [name, script] of [
    ['never acknowledges the connection', { connack: null }],
    ['never acknowledges the subscription', { suback: null }],
    ['never hangs up', { clinging: true }],
    ['does none of that', { suback: null, clinging: true }],
  ] as [string, Script][]) {
    it(`close() does not hang with a broker that ${name}`, async () => {
      const { port } = await serve(script);
      const connection = open(`mqtt://127.0.0.1:${port}`);
      await until(() => server!.received.length >= (script.connack === null ? 1 : 2), 'the broker to be heard');
      const took = await closed(connection);
      assert.ok(took < 2000, `${took} ms`);
    });
  }

  it('close() ends at once where nobody listens, while waiting, before the start and twice', async () => {
    const { port } = await serve({});
    await server!.stop();
    const connection = open(`mqtt://127.0.0.1:${port}`);
    await until(() => told.length > 0, 'the first attempt');
    assert.deepEqual(told, ['reconnecting 1 true']);
    assert.ok((await closed(connection)) < 100);
    let again = 0;
    connection.close(() => again++);
    assert.equal(again, 1);
    connection.connect();
    assert.deepEqual(told, ['reconnecting 1 true']);
    const fresh = new BrokerConnection({ brokerurl: `mqtt://127.0.0.1:${port}`, options: {} }, { filters: ['a'], qos: 1 }, 0, 'node', events);
    fresh.close(() => again++);
    assert.equal(again, 2);
  });

  it('an address that is none is told and tried again, not thrown', async () => {
    const connection = open('carrier-pigeon://127.0.0.1');
    await until(() => told.length > 0, 'the news');
    assert.deepEqual(told, ['reconnecting 1 true']);
    await closed(connection);
  });

  it('two nodes, and two gateways with the same flow, have different client ids', async () => {
    const { port } = await serve({});
    const connections = [0, 1, 2].map(() => open(`mqtt://127.0.0.1:${port}`));
    await until(() => server!.connects.length === 3, 'three connections');
    assert.equal(new Set(server!.connects.map(({ clientId }) => clientId)).size, 3);
    await Promise.all(connections.map(closed));
  });
});
