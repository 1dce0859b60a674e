// Our own MQTT client, made from the mqtt-broker node that the user picked. The one file that knows the core node's insides and mqtt.js.
//
// A connection of our own, because the core node's is shared by every flow: acknowledgements, flow control and back-off must be ours. Every
// attempt makes a new client; a client that was lost is never revived, so none can get stuck half-way.
import { createHash, randomBytes } from 'node:crypto';
import * as mqtt from 'mqtt';

/** What we read of a core `mqtt-broker` node: environment variables, credentials and TLS are already resolved there. */
export interface BrokerNode {
  readonly brokerurl: string;
  readonly options: mqtt.IClientOptions;
}

export function isBrokerNode(node: unknown): node is BrokerNode {
  const candidate = node as Partial<BrokerNode> | null;
  return typeof candidate?.brokerurl === 'string' && candidate.brokerurl !== '' && typeof candidate.options === 'object' && candidate.options !== null;
}

export interface Subscription {
  readonly filters: readonly string[];
  readonly qos: 0 | 1;
}

export interface ConnectionEvents {
  connected(): void;
  /** The connection was lost or could not be made; the next attempt comes in `delay` ms. */
  reconnecting(attempt: number, delay: number, reason: string | null): void;
  /** Something the user must know: a refused subscription, the end of the attempts. */
  error(reason: string): void;
  message(topic: string, payload: Buffer, retained: boolean): void;
}

const FIRST_DELAY = 1000;
const LONGEST_DELAY = 60_000;
/** A connection that is not made within this time is given up, ms. */
const CONNECT_TIMEOUT = 30_000;
/** A broker gets this long to take its leave, ms. */
const LONGEST_END = 1000;
const REFUSED = 128;

/** Time to wait before attempt n (1, 2, …): doubling, with jitter so that a fleet does not come back in step. */
export function backoff(attempt: number, jitter: number = Math.random()): number {
  const most = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(attempt - 1, 16));
  return Math.round(most * (0.75 + 0.25 * jitter));
}

export class BrokerConnection {
  private client: mqtt.MqttClient | null = null;
  private timer: NodeJS.Timeout | null = null;
  private attempt = 0;
  private closed = false;
  private reason: string | null = null;
  private readonly clientId: string;

  /** @param attempts tries after a loss before giving up, 0 = for ever */
  constructor(
    private readonly broker: BrokerNode,
    private readonly subscription: Subscription,
    private readonly attempts: number,
    nodeId: string,
    private readonly events: ConnectionEvents,
  ) {
    // cloned gateways have the same node ids: without the random part they would throw each other off the broker for ever
    this.clientId = `ncs-${createHash('sha256').update(nodeId).digest('hex').slice(0, 8)}-${randomBytes(4).toString('hex')}`;
  }

  connect(): void {
    if (this.closed) return;
    const options: mqtt.IClientOptions = {
      ...this.broker.options,
      clientId: this.clientId,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT,
      resubscribe: false,
    };
    delete options.will;
    let client: mqtt.MqttClient;
    try {
      client = mqtt.connect(this.broker.brokerurl, options);
    } catch (error) {
      this.retry(messageOf(error));
      return;
    }
    this.client = client;
    this.reason = null;
    client.on('connect', () => this.subscribe(client));
    client.on('error', (error) => {
      this.reason = messageOf(error);
    });
    client.on('message', (topic, payload, packet) => {
      if (client === this.client) this.events.message(topic, payload, packet.retain);
    });
    client.on('close', () => {
      if (client !== this.client) return;
      this.client = null;
      client.end(true);
      this.retry(this.reason);
    });
  }

  private subscribe(client: mqtt.MqttClient): void {
    if (client !== this.client) return;
    this.attempt = 0;
    this.events.connected();
    const { filters, qos } = this.subscription;
    client.subscribe([...filters], { qos }, (error, _subscriptions, answer) => {
      if (client !== this.client) return;
      // with an error mqtt.js leaves the subscriptions as they were asked for: only the packet tells which were refused
      const refused = filters.filter((_, i) => Number(answer?.granted[i]) >= REFUSED);
      if (refused.length) this.events.error(`the broker refused ${refused.join(', ')}`);
      else if (error && client.connected) this.events.error(messageOf(error));
    });
  }

  private retry(reason: string | null): void {
    if (this.closed) return;
    this.attempt++;
    if (this.attempts > 0 && this.attempt > this.attempts) {
      this.closed = true;
      this.events.error(`gave up after ${this.attempts} attempts${reason ? `: ${reason}` : ''}`);
      return;
    }
    const delay = backoff(this.attempt);
    this.events.reconnecting(this.attempt, delay, reason);
    this.timer = setTimeout(() => this.connect(), delay);
  }

  /** Ends the connection for good. */
  close(done: () => void): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    const { client } = this;
    this.client = null;
    if (!client) return done();
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      clearTimeout(force);
      done();
    };
    // a broker that does not answer must not hold up a deploy; mqtt.js would not hear a second end()
    const force = setTimeout(() => {
      client.stream.destroy();
      end();
    }, LONGEST_END);
    client.end(!client.connected, {}, end);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error));
