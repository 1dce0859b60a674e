// How good is the map? Quality of the clusters, stability of the stream, and the similarity that the join radius amounts to.
import { NOVEL, type Clusters } from './clusters';

/** Mean quality of the clusters, by their decayed weight; 0 without clusters. */
export function meanQuality(clusters: Clusters): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < clusters.activeCount; i++) {
    const k = clusters.active[i]!;
    if (clusters.status[k]! < NOVEL) continue;
    sum += clusters.weight[k]! * clusters.quality[k]!;
    total += clusters.weight[k]!;
  }
  return total > 0 ? Math.min(1, sum / total) : 0;
}

/**
 * The similarity that a Gaussian cluster of d features would show at the squared radius in force: P(chi2_d > radius)^(1/power). It equals
 * base_threshold on Gaussian data and falls below it where heavier tails have widened the radius.
 */
export function gaussianSimilarity(radius: number, d: number, power: number): number {
  return Math.exp(lnChiSquareTail(radius, d) / power);
}

/** ln P(chi2_d > x): upper incomplete gamma function (Abramowitz, Stegun 1964, Handbook of mathematical functions, 6.5 and 26.4). */
export function lnChiSquareTail(x: number, d: number): number {
  if (!(x > 0)) return 0;
  if (x === Infinity) return -Infinity;
  const a = d / 2;
  const y = x / 2;
  const lnFactor = a * Math.log(y) - y - lnGamma(a);
  if (y < a + 1) {
    // series of the lower function
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000 && term > sum * 1e-16; n++) {
      term *= y / (a + n);
      sum += term;
    }
    return Math.log1p(-Math.min(1 - 1e-16, Math.exp(lnFactor) * sum));
  }
  // continued fraction of the upper function, by the modified Lentz method
  const tiny = 1e-300;
  let b = y + 1 - a;
  let c = 1 / tiny;
  let fraction = 1 / b;
  let h = fraction;
  for (let i = 1; i < 10_000; i++) {
    const an = -i * (i - a);
    b += 2;
    fraction = an * fraction + b;
    if (Math.abs(fraction) < tiny) fraction = tiny;
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    fraction = 1 / fraction;
    const step = fraction * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return lnFactor + Math.log(h);
}

/** ln of the gamma function for half-integers a = 1/2, 1, 3/2, …: by recurrence from Gamma(1/2) = sqrt(pi) and Gamma(1) = 1. */
function lnGamma(a: number): number {
  let sum = Number.isInteger(a) ? 0 : 0.5 * Math.log(Math.PI);
  for (let k = a - 1; k > 0; k--) sum += Math.log(k);
  return sum;
}
