// Estimates of the same kind, side by side: each is drawn towards their mean as far as they differ no more than their errors explain
// (James, Stein 1961, Estimation with quadratic loss; towards the mean: Efron, Morris 1973). Features that really differ are left alone.

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
