// A real MQTT broker (aedes: MQTT 3.1.1) on the loopback, which can be killed and come back on the same port.
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type AedesOptions } from 'aedes';

const HOST = '127.0.0.1';

export interface Publication {
  readonly qos?: 0 | 1;
  readonly retain?: boolean;
}

export class TestBroker {
  /** The TCP port, chosen by the system at the first start. */
  port = 0;
  /** What clients have subscribed to since the last start, in order. */
  readonly subscriptions: { topic: string; qos: number }[] = [];
  /** The ids of the clients that were let in, in order. */
  readonly clients: string[] = [];
  /** The ids of the clients that are connected now. */
  readonly connected = new Set<string>();
  private aedes: Aedes | null = null;
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly options: AedesOptions) {}

  static async start(options: AedesOptions = {}): Promise<TestBroker> {
    const broker = new TestBroker(options);
    await broker.listen();
    return broker;
  }

  private async listen(): Promise<void> {
    const aedes = await Aedes.createBroker(this.options);
    aedes.on('subscribe', (subscriptions) => this.subscriptions.push(...subscriptions.map(({ topic, qos }) => ({ topic, qos }))));
    aedes.on('clientReady', ({ id }) => {
      this.clients.push(id);
      this.connected.add(id);
    });
    aedes.on('clientDisconnect', ({ id }) => this.connected.delete(id));
    const server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => {});
      aedes.handle(socket);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, HOST, resolve);
    });
    this.port = (server.address() as { port: number }).port;
    this.aedes = aedes;
    this.server = server;
  }

  get url(): string {
    return `mqtt://${HOST}:${this.port}`;
  }

  /** Cuts every connection; the broker stays and takes new ones. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Kills the broker: every connection is cut, nobody listens on the port any more, what was retained is lost. */
  async stop(): Promise<void> {
    const { aedes, server } = this;
    if (!aedes || !server) return;
    this.aedes = this.server = null;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.cut();
    await closed;
    await new Promise<void>((resolve) => aedes.close(resolve));
    this.connected.clear();
  }

  /** A new broker on the same port. */
  async restart(): Promise<void> {
    await this.stop();
    this.subscriptions.length = 0;
    await this.listen();
  }

  /** Publishes an object as JSON, text and bytes as they are. */
  async publish(topic: string, payload: unknown, { qos = 0, retain = false }: Publication = {}): Promise<void> {
    const content = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
    const { aedes } = this;
    if (!aedes) throw new Error('the broker is down');
    await new Promise<void>((resolve, reject) =>
      aedes.publish({ cmd: 'publish', topic, payload: content, qos, retain, dup: false }, (error) => (error ? reject(error) : resolve())),
    );
  }
}
