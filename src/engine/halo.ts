// Is a small group of rows a regime, or the tail of a larger one? Where readings have heavy tails, one Gaussian is a poor code, and the rows
// fall into a core and what lies around it or beyond it. Such a halo is no place to judge readings by: it goes back to its core.
//
// A halo is told from a regime by two marks. There is no valley: it lies around the core, or on the way to it there are more rows than in its
// own middle. And the stream does not dwell there: it comes and goes like independent draws.
import { united, type Group, type Table } from './agglomeration';

/** Position on the axis from the core's mean (0) to the halo's (1): near the halo's mean, and on the way; per length the same in all. */
const NEAR = 0.1;
const ON_THE_WAY = 0.3;
const LENGTHS = (1 - 2 * ON_THE_WAY) / (2 * NEAR);
/** Squared distance of two means, in the variance inside the groups, up to which one lies around the other. */
const AROUND = 2;
/** Rows of a core per row of its halo, at the least. */
const CORE_ROWS = 4;
/** Standard deviations by which the visits may fall short of independent draws'. */
const SHORT = 2;

/** Joins halos to the larger groups that they belong to, the smallest first. */
export function joinHalos(table: Table, groups: readonly Group[]): Group[] {
  const left = [...groups].sort((a, b) => a.rows.length - b.rows.length);
  const done: Group[] = [];
  while (left.length > 0) {
    const group = left.shift()!;
    const cores = isScattered(group, table.n) ? left.filter((core) => core.rows.length >= CORE_ROWS * group.rows.length && isHalo(table, core, group)) : [];
    const [nearest] = cores.sort((a, b) => separation(a, group) - separation(b, group));
    if (nearest) left[left.indexOf(nearest)] = united(nearest, group);
    else done.push(group);
  }
  return done;
}

/** Whether the rows come as often after another group's row as independent draws do. */
function isScattered({ rows }: Group, n: number): boolean {
  const visits = rows.reduce((count, i, r) => (r > 0 && rows[r - 1] === i - 1 ? count : count + 1), 0);
  const share = rows.length / n;
  const expected = rows.length * (1 - share);
  return visits >= expected - SHORT * Math.sqrt(expected * share);
}

function separation(a: Group, b: Group): number {
  const n = a.rows.length + b.rows.length;
  return a.mean.reduce((sum, m, j) => {
    const gap = b.mean[j]! - m;
    const inside = (a.rows.length * a.variance[j]! + b.rows.length * b.variance[j]!) / n;
    return sum + (gap === 0 ? 0 : (gap * gap) / inside);
  }, 0);
}

function isHalo({ values, d }: Table, core: Group, halo: Group): boolean {
  if (separation(core, halo) <= AROUND) return true;
  const n = core.rows.length + halo.rows.length;
  const axis = core.mean.map((m, j) => (n * (halo.mean[j]! - m)) / (core.rows.length * core.variance[j]! + halo.rows.length * halo.variance[j]!));
  const length = core.mean.reduce((sum, m, j) => sum + (halo.mean[j]! - m) * axis[j]!, 0);
  if (!Number.isFinite(length)) return false;
  let near = 0;
  let between = 0;
  for (const i of [...core.rows, ...halo.rows]) {
    let along = 0;
    for (let j = 0; j < d; j++) {
      const e = values[i * d + j]! - core.mean[j]!;
      if (!Number.isNaN(e)) along += e * axis[j]!;
    }
    const u = along / length;
    if (Math.abs(u - 1) <= NEAR) near++;
    else if (u >= ON_THE_WAY && u <= 1 - ON_THE_WAY) between++;
  }
  return between > LENGTHS * near;
}
