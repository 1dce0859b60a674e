// Two clusters or one? The comparison by description length, and the addition of two clusters' statistics.
import type { Clusters } from './clusters';

/** Points that the pooled variance counts for in the comparison. */
export const POOL_WEIGHT = 2;

/** Means and variances of clusters, d values each. */
export interface Moments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** What a comparison is made by, per feature: the variance that few points lean on, the smallest one, independent points per point. */
export interface Yardstick {
  readonly dimensions: number;
  readonly pooledVariance: Float64Array;
  readonly floor: Float64Array;
  readonly evidence: Float64Array;
}

/**
 * Gain (nats) of keeping two clusters of na and nb points apart by the integrated completed likelihood; negative: one Gaussian is the better
 * code. A, B: where their values begin.
 * Biernacki, Celeux, Govaert 2000, Assessing a mixture model for clustering with the integrated completed likelihood.
 */
export function codeGain(by: Yardstick, a: Moments, A: number, na: number, b: Moments, B: number, nb: number): number {
  const { dimensions: d, pooledVariance, floor, evidence } = by;
  const n = na + nb;
  const pa = na / n;
  const pb = nb / n;
  let sum = 0;
  for (let j = 0; j < d; j++) {
    const pool = POOL_WEIGHT * pooledVariance[j]!;
    const least = floor[j]!;
    const u = a.mean[A + j]! - b.mean[B + j]!;
    const inA = a.variance[A + j]! * na;
    const inB = b.variance[B + j]! * nb;
    const va = Math.max(least, (inA + pool) / (na + POOL_WEIGHT));
    const vb = Math.max(least, (inB + pool) / (nb + POOL_WEIGHT));
    const joint = (inA + inB + pa * pb * n * u * u + pool) / (n + POOL_WEIGHT);
    sum += evidence[j]! * (n * Math.log(Math.max(least, joint)) - na * Math.log(va) - nb * Math.log(vb));
  }
  return 0.5 * sum + na * Math.log(pa) + nb * Math.log(pb) - d * Math.log(n);
}

/** The same of slots a and b, with no more points behind each than the memory holds. */
export function icl(clusters: Clusters, a: number, b: number): number {
  const { dimensions: d, count, tuning } = clusters;
  return codeGain(clusters, clusters, a * d, Math.min(count[a]!, tuning.memory), clusters, b * d, Math.min(count[b]!, tuning.memory));
}

/**
 * Slot b goes into slot a, which keeps its id; b is free afterwards.
 * Chan, Golub, LeVeque 1983, Algorithms for computing the sample variance.
 */
export function join(clusters: Clusters, a: number, b: number): void {
  const { dimensions: d, mean, variance, refMean, refVariance, count, size, weight, quality, last, lastTime, bornTime, visits } = clusters;
  const A = a * d;
  const B = b * d;
  const total = count[a]! + count[b]!;
  const p = count[a]! / total;
  const q = count[b]! / total;
  for (let j = 0; j < d; j++) {
    const u = mean[B + j]! - mean[A + j]!;
    const w = refMean[B + j]! - refMean[A + j]!;
    variance[A + j] = p * variance[A + j]! + q * variance[B + j]! + p * q * u * u;
    mean[A + j] = mean[A + j]! + q * u;
    refVariance[A + j] = p * refVariance[A + j]! + q * refVariance[B + j]! + p * q * w * w;
    refMean[A + j] = refMean[A + j]! + q * w;
  }
  count[a] = Math.min(total, 4 * clusters.tuning.memory);
  size[a] = size[a]! + size[b]!;
  weight[a] = weight[a]! + weight[b]!;
  visits[a] = Math.max(visits[a]!, visits[b]!);
  quality[a] = p * quality[a]! + q * quality[b]!;
  if (last[b]! > last[a]!) {
    last[a] = last[b]!;
    lastTime[a] = lastTime[b]!;
  }
  if (bornTime[b]! < bornTime[a]!) bornTime[a] = bornTime[b]!;
  if (clusters.status[b]! > clusters.status[a]!) {
    clusters.status[a] = clusters.status[b]!;
    clusters.establishedAt[a] = clusters.establishedAt[b]!;
  }
  clusters.resetTests(a);
  clusters.free(b);
  clusters.refresh(a);
}
