import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { DemoBroker } from '../../scripts/demo/broker';
import { DemoError } from '../../scripts/demo/options';
import type { Recording } from '../../scripts/demo/recording';
import { replay } from '../../scripts/demo/replay';
import { Tally } from '../../scripts/demo/tally';

const OPTIONS = { file: 'r.csv', rate: 0, topic: 'plant/r/telemetry', exclude: [], events: null };

function recordingOf(rows: number, repeats = 0): Recording {
  return { features: ['row'], timeColumn: null, payloads: Array.from({ length: rows }, (_, row) => ({ row })), repeats, notes: [] };
}

describe('a replay', () => {
  let broker: DemoBroker;
  let clients: MqttClient[];
  beforeEach(async () => {
    broker = await DemoBroker.start(0);
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) await client.endAsync(true);
    await broker.stop();
  });

  const connect = async (name: string): Promise<MqttClient> => {
    const client = await broker.connect(name);
    clients.push(client);
    return client;
  };
  /** Replays through a flow that answers the rows for which `answers` says so. */
  async function through(recording: Recording, answers: (row: number) => boolean, hasComplained = false, events: string | null = null): Promise<{ closing: string; said: string[]; seconds: number }> {
    const flow = await connect('flow');
    flow.on('message', (_, payload) => {
      const { row } = JSON.parse(payload.toString()) as { row: number };
      if (answers(row)) flow.publish('ncs/r/cluster_update', JSON.stringify({ type: 'cluster_update', key: 'r', events: [], cluster_id: null, is_outlier: false }), { qos: 1 });
    });
    await flow.subscribeAsync('plant/#', { qos: 1 });
    const said: string[] = [];
    const stage = { client: await connect('plant'), tally: await Tally.subscribe(await connect('watch')), say: (line: string) => said.push(line), hasComplained: () => hasComplained };
    const startedAt = performance.now();
    const closing = await replay(stage, recording, { ...OPTIONS, events });
    return { closing, said, seconds: (performance.now() - startedAt) / 1000 };
  }

  it('waits once for rows that are not answered, not for each of them, and says how many they were', async () => {
    const { closing, said, seconds } = await through(recordingOf(1000, 500), (row) => row % 2 === 0);
    assert.equal(closing, 'replayed 1000 rows: 500 points, 0 outliers, 0 alarms, 0 drifts');
    assert.deepEqual(said, ['  lost    500 rows gave no point; 500 rows repeat the one before, time and values, and count once']);
    assert.ok(seconds < 12, `${seconds} s`);
  }).timeout(60_000);

  it('of which nothing is lost says nothing of it', async () => {
    const { closing, said } = await through(recordingOf(300), () => true);
    assert.deepEqual([closing, said], ['replayed 300 rows: 300 points, 0 outliers, 0 alarms, 0 drifts', []]);
  });

  it('writes what the flow says to a file, or says in one sentence why not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ncs-replay-'));
    try {
      await through(recordingOf(5), () => true, false, join(folder, 'events'));
      const lines = readFileSync(join(folder, 'events'), 'utf8').trim().split('\n');
      assert.deepEqual(lines.map((line) => (JSON.parse(line) as { type: string }).type), Array.from({ length: 5 }, () => 'cluster_update'));
      for (const [file, reason] of [[join(folder, 'none', 'events'), 'ENOENT: no such file or directory'], [folder, 'EISDIR: illegal operation on a directory']] as const) {
        await assert.rejects(through(recordingOf(5), () => true, false, file), (error: unknown) => error instanceof DemoError && error.message === `the events cannot be written to ${file}: ${reason}`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('gives up in one sentence, and early, when no row gives a point', async () => {
    for (const [rows, complained, reason] of [[5000, true, 'what the flow says of it stands above'], [3, false, 'does the flow listen there, and publish under ncs/?']] as const) {
      const startedAt = performance.now();
      await assert.rejects(through(recordingOf(rows), () => false, complained), (error: unknown) => {
        assert.ok(error instanceof DemoError);
        assert.equal(error.message, `none of the ${Math.min(rows, 200)} rows sent to plant/r/telemetry gave a point: ${reason}`);
        return true;
      });
      assert.ok(performance.now() - startedAt < 9000);
    }
  }).timeout(60_000);
});
