// A server that speaks just enough MQTT to do what a test wants it to: MQTT 5, refusals, silence.
import { createServer, type Server, type Socket } from 'node:net';
import mqttPacket, { type IConnectPacket, type ISubscribePacket, type Packet } from 'mqtt-packet';

const HOST = '127.0.0.1';

export interface Script {
  /** The reason code of the CONNACK; null: silence. Default 0, welcome. */
  readonly connack?: number | null;
  /** The codes of the SUBACK; null: silence. Default: what was asked for. */
  readonly suback?: ((packet: ISubscribePacket) => number[]) | null;
  /** Does not hang up when the other side does. */
  readonly clinging?: boolean;
}

export class ScriptedBroker {
  port = 0;
  /** Everything that came in, in order. */
  readonly received: Packet[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private version = 4;

  private constructor(private readonly script: Script) {
    this.server = createServer({ allowHalfOpen: script.clinging ?? false }, (socket) => this.accept(socket));
  }

  static async start(script: Script = {}): Promise<ScriptedBroker> {
    const broker = new ScriptedBroker(script);
    await new Promise<void>((resolve) => broker.server.listen(0, HOST, resolve));
    broker.port = (broker.server.address() as { port: number }).port;
    return broker;
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    let parser = mqttPacket.parser();
    const onPacket = (packet: Packet): void => {
      this.received.push(packet);
      if (packet.cmd === 'connect') {
        this.version = packet.protocolVersion ?? 4;
        parser = mqttPacket.parser({ protocolVersion: this.version });
        parser.on('packet', onPacket);
      }
      this.answer(socket, packet);
    };
    parser.on('packet', onPacket);
    socket.on('data', (data) => parser.parse(data));
  }

  private answer(socket: Socket, packet: Packet): void {
    const { connack = 0, suback = ({ subscriptions }) => subscriptions.map(({ qos }) => qos) } = this.script;
    if (packet.cmd === 'connect' && connack !== null) {
      this.write(socket, { cmd: 'connack', sessionPresent: false, ...(this.version === 5 ? { reasonCode: connack } : { returnCode: connack }) });
    }
    if (packet.cmd === 'subscribe' && suback) this.write(socket, { cmd: 'suback', messageId: packet.messageId!, granted: suback(packet) });
    if (packet.cmd === 'pingreq') this.write(socket, { cmd: 'pingresp' });
  }

  private write(socket: Socket, packet: Packet): void {
    socket.write(mqttPacket.generate(packet, { protocolVersion: this.version }));
  }

  /** Delivers a message to everybody who is connected; with a message id as QoS 1. */
  publish(topic: string, payload: string, messageId?: number): void {
    for (const socket of this.sockets) {
      this.write(socket, { cmd: 'publish', topic, payload, dup: false, retain: false, ...(messageId ? { qos: 1, messageId } : { qos: 0 }) });
    }
  }

  get connects(): IConnectPacket[] {
    return this.received.filter((packet): packet is IConnectPacket => packet.cmd === 'connect');
  }

  get subscribes(): ISubscribePacket[] {
    return this.received.filter((packet): packet is ISubscribePacket => packet.cmd === 'subscribe');
  }

  /** How many connections stand. */
  get open(): number {
    return this.sockets.size;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
