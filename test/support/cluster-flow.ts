// An ncs-cluster in the Node-RED test helper, with everything it sends, finishes and refuses collected.
import helper from 'node-red-node-test-helper';
import type { Node } from 'node-red';
import ncsCluster from '../../nodes/ncs-cluster/ncs-cluster';
import { assertPayload } from './schemas';

export interface Sent {
  topic: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into payloads of many types
  payload: any;
  [property: string]: unknown;
}

export interface ClusterFlow {
  node: Node;
  /** Messages by port, in order. */
  ports: [Sent[], Sent[], Sent[], Sent[]];
  /** Messages that were done with, and errors that went to Catch. */
  completed: Sent[];
  caught: { error: { message: string; code?: string } }[];
  send(message: object): void;
  /** What the node has logged. */
  logs(): string[];
  /** Waits until everything sent so far has been worked through. */
  settle(): Promise<void>;
}

helper.init(require.resolve('node-red'));

export async function loadCluster(config: object = {}, settings: object = {}): Promise<ClusterFlow> {
  const flow = [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'cluster', z: 'tab', type: 'ncs-cluster', statusInterval: '0', ...config, wires: [['p0'], ['p1'], ['p2'], ['p3']] },
    ...[0, 1, 2, 3].map((port) => ({ id: `p${port}`, z: 'tab', type: 'helper' })),
    { id: 'n-complete', z: 'tab', type: 'complete', scope: ['cluster'], wires: [['n-done']] },
    { id: 'n-catch', z: 'tab', type: 'catch', scope: ['cluster'], wires: [['n-error']] },
    { id: 'n-done', z: 'tab', type: 'helper' },
    { id: 'n-error', z: 'tab', type: 'helper' },
  ];
  helper.settings(settings);
  await helper.load(ncsCluster, flow);
  const ports: ClusterFlow['ports'] = [[], [], [], []];
  ports.forEach((messages, port) =>
    helper.getNode(`p${port}`).on('input', (message) => {
      assertPayload(message.payload);
      messages.push(message as Sent);
    }),
  );
  const completed: Sent[] = [];
  const caught: ClusterFlow['caught'] = [];
  let received = 0;
  helper.getNode('n-done').on('input', (message) => completed.push(message as Sent));
  helper.getNode('n-error').on('input', (message) => caught.push(message as unknown as ClusterFlow['caught'][number]));
  const node = helper.getNode('cluster') as Node;
  return {
    node,
    ports,
    completed,
    caught,
    send(message) {
      received++;
      node.receive({ _msgid: `m${received}`, ...message });
    },
    logs: () =>
      (helper.log().args as [{ type?: string; msg?: unknown }][]).filter(([entry]) => entry.type === 'ncs-cluster').map(([entry]) => String(entry.msg)),
    async settle() {
      // every message ends in exactly one of the two
      while (completed.length + caught.length < received) await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

export const unloadCluster = async (): Promise<void> => {
  await helper.unload();
};
