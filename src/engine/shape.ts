// Shape tests: is there a density valley between two clusters (keep them apart), or inside one (split it)?
//
// u is a point's position on the axis between two centres: 0 = own centre, 0.5 = middle. Points near the middle (u >= 0.3) and near the
// centre (|u| <= 0.1) are counted over equal lengths, so that the ratio of the counts is a ratio of densities. The counts forget in about
// 500 points. The idea of asking the stream itself for the density between micro-clusters is that of Hahsler, Bolanos 2016, Clustering
// data streams based on shared density between micro-clusters.
import { NOVEL, type Clusters } from './clusters';
import { icl } from './fusion';

const FORGET = 0.998;
const MIDDLE = 0.3;
const CORE = 0.1;
/** Squared distance of two centres (about 7 sd) beyond which there is nothing to ask. */
const FAR = 60;
/** Points at the centre and in the middle that a decision to split needs; a merge needs half of them. */
const ENOUGH = 30;
/** A split needs a middle this much thinner than the thinner core, this many points in that core, and this squared separation
 * (two halves of a uniform are sqrt 12 apart in their own sd: 3 in that of the whole). */
const DIP = 0.5;
const LEAST_CORE = 8;
const SEPARATION = 3;
const LEAST_SHARE = 0.1;
const SUB_MEMORY = 30;
/** Points that the statistics of a part are worth after a split: its references widen accordingly. */
const COUNT_AFTER_SPLIT = 30;

/** One point won by slot a with runner-up b; true if a should be merged with `rival[a]`. */
export function hasNoValley(clusters: Clusters, x: Float64Array, a: number, b: number): boolean {
  const { status, rival, loyalty, middle, core, dimensions: d, mean, precision } = clusters;
  if (status[b]! < NOVEL || b === a) return false;
  if (rival[a] !== b) {
    if (--loyalty[a]! > 0 && rival[a]! >= 0) b = rival[a]!;
    else {
      rival[a] = b;
      loyalty[a] = 1;
      middle[a] = core[a] = 0;
    }
  } else if (loyalty[a]! < 50) loyalty[a]!++;
  const A = a * d;
  const B = b * d;
  let p = 0;
  let q = 0;
  for (let j = 0; j < d; j++) {
    const gap = mean[B + j]! - mean[A + j]!;
    const e = gap * precision[A + j]!;
    const t = x[j]! - mean[A + j]!;
    if (Number.isNaN(t)) continue;
    p += t * e;
    q += gap * e;
  }
  if (!(q < FAR)) return false;
  const u = p / q;
  middle[a] = middle[a]! * FORGET;
  core[a] = core[a]! * FORGET;
  if (u >= MIDDLE) middle[a]++;
  else if (u >= -CORE && u <= CORE) core[a]++;
  // the middle is at least as dense as the centre, not contradicted from the other side, and one Gaussian is the better code
  if (middle[a] + core[a] < ENOUGH / 2 || middle[a] < core[a] + 1) return false;
  if (rival[b] === a && middle[b]! + core[b]! >= 10 && middle[b]! < core[b]! + 1) return false;
  return icl(clusters, a, b) < 0;
}

/**
 * One point of slot k updates its two sub-centres; true if a valley separates them. They are offsets from the moving position, so that a
 * slow walk of a sensor is not mistaken for two modes.
 */
export function hasTwoModes(clusters: Clusters, x: Float64Array, k: number): boolean {
  const { dimensions: d, subA, subB, subCountA, subCountB, mean, precision, subMiddle, subCoreA, subCoreB } = clusters;
  const o = k * d;
  if (clusters.count[k]! < 16) return false;
  if (!subCountA[k]) {
    for (let j = 0; j < d; j++) {
      const e = x[j]! - mean[o + j]!;
      subA[o + j] = -e || 0;
      subB[o + j] = e || 0;
    }
    subCountA[k] = subCountB[k] = 5;
    subMiddle[k] = subCoreA[k] = subCoreB[k] = 0;
    return false;
  }
  let toA = 0;
  let toB = 0;
  let separation = 0;
  for (let j = o, i = 0; i < d; j++, i++) {
    const y = x[i]! - mean[j]!;
    if (Number.isNaN(y)) continue;
    const e = y - subA[j]!;
    const f = y - subB[j]!;
    const h = e - f;
    const g = precision[j]!;
    toA += e * e * g;
    toB += f * f * g;
    separation += h * h * g;
  }
  const isA = toA < toB;
  const u = 0.5 - Math.abs(toA - toB) / (2 * separation + 1e-300);
  subMiddle[k] = subMiddle[k]! * FORGET;
  subCoreA[k] = subCoreA[k]! * FORGET;
  subCoreB[k] = subCoreB[k]! * FORGET;
  subCountA[k] = subCountA[k] * FORGET;
  subCountB[k] = subCountB[k]! * FORGET;
  if (u >= MIDDLE) subMiddle[k]++;
  else if (u >= -CORE && u <= CORE) (isA ? subCoreA : subCoreB)[k]!++;
  const centre = isA ? subA : subB;
  const rate = 1 / Math.min(++(isA ? subCountA : subCountB)[k]!, SUB_MEMORY);
  for (let j = 0; j < d; j++) {
    const e = x[j]! - mean[o + j]! - centre[o + j]!;
    if (!Number.isNaN(e)) centre[o + j] = centre[o + j]! + rate * e;
  }
  // the middle (of both halves: twice the length of one core) must be thinner than the thinner of the two cores
  const thinner = Math.min(subCoreA[k], subCoreB[k]);
  return (
    thinner >= LEAST_CORE &&
    subMiddle[k] + subCoreA[k] + subCoreB[k] > ENOUGH &&
    subMiddle[k] < DIP * 2 * thinner &&
    Math.min(subCountA[k], subCountB[k]) > LEAST_SHARE * (subCountA[k] + subCountB[k]) &&
    separation > SEPARATION
  );
}

/** Cuts slot k into its two sub-centres; the larger part keeps slot and id. @returns the slot of the other part, -1 without room. */
export function cut(clusters: Clusters, k: number, n: number, time: number): number {
  clusters.reserve();
  const { dimensions: d, mean, variance, refMean, refVariance, pooledVariance, subA, subB, subCountA, subCountB } = clusters;
  const smallIsA = subCountA[k]! < subCountB[k]!;
  const [small, large] = smallIsA ? [subA, subB] : [subB, subA];
  const o = k * d;
  const share = Math.min(subCountA[k]!, subCountB[k]!) / (subCountA[k]! + subCountB[k]!);
  const { weight, count, size } = clusters;
  const parentWeight = weight[k]!;
  const parentSize = size[k]!;
  const parentCount = count[k]!;
  const part = small.slice(o, o + d);
  const rest = large.slice(o, o + d);
  for (let j = 0; j < d; j++) {
    part[j] = part[j]! + mean[o + j]!;
    rest[j] = rest[j]! + mean[o + j]!;
  }
  const l = clusters.allocate(part, n, time, k);
  if (l < 0) return -1;
  const p = l * d;
  clusters.status[l] = clusters.status[k]!;
  clusters.establishedAt[l] = clusters.establishedAt[k]!;
  clusters.bornTime[l] = time;
  for (let j = 0; j < d; j++) {
    const u = part[j]! - rest[j]!;
    const within = Math.max(variance[o + j]! - share * (1 - share) * u * u, Math.min(variance[o + j]!, pooledVariance[j]!));
    variance[p + j] = refVariance[p + j] = variance[o + j] = refVariance[o + j] = within;
    mean[o + j] = refMean[o + j] = rest[j]!;
  }
  count[l] = count[k] = Math.min(parentCount, COUNT_AFTER_SPLIT);
  weight[l] = parentWeight * share;
  weight[k] = parentWeight * (1 - share);
  size[l] = Math.round(parentSize * share);
  size[k] = parentSize - size[l];
  clusters.resetTests(k);
  clusters.refresh(k);
  clusters.refresh(l);
  return l;
}
