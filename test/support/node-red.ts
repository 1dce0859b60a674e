// One real Node-RED for the whole ring (it cannot be started twice in a process): the package from the repository with the built dist, a
// user directory of its own that is removed afterwards, flows deployed through the admin API, every message between nodes on record.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import RED, { type Node, type NodeStatus } from 'node-red';
import { assertPayload } from './schemas';
import { until } from './until';

const ROOT = join(__dirname, '../..');
const HOST = '127.0.0.1';
export const MODULE = '@neurocluster/node-red-ncs';
/** What the core MQTT nodes wait between two attempts, ms. */
const MQTT_RECONNECT = 200;

export type FlowNode = { id: string; type: string } & Record<string, unknown>;
export type DeployType = 'full' | 'flows' | 'nodes';

export interface Message {
  topic?: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into payloads of many types
  payload?: any;
  error?: { message: string; code?: string; source: { id: string; type: string } };
  [property: string]: unknown;
}

/** A message as it left a node, before anybody else could change it. */
export interface Sending {
  readonly from: string;
  readonly type: string;
  readonly port: number;
  readonly message: Message;
}

export interface LogEvent {
  readonly level: number;
  readonly type?: string;
  readonly id?: string;
  readonly msg: unknown;
}

/** Which ports of which of our nodes send what has a schema. */
const OURS: Readonly<Record<string, readonly number[]>> = { 'ncs-cluster': [0, 1, 2, 3], 'ncs-stream-in': [1] };

export class Runtime {
  private static running: Runtime | null = null;
  readonly sendings: Sending[] = [];
  readonly logs: LogEvent[] = [];
  /** What nodes show in the editor, in order. */
  readonly statuses: { readonly id: string; readonly status: NodeStatus }[] = [];
  private broken: unknown = null;

  private constructor(
    private readonly server: Server,
    private readonly userDir: string,
  ) {}

  /** The runtime of this process, started at the first call. */
  static async get(): Promise<Runtime> {
    Runtime.running ??= await Runtime.start();
    return Runtime.running;
  }

  private static async start(): Promise<Runtime> {
    const app = express();
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
    const runtime = new Runtime(server, mkdtempSync(join(tmpdir(), 'ncs-runtime-')));
    const settings = {
      userDir: runtime.userDir,
      nodesDir: ROOT,
      flowFile: 'flows.json',
      uiHost: HOST,
      uiPort: (server.address() as AddressInfo).port,
      httpAdminRoot: '/',
      httpNodeRoot: '/api',
      credentialSecret: 'test',
      mqttReconnectTime: MQTT_RECONNECT,
      telemetry: { enabled: false, updateNotification: false },
      editorTheme: { tours: false, palette: { catalogues: [] } },
      logging: { console: { level: 'off' }, record: { level: 'warn', handler: () => (event: LogEvent) => runtime.logs.push(event) } },
    };
    RED.init(server, settings as unknown as Parameters<typeof RED.init>[1]);
    app.use('/', RED.httpAdmin);
    app.use('/api', RED.httpNode);
    RED.hooks.add('onSend.record', (events) => runtime.record(events));
    RED.events.on('node-status', runtime.recordStatus);
    const started = new Promise<void>((resolve) => RED.events.once('flows:started', () => resolve()));
    await RED.start();
    await started;
    return runtime;
  }

  static async stop(): Promise<void> {
    const { running } = Runtime;
    if (!running) return;
    RED.hooks.remove('onSend.record');
    RED.events.off('node-status', running.recordStatus);
    await RED.stop();
    running.server.closeAllConnections();
    await new Promise<void>((resolve) => running.server.close(() => resolve()));
    rmSync(running.userDir, { recursive: true, force: true });
  }

  private readonly recordStatus = ({ id, status }: { id: string; status?: NodeStatus }): void => {
    if (status?.text !== undefined) this.statuses.push({ id, status });
  };

  private record(events: readonly SendEvent[]): void {
    const seen = new Set<string>();
    const messages: unknown[] = [];
    for (const { msg, source } of events) {
      // wires of one port carry the same message
      if (!messages.includes(msg)) messages.push(msg);
      const identity = `${source.port} ${messages.indexOf(msg)}`;
      if (seen.has(identity)) continue;
      seen.add(identity);
      const { type } = source.node;
      if (OURS[type]?.includes(source.port)) this.check(msg['payload']);
      this.sendings.push({ from: source.id, type, port: source.port, message: RED.util.cloneMessage(msg) });
    }
  }

  private check(payload: unknown): void {
    try {
      assertPayload(payload);
    } catch (error) {
      this.broken ??= error;
    }
  }

  get url(): string {
    return `http://${HOST}:${(this.server.address() as AddressInfo).port}`;
  }

  get(path: string, headers: Record<string, string> = { accept: 'application/json' }): Promise<Response> {
    return fetch(`${this.url}/${path}`, { headers });
  }

  /** Deploys flows as the editor does, and waits until they run. What was recorded before is forgotten with a full deploy. */
  async deploy(flows: readonly object[], type: DeployType = 'full'): Promise<void> {
    if (type === 'full') this.sendings.length = this.logs.length = this.statuses.length = 0;
    const started = new Promise<void>((resolve) => RED.events.once('flows:started', () => resolve()));
    const response = await fetch(`${this.url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Node-RED-API-Version': 'v2', 'Node-RED-Deployment-Type': type },
      body: JSON.stringify({ flows }),
    });
    if (!response.ok) throw new Error(`deploy: ${response.status} ${await response.text()}`);
    await started;
  }

  /** Hands a message to a node, as a wire would. */
  send(id: string, message: object): void {
    const node = (RED.nodes as unknown as { getNode(id: string): Node | null }).getNode(id);
    if (!node) throw new Error(`there is no node ${id}`);
    node.receive({ _msgid: RED.util.generateId(), ...message });
  }

  /** What a node has sent on a port. */
  sent(from: string, port = 0): Message[] {
    return this.sendings.filter((sending) => sending.from === from && sending.port === port).map(({ message }) => message);
  }

  payloads(from: string, port = 0): Message['payload'][] {
    return this.sent(from, port).map(({ payload }) => payload);
  }

  /** Waits until a node has sent `count` messages on a port. */
  async reached(from: string, port: number, count: number, patience?: number): Promise<void> {
    const have = (): number => this.sent(from, port).length;
    await until(() => have() >= count, `${count} messages from port ${port} of ${from}`, patience).catch((error: Error) => {
      throw new Error(`${error.message}, had ${have()}; log: ${this.logLines().join(' | ')}`);
    });
  }

  /** The texts that a node has shown, in order. */
  shown(id: string): (string | undefined)[] {
    return this.statuses.filter((event) => event.id === id).map(({ status }) => status.text);
  }

  /** Warnings and errors of nodes. */
  logLines(): string[] {
    return this.logs.map(({ type, msg }) => `${type ?? 'runtime'}: ${msg instanceof Error ? msg.message : String(msg)}`);
  }

  /** The folder of the models. */
  get store(): string {
    return join(this.userDir, 'ncs');
  }

  /** Ends the flows and forgets the models; throws what a message that breaks its schema had to say. */
  async clear(): Promise<void> {
    await this.deploy([]);
    rmSync(this.store, { recursive: true, force: true });
    const { broken } = this;
    this.broken = null;
    if (broken) throw broken;
  }
}

interface SendEvent {
  readonly msg: Record<string, unknown>;
  readonly source: { readonly id: string; readonly port: number; readonly node: { readonly type: string } };
}

after(() => Runtime.stop());
