// A map of clusters in two dimensions that keeps its orientation: the principal axes of the centroids (Pearson 1901), turned and mirrored
// onto the axes shown before (orthogonal Procrustes, Schönemann 1966) and then followed slowly.
import type { Cluster, Projection, Values } from './shapes';

/** A feature that tells clusters apart without scatter of its own, such as a switch, counts as if it had this share of its range. */
const LEAST_SPREAD = 0.02;
/** Scatter within a cluster beside that between them: it keeps the axes where they are when the centroids do not say where to turn. */
const WITHIN = 0.01;
const STEPS = 40;

const dot = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const mix = (a: number[], b: number[], p: number, q: number): number[] => a.map((value, i) => p * value + q * b[i]!);

/** The orthonormal pair nearest to two vectors (polar decomposition); null if they lie on one line. */
function orthonormal(across: number[], up: number[]): [number[], number[]] | null {
  const [a, b, c] = [dot(across, across), dot(across, up), dot(up, up)];
  const root = Math.sqrt(Math.max(0, a * c - b * b));
  if (!(root > 1e-9 * (a + c))) return null;
  // the inverse square root of [[a, b], [b, c]]
  const factor = 1 / (root * Math.sqrt(a + c + 2 * root));
  return [mix(across, up, factor * (c + root), -factor * b), mix(across, up, -factor * b, factor * (a + root))];
}

/** Where the axes start when there are none: on the first two features, with a little of every other one, or they would never turn to it. */
function firstAxes(count: number): [number[], number[]] {
  const axis = (at: number): number[] => Array.from({ length: count }, (_, i) => (i === at ? 1 : 0.1 * Math.cos(i + at)));
  return [axis(0), axis(1)];
}

/** Principal axes of weighted rows by subspace iteration, from the axes given; the longer one first. */
function principalAxes(rows: number[][], weights: number[], from: [number[], number[]]): [number[], number[]] {
  let [across, up] = from;
  const turn = (axis: number[]): number[] => {
    const turned = axis.map((value) => WITHIN * value);
    rows.forEach((row, k) => {
      const along = weights[k]! * dot(row, axis);
      row.forEach((value, i) => (turned[i] = turned[i]! + along * value));
    });
    return turned;
  };
  for (let step = 0; step < STEPS; step++) {
    const next = orthonormal(turn(across), turn(up));
    if (!next) break;
    [across, up] = next;
  }
  // within their plane, the axis along which the clusters lie farther apart runs across
  const [a, b, c] = [dot(turn(across), across), dot(turn(across), up), dot(turn(up), up)];
  const angle = 0.5 * Math.atan2(2 * b, a - c);
  return [mix(across, up, Math.cos(angle), Math.sin(angle)), mix(across, up, -Math.sin(angle), Math.cos(angle))];
}

/** Turns, and mirrors if need be, a pair of axes within their plane onto an earlier pair. */
function alignedTo(across: number[], up: number[], before: Projection): [number[], number[]] {
  const [aa, au, ua, uu] = [dot(across, before.across), dot(across, before.up), dot(up, before.across), dot(up, before.up)];
  const mirror = Math.hypot(aa - uu, au + ua) > Math.hypot(aa + uu, au - ua) ? -1 : 1;
  const angle = Math.atan2(mirror * ua - au, aa + mirror * uu);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [mix(across, up, cos, mirror * sin), mix(across, up, -sin, mirror * cos)];
}

/**
 * The next projection of a map.
 * @param pace 0..1, how far it goes towards the axes of the present clusters; a first one goes all the way
 */
export function nextProjection(clusters: Cluster[], before: Projection | null, pace: number): Projection | null {
  if (clusters.length === 0) return before;
  const features = Object.keys(clusters[0]!.centroid);
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0) || 1;
  // a cluster that is hardly visited any more still has its place on the map
  const weights = clusters.map(({ weight }) => (weight / total + 0.1) / (1 + 0.1 * clusters.length));
  const mean = (of: (cluster: Cluster) => number): number => clusters.reduce((sum, cluster, k) => sum + weights[k]! * of(cluster), 0);
  const centre = features.map((name) => mean(({ centroid }) => centroid[name]!));
  const scale = features.map((name) => {
    const places = clusters.map(({ centroid }) => centroid[name]!);
    const range = Math.max(...places) - Math.min(...places);
    return Math.max(Math.sqrt(mean(({ spread }) => spread[name]! ** 2)), LEAST_SPREAD * range) || 1;
  });
  const isFirst = !before || before.features.join('\n') !== features.join('\n');
  const share = isFirst ? 1 : pace;
  const next: Projection = { features, centre, scale, across: [1], up: [0] };
  if (!isFirst) {
    next.centre = mix(before.centre, centre, 1 - share, share);
    next.scale = mix(before.scale, scale, 1 - share, share);
  }
  if (features.length < 2) return next;
  const rows = clusters.map(({ centroid }) => features.map((name, i) => (centroid[name]! - centre[i]!) / next.scale[i]!));
  const axes = principalAxes(rows, weights, isFirst ? firstAxes(features.length) : [before.across, before.up]);
  const aligned = isFirst ? axes : alignedTo(axes[0], axes[1], before);
  const followed = isFirst ? aligned : orthonormal(mix(before.across, aligned[0], 1 - share, share), mix(before.up, aligned[1], 1 - share, share));
  [next.across, next.up] = followed ?? aligned;
  return next;
}

/** Where values lie on the map; a missing one counts as being in the middle. */
export function project(values: Values, { features, centre, scale, across, up }: Projection): { x: number; y: number } {
  const row = features.map((name, i) => {
    const value = values[name];
    return typeof value === 'number' && Number.isFinite(value) ? (value - centre[i]!) / scale[i]! : 0;
  });
  return { x: dot(row, across), y: dot(row, up) };
}
