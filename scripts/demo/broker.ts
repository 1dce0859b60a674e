// The demo's own MQTT broker, on this machine only.
import { createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import { listen } from './listen';

const HOST = '127.0.0.1';

export class DemoBroker {
  private constructor(
    private readonly aedes: Aedes,
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @throws DemoError if the port is taken */
  static async start(port: number): Promise<DemoBroker> {
    const aedes = await Aedes.createBroker();
    const server = createServer(aedes.handle);
    const bound = await listen(server, port, HOST, 'an MQTT broker', '--mqtt-port');
    return new DemoBroker(aedes, server, bound);
  }

  get url(): string {
    return `mqtt://${HOST}:${this.port}`;
  }

  connect(name: string): Promise<MqttClient> {
    return connectAsync(this.url, { clientId: `demo-${name}-${process.pid}`, reconnectPeriod: 500, queueQoSZero: false });
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.aedes.close(() => resolve()));
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
