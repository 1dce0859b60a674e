// npm run bench:differential -- FOLDER [CSV ...]   compares this engine, point by point, with the executable prototype of its specification in
// FOLDER (engine.mjs, events.mjs, evidence.mjs): clusters, scores, alarms. CSV: recordings to run as well (first column time, the columns
// `anomaly` and `changepoint` left out). Differences on purpose are listed in docs/BENCHMARKS.md.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StreamClusterer, type KnobOverrides } from '../../src/engine';
import { seededRandom } from '../../src/engine/random';
import { clusteredStream, names } from './stream';

interface Answer {
  clusterId: number;
  score: number;
}
interface Prototype {
  readonly d: number;
  readonly N: number;
  readonly ready: boolean;
  readonly mon: { readonly hold: number };
  update(x: Float64Array, t: number): Answer;
}
interface Told {
  event: string;
  score: number;
}
interface EventLayer {
  clock(t: number): void;
  step(kinds: unknown, strengths: unknown, count: number, t: number, accepted: boolean): Told;
}
interface EvidenceReader {
  readonly k: unknown;
  readonly h: unknown;
  read(engine: Prototype, x: Float64Array): number;
}
interface Modules {
  Engine: new (options: object) => Prototype;
  Events: new (options: object) => EventLayer;
  Evidence: new (dimensions: number) => EvidenceReader;
}

const TOLERANCE = 1e-9;
const SNAKE: Record<string, string> = { maxClusters: 'max_clusters', shingle: 'shingle' };

function compare({ Engine, Events, Evidence }: Modules, name: string, rows: readonly Float64Array[], times: readonly number[], options: KnobOverrides = {}): void {
  const dimensions = rows[0]!.length;
  // the prototype looks for idle clusters at every sweep
  const ours = new StreamClusterer({ features: names(dimensions), qualityCheckInterval: 64, ...options });
  const theirs = new Engine({ dims: dimensions, ...Object.fromEntries(Object.entries(options).map(([key, value]) => [SNAKE[key], value])) });
  const alarms = new Events({ accept: theirs.N, exLo: 4 * theirs.d, exHi: 6 * theirs.d });
  const evidence = new Evidence(theirs.d);
  let hold = 0;
  const differ = { clusters: 0, scores: 0, alarms: 0, largest: 0, first: -1 };
  rows.forEach((row, i) => {
    const t = times[i]!;
    const wasReady = theirs.ready;
    const expected = theirs.update(Float64Array.from(row), t);
    let told: Told = { event: 'none', score: 0 };
    if (wasReady) {
      const count = evidence.read(theirs, row);
      const accepted = hold >= theirs.N && theirs.mon.hold === 0;
      hold = theirs.mon.hold;
      told = alarms.step(evidence.k, evidence.h, count, t, accepted);
    } else alarms.clock(t);
    const answer = ours.process(row, t);
    const cluster = !wasReady || expected.clusterId < 0 ? 0 : expected.clusterId + 1;
    const gap = Math.abs(answer.outlierScore - expected.score);
    const before = differ.clusters + differ.scores + differ.alarms;
    if (answer.clusterId !== cluster) differ.clusters++;
    if (gap > TOLERANCE) differ.scores++;
    if (answer.alarm !== told.event || Math.abs(answer.alarmScore - told.score) > TOLERANCE) differ.alarms++;
    if (gap > differ.largest) differ.largest = gap;
    if (differ.first < 0 && differ.clusters + differ.scores + differ.alarms > before) differ.first = i;
  });
  const cells = [rows.length, differ.clusters, differ.scores, differ.largest.toExponential(1), differ.alarms, differ.first < 0 ? '-' : differ.first];
  process.stdout.write(`${name.padEnd(30)}${cells.map((cell) => String(cell).padStart(11)).join('')}\n`);
}

function recording(file: string): { rows: Float64Array[]; times: number[] } {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const kept = head!.split(';').flatMap((column, j) => (j > 0 && column !== 'anomaly' && column !== 'changepoint' ? [j] : []));
  const cells = lines.map((line) => line.split(';'));
  return { rows: cells.map((row) => Float64Array.from(kept, (j) => Number(row[j]))), times: cells.map((row) => Date.parse(`${row[0]!.replace(' ', 'T')}Z`)) };
}

/** A wandering, partly quantised stream with missing values where `missing` > 0. */
function mixed(dimensions: number, missing: number): Float64Array[] {
  const { normal, uniform } = seededRandom(dimensions);
  return Array.from({ length: 12_000 }, (_, i) =>
    Float64Array.from({ length: dimensions }, (__, j) => {
      const value = normal() + (j % 3 === 0 ? 3 * Math.sin(i / 500) : 0);
      if (uniform() < missing) return NaN;
      return j === 1 ? Math.round(value * 2) / 2 : value;
    }),
  );
}

const minutes = (count: number): number[] => Array.from({ length: count }, (_, i) => 1.6e12 + i * 60_000);

async function main(): Promise<void> {
  const [folder, ...files] = process.argv.slice(2);
  if (!folder) throw new Error('usage: npm run bench:differential -- FOLDER [CSV ...]');
  const load = async (file: string): Promise<object> => (await import(pathToFileURL(join(resolve(folder), file)).href)) as object;
  const modules = Object.assign({}, ...(await Promise.all(['engine.mjs', 'events.mjs', 'evidence.mjs'].map(load)))) as Modules;
  process.stdout.write(`${'stream'.padEnd(30)}       rows   clusters     scores    largest     alarms      first\n`);
  const { rows } = clusteredStream(8, 25, 40_000);
  compare(modules, '25 clusters, d = 8', rows, minutes(rows.length));
  compare(modules, 'the same, 5 clusters allowed', rows, minutes(rows.length), { maxClusters: 5 });
  compare(modules, 'shingle of 3', rows.slice(0, 8000), minutes(8000), { shingle: 3 });
  for (const d of [1, 2, 5, 13, 40, 70]) compare(modules, `wandering, d = ${d}`, mixed(d, 0), minutes(12_000));
  compare(modules, 'with missing values, d = 5', mixed(5, 0.01), minutes(12_000));
  for (const file of files) {
    const data = recording(file);
    compare(modules, file.split('/').slice(-2).join('/'), data.rows, data.times);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
