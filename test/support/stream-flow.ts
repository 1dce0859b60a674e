// An ncs-stream-in in the Node-RED test helper, on a core mqtt-broker node, with everything it sends and says collected.
import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI, NodeStatus } from 'node-red';
import ncsStreamIn from '../../nodes/ncs-stream-in/ncs-stream-in';
import type { TestBroker } from './broker';
import { assertPayload } from './schemas';
import { pause, until } from './until';

/** Log levels of Node-RED. */
const ERROR = 20;
const WARN = 30;

export interface PointMessage {
  topic: string;
  payload: Record<string, number | null>;
  timestamp: number;
  ncs: Record<string, unknown> & { key: string };
  parts?: { id: string; type: string; index: number; count: number };
}

export interface EventMessage {
  topic: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into payloads of three types
  payload: any;
}

export interface StreamFlow {
  readonly node: Node;
  readonly points: PointMessage[];
  readonly events: EventMessage[];
  /** Payloads of the events of a type. */
  eventsOf(type: 'device_status' | 'ingest_report' | 'connection'): EventMessage['payload'][];
  /** States of the connection events so far, each with its attempt. */
  states(): [string, number][];
  /** What the node has logged. */
  errors(): string[];
  warnings(): string[];
  statuses(): NodeStatus[];
  /** Waits for a number of points. */
  pointsTo(count: number): Promise<void>;
  /** Waits until the connection event has come, `times` times. */
  reached(state: string, times?: number): Promise<void>;
}

/** Settings of the core broker node; the port is the least. */
export interface BrokerSettings {
  readonly port: number | string;
  readonly credentials?: { user?: string; password?: string };
  readonly [setting: string]: unknown;
}

helper.init(require.resolve('node-red'));
const coreMqtt: unknown = require(require.resolve('@node-red/nodes/core/network/10-mqtt.js'));

const points: PointMessage[] = [];
const events: EventMessage[] = [];
/** What an event that breaks its schema had to say. */
let broken: unknown = null;

/** A node that collects from its first moment, so that nothing the source sends early is missed. */
function collectors(RED: NodeAPI): void {
  function Points(this: Node, config: never): void {
    RED.nodes.createNode(this, config);
    this.on('input', (message, _send, done) => {
      points.push(message as unknown as PointMessage);
      done();
    });
  }
  function Events(this: Node, config: never): void {
    RED.nodes.createNode(this, config);
    this.on('input', (message, _send, done) => {
      try {
        assertPayload(message.payload);
      } catch (error) {
        broken ??= error;
      }
      events.push(message as unknown as EventMessage);
      done();
    });
  }
  RED.nodes.registerType('test-points', Points);
  RED.nodes.registerType('test-events', Events);
}

export async function loadStream(broker: BrokerSettings | null, config: object = {}): Promise<StreamFlow> {
  points.length = events.length = 0;
  broken = null;
  const { credentials = {}, port = 0, ...rest } = broker ?? {};
  const flow = [
    ...(broker ? [{ id: 'broker', type: 'mqtt-broker', broker: '127.0.0.1', port: String(port), protocolVersion: '4', keepalive: '60', cleansession: true, ...rest }] : []),
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'p0', z: 'tab', type: 'test-points', wires: [] },
    { id: 'p1', z: 'tab', type: 'test-events', wires: [] },
    { id: 'in', z: 'tab', type: 'ncs-stream-in', broker: 'broker', topics: ['#'], reportInterval: '0', ...config, wires: [['p0'], ['p1']] },
  ];
  helper.settings({});
  await helper.load([coreMqtt, collectors, ncsStreamIn], flow, { broker: credentials });
  const node = helper.getNode('in') as Node;
  const logged = (level: number): string[] =>
    (helper.log().args as [{ type?: string; level?: number; msg?: unknown }][])
      .filter(([entry]) => entry.type === 'ncs-stream-in' && entry.level === level)
      .map(([entry]) => String(entry.msg));
  const spied = Reflect.get(node, 'status') as unknown as { getCalls(): { thisValue: unknown; args: [NodeStatus] }[] };
  const eventsOf: StreamFlow['eventsOf'] = (type) => events.filter(({ payload }) => payload.type === type).map(({ payload }) => payload);
  return {
    node,
    points,
    events,
    eventsOf,
    states: () => eventsOf('connection').map(({ state, attempt }) => [state, attempt]),
    errors: () => logged(ERROR),
    warnings: () => logged(WARN),
    statuses: () =>
      spied
        .getCalls()
        .filter(({ thisValue }) => thisValue === node)
        .map(({ args }) => args[0]),
    async pointsTo(count) {
      await until(() => points.length >= count, `${count} points`);
      await pause(10);
    },
    reached: (state, times = 1) => until(() => eventsOf('connection').filter((event) => event.state === state).length >= times, `${state}, ${times} times`),
  };
}

/** A flow that is connected to the broker and has subscribed. */
export async function listening(broker: TestBroker, config: object = {}): Promise<StreamFlow> {
  const before = broker.subscriptions.length;
  const flow = await loadStream({ port: broker.port }, config);
  await flow.reached('connected');
  await until(() => broker.subscriptions.length > before, 'the subscription');
  return flow;
}

/** Ends the flow; throws if an event had broken its schema. */
export async function unloadStream(): Promise<void> {
  await helper.unload();
  if (broken) throw broken;
}
