// What a model weighs: its state, its snapshot, the process's memory per model, and whether the heap grows with the points.
import { StreamClusterer } from '@neurocluster/node-red-ncs/engine';
import { clusteredStream, median, names } from '../engine/stream';

const DIMENSIONS = [1, 4, 8, 16, 64];
const CLUSTERS = 25;
const MODELS = 50;
const SETTLE = 4000;
const MILLION = 1_000_000;
const KB = 1024;

function collected(): number {
  if (!globalThis.gc) throw new Error('run with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function trained(d: number): StreamClusterer {
  const engine = new StreamClusterer({ features: names(d), maxClusters: CLUSTERS });
  const { rows, interval } = clusteredStream(d, CLUSTERS, SETTLE);
  rows.forEach((row, i) => engine.process(row, 1.7e12 + i * interval));
  return engine;
}

/** Heap and buffers that one more restored model takes. */
function footprint(bytes: Uint8Array): number {
  const models: StreamClusterer[] = [StreamClusterer.restore(bytes)];
  const before = collected();
  for (let i = 0; i < MODELS; i++) models.push(StreamClusterer.restore(bytes));
  return (collected() - before) / (models.length - 1);
}

const milliseconds = (work: () => unknown): number =>
  median(
    Array.from({ length: 21 }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );

export function* weights(): Generator<string> {
  yield `${CLUSTERS} clusters allowed; process: heap and buffers of ${MODELS} restored models, per model; ms: median of 21`;
  yield '          d   state KB    snap. KB process KB    save ms restore ms';
  for (const d of DIMENSIONS) {
    const engine = trained(d);
    const bytes = engine.snapshot();
    const each = footprint(bytes);
    const save = milliseconds(() => engine.snapshot());
    const restore = milliseconds(() => StreamClusterer.restore(bytes));
    const cells = [d, (engine.status().memoryBytes / KB).toFixed(1), (bytes.length / KB).toFixed(1), (each / KB).toFixed(1), save.toFixed(2), restore.toFixed(2)];
    yield cells.map((cell) => String(cell).padStart(11)).join('');
  }
}

export function* growth(): Generator<string> {
  const d = 8;
  const { rows, interval } = clusteredStream(d, CLUSTERS, 20_000);
  const engine = new StreamClusterer({ features: names(d) });
  yield `heap and buffers after a full collection, d = ${d}, ${CLUSTERS} clusters, one engine`;
  let n = 0;
  let before = 0;
  for (const mark of [1, 2, 4, 6, 8, 10]) {
    for (; n < mark * MILLION; n++) engine.process(rows[n % rows.length]!, 1.7e12 + n * interval);
    const now = collected();
    const change = before === 0 ? '' : `  ${now - before >= 0 ? '+' : ''}${(now - before).toLocaleString('en')} bytes`;
    yield `${String(mark).padStart(3)} million points  ${now.toLocaleString('en')} bytes${change}`;
    before = now;
  }
}
