// Running other programs, for checks that end with a verdict.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export class CheckFailed extends Error {}

/** What a program prints. @throws CheckFailed with all it said if it fails or takes longer than five minutes */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 300_000, maxBuffer: 1e8 });
  if (error || status !== 0) throw new CheckFailed(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}\n${stdout}${stderr}`);
  return stdout;
}

/** A port of 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const START_PATIENCE = 60_000;

/** A Node-RED of its own process, as users run it. */
export class NodeRedProcess {
  private output = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (this.output += data.toString()));
  }

  /** Starts the Node-RED among `root`'s packages; done when it answers. @throws CheckFailed */
  static async start(root: string, userDir: string, settingsFile: string, port: number): Promise<NodeRedProcess> {
    const args = [join(root, 'node_modules/node-red/red.js'), '--userDir', userDir, '--settings', settingsFile, '--port', String(port)];
    const child = spawn(process.execPath, args, { cwd: userDir, stdio: ['ignore', 'pipe', 'pipe'] });
    const runtime = new NodeRedProcess(child, `http://127.0.0.1:${port}`);
    const deadline = performance.now() + START_PATIENCE;
    while (!(await runtime.answers())) {
      if (child.exitCode !== null || performance.now() > deadline) {
        await runtime.stop();
        throw new CheckFailed(`Node-RED does not start:\n${runtime.output}`);
      }
      await sleep(200);
    }
    return runtime;
  }

  private async answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/nodes`, { headers: { accept: 'application/json' } })).ok;
    } catch {
      return false;
    }
  }

  /** @throws CheckFailed unless the answer is good */
  async get(path: string): Promise<string> {
    const response = await fetch(`${this.url}/${path}`, { headers: { accept: 'application/json' } });
    if (!response.ok) throw new CheckFailed(`GET /${path}: ${response.status}\n${this.output}`);
    return response.text();
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const closed = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGKILL');
    await closed;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill();
    const force = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await closed;
    clearTimeout(force);
  }
}
