import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../src/engine/random';
import { Demo, type Finished } from '../support/demo';
import { until } from '../support/until';

const ROWS = 420;
const ODD_ROW = 350;
const START = Date.UTC(2026, 0, 1);

/** A recording of a quiet machine, one row a second. */
function recording(value: (column: number, row: number, noise: number) => number): string {
  const { normal } = seededRandom(7);
  const lines = ['time;flow;pressure;temperature'];
  for (let row = 0; row < ROWS; row++) {
    const values = [0, 1, 2].map((column) => value(column, row, normal()));
    lines.push([new Date(START + row * 1000).toISOString(), ...values].join(';'));
  }
  return `${lines.join('\n')}\n`;
}

const LEVEL = [100, 4, 20];
const SPREAD = [1, 0.02, 0.1];
const FLAWED = recording((column, row, noise) => LEVEL[column]! + SPREAD[column]! * (row === ODD_ROW && column === 1 ? 20 : noise));
/** The same with one column in other units. */
const RESCALED = FLAWED.split('\n')
  .map((line, i) => {
    const cells = line.split(';');
    return i > 0 && cells[2] !== undefined ? cells.with(2, String(Number(cells[2]) * 1e6)).join(';') : line;
  })
  .join('\n');

describe('npm start', () => {
  let folder: string;
  const running: Demo[] = [];
  /** The plant needs its time: it runs beside the other tests. */
  let plant: Demo;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ncs-start-'));
    plant = start(['--once']);
  });
  after(async () => {
    for (const demo of running) demo.signal('SIGKILL');
    await Promise.all(running.map((demo) => demo.finished));
    rmSync(folder, { recursive: true });
  });

  const start = (args: readonly string[], options?: { byNpm: boolean }): Demo => {
    const demo = new Demo(['--port', '0', '--mqtt-port', '0', '--user-dir', join(folder, `user-${running.length}`), ...args], options);
    running.push(demo);
    return demo;
  };
  const replay = (name: string, text: string, ...args: string[]): Promise<Finished> => {
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, text);
    return start(['--replay', file, ...args]).finished;
  };
  /** The one line that a replay ends with. */
  const closing = ({ code, lines, errors }: Finished): string => {
    assert.deepEqual([code, errors], [0, []], lines.join('\n'));
    assert.equal(lines.filter((line) => line.startsWith('replayed')).length, 1);
    return lines.at(-1)!;
  };

  const eventsIn = (file: string): Record<string, unknown>[] => readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

  it('--replay ends with one line that counts; a reading 20 standard deviations off is one alarm, in any unit', async () => {
    const [flawed, rescaled] = await Promise.all([replay('flawed', FLAWED, '--events', join(folder, 'events')), replay('rescaled', RESCALED)]);
    assert.equal(closing(flawed), `replayed ${ROWS} rows: ${ROWS} points, 1 outliers, 1 alarms, 0 drifts`);
    assert.equal(closing(rescaled), closing(flawed));
    const alarm = eventsIn(join(folder, 'events')).find(({ type, event }) => type === 'outlier' && event === 'open');
    assert.deepEqual([alarm!['key'], alarm!['since']], ['flawed', new Date(START + ODD_ROW * 1000).toISOString()]);
    assert.match(String(alarm!['sentence']), /^pressure reads 4\.4,/);
  }).timeout(60_000);

  it('--replay of a machine that stands still: no outlier, no drift; and a column can be left out', async () => {
    const [still, less] = await Promise.all([
      replay('still', recording((column) => LEVEL[column]!)),
      replay('less', FLAWED, '--exclude', 'pressure', '--topic', 'plant/other/telemetry', '--rate', '400', '--events', join(folder, 'less')),
    ]);
    assert.equal(closing(still), `replayed ${ROWS} rows: ${ROWS} points, 0 outliers, 0 alarms, 0 drifts`);
    assert.equal(closing(less), `replayed ${ROWS} rows: ${ROWS} points, 0 outliers, 0 alarms, 0 drifts`);
    const update = eventsIn(join(folder, 'less')).findLast(({ type }) => type === 'cluster_update')!;
    assert.deepEqual([update['key'], Object.keys(update['centroid'] as object)], ['other', ['flow', 'temperature']]);
  }).timeout(60_000);

  it('tells a taken port in one sentence, for the broker and for the editor', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const [broker, editor] = await Promise.all([start(['--mqtt-port', String(port)]).finished, start(['--port', String(port)]).finished]);
      for (const [{ code, lines, errors }, option] of [[broker, '--mqtt-port'], [editor, '--port']] as const) {
        assert.deepEqual([code, lines, errors.length], [1, [], 1]);
        assert.match(errors[0]!, new RegExp(`^port ${port} is taken, perhaps by an(?:other| MQTT) \\S+: stop it, or choose another port with ${option} N$`));
      }
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }).timeout(60_000);

  it('tells a mistake in the command line in one sentence', async () => {
    const { code, lines, errors } = await start(['--replay', join(folder, 'none.csv')]).finished;
    assert.deepEqual([code, lines, errors], [1, [], [`there is no file ${join(folder, 'none.csv')}`]]);
  }).timeout(60_000);

  it('runs until Ctrl-C and leaves nothing running', async () => {
    const demo = start([], { byNpm: true });
    await demo.said(/stop {4}Ctrl-C/);
    demo.signal('SIGINT');
    await until(() => !demo.isAlive, 'the end of all processes', 5000);
    const { lines } = await demo.finished;
    assert.ok(lines.some((line) => line.startsWith('Node-RED is up')));
    const own = join(folder, `user-${running.length - 1}`);
    assert.ok(existsSync(join(own, 'flows.json')), 'the user directory is the one that was named');
    assert.equal(statSync(join(own, '.secret')).mode & 0o077, 0, 'nobody else reads the secret');
  }).timeout(60_000);

  it('ends with npm, when npm alone is told to end', async () => {
    const demo = start([], { byNpm: true });
    await demo.said(/stop {4}Ctrl-C/);
    demo.signalFirst('SIGTERM');
    await until(() => !demo.isAlive, 'the end of all processes', 10_000);
  }).timeout(60_000);

  it('prints the address of the dashboard, and the dashboard is there', async () => {
    const demo = start([]);
    const [, url] = await demo.said(/dashboard at (http\S+)\n/);
    const response = await fetch(url!);
    assert.deepEqual([response.status, new URL(url!).pathname], [200, '/dashboard/ncs']);
    demo.signal('SIGINT');
    await demo.finished;
  }).timeout(60_000);

  it('prints the first cluster update, outlier and drift of the plant, with device, feature and sentence', async () => {
    const { code, lines, errors } = await plant.finished;
    assert.deepEqual([code, errors], [0, []], lines.join('\n'));
    const first = (type: string): string => lines[lines.findIndex((line) => line.startsWith(`first ${type}, after`)) + 1] ?? '';
    assert.match(first('cluster_update'), /^ {2}[\w-]+: in cluster \d+, \w+ [\d.]+ ± [\d.]+, /);
    assert.match(first('outlier'), /^ {2}[\w-]+: \w+ reads [\d.]+,/);
    assert.match(first('drift_detection'), /^ {2}[\w-]+: (?:low|medium|high) drift of \w+\. \S+/);
  }).timeout(90_000);
});
