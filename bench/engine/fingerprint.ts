// npm run bench:fingerprint   one hash per stream over every answer of the engine, bit by bit: two versions that print the same lines compute
// the same. The streams are mixed on purpose: clusters, drift, quantised and frozen features, missing values, gaps in time, many dimensions.
import { createHash } from 'node:crypto';
import { StreamClusterer, type KnobOverrides } from '../../src/engine';
import { seededRandom } from '../../src/engine/random';
import { clusteredStream, names } from './stream';

const ROWS = 12_000;

interface Shape {
  readonly dimensions: number;
  readonly missing?: number;
  readonly knobs?: KnobOverrides;
  readonly timed?: boolean;
}

/** A wandering stream with steps of level and scatter, a quantised, a frozen and a heavy-tailed feature, spikes and missing values. */
function eventful({ dimensions, missing = 0 }: Shape): Float64Array[] {
  const { normal, uniform } = seededRandom(100 + dimensions);
  let level = 0;
  let scatter = 1;
  return Array.from({ length: ROWS }, (_, i) => {
    if (i % 3000 === 2500) level += 2;
    if (i % 5000 === 4500) scatter = 3 - scatter;
    const row = Float64Array.from({ length: dimensions }, (__, j) => {
      const value = scatter * normal() + (j % 3 === 0 ? 3 * Math.sin(i / 500) + level : 0);
      if (uniform() < missing) return NaN;
      if (j % 5 === 1) return Math.round(2 * value) / 2;
      if (j % 5 === 2 && i % 4000 > 3900) return 1.25;
      return j % 5 === 3 ? value * Math.exp(0.5 * normal()) : value;
    });
    if (uniform() < 2e-3) row[Math.floor(uniform() * dimensions)]! += 12;
    return row;
  });
}

function fingerprint(rows: readonly Float64Array[], { dimensions, knobs = {}, timed = true }: Shape): string {
  const hash = createHash('sha256');
  let engine = new StreamClusterer({ features: names(dimensions), ...knobs });
  rows.forEach((row, i) => {
    // half an hour a point: the daily profile judges after 240 points
    const r = engine.process(row, timed ? 1.6e12 + i * 1_800_000 : NaN);
    const numbers = [r.clusterId, r.similarity, r.previousClusterId, r.outlierScore, r.pointScore, r.regimeScore, r.alarmId, r.alarmScore, r.driftCoefficient];
    hash.update(Float64Array.from(numbers));
    hash.update(JSON.stringify([r.isNewCluster, r.isOutlier, r.alarm, r.channel, r.changePoint, r.drift, r.events]));
    if (i % 500 === 499 || r.alarm === 'open') hash.update(JSON.stringify([engine.explain(), engine.alarm(), engine.clusters(), engine.status().threshold]));
    if (i === ROWS / 2) engine = StreamClusterer.restore(engine.snapshot());
  });
  return hash.digest('hex').slice(0, 16);
}

const print = (name: string, rows: readonly Float64Array[], shape: Shape): void => {
  process.stdout.write(`${name.padEnd(28)} ${fingerprint(rows, shape)}\n`);
};

const { rows } = clusteredStream(8, 25, ROWS);
print('25 clusters, d = 8', rows, { dimensions: 8 });
print('the same, 5 allowed', rows, { dimensions: 8, knobs: { maxClusters: 5 } });
print('the same, no time stamps', rows, { dimensions: 8, timed: false });
print('overlapping, d = 3', clusteredStream(3, 40, ROWS).rows, { dimensions: 3, knobs: { maxClusters: 50 } });
const shapes: Record<string, Shape> = {
  eventful: { dimensions: 1 },
  'eventful, d = 2': { dimensions: 2 },
  'eventful, d = 5': { dimensions: 5 },
  'eventful, d = 12': { dimensions: 12 },
  'eventful, d = 40': { dimensions: 40 },
  'eventful, d = 70': { dimensions: 70 },
  'missing values, d = 6': { dimensions: 6, missing: 0.05 },
  'mostly missing, d = 10': { dimensions: 10, missing: 0.7 },
  'shingle of 3': { dimensions: 3, knobs: { shingle: 3 } },
  'no drift detection': { dimensions: 4, knobs: { enableDriftDetection: false } },
};
for (const [name, shape] of Object.entries(shapes)) print(name, eventful(shape), shape);
