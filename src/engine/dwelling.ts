// Does the machine dwell in regimes, or does its level wander? Both make a reading resemble the one before, so that points are less
// evidence than their number says; but a machine that dwells is white noise INSIDE a regime and passes quickly between two.
//
// Two groups of rows are regimes if there is a valley between them (few rows on the way: a ramp, a daily swing have none) and if the rows
// inside are nearly independent (a random walk, a held value are not). Where regimes are found, autocorrelation is measured inside them;
// elsewhere over all rows.
import type { Group, Table } from './agglomeration';

/** On the axis from one mean (0) to the other (1): near a mean, and on the way; both pieces have the same length in all. */
const CORE = 0.1;
const MIDDLE = 0.3;
/** A valley: rows on the way at most this share of those near the thinner mean; rows there at the least; squared separation. */
const DIP = 0.5;
const LEAST_CORE = 8;
const SEPARATION = 9;
/** Variance inside, as a share of the squared gap, below which a feature is constant. */
const CONSTANT = 1e-12;
/** Independent points per point inside a regime, at the least. */
const WHITE = 0.3;
/** Median distances that a group's body reaches: three standard deviations of a Gaussian. */
const BODY = 4.45;
const MOST_CORRELATION = 0.98;

/** Independent points that one point counts for, (1 - rho) / (1 + rho) with rho the lag-1 autocorrelation, of each feature. */
export function measureEvidence(table: Table, groups: readonly Group[]): Float64Array {
  const { scales, n } = table;
  const regimes = regimesOf(table, groups);
  if (regimes.length < 2) return Float64Array.from(scales, ({ evidence }) => evidence);
  const regime = new Int32Array(n).fill(-1);
  regimes.forEach(({ rows }, k) => rows.forEach((i) => (regime[i] = k)));
  return Float64Array.from(scales, ({ evidence }, j) => Math.max(evidence, whiteness(table, j, (i) => regimes[regime[i]!]) ?? 0));
}

/** Groups that are regimes against each other, the largest first. */
function regimesOf(table: Table, groups: readonly Group[]): Group[] {
  const found: Group[] = [];
  for (const group of [...groups].sort((a, b) => b.rows.length - a.rows.length)) {
    if (group.rows.length < LEAST_CORE) break;
    if (found.every((other) => areApart(table, other, group))) found.push(group);
  }
  return found;
}

function areApart(table: Table, a: Group, b: Group): boolean {
  const { n, d, scales } = table;
  const na = a.rows.length;
  const nb = b.rows.length;
  // the axis from a to b, in the variance inside the two; what each feature has to do with it
  const axis = new Float64Array(d);
  const share = new Float64Array(d);
  let separation = 0;
  for (let j = 0; j < d; j++) {
    const gap = b.mean[j]! - a.mean[j]!;
    const inside = (na * a.variance[j]! + nb * b.variance[j]!) / (na + nb);
    // a switch, or a held value: nothing to be seen inside
    if (inside <= CONSTANT * gap * gap) continue;
    axis[j] = gap / Math.max(inside, scales[j]!.floor ** 2);
    share[j] = gap * axis[j]!;
    separation += share[j]!;
  }
  if (!(separation > SEPARATION) || !hasValley(table, a.mean, axis, separation)) return false;
  const member = new Int8Array(n);
  for (const i of a.rows) member[i] = 1;
  for (const i of b.rows) member[i] = 2;
  const groupOf = (i: number): Group | undefined => [undefined, a, b][member[i]!];
  return share.reduce((sum, part, j) => sum + (part * (whiteness(table, j, groupOf) ?? 0)) / separation, 0) >= WHITE;
}

/** Whether few rows lie on the way along the axis, compared with its two ends. */
function hasValley({ values, n, d }: Table, from: Float64Array, axis: Float64Array, separation: number): boolean {
  let atA = 0;
  let atB = 0;
  let between = 0;
  for (let i = 0; i < n; i++) {
    let along = 0;
    let isNew = i === 0;
    for (let j = 0; j < d; j++) {
      const x = values[i * d + j]!;
      if (Number.isNaN(x)) continue;
      along += (x - from[j]!) * axis[j]!;
      if (x !== values[(i - 1) * d + j]) isNew = true;
    }
    // a row that repeats the one before says nothing new: a sensor holds its value
    if (!isNew) continue;
    const u = along / separation;
    if (Math.abs(u) <= CORE) atA++;
    else if (Math.abs(u - 1) <= CORE) atB++;
    else if (u >= MIDDLE && u <= 1 - MIDDLE) between++;
  }
  const thinner = Math.min(atA, atB);
  return thinner >= LEAST_CORE && between <= DIP * 2 * thinner;
}

/**
 * (1 - rho) / (1 + rho) of feature j, from successive rows of the same group (von Neumann 1941, Distribution of the ratio of the mean square
 * successive difference to the variance); null where it does not move.
 */
function whiteness({ values, n, d, scales }: Table, j: number, groupOf: (i: number) => Group | undefined): number | null {
  const bodies = new Map<Group, Body>();
  let steps = 0;
  let squaredSteps = 0;
  let squares = 0;
  for (let i = 1; i < n; i++) {
    const group = groupOf(i);
    if (!group || groupOf(i - 1) !== group) continue;
    let body = bodies.get(group);
    if (!body) bodies.set(group, (body = bodyOf(values, d, j, group, scales[j]!.floor)));
    const e = values[i * d + j]! - body.centre;
    const before = values[(i - 1) * d + j]! - body.centre;
    if (!(Math.abs(e) <= body.reach && Math.abs(before) <= body.reach)) continue;
    steps++;
    squaredSteps += (e - before) * (e - before);
    squares += e * e;
  }
  if (steps < LEAST_CORE) return 1;
  if (squares === 0) return null;
  const rho = 1 - squaredSteps / (2 * Math.max(squares, steps * scales[j]!.floor ** 2));
  const clipped = Math.max(0, Math.min(MOST_CORRELATION, rho));
  return (1 - clipped) / (1 + clipped);
}

/** Median of a group's values and how far from it the group's body reaches: rows on their way in or out say nothing of the rows inside. */
interface Body {
  readonly centre: number;
  readonly reach: number;
}

function bodyOf(values: Float64Array, d: number, j: number, { rows }: Group, floor: number): Body {
  const column = Float64Array.from(rows, (i) => values[i * d + j]!).filter((x) => !Number.isNaN(x)).sort();
  const centre = column[column.length >> 1] ?? NaN;
  const distances = column.map((x) => Math.abs(x - centre)).sort();
  return { centre, reach: Math.max(BODY * (distances[distances.length >> 1] ?? 0), 2 * floor) };
}
