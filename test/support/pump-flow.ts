// Flows of the runtime ring: a broker, an ncs-stream-in and an ncs-cluster, with every output wired.
import type { FlowNode } from './node-red';

export const TAB = '1000000000000001';
export const BROKER = '1000000000000002';
export const IN = '1000000000000003';
export const CLUSTER = '1000000000000004';
export const CATCH = '1000000000000005';
export const COMPLETE = '1000000000000006';
/** Where every wire ends: what is sent without a wire is nowhere on record. */
export const SINK = '1000000000000007';

const sink = [SINK];
/** A node without a place is taken for a config node. */
const place = { x: 100, y: 100 };

export const tab = (changes: object = {}): FlowNode => ({ id: TAB, type: 'tab', label: 'pump', ...changes });

export const brokerNode = (port: number | string, changes: object = {}): FlowNode => ({
  id: BROKER,
  type: 'mqtt-broker',
  broker: '127.0.0.1',
  port: String(port),
  protocolVersion: '4',
  keepalive: '60',
  cleansession: true,
  autoConnect: true,
  ...changes,
});

export const streamIn = (changes: object = {}): FlowNode => ({
  id: IN,
  z: TAB,
  ...place,
  type: 'ncs-stream-in',
  name: 'pumps',
  broker: BROKER,
  topics: ['plant/+/telemetry'],
  qos: '1',
  keyTemplate: 'plant/{device}/telemetry',
  timeField: 'ts',
  reportInterval: '0',
  wires: [[CLUSTER], sink],
  ...changes,
});

export const cluster = (changes: object = {}): FlowNode => ({
  id: CLUSTER,
  z: TAB,
  ...place,
  type: 'ncs-cluster',
  profile: 'streaming_iot',
  warmup: '32',
  statusInterval: '0',
  wires: [sink, sink, sink, sink],
  ...changes,
});

/** Errors, ends of messages, and the node at the end of all wires. */
export const observers = (): FlowNode[] => [
  { id: CATCH, z: TAB, ...place, type: 'catch', scope: null, uncaught: false, wires: [sink] },
  { id: COMPLETE, z: TAB, ...place, type: 'complete', scope: [CLUSTER], wires: [sink] },
  { id: SINK, z: TAB, ...place, type: 'junction', wires: [[]] },
];

export interface PumpChanges {
  readonly tab?: object;
  readonly broker?: object;
  readonly in?: object;
  readonly cluster?: object;
}

export const pumpFlow = (port: number | string, changes: PumpChanges = {}): FlowNode[] => [
  tab(changes.tab),
  brokerNode(port, changes.broker),
  streamIn(changes.in),
  cluster(changes.cluster),
  ...observers(),
];
