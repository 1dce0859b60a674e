// npm run bench:differential -- FOLDER [CSV ...]   compares this engine, point by point, with the executable prototype of its specification in
// FOLDER (engine.mjs, events.mjs, evidence.mjs): clusters, scores, alarms. CSV: recordings to run as well (first column time, the columns
// `anomaly` and `changepoint` left out). Differences on purpose are listed in docs/BENCHMARKS.md.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { StreamClusterer, type KnobOverrides } from '../../src/engine';
import { seededRandom } from '../../src/engine/random';
import { prototypeSubjects } from '../quality/prototype';
import type { Subject } from '../quality/subject';
import { clusteredStream, names } from './stream';

const TOLERANCE = 1e-9;

function compare(theirs: Subject, name: string, rows: readonly Float64Array[], times: readonly number[], options: KnobOverrides = {}): void {
  // the prototype looks for idle clusters at every sweep
  const ours = new StreamClusterer({ features: names(rows[0]!.length), qualityCheckInterval: 64, ...options });
  // clusters may be numbered in another order: each of theirs has the id of ours that its first point went to
  const namesOfTheirs = new Map([[0, 0]]);
  const differ = { clusters: 0, scores: 0, alarms: 0, largest: 0, first: -1 };
  rows.forEach((row, i) => {
    theirs.process(Float64Array.from(row), times[i]!);
    const answer = ours.process(row, times[i]);
    const gap = Math.abs(answer.outlierScore - theirs.outlierScore);
    const before = differ.clusters + differ.scores + differ.alarms;
    const cluster = theirs.judged ? theirs.clusterId : 0;
    if (!namesOfTheirs.has(cluster)) namesOfTheirs.set(cluster, answer.clusterId);
    if (answer.clusterId !== namesOfTheirs.get(cluster)) differ.clusters++;
    if (gap > TOLERANCE) differ.scores++;
    if (answer.alarm !== theirs.alarm || Math.abs(answer.alarmScore - theirs.alarmScore) > TOLERANCE) differ.alarms++;
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
  process.stdout.write(`${'stream'.padEnd(30)}       rows   clusters     scores    largest     alarms      first\n`);
  const compareWith = async (name: string, rows: readonly Float64Array[], times: readonly number[], options?: KnobOverrides): Promise<void> => {
    const prototype = await prototypeSubjects(resolve(folder), { ...options });
    compare(prototype(rows[0]!.length), name, rows, times, options);
  };
  const { rows } = clusteredStream(8, 25, 40_000);
  await compareWith('25 clusters, d = 8', rows, minutes(rows.length));
  await compareWith('the same, 5 clusters allowed', rows, minutes(rows.length), { maxClusters: 5 });
  await compareWith('shingle of 3', rows.slice(0, 8000), minutes(8000), { shingle: 3 });
  for (const d of [1, 2, 5, 13, 40, 70]) await compareWith(`wandering, d = ${d}`, mixed(d, 0), minutes(12_000));
  await compareWith('with missing values, d = 5', mixed(5, 0.01), minutes(12_000));
  for (const file of files) {
    const data = recording(file);
    await compareWith(file.split('/').slice(-2).join('/'), data.rows, data.times);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
