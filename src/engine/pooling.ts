// Estimates of the same kind, side by side: each is drawn towards their mean as far as they differ no more than their errors explain
// (James, Stein 1961, Estimation with quadratic loss; towards the mean: Efron, Morris 1973). Features that really differ are left alone.

/** A feature's shape is drawn towards the Gaussian by so many standard errors: from a heavier tail, from a shorter one. */
const HEAVY_PENALTY = 0.25;
const SHORT_PENALTY = 1;
/** A short tail is believed this far only: its end is never seen. */
export const SHORTEST = -0.1;

/** A feature's shape as it is used: the raw one drawn towards the mean of the first `count`, then towards the Gaussian's 0. */
export function drawnShape(raws: Float64Array, count: number, raw: number, error: number): number {
  let xi = raw;
  let left = error;
  if (count > 0) {
    const mean = meanOf(raws, count);
    const own = ownShare(raws, count, mean, error);
    xi = mean + own * (raw - mean);
    left *= Math.sqrt(own + (1 - own) / count);
  }
  xi = xi > 0 ? Math.max(0, xi - HEAVY_PENALTY * left) : Math.min(0, xi + SHORT_PENALTY * left);
  return xi < SHORTEST ? SHORTEST : xi > 1 ? 1 : xi;
}

/** Mean of the first `count` estimates. */
export function meanOf(estimates: Float64Array, count: number): number {
  let sum = 0;
  for (let j = 0; j < count; j++) sum += estimates[j]!;
  return sum / count;
}

/** Share of an estimate's distance to the mean that it keeps, 0..1; fewer than four estimates say nothing about each other. */
export function ownShare(estimates: Float64Array, count: number, mean: number, error: number): number {
  if (count < 4) return 1;
  let sum = 0;
  for (let j = 0; j < count; j++) sum += (estimates[j]! - mean) * (estimates[j]! - mean);
  const expected = (count - 3) * error * error;
  return sum > expected ? 1 - expected / sum : 0;
}
