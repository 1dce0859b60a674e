// ncs-stream-in: MQTT topics in, points out. Wiring only: the connection is in broker.ts, what payloads mean in src/ingest.
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { Ingest, type DeviceNews, type Reading, type Rejection } from '../../src/ingest';
import { connectionMessage, type ConnectionState } from '../../src/messages/connection';
import { deviceStatus } from '../../src/messages/device-status';
import { SaidError } from '../../src/messages/errors';
import type { IngestReport } from '../../src/messages/ingest-report';
import { wordingOf } from '../../src/messages/languages';
import { topicOf } from '../../src/messages/topic';
import { StatusLine } from '../status-line';
import { settingProblem } from '../settings';
import { BrokerConnection, isBrokerNode } from './broker';
import { migrateStreamIn } from './migration';
import { Reporter } from './reporter';
import { readSettings, type StreamInConfig, type StreamInSettings } from './settings';

const STATUS_INTERVAL = 1000;

interface PointMessage extends NodeMessage {
  timestamp: number;
  ncs: Record<string, unknown>;
  parts?: { id: string; type: 'array'; index: number; count: number };
}

function pointMessage(topic: string, reading: Reading): PointMessage {
  const { key, t, values, units, completeness, replay, late, source } = reading;
  return {
    topic,
    payload: Object.fromEntries(values),
    timestamp: t,
    ncs: {
      key,
      source,
      ...(units && { units: Object.fromEntries(units) }),
      ...(completeness < 1 && { completeness }),
      ...(replay && { replay }),
      ...(late && { late }),
    },
  };
}

export = function register(RED: NodeAPI): void {
  const text = (key: string, values?: Record<string, string | number>): string => RED._(`ncs-stream-in.${key}`, values);

  class StreamIn {
    private readonly ingest: Ingest;
    private readonly status: StatusLine;
    private readonly reporter: Reporter;
    private connection: BrokerConnection | null = null;
    private ticker: NodeJS.Timeout | null = null;
    private points = 0;
    private warned = new Set<Rejection>();

    constructor(
      private readonly node: Node,
      settings: StreamInSettings,
      broker: unknown,
    ) {
      // before the timer of the reports starts: nobody could stop it
      if (!isBrokerNode(broker)) throw new SaidError(text('error.no-broker'));
      this.status = new StatusLine(node);
      this.ingest = new Ingest(settings.ingest);
      this.reporter = new Reporter(this.ingest, this.key, settings.reportInterval, (report) => this.tellReport(report));
      this.connection = new BrokerConnection(broker, settings.subscription, settings.reconnectLimit, node.id, {
        connected: () => this.connected(),
        reconnecting: (attempt, _delay, reason) => this.lost(attempt, reason),
        error: (reason) => this.failed(reason),
        message: (topic, payload, retained) => this.receive(topic, payload, retained),
      });
      this.status.set('yellow', 'ring', text('status.connecting', { n: 1 }));
      this.connection.connect();
    }

    /** What events of the node itself, not of a device, are about. */
    private get key(): string {
      return this.node.name || this.node.id;
    }

    private send(payload: { key: string; type: string }): void {
      this.node.send([null, { topic: topicOf(payload.key, payload.type), payload }]);
    }

    private tellReport(report: IngestReport): void {
      this.warned.clear();
      this.send(report);
    }

    /** A message that asks for something: for a report. @throws Error UNKNOWN_COMMAND */
    command(command: unknown): void {
      if (command !== 'report') throw Object.assign(new SaidError(text('error.command')), { code: 'UNKNOWN_COMMAND' });
      this.tellReport(this.reporter.report());
    }

    private tell(state: ConnectionState, attempt: number, reason: string | null): void {
      this.send(connectionMessage(this.key, Date.now(), state, attempt, reason));
    }

    private connected(): void {
      this.ingest.connected();
      this.status.set('green', 'ring', text('status.connected'));
      this.tell('connected', 0, null);
      this.ticker ??= setInterval(() => this.tick(), STATUS_INTERVAL);
    }

    private stopTicker(): void {
      if (this.ticker) clearInterval(this.ticker);
      this.ticker = null;
      this.points = 0;
    }

    private tick(): void {
      for (const item of this.ingest.stale(Date.now())) this.announce(item);
      this.status.set('green', 'dot', text('status.rate', { n: this.points }));
      this.points = 0;
    }

    private lost(attempt: number, reason: string | null): void {
      this.stopTicker();
      this.status.set('yellow', 'ring', text('status.connecting', { n: attempt }));
      if (attempt === 1) this.node.warn(text('warning.lost', { reason: reason ?? text('warning.closed') }));
      this.tell('reconnecting', attempt, reason);
    }

    private failed(reason: string): void {
      this.stopTicker();
      this.status.set('red', 'ring', text('status.error'));
      this.node.error(reason);
      this.tell('error', 0, reason);
    }

    private receive(topic: string, payload: Buffer, retained: boolean): void {
      const { readings, news, rejected } = this.ingest.accept(topic, payload, Date.now(), retained);
      if (rejected) this.warn(topic, rejected);
      for (const item of news) this.announce(item);
      this.points += readings.length;
      const id = readings.length > 1 ? RED.util.generateId() : '';
      readings.forEach((reading, index) => {
        const message = pointMessage(topic, reading);
        if (id) message.parts = { id, type: 'array', index, count: readings.length };
        this.node.send([message, null]);
      });
    }

    private announce({ key, state, reason, topic }: DeviceNews): void {
      this.send(deviceStatus(key, Date.now(), state, reason, topic));
    }

    /** Once per reason and report: the counters tell the rest. */
    private warn(topic: string, reason: Rejection): void {
      if (this.warned.has(reason)) return;
      this.warned.add(reason);
      this.node.warn(text('warning.rejected', { topic, reason: text(`reason.${reason}`) }));
    }

    close(done: () => void): void {
      this.stopTicker();
      this.reporter.close();
      this.status.close();
      if (!this.connection) return done();
      this.connection.close(() => {
        this.tell('closed', 0, null);
        done();
      });
    }
  }

  function NcsStreamIn(this: Node, config: StreamInConfig): void {
    RED.nodes.createNode(this, config);
    let streamIn: StreamIn | null = null;
    const { settings, isNewer } = migrateStreamIn(config);
    if (isNewer) this.warn(text('warning.newer'));
    try {
      streamIn = new StreamIn(this, readSettings(settings), RED.nodes.getNode(config.broker));
    } catch (error) {
      const problem = settingProblem(error, wordingOf(text('language')));
      this.status({ fill: 'red', shape: 'ring', text: text('status.settings') });
      this.error(problem);
    }
    this.on('input', (message, _send, done) => {
      try {
        if (!streamIn) throw new SaidError(text('error.settings'));
        streamIn.command((message as { command?: unknown }).command);
      } catch (problem) {
        return done(problem as Error);
      }
      done();
    });
    this.on('close', (_removed: boolean, done: () => void) => {
      if (streamIn) streamIn.close(done);
      else done();
    });
  }

  RED.nodes.registerType('ncs-stream-in', NcsStreamIn);
};
