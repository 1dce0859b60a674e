// A real mosquitto on the loopback, with a memory on disk: killed, it comes back on the same port with what it had kept.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { until } from './until';

/** Debian puts it where the PATH of a plain user does not lead. */
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}${delimiter}/usr/sbin` };

/** @throws Error that says what to do, if there is none */
function version(): string {
  const { stdout, error } = spawnSync('mosquitto', ['-h'], { env, encoding: 'utf8' });
  const found = /^mosquitto version (\S+)/m.exec(stdout ?? '')?.[1];
  if (error || found === undefined) throw new Error('there is no mosquitto: install it (Debian: apt-get install mosquitto), or leave this ring out: npm test does not need it');
  return found;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Mosquitto {
  private child: ChildProcess | null = null;
  private log = '';

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  static readonly version = version;

  static async start(): Promise<Mosquitto> {
    const folder = mkdtempSync(join(tmpdir(), 'ncs-mosquitto-'));
    const mosquitto = new Mosquitto(await freePort(), folder);
    const lines = [`listener ${mosquitto.port} 127.0.0.1`, 'allow_anonymous true', 'set_tcp_nodelay true', 'persistence true', `persistence_location ${folder}/`, 'autosave_on_changes true', 'autosave_interval 1', `user ${userInfo().username}`];
    writeFileSync(join(folder, 'mosquitto.conf'), `${lines.join('\n')}\n`);
    await mosquitto.run();
    return mosquitto;
  }

  private async run(): Promise<void> {
    const child = spawn('mosquitto', ['-c', join(this.folder, 'mosquitto.conf'), '-v'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (this.log += data.toString()));
    this.child = child;
    let isOpen = false;
    await until(() => {
      if (child.exitCode !== null) throw new Error(`mosquitto ends: ${this.log}`);
      const socket = connect(this.port, '127.0.0.1', () => {
        isOpen = true;
        socket.destroy();
      }).on('error', () => {});
      return isOpen;
    }, 'mosquitto');
  }

  /** How often somebody has subscribed to a filter. */
  subscriptions(filter: string): number {
    return this.log.split('\n').filter((line) => line.includes(`\t${filter} (QoS`)).length;
  }

  connect(protocolVersion: 4 | 5): Promise<MqttClient> {
    return connectAsync(`mqtt://127.0.0.1:${this.port}`, { protocolVersion, reconnectPeriod: 100 });
  }

  /** @param signal SIGTERM lets it write down what it keeps, SIGKILL does not */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child || child.exitCode !== null) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    await closed;
  }

  async restart(signal: NodeJS.Signals): Promise<void> {
    await this.stop(signal);
    await this.run();
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
