// From the warm-up's rows to cells: k-means++ (Arthur, Vassilvitskii 2007, k-means++: the advantages of careful seeding), eight rounds of
// Lloyd's iteration on features divided by their standard deviation. Missing values are skipped (partial distances).
import type { FeatureScale } from './scaling';
import { seededRandom } from './random';

const ROUNDS = 8;

export interface Cells {
  /** Cell of every row, 0..count-1. */
  readonly label: Int32Array;
  readonly count: number;
}

/** Divides n rows of d values into at most `most` cells. */
export function divide(rows: Float64Array, n: number, d: number, scales: readonly FeatureScale[], most: number, seed: number): Cells {
  const z = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) z[i * d + j] = (rows[i * d + j]! - scales[j]!.mean) / scales[j]!.sd;
  }
  const centres = new Float64Array(most * d);
  const distance = (i: number, k: number): number => {
    let sum = 0;
    let present = 0;
    for (let j = 0; j < d; j++) {
      const e = z[i * d + j]! - centres[k * d + j]!;
      const square = e * e;
      if (Number.isNaN(square)) continue;
      sum += square;
      present++;
    }
    return present ? (sum * d) / present : Infinity;
  };
  const count = chooseCentres(z, n, d, centres, most, distance, seededRandom(seed).uniform);
  const label = new Int32Array(n);
  for (let round = 0; round < ROUNDS; round++) {
    assign(label, count, distance);
    moveCentres(z, d, label, centres, count);
  }
  return { label, count };
}

function chooseCentres(
  z: Float64Array,
  n: number,
  d: number,
  centres: Float64Array,
  most: number,
  distance: (i: number, k: number) => number,
  uniform: () => number,
): number {
  const nearest = new Float64Array(n).fill(Infinity);
  let pick = 0;
  let least = Infinity;
  for (let i = 0; i < n; i++) {
    const fromMean = distance(i, 0);
    if (fromMean < least) {
      least = fromMean;
      pick = i;
    }
  }
  for (let k = 0; k < most; k++) {
    for (let j = 0; j < d; j++) {
      const value = z[pick * d + j]!;
      centres[k * d + j] = Number.isNaN(value) ? 0 : value;
    }
    let total = 0;
    for (let i = 0; i < n; i++) {
      const to = distance(i, k);
      if (to < nearest[i]!) nearest[i] = to;
      if (nearest[i]! < Infinity) total += nearest[i]!;
    }
    if (!(total > 0)) return k + 1;
    let left = uniform() * total;
    pick = 0;
    for (let i = 0; i < n; i++) {
      if (nearest[i] === Infinity) continue;
      left -= nearest[i]!;
      if (left <= 0) {
        pick = i;
        break;
      }
    }
  }
  return most;
}

function assign(label: Int32Array, count: number, distance: (i: number, k: number) => number): void {
  for (let i = 0; i < label.length; i++) {
    let least = Infinity;
    for (let k = 0; k < count; k++) {
      const to = distance(i, k);
      if (to < least) {
        least = to;
        label[i] = k;
      }
    }
  }
}

function moveCentres(z: Float64Array, d: number, label: Int32Array, centres: Float64Array, count: number): void {
  const present = new Float64Array(count * d);
  const sum = new Float64Array(count * d);
  for (let i = 0; i < label.length; i++) {
    const o = label[i]! * d;
    for (let j = 0; j < d; j++) {
      const value = z[i * d + j]!;
      if (Number.isNaN(value)) continue;
      present[o + j] = present[o + j]! + 1;
      sum[o + j] = sum[o + j]! + value;
    }
  }
  for (let i = 0; i < count * d; i++) if (present[i]) centres[i] = sum[i]! / present[i]!;
}
