// Seeded streams for the tests, with a generator of their own (splitmix32, Box and Muller 1958), so that they do not lean on the engine's.
import type { Result, StreamClusterer } from '../../src/engine';

export interface Noise {
  readonly uniform: () => number;
  readonly normal: () => number;
}

export function noise(seed: number): Noise {
  let state = Math.imul(seed, 0x85ebca6b) | 0;
  const uniform = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let t = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
    return ((t ^ (t >>> 15)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** Feature names f0, f1, … */
export const names = (d: number): string[] => Array.from({ length: d }, (_, j) => `f${j}`);

/** A value of row i, feature j; `normal` is a fresh standard normal number. */
export type Shape = (i: number, j: number, normal: number) => number;

/** n rows of d values; standard normal if no shape is given. */
export function rowsOf(n: number, d: number, seed: number, shape: Shape = (_i, _j, normal) => normal): Float64Array[] {
  const { normal } = noise(seed);
  return Array.from({ length: n }, (_, i) => Float64Array.from({ length: d }, (_, j) => shape(i, j, normal())));
}

/** The rows in one array, as the parts of the warm-up take them. */
export function flat(rows: readonly Float64Array[]): Float64Array {
  const d = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * d);
  rows.forEach((row, i) => values.set(row, i * d));
  return values;
}

/** Where and when the rows of a stream come: event time of row i. */
export type Clock = (i: number) => number;

/** Feeds rows to an engine; `visit` sees every answer. */
export function feed(engine: StreamClusterer, rows: readonly Float64Array[], visit?: (r: Result, i: number) => void, clock?: Clock): void {
  rows.forEach((row, i) => {
    const r = clock ? engine.process(row, clock(i)) : engine.process(row);
    visit?.(r, i);
  });
}
