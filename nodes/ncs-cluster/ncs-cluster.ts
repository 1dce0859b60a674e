// ncs-cluster: points in; clusters, outliers, drift and status out. Wiring only: what a payload means is in input.ts, what is learned in
// src/models, what is said in outputs.ts.
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { parseCommand } from '../../src/messages/commands';
import type { Envelope } from '../../src/messages/envelope';
import { InputError, type ErrorCode } from '../../src/messages/errors';
import { featureReport } from '../../src/messages/feature-report';
import { wordingOf } from '../../src/messages/languages';
import { performanceMetrics } from '../../src/messages/performance-metrics';
import { topicOf } from '../../src/messages/topic';
import type { DeviceModel, NamedRow, Observation } from '../../src/models/model';
import { ModelPool } from '../../src/models/pool';
import { SettingError } from '../settings';
import { StatusLine } from '../status-line';
import { BatchRun } from './batch';
import { CommandDesk } from './commands';
import { Gauge } from './gauge';
import { parseBatch, parseRow, type Batch } from './input';
import { migrateCluster } from './migration';
import { ALL, Overview } from './overview';
import { Watch } from './outputs';
import { DEFAULT_KEY, isReplay, readOrigin, type InputMessage, type Origin } from './properties';
import { readSettings, type ClusterConfig, type ClusterSettings } from './settings';

type Payload = Envelope<string>;
type Send = (messages: (NodeMessage | NodeMessage[] | null)[]) => void;
type Done = (error?: Error) => void;

const CLUSTERS = 0;
const OUTLIERS = 1;
const DRIFT = 2;
const STATUS = 3;
/** Properties that must not leave: an outlier wired to mqtt out would be published retained, a join downstream be reset. */
const REMOVED = ['reset', 'command', 'retain', 'qos'] as const;

const onPort = (port: number, payloads: readonly Payload[]): [number, Payload][] => payloads.map((payload) => [port, payload]);

function requestId(metadata: unknown): string | null {
  const id = typeof metadata === 'object' && metadata ? (metadata as Record<string, unknown>)['request_id'] : null;
  return typeof id === 'string' && id !== '' ? id : null;
}

export = function register(RED: NodeAPI): void {
  const text = (key: string, values?: Record<string, string | number>): string => RED._(`ncs-cluster.${key}`, values);

  class ClusterNode {
    private readonly pool: ModelPool;
    private readonly watch: Watch;
    private readonly overview: Overview;
    private readonly desk: CommandDesk;
    private readonly gauge = new Gauge();
    private readonly status: StatusLine;
    private readonly timer: NodeJS.Timeout | null;
    /** Of every key, when a cluster_update was last sent and about which cluster. */
    private readonly updatedAt = new Map<string, number>();
    private readonly lastCluster = new Map<string, string>();
    /** The last message ended with an error that is none of the input's. */
    private broken = false;

    constructor(
      private readonly node: Node,
      private readonly settings: ClusterSettings,
    ) {
      this.watch = new Watch(wordingOf(settings.language || text('language')));
      this.pool = new ModelPool(settings.options, (model) => this.evict(model));
      this.overview = new Overview(this.pool);
      this.desk = new CommandDesk(this.pool, this.watch, this.overview, settings.options);
      this.status = new StatusLine(node);
      this.status.set('grey', 'ring', text('status.waiting'));
      this.timer = settings.statusInterval > 0 ? setInterval(() => this.report(), settings.statusInterval) : null;
    }

    /** The message as it leaves on a port with this payload; `original` is the message that came in. */
    private leave(original: InputMessage, payload: Payload, port: number): NodeMessage {
      const message: InputMessage = { ...original, payload };
      for (const name of REMOVED) delete message[name];
      if (port !== CLUSTERS) delete message['parts'];
      if (this.settings.topicMode === 'type') message.topic = topicOf(payload.key, payload.type);
      return message as NodeMessage;
    }

    /** Sends payloads of one input message, by port. */
    private emit(send: Send, original: InputMessage, payloads: readonly [number, Payload | null][]): void {
      const ports: (NodeMessage | NodeMessage[] | null)[] = [null, null, null, null];
      let any = false;
      for (const [port, payload] of payloads) {
        if (!payload) continue;
        const message = this.leave(original, payload, port);
        const there = ports[port];
        ports[port] = Array.isArray(there) ? [...there, message] : there ? [there, message] : message;
        any = true;
      }
      if (any) send(ports);
    }

    receive(message: InputMessage, send: Send, done: Done): void {
      readOrigin(RED, this.node, this.settings, message, (error, origin) => {
        if (error) return done(error);
        try {
          if (message.command !== undefined || Object.hasOwn(message, 'reset')) this.command(message, origin, send, done);
          else this.points(message, origin, send, done);
        } catch (problem) {
          this.refuse(problem, origin, done);
        }
      });
    }

    private refuse(problem: unknown, origin: Origin, done: Done): void {
      if (problem instanceof InputError) this.count(problem.code, origin);
      this.fail(problem, done);
    }

    private count(code: ErrorCode, origin: Origin): void {
      const model = this.pool.peek(origin.key ?? DEFAULT_KEY);
      (model ?? this.overview).count(code);
    }

    /** Ends a message with an error that is counted already, or is none of the input's. */
    private fail(problem: unknown, done: Done): void {
      this.broken = !(problem instanceof InputError);
      this.showStatus(null);
      done(problem as Error);
    }

    private command(message: InputMessage, origin: Origin, send: Send, done: Done): void {
      const command = message.command === undefined ? 'reset' : parseCommand(message.command);
      const { reply, closed, states } = this.desk.run(command, origin.key, message.payload, origin.t);
      this.emit(send, message, [...onPort(OUTLIERS, closed), ...onPort(STATUS, states), [STATUS, reply]]);
      this.broken = false;
      this.showStatus(null);
      done();
    }

    private points(message: InputMessage, origin: Origin, send: Send, done: Done): void {
      if (isReplay(message)) {
        // what the broker kept is no new reading: it teaches nothing and raises nothing
        this.overview.count('REPLAYED');
        return done();
      }
      const batch = parseBatch(message.payload);
      if (batch) return this.takeBatch(batch, message, origin, send, done);
      const key = origin.key ?? DEFAULT_KEY;
      this.take(parseRow(message.payload), key, message, origin.t, send, this.settings.updates !== 'every');
      done();
    }

    /** One row: learns it and sends what there is to say. `sparing`: a cluster_update is only sent when it is due. */
    private take(row: NamedRow, key: string, message: InputMessage, t: number, send: Send, sparing: boolean | 'none'): Observation {
      const startedAt = performance.now();
      const known = this.pool.peek(key);
      const model = this.pool.use(key);
      const observation = this.pool.account(model, () => this.observe(model, row, t, known === undefined));
      const { result } = observation;
      const update = sparing === 'none' || (sparing && !this.isDue(model, observation)) ? null : this.watch.update(model, observation, t, message.metadata);
      const outlier = !result ? null : this.settings.outlierMode === 'points' ? this.watch.point(model, result, row, t) : this.watch.alarm(model, result, row, t);
      this.gauge.add(performance.now() - startedAt, result !== null && result.clusterId !== 0);
      this.emit(send, message, [
        [CLUSTERS, update],
        [OUTLIERS, outlier],
        [DRIFT, result ? this.watch.drift(model, result, t) : null],
        [STATUS, observation.newFeatures.length ? featureReport(key, t, observation.newFeatures, model.features) : null],
        [STATUS, observation.becameReady ? this.overview.status(model, Date.now()) : null],
      ]);
      this.broken = false;
      this.showStatus(model);
      return observation;
    }

    private observe(model: DeviceModel, row: NamedRow, t: number, isNew: boolean): Observation {
      try {
        return model.observe(row, t);
      } catch (error) {
        // a model whose first row is refused never was
        if (isNew) this.pool.delete(model.key);
        throw error;
      }
    }

    private isDue(model: DeviceModel, { result }: Observation): boolean {
      const { key } = model;
      if (this.settings.updates === 'interval') {
        const now = performance.now();
        if (now - (this.updatedAt.get(key) ?? -Infinity) < this.settings.updateInterval) return false;
        this.updatedAt.set(key, now);
        return true;
      }
      const state = result ? `${result.clusterId} ${result.isOutlier}` : 'learning';
      const changed = this.lastCluster.get(key) !== state || (result?.events.length ?? 0) > 0;
      this.lastCluster.set(key, state);
      return changed;
    }

    private takeBatch(batch: Batch, message: InputMessage, origin: Origin, send: Send, done: Done): void {
      const key = origin.key ?? DEFAULT_KEY;
      const updates = batch.batchMode ? 'none' : this.settings.updates !== 'every';
      const takeRow = (payload: unknown): { row: NamedRow; observation: Observation } => {
        const row = parseRow(payload);
        return { row, observation: this.take(row, key, message, origin.t, send, updates) };
      };
      const run = new BatchRun(batch, this.settings.options.knobs.batchSize, takeRow, (code) => this.count(code, origin));
      run.run((error) => {
        if (error) return this.fail(error, done);
        const metadata = batch.metadata ?? message.metadata;
        const payload = run.result(this.pool.use(key), origin.t, requestId(metadata) ?? message._msgid, metadata);
        this.emit(send, message, [[CLUSTERS, payload]]);
        done();
      });
    }

    private evict(model: DeviceModel): void {
      if (this.pool.evicted === 0) this.node.warn(text('warning.evicted', { limit: this.settings.options.knobs.memoryLimitMb, key: model.key }));
      const closed = this.watch.forget(model, Date.now());
      this.updatedAt.delete(model.key);
      this.lastCluster.delete(model.key);
      if (closed) this.emit((messages) => this.node.send(messages), { _msgid: RED.util.generateId() }, [[OUTLIERS, closed]]);
    }

    /** The timer's messages on port 4. */
    private report(): void {
      const now = Date.now();
      const [only] = this.pool.size === 1 ? this.pool : [];
      this.emit((messages) => this.node.send(messages), { _msgid: RED.util.generateId() }, [
        [STATUS, this.overview.status(only ?? null, now)],
        [STATUS, performanceMetrics(only?.key ?? ALL, now, this.gauge.read())],
      ]);
    }

    /** The node's own status, worked out when it is shown; `model` is the one just used. */
    private showStatus(model: DeviceModel | null): void {
      this.status.update(() => {
        if (this.broken) return { fill: 'red', shape: 'ring', text: text('status.error') };
        if (this.watch.hasAlarm) return { fill: 'red', shape: 'dot', text: text('status.outlier') };
        if (this.watch.hasDrift) return { fill: 'yellow', shape: 'dot', text: text('status.drift') };
        const shown = model ?? [...this.pool].at(-1);
        if (!shown) return { fill: 'grey', shape: 'ring', text: text('status.waiting') };
        if (!shown.engine) return { fill: 'blue', shape: 'ring', text: text('status.learning', { n: Math.floor(100 * shown.progress) }) };
        const count = shown.engine.clusters().length;
        return { fill: 'green', shape: 'dot', text: text(count === 1 ? 'status.cluster' : 'status.clusters', { n: count }) };
      });
    }

    close(): void {
      if (this.timer) clearInterval(this.timer);
      this.status.close();
    }
  }

  function NcsCluster(this: Node, config: ClusterConfig): void {
    RED.nodes.createNode(this, config);
    let cluster: ClusterNode | null = null;
    const { settings, isNewer } = migrateCluster(config);
    if (isNewer) this.warn(text('warning.newer'));
    try {
      cluster = new ClusterNode(this, readSettings(settings));
    } catch (error) {
      if (!(error instanceof SettingError) && !(error instanceof RangeError)) throw error;
      this.status({ fill: 'red', shape: 'ring', text: text('status.settings') });
      this.error(error.message);
    }
    this.on('input', (message, send, done) => {
      if (cluster) cluster.receive(message, send, done);
      else done(new Error(text('error.settings')));
    });
    this.on('close', (_removed: boolean, done: () => void) => {
      cluster?.close();
      done();
    });
  }

  RED.nodes.registerType('ncs-cluster', NcsCluster);
};
