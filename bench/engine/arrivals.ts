// npm run bench:arrivals -- does it matter when readings come? The engine's rates are per point, not per second. Healthy processes, white or with
// a memory of minutes or hours (Ornstein-Uhlenbeck, with white noise of sensors on top), are read at regular times, at random ones, and in bursts; the
// table shows what is told although nothing is wrong. Were rates in time better, irregular readings would show more of it than regular ones.
import { StreamClusterer } from '../../src/engine';
import { seededRandom } from '../../src/engine/random';
import { names } from './stream';

const DIMENSIONS = 4;
const POINTS = 12_000;
const SEEDS = [1, 2, 3, 4, 5, 6];
const MEMORIES = { 'no memory': 0, '10 minutes': 600, '2 hours': 7200 };
const SENSOR_NOISE = 0.3;

/** Seconds from one reading to the next: one a minute on average. */
type Gap = (uniform: () => number, i: number) => number;
const burst = (size: number): Gap => (_uniform, i) => (i % size ? 1 : 60 * size - (size - 1));
const ARRIVALS: Record<string, Gap> = {
  regular: () => 60,
  'at random': (uniform) => -60 * Math.log(1 - uniform()),
  'seconds to minutes': (uniform) => Math.exp(uniform() * Math.log(300)),
  'bursts of 10': burst(10),
  'bursts of 50': burst(50),
};

interface Told {
  points: number;
  odd: number;
  opened: number;
  drifts: number;
  clusters: number;
}

function run(memory: number, gap: Gap, seed: number, told: Told): void {
  const { normal, uniform } = seededRandom(seed);
  const engine = new StreamClusterer({ features: names(DIMENSIONS) });
  const level = Float64Array.from({ length: DIMENSIONS }, normal);
  const point = new Float64Array(DIMENSIONS);
  let t = Date.UTC(2024, 0, 1);
  for (let i = 0; i < POINTS; i++) {
    const seconds = gap(uniform, i);
    t += 1000 * seconds;
    const kept = memory ? Math.exp(-seconds / memory) : 0;
    for (let j = 0; j < DIMENSIONS; j++) {
      level[j] = kept * level[j]! + Math.sqrt(1 - kept * kept) * normal();
      point[j] = level[j]! + SENSOR_NOISE * normal();
    }
    const { ready, isOutlier, alarm, drift } = engine.process(point, t);
    if (!ready) continue;
    told.points++;
    if (isOutlier) told.odd++;
    if (alarm === 'open') told.opened++;
    if (drift?.event === 'detected') told.drifts++;
  }
  told.clusters += engine.clusters().length / SEEDS.length;
}

console.log(`${'memory'.padEnd(12)}${'readings'.padEnd(20)}odd rows/10k  alarms/10k  drifts/100k  clusters`);
for (const [memoryName, memory] of Object.entries(MEMORIES)) {
  for (const [arrival, gap] of Object.entries(ARRIVALS)) {
    const told: Told = { points: 0, odd: 0, opened: 0, drifts: 0, clusters: 0 };
    for (const seed of SEEDS) run(memory, gap, seed, told);
    const per = (count: number, points: number, digits: number): string => ((count * points) / told.points).toFixed(digits);
    const cells = [per(told.odd, 1e4, 1).padStart(12), per(told.opened, 1e4, 2).padStart(12), per(told.drifts, 1e5, 2).padStart(13), told.clusters.toFixed(1).padStart(10)];
    console.log(`${memoryName.padEnd(12)}${arrival.padEnd(20)}${cells.join('')}`);
  }
}
