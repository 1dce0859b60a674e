// npm run bench:kill: kills the demo (npm start) without warning at random moments, ten times, and looks what its models have forgotten.
// The example flow is given an ncs-models that saves every 1.2 s, and a button that names a cluster.
//   npm run bench:kill [-- times]
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';

const ROOT = join(__dirname, '../..');
const SAVE_MINUTES = 0.02;
const MODELS = '3000000000000001';
const BUTTON = '3000000000000002';
const LABEL = 'named before the first kill';
const [times = 10] = process.argv.slice(2).map(Number);

type FlowNode = Record<string, unknown> & { id: string; type: string };
interface Clusters {
  readonly models: readonly { readonly key: string; readonly learning: { readonly ready: boolean }; readonly clusters: readonly { readonly cluster_id: number; readonly label: string | null }[] }[];
}

const flow = JSON.parse(readFileSync(join(ROOT, 'examples/flows.json'), 'utf8')) as FlowNode[];
const target = flow.find(({ type }) => type === 'ncs-cluster')!;
const buttonOf = (command: string): FlowNode => flow.find(({ type, props }) => type === 'inject' && JSON.stringify(props).includes(`"${command}"`))!;

function prepare(userDir: string): void {
  const button: FlowNode = {
    ...buttonOf('status'),
    id: BUTTON,
    name: 'name a cluster',
    g: undefined,
    props: [{ p: 'command', v: 'label', vt: 'str' }, { p: 'topic', vt: 'str' }, { p: 'payload' }],
    topic: 'pump-1',
    payload: JSON.stringify({ cluster_id: 1, label: LABEL }),
    payloadType: 'json',
  };
  const models: FlowNode = { id: MODELS, type: 'ncs-models', profile: 'streaming_iot', store: 'disk', saveInterval: String(SAVE_MINUTES), retentionDays: '30' };
  target['models'] = MODELS;
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify([...flow, models, button]));
}

class Demo {
  private output = '';
  private client: MqttClient | null = null;
  private readonly replies: { command: string; ok: boolean; result: unknown }[] = [];
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (this.output += data.toString()));
    this.ended = new Promise((resolve) => child.once('close', resolve));
  }

  static async start(userDir: string): Promise<Demo> {
    const args = ['--import', 'tsx', 'scripts/start.ts', '--port', '0', '--mqtt-port', '0', '--user-dir', userDir];
    const demo = new Demo(spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] }));
    await demo.until(() => /Node-RED is up[\s\S]*mqtt:\/\/\S+/.test(demo.output));
    demo.client = await connectAsync(/mqtt:\/\/[\d.:]+/.exec(demo.output)![0]);
    demo.client.on('message', (_topic, payload) => demo.replies.push(JSON.parse(payload.toString()) as (typeof demo.replies)[number]));
    await demo.client.subscribeAsync('ncs/+/command_result');
    return demo;
  }

  private async until(condition: () => boolean): Promise<void> {
    const end = performance.now() + 60_000;
    while (!condition()) {
      if (this.child.exitCode !== null || performance.now() > end) throw new Error(`the demo does not do what it should:\n${this.output}`);
      await sleep(10);
    }
  }

  /** Presses a button of the flow, as a user does in the editor. */
  async press<R>(button: string): Promise<R> {
    const before = this.replies.length;
    const url = /http:\/\/[\d.:]+\//.exec(this.output)![0];
    await fetch(`${url}inject/${button}`, { method: 'POST' });
    await this.until(() => this.replies.length > before);
    return this.replies.at(-1)!.result as R;
  }

  async points(): Promise<number> {
    return (await this.press<{ total_points_processed: number }>(buttonOf('status').id)).total_points_processed;
  }

  /** Ids and names of all clusters, by device. */
  async clusters(): Promise<Map<string, string>> {
    const { models } = await this.press<Clusters>(buttonOf('clusters').id);
    return new Map(models.flatMap(({ key, clusters }) => clusters.map(({ cluster_id, label }): [string, string] => [`${key} ${cluster_id}`, label ?? ''])));
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
    await this.client?.endAsync(true);
  }
}

async function main(): Promise<void> {
  const userDir = mkdtempSync(join(tmpdir(), 'ncs-kill-'));
  const rows: object[] = [];
  let failures = 0;
  prepare(userDir);
  let demo = await Demo.start(userDir);
  try {
    while ((await demo.clusters()).size < 3) await sleep(500);
    await demo.press(BUTTON);
    await sleep(SAVE_MINUTES * 60_000 * 3);
    for (let kill = 1; kill <= times; kill++) {
      const before = await demo.clusters();
      const known = await demo.points();
      const wait = 3000 + Math.random() * 6000;
      await sleep(wait);
      // two saves at least have begun since then: what was known is saved
      const last = await demo.points();
      await demo.kill();
      demo = await Demo.start(userDir);
      const back = await demo.points();
      const after = await demo.clusters();
      const gone = [...before].filter(([id, label]) => after.get(id) !== label).map(([id]) => id);
      const isFine = gone.length === 0 && back >= known && after.get('pump-1 1') === LABEL;
      if (!isFine) failures++;
      rows.push({ kill, 'after, s': Number((wait / 1000).toFixed(1)), 'points when killed': last, 'points when back': back, 'clusters before': before.size, 'gone or renamed': gone.join(', ') || 'none', verdict: isFine ? 'fine' : 'NOT FINE' });
      process.stdout.write(`${kill} of ${times}: ${isFine ? 'fine' : 'NOT FINE'}\n`);
    }
  } finally {
    await demo.kill();
    rmSync(userDir, { recursive: true, force: true });
  }
  console.table(rows);
  if (failures > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
