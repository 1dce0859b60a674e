// The tail a statistic has on independent standard normal data: of one square exactly, of others by seeded Monte Carlo, once per statistic
// and dimension.
import { seededRandom } from './random';

export interface TailPrior {
  /** The (1 - PHI) quantile. */
  readonly tau: number;
  /** Means of ln(T/tau) and of its square over the exceedances. */
  readonly m1: number;
  readonly m2: number;
}

type Statistic = 'sum of squares' | 'largest square';
const SAMPLES = 4000;
const EXCEEDANCE_SHARE = 0.05;
const known = new Map<string, TailPrior>();

function evaluate(statistic: Statistic, z: Float64Array): number {
  let result = 0;
  for (const value of z) {
    const square = value * value;
    if (statistic === 'sum of squares') result += square;
    else if (square > result) result = square;
  }
  return result;
}

/** The prior of a statistic of `dimensions` independent N(0, 1) values. */
export function gaussianPrior(statistic: Statistic, dimensions: number): TailPrior {
  const key = `${statistic} ${dimensions}`;
  let prior = known.get(key);
  if (!prior) {
    prior = simulate(statistic, dimensions);
    known.set(key, prior);
  }
  return prior;
}

function simulate(statistic: Statistic, dimensions: number): TailPrior {
  const random = seededRandom(12345);
  const sample = new Float64Array(SAMPLES);
  const z = new Float64Array(dimensions);
  for (let i = 0; i < SAMPLES; i++) {
    for (let j = 0; j < dimensions; j++) z[j] = random.normal();
    sample[i] = evaluate(statistic, z);
  }
  sample.sort();
  const tau = sample[Math.floor(SAMPLES * (1 - EXCEEDANCE_SHARE))]!;
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (const value of sample) {
    if (value > tau) {
      const y = Math.log(value / tau);
      sum += y;
      squares += y * y;
      count++;
    }
  }
  return { tau, m1: sum / count, m2: squares / count };
}

/** The 95 % quantile of the square of a standard normal value, and the quantiles that its surprise is averaged over. */
const TAU_SQUARE = 3.841458820694124;
const QUANTILES = 200;

/** The prior of the square of a standard normal value, its moments on the scale of -ln p: there it is exponential, no simulation is needed. */
export function surprisePrior(): TailPrior {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < QUANTILES; i++) {
    const y = Math.log(1 + Math.log((i + 0.5) / QUANTILES) / Math.log(EXCEEDANCE_SHARE));
    sum += y;
    squares += y * y;
  }
  return { tau: TAU_SQUARE, m1: sum / QUANTILES, m2: squares / QUANTILES };
}
