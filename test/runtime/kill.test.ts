import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NodeRedProcess, type Platform } from '../../scripts/pack/commands';
import { seededRandom } from '../../src/engine/random';
import { platform } from '../support/platform';

const ROOT = join(__dirname, '../..');
/** The Node-RED that the tests run on, and their interpreter. */
const PLATFORM: Platform = { name: platform, home: join(dirname(require.resolve('node-red/package.json')), '../..'), node: process.execPath };
const T = Date.UTC(2026, 0, 1);
const place = { z: '2000000000000001', x: 100, y: 100 };

/** Points and commands come by HTTP, and are answered so. */
const FLOW = [
  { id: '2000000000000001', type: 'tab', label: 'pump' },
  { id: '2000000000000002', type: 'ncs-models', profile: 'streaming_iot', warmup: '32', store: 'disk', saveInterval: '0.01', retentionDays: '30' },
  { id: '2000000000000003', ...place, type: 'http in', url: '/pump', method: 'post', wires: [['2000000000000004']] },
  { id: '2000000000000004', ...place, type: 'function', func: 'return Object.assign(msg, msg.payload);', wires: [['2000000000000005']] },
  { id: '2000000000000005', ...place, type: 'ncs-cluster', models: '2000000000000002', statusInterval: '0', wires: [['2000000000000006'], [], [], ['2000000000000006']] },
  { id: '2000000000000006', ...place, type: 'switch', property: 'payload.type', rules: [{ t: 'regex', v: '^(cluster_update|command_result)$' }], wires: [['2000000000000007']] },
  { id: '2000000000000007', ...place, type: 'http response', wires: [] },
];

interface Clusters {
  readonly models: readonly { readonly clusters: readonly { readonly cluster_id: number; readonly label: string | null }[] }[];
}

describe('a Node-RED that is killed', () => {
  let folder: string;
  let runtime: NodeRedProcess;
  let sent: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ncs-kill-'));
    writeFileSync(join(folder, 'flows.json'), JSON.stringify(FLOW));
    writeFileSync(
      join(folder, 'settings.js'),
      `module.exports = { uiHost: '127.0.0.1', flowFile: 'flows.json', nodesDir: ${JSON.stringify(ROOT)}, credentialSecret: 'kill', telemetry: { enabled: false, updateNotification: false }, editorTheme: { tours: false, palette: { catalogues: [] } } };`,
    );
    sent = 0;
    await start();
  });
  afterEach(async () => {
    await runtime.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    runtime = await NodeRedProcess.start(PLATFORM, folder, join(folder, 'settings.js'), {});
  }

  async function post(body: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${runtime.url}/pump`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ topic: 'pump', ...body }) });
    assert.ok(response.ok, String(response.status));
    return (await response.json()) as Record<string, unknown>;
  }

  const ask = async <R>(command: string, payload: object = {}): Promise<R> => (await post({ command, payload }))['result'] as R;

  async function feed(points: number): Promise<void> {
    const { normal } = seededRandom(sent + 1);
    for (const end = sent + points; sent < end; sent++) {
      const level = sent % 60 < 30 ? 0 : 40;
      await post({ timestamp: T + sent * 1000, payload: { flow: 10 + level + normal(), pressure: 400 - level + normal() } });
    }
  }

  const written = async (): Promise<number> => (await ask<{ bytes_written_today: number }>('status')).bytes_written_today;

  /** Waits until what was sent so far is saved: by the second save from now, as the first may have begun before. Returns how much that was. */
  async function saved(): Promise<number> {
    const safe = sent;
    for (let saves = 0; saves < 2; saves++) {
      const before = await written();
      await feed(1);
      while ((await written()) < before + 1000) await feed(1);
    }
    return safe;
  }

  it('comes back with the same clusters and names, and has forgotten no more than what came since the last save', async () => {
    await feed(200);
    for (const [i, name] of ['day', 'night'].entries()) {
      const { models } = await ask<Clusters>('clusters');
      await ask('label', { cluster_id: models[0]!.clusters[i]!.cluster_id, label: name });
      const safe = await saved();
      await feed(1 + 23 * i);
      const before = await ask<Clusters>('clusters');
      await runtime.kill();
      await start();
      const after = await ask<Clusters>('clusters');
      const named = ({ models: [model] }: Clusters): Map<number, string | null> => new Map(model!.clusters.map(({ cluster_id, label }) => [cluster_id, label]));
      assert.deepEqual(named(after), named(before));
      assert.ok([...named(after).values()].includes(name));
      const { total_points_processed: points } = await ask<{ total_points_processed: number }>('status');
      assert.ok(points >= safe && points <= sent, `${points} points of ${sent}, ${safe} of them before the last save`);
    }
  }).timeout(120_000);
});
