// npm run bench:store: many devices on a memory budget that holds a tenth of them, beside the same without one. Prints what the budget counts,
// what the process measures, time per point, bytes written, and whether every answer was the same.
//   npm run bench:store [-- devices points megabytes]      2000 60 8 unless given
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resolveKnobs } from '../../src/engine';
import { seededRandom } from '../../src/engine/random';
import { Keeper } from '../../src/models/keeper';
import type { NamedRow } from '../../src/models/model';

const MB = 1_048_576;
const WARMUP = 40;
const NAMES = Array.from({ length: 8 }, (_, j) => `sensor ${j}`);
const [most = 2000, points = 60, limit = 8] = process.argv.slice(2).map(Number);

interface Run {
  readonly answers: string;
  readonly row: Readonly<Record<string, string | number>>;
}

/** The same for every run: two regimes per device, and a fault now and then. */
function rowOf(device: number, point: number): NamedRow {
  const { normal } = seededRandom(device * 100_003 + point);
  const level = (Math.floor(point / 20) % 2) * 30 + device % 7;
  const values = Float64Array.from(NAMES, (_, j) => level + j + normal());
  if ((device + point) % 53 === 0) values[0] = values[0]! + 300;
  return { names: NAMES, values, positional: false };
}

/** After what is garbage has gone: buffers outside of the heap take their time. */
async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    global.gc?.();
    await sleep(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function measure(name: string, memoryLimitMb: number, directory: string | null, devices = most): Promise<Run> {
  const before = await heap();
  const overrides = { memoryLimitMb, warmup: WARMUP };
  const options = { profile: 'streaming_iot', overrides, knobs: resolveKnobs('streaming_iot', overrides) } as const;
  const notices: string[] = [];
  const keeper = new Keeper({ owner: 'bench', options, directory, saveInterval: 3_600_000, retentionDays: 30, notice: ({ kind }) => notices.push(kind) });
  const hash = createHash('sha256');
  let counted = 0;
  let measured = 0;
  const startedAt = performance.now();
  for (let point = 0; point < points; point++) {
    for (let device = 0; device < devices; device++) {
      const row = rowOf(device, point);
      await new Promise<void>((resolve, reject) => {
        const take = (): void => {
          const model = keeper.pool.use(`device ${device}`);
          const { result } = keeper.pool.account(model, () => model.observe(row, point * 60_000));
          if (result) hash.update(`${device} ${result.clusterId} ${result.outlierScore} ${result.alarm} ${result.alarmId}\n`);
          resolve();
        };
        if (!keeper.admit(take)) reject(new Error('too many are waiting'));
      });
      counted = Math.max(counted, keeper.pool.memoryBytes);
    }
    measured = Math.max(measured, (await heap()) - before);
  }
  const ms = performance.now() - startedAt;
  const inMemory = keeper.pool.size;
  let kept = 0;
  for (const key of keeper.pool.keys()) if (keeper.pool.find(key)?.points === points) kept++;
  const closing = performance.now();
  await keeper.close();
  return {
    answers: hash.digest('hex'),
    row: {
      run: name,
      'models in memory': `${inMemory} of ${devices}`,
      'counted, MB': round(counted / MB),
      'heap + external, MB': round(measured / MB),
      'ms per point': round(ms / (devices * points)),
      'written, MB': round(keeper.bytesWrittenToday / MB),
      'on disk, MB': directory ? round(readdirSync(directory).reduce((sum, file) => sum + statSync(join(directory, file)).size, 0) / MB) : 0,
      'close, s': round((performance.now() - closing) / 1000),
      'models with every point': `${kept} of ${devices}`,
      warnings: notices.length,
    },
  };
}

const round = (value: number): number => Number(value.toPrecision(3));

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ncs-bench-'));
  process.stdout.write(`${most} devices x ${NAMES.length} sensors, ${points} points each, in turn (the worst order there is), warm-up ${WARMUP}\n`);
  try {
    // once before, so that what is measured is no code that is loaded for the first time
    await measure('first', 1, join(folder, 'first'), Math.min(most, 50));
    const small = await measure(`budget of ${limit} MB`, limit, join(folder, 'models'));
    const large = await measure('no budget', 4096, null);
    console.table([small.row, large.row]);
    process.stdout.write(`every answer the same: ${small.answers === large.answers ? 'yes' : 'NO'}\n`);
    if (small.answers !== large.answers) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
