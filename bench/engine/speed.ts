// npm run bench:engine -- points per second of the engine at 8 features and 25 clusters, everything on, beside a plain loop over the
// arithmetic that no clustering can do without: nearest of 25 by weighted squared distance, and the update of mean and variance. Both run in
// turn, several times; the table shows medians and the ratio. Measured is the build in dist/, as it is shipped. The long form: bench:speed.
import { StreamClusterer } from '@neurocluster/node-red-ncs/engine';
import { PlainLoop } from './plain-loop';
import { clusteredStream, median, names } from './stream';

const DIMENSIONS = 8;
const CLUSTERS = 25;
const ROWS = 20_000;
const PASSES = 10;
const ROUNDS = 9;

const { rows, interval } = clusteredStream(DIMENSIONS, CLUSTERS, ROWS);

function time(process: (row: Float64Array, t: number) => unknown): number {
  let t = 1.7e12;
  const start = performance.now();
  for (let pass = 0; pass < PASSES; pass++) for (const row of rows) process(row, (t += interval));
  return ((performance.now() - start) * 1e6) / (PASSES * ROWS);
}

const engine = new StreamClusterer({ features: names(DIMENSIONS) });
const plain = new PlainLoop(rows, DIMENSIONS, CLUSTERS);
const contenders: Record<string, (row: Float64Array, t: number) => unknown> = {
  engine: (row, t) => engine.process(row, t),
  'plain loop': (row) => plain.process(row),
};
const measured = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
for (let round = -1; round < ROUNDS; round++) {
  for (const [name, process] of Object.entries(contenders)) {
    const ns = time(process);
    if (round >= 0) measured.get(name)!.push(ns);
  }
}
const base = median(measured.get('plain loop')!);
const { activeClusters, memoryBytes } = engine.status();
process.stdout.write(`d = ${DIMENSIONS}, ${activeClusters} clusters learned, everything on; medians of ${ROUNDS} interleaved rounds of ${PASSES * ROWS} points\n\n`);
process.stdout.write('                 ns/point   points/s     x plain loop   spread (min-max ns)\n');
for (const [name, times] of measured) {
  const ns = median(times);
  const row = [name.padEnd(14), ns.toFixed(0).padStart(10), Math.round(1e9 / ns).toLocaleString('en').padStart(12), (ns / base).toFixed(1).padStart(13)];
  process.stdout.write(`${row.join(' ')}      ${Math.min(...times).toFixed(0)}-${Math.max(...times).toFixed(0)}\n`);
}
process.stdout.write(`\nbytes of the model: ${memoryBytes.toLocaleString('en')}\n`);
