// ncs-cluster: points in; clusters, outliers, drift and status out. Wiring only: what a payload means is in input.ts, what is learned in
// src/models, what is said in outputs.ts.
import type { Node, NodeAPI } from 'node-red';
import { nameOfCommand, parseCommand } from '../../src/messages/commands';
import { commandFailed } from '../../src/messages/command-result';
import { InputError, SaidError, type ErrorCode } from '../../src/messages/errors';
import { featureReport } from '../../src/messages/feature-report';
import { wordingOf } from '../../src/messages/languages';
import { performanceMetrics } from '../../src/messages/performance-metrics';
import type { Keeper } from '../../src/models/keeper';
import type { DeviceModel, NamedRow, Observation } from '../../src/models/model';
import type { ModelPool } from '../../src/models/pool';
import { keeperOf } from '../keeper';
import { settingProblem, textSetting } from '../settings';
import { StatusLine } from '../status-line';
import { ModelRoutes } from './admin';
import { BatchRun, requestId } from './batch';
import { CommandDesk } from './commands';
import { Gauge } from './gauge';
import { isOwn, parseBatch, parseRow, type Batch } from './input';
import { nameByPoint } from './labelling';
import { migrateCluster } from './migration';
import { ALL, Overview } from './overview';
import { Watch } from './outputs';
import { DEFAULT_KEY, isReplay, readOrigin, type InputMessage, type Origin } from './properties';
import { CLUSTERS, DRIFT, OUTLIERS, STATUS, Sender, onPort, type Done, type Incoming, type Outgoing, type Send } from './sender';
import { readSettings, type ClusterConfig, type ClusterSettings } from './settings';
import { statusOf } from './status';
import { Turns } from './turns';
import { UpdateRate } from './update-rate';

/** ms of work that a node which is being closed puts into what it has already taken on. */
const LONGEST_CLOSE = 3000;

export = function register(RED: NodeAPI): void {
  const text = (key: string, values?: Record<string, string | number>): string => RED._(`ncs-cluster.${key}`, values);

  const routes = new ModelRoutes(RED);

  class ClusterNode {
    private readonly pool: ModelPool;
    private readonly leave: () => void;
    private readonly watch: Watch;
    private readonly overview: Overview;
    private readonly desk: CommandDesk;
    private readonly gauge = new Gauge();
    private readonly status: StatusLine;
    private readonly timer: NodeJS.Timeout | null;
    private readonly sender: Sender;
    private readonly rate: UpdateRate;
    private readonly turns = new Turns();
    /** The last message ended with an error that is none of the input's. */
    private broken = false;
    private hasWarned = false;
    private closed = false;

    constructor(
      private readonly node: Node,
      private readonly settings: ClusterSettings,
      private readonly keeper: Keeper,
      /** Nobody else uses the models. */
      private readonly isOwn: boolean,
    ) {
      this.watch = new Watch(wordingOf(settings.language || text('language')));
      this.pool = keeper.pool;
      this.leave = keeper.join({ ending: (model) => this.end(model), changed: () => this.showStatus(null) });
      this.overview = new Overview(this.pool, () => keeper.bytesWrittenToday);
      this.desk = new CommandDesk(this.pool, this.watch, this.overview);
      this.sender = new Sender(settings.topicMode);
      this.rate = new UpdateRate(settings);
      this.status = new StatusLine(node);
      this.status.set('grey', 'ring', text('status.waiting'));
      routes.open(node.id, { pool: this.pool, desk: this.desk, tell: (payloads) => this.tell(payloads) });
      this.timer = settings.statusInterval > 0 ? setInterval(() => this.report(), settings.statusInterval) : null;
    }

    receive(message: InputMessage, send: Send, done: Done): void {
      if (!this.keeper.admit(() => this.start(message, send, done))) done(new SaidError(text('error.waiting')));
    }

    private start(message: InputMessage, send: Send, done: Done): void {
      readOrigin(RED, this.node, this.settings, message, (error, origin) => {
        // an expression may have been worked out too late
        if (error || this.closed) return done(error ?? undefined);
        const incoming: Incoming = { message, origin, send, done };
        const isCommand = message.command !== undefined || Object.hasOwn(message, 'reset');
        const work = isCommand ? this.once(incoming, () => this.command(incoming)) : this.points(incoming);
        if (isCommand && origin.key === null) this.turns.takeAll(work);
        else this.turns.take(origin.key ?? DEFAULT_KEY, work);
      });
    }

    /** Work that is done with at once: the message ends with it. */
    private once({ origin, done }: Incoming, act: () => void): () => true {
      return () => {
        try {
          act();
        } catch (problem) {
          this.refuse(problem, origin, done);
          return true;
        }
        this.broken = false;
        done();
        return true;
      };
    }

    private refuse(problem: unknown, origin: Origin, done: Done): void {
      if (problem instanceof InputError) this.count(problem.code, origin);
      this.fail(problem, done);
    }

    private count(code: ErrorCode, origin: Origin): void {
      const model = this.pool.find(origin.key ?? DEFAULT_KEY);
      (model ?? this.overview).count(code);
    }

    /** Ends a message with an error that is counted already, or is none of the input's. */
    private fail(problem: unknown, done: Done): void {
      this.broken = !(problem instanceof InputError);
      this.showStatus(null);
      done(problem instanceof InputError ? problem.translate(this.watch.wording) : (problem as Error));
    }

    private command({ message, origin, send }: Incoming): void {
      const given = message.command === undefined ? 'reset' : message.command;
      try {
        const command = parseCommand(given);
        const { reply, closed, states } = this.desk.run(command, origin.key, message.payload, origin.t);
        const speed = command === 'status' ? [performanceMetrics(ALL, Date.now(), this.gauge.read())] : [];
        this.sender.emit(send, message, [...onPort(OUTLIERS, closed), ...onPort(STATUS, [...states, ...speed, reply])]);
      } catch (problem) {
        // whoever waits for the answer gets one, and Catch the error
        if (problem instanceof InputError) {
          this.sender.emit(send, message, [[STATUS, commandFailed(origin.key ?? ALL, origin.t, nameOfCommand(given), problem.code, problem.translate(this.watch.wording).message)]]);
        }
        throw problem;
      }
      this.showStatus(null);
    }

    private points(incoming: Incoming): (deadline: number) => boolean {
      const { message, origin } = incoming;
      const ignored = isReplay(message) ? 'REPLAYED' : isOwn(message.payload) ? 'OWN_MESSAGE' : null;
      if (ignored) return this.once(incoming, () => this.ignore(ignored));
      let batch: Batch | null;
      try {
        batch = parseBatch(message.payload);
      } catch (problem) {
        return this.once(incoming, () => {
          throw problem;
        });
      }
      if (batch) return this.batch(batch, incoming);
      return this.once(incoming, () => this.take(parseRow(message.payload), origin.key ?? DEFAULT_KEY, incoming, true));
    }

    /** What the broker kept, and what we have sent ourselves, is no new reading: it teaches nothing and raises nothing. */
    private ignore(code: 'REPLAYED' | 'OWN_MESSAGE'): void {
      this.overview.count(code);
      if (code === 'OWN_MESSAGE' && !this.hasWarned) this.node.warn(text('warning.own-message'));
      this.hasWarned ||= code === 'OWN_MESSAGE';
    }

    /** One row: learns it and sends what there is to say. @param withUpdate whether a cluster_update may be sent */
    private take(given: NamedRow, key: string, { message, origin, send }: Incoming, withUpdate: boolean): Observation {
      const { t, label } = origin;
      const startedAt = performance.now();
      const known = this.pool.find(key);
      const model = this.pool.use(key);
      const observation = this.pool.account(model, () => this.observe(model, given, t, known === undefined));
      const { row, result } = observation;
      nameByPoint(model, observation, label);
      const update = withUpdate ? this.rate.due(key, () => this.watch.update(model, observation, t, message.metadata)) : null;
      const outlier = !result ? null : this.settings.outlierMode === 'points' ? this.watch.point(model, result, row, t) : this.watch.alarm(model, result, row, t);
      const drift = result ? this.watch.drift(model, result, t) : null;
      this.gauge.add(performance.now() - startedAt, result !== null && result.clusterId !== 0);
      this.sender.emit(send, message, [
        [CLUSTERS, update],
        [OUTLIERS, outlier],
        [DRIFT, drift],
        [STATUS, observation.newFeatures.length ? featureReport(key, t, observation.newFeatures, model.features) : null],
        [STATUS, observation.becameReady ? this.overview.status(model, Date.now()) : null],
      ]);
      if (this.settings.resetOnDrift && drift?.event === 'detected' && drift.severity === 'high') this.startAnew(model, t, message, send);
      this.showStatus(model, result?.clusterId);
      return observation;
    }

    /** In a sending of its own: the drift that it comes from has been told before. */
    private startAnew(model: DeviceModel, t: number, message: InputMessage, send: Send): void {
      const { closed, state } = this.desk.restart(model, t);
      this.sender.emit(send, message, [[OUTLIERS, closed], [STATUS, state]]);
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

    private batch(batch: Batch, incoming: Incoming): (deadline: number) => boolean {
      const { message, origin, send, done } = incoming;
      const key = origin.key ?? DEFAULT_KEY;
      const takeRow = (payload: unknown): Observation => this.take(parseRow(payload), key, incoming, !batch.batchMode);
      const run = new BatchRun(batch, takeRow, (code) => this.count(code, origin));
      return (deadline) => {
        try {
          const { batchSize } = (this.pool.peek(key) ?? this.desk).knobs;
          if (!run.slice(batchSize, deadline)) return false;
          if (run.error) throw run.error;
          const metadata = batch.metadata ?? message.metadata;
          const payload = run.result(this.pool.use(key), origin.t, requestId(metadata) ?? message._msgid, metadata);
          this.sender.emit(send, message, [[CLUSTERS, payload]]);
        } catch (problem) {
          this.fail(problem, done);
          return true;
        }
        this.broken = false;
        done();
        return true;
      };
    }

    /** A model is forgotten, or starts anew: its alarm ends. */
    private end(model: DeviceModel): void {
      const closed = this.watch.forget(model, Date.now());
      this.rate.forget(model.key);
      if (closed) this.tell([[OUTLIERS, closed]]);
    }

    /** Sends what no message has asked for. */
    private tell(payloads: readonly Outgoing[]): void {
      this.sender.emit((messages) => this.node.send(messages), { _msgid: RED.util.generateId() }, payloads);
    }

    /** The timer's messages on port 4. */
    private report(): void {
      const now = Date.now();
      const [only] = this.pool.total === 1 ? this.pool : [];
      this.tell(onPort(STATUS, [this.overview.status(only ?? null, now), performanceMetrics(only?.key ?? ALL, now, this.gauge.read())]));
      this.gauge.restart();
    }

    /** The node's own status, worked out when it is shown; `model` is the one just used, `clusterId` the cluster that its stream is in. */
    private showStatus(model: DeviceModel | null, clusterId = 0): void {
      this.status.update(() => statusOf(text, { broken: this.broken, keeper: this.keeper, model, clusterId }));
    }

    /** Batches end with what can still be learned in time; every message is done with; what was learned is stored. */
    async close(): Promise<void> {
      if (this.timer) clearInterval(this.timer);
      await this.keeper.settled();
      routes.close(this.node.id);
      this.turns.finish(performance.now() + LONGEST_CLOSE);
      this.closed = true;
      this.leave();
      this.status.close();
      if (this.isOwn) await this.keeper.close();
    }
  }

  function clusterOf(node: Node, config: ClusterConfig): ClusterNode {
    const { settings, isNewer } = migrateCluster(config);
    if (isNewer) node.warn(text('warning.newer'));
    const read = readSettings(settings);
    const { keeper, isOwn } = keeperOf(RED, node, read.options, settings, ({ kind, values }) => node.warn(text(`warning.${kind}`, { ...values })));
    return new ClusterNode(node, read, keeper, isOwn);
  }

  function NcsCluster(this: Node, config: ClusterConfig): void {
    RED.nodes.createNode(this, config);
    let cluster: ClusterNode | null = null;
    try {
      cluster = clusterOf(this, config);
    } catch (error) {
      const problem = settingProblem(error, wordingOf(textSetting(config.language) || text('language')));
      this.status({ fill: 'red', shape: 'ring', text: text('status.settings') });
      this.error(problem);
    }
    this.on('input', (message, send, done) => {
      if (cluster) cluster.receive(message, send, done);
      else done(new SaidError(text('error.settings')));
    });
    this.on('close', (_removed: boolean, done: () => void) => {
      void (cluster?.close() ?? Promise.resolve()).finally(done);
    });
  }

  RED.nodes.registerType('ncs-cluster', NcsCluster);
};
