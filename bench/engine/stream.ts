// The stream that the engine's speed is measured on: Gaussian clusters far apart, visited at random, with spikes.
import { seededRandom } from '../../src/engine/random';

export interface Stream {
  readonly rows: Float64Array[];
  readonly interval: number;
}

export function clusteredStream(dimensions: number, clusters: number, count: number, seed = 5): Stream {
  const { normal, uniform } = seededRandom(seed);
  const centres = Array.from({ length: clusters }, () => Array.from({ length: dimensions }, () => 40 * normal()));
  let regime = 0;
  const rows = Array.from({ length: count }, () => {
    if (uniform() < 0.05) regime = Math.floor(uniform() * clusters);
    const row = Float64Array.from(centres[regime]!, (centre) => centre + normal());
    if (uniform() < 1e-3) row[Math.floor(uniform() * dimensions)]! += 30;
    return row;
  });
  return { rows, interval: 1000 };
}

export const names = (dimensions: number): string[] => Array.from({ length: dimensions }, (_, j) => `f${j}`);

/** Median of a list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
