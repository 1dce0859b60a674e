// One line of the throughput table, in a process of its own (code compiled for other shapes would disturb it):
// configuration.ts DIMENSIONS CLUSTERS. The contenders take turns; medians.
import { StreamClusterer } from '@neurocluster/node-red-ncs/engine';
import { PlainLoop } from '../engine/plain-loop';
import { clusteredStream, median, names } from '../engine/stream';
import { NativeLoop, compiler } from './native';

const ROWS = 10_000;
const PASSES = 5;
const ROUNDS = 9;
/** Rounds not counted, while the code is compiled and the clusters settle. */
const WARMING = 3;

type Contender = () => number;

function timed(rows: readonly Float64Array[], interval: number, process: (row: Float64Array, t: number) => unknown): Contender {
  let t = 1.7e12;
  return () => {
    const start = performance.now();
    for (let pass = 0; pass < PASSES; pass++) for (const row of rows) process(row, (t += interval));
    return ((performance.now() - start) * 1e6) / (PASSES * rows.length);
  };
}

function measure(contenders: readonly Contender[]): number[][] {
  const times = contenders.map(() => [] as number[]);
  for (let round = -WARMING; round < ROUNDS; round++) {
    contenders.forEach((contender, i) => {
      const ns = contender();
      if (round >= 0) times[i]!.push(ns);
    });
  }
  return times;
}

function line(d: number, clusters: number): string {
  const { rows, interval } = clusteredStream(d, clusters, ROWS);
  const engine = new StreamClusterer({ features: names(d), maxClusters: clusters });
  const plain = new PlainLoop(rows, d, clusters);
  const native = compiler() ? new NativeLoop(rows, d, clusters) : null;
  const contenders = [timed(rows, interval, (row, t) => engine.process(row, t)), timed(rows, interval, (row) => plain.process(row))];
  if (native) contenders.push(() => native.measure(PASSES));
  const [own, loop, c] = measure(contenders);
  native?.remove();
  const ns = median(own!);
  const cells = [d, clusters, engine.status().activeClusters, ns.toFixed(0), Math.round(1e9 / ns).toLocaleString('en')];
  cells.push(`${Math.min(...own!).toFixed(0)}-${Math.max(...own!).toFixed(0)}`, median(loop!).toFixed(0), (ns / median(loop!)).toFixed(1));
  cells.push(c ? median(c).toFixed(0) : '-', c ? (ns / median(c)).toFixed(1) : '-', (ns / (d * clusters)).toFixed(1));
  return cells.map((cell, i) => String(cell).padStart(i === 5 ? 14 : 10)).join('');
}

export const HEAD = `median of ${ROUNDS} interleaved rounds of ${(PASSES * ROWS).toLocaleString('en')} points each, everything on
         d         K   learned  ns/point  points/s       min-max   JS loop      x JS    C loop       x C  ns/(d K)`;

if (require.main === module) {
  const [d, clusters] = process.argv.slice(2).map(Number);
  process.stdout.write(`${line(d!, clusters!)}\n`);
}
