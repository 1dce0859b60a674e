// What a model is made of when it is not at work: rows that wait for the end of the warm-up, and everything learned.
import type { Ids, StreamClusterer } from '../engine';

/** One row: values by name (NaN = missing). `positional`: the names only number the elements of an array. */
export interface NamedRow {
  readonly names: readonly string[];
  readonly values: Float64Array;
  readonly positional: boolean;
}

/** A row of the warm-up. */
export interface Collected {
  readonly row: NamedRow;
  readonly t: number;
}

/** Everything that a model has learned. */
export interface ModelState {
  readonly features: readonly string[];
  readonly positional: boolean;
  /** null while the warm-up is being collected. */
  readonly engine: StreamClusterer | null;
  readonly collected: readonly Collected[];
  readonly labels: readonly (readonly [number, string])[];
  readonly strangers: readonly string[];
  readonly inCluster: number;
  /** null: it is in none yet. */
  readonly enteredAt: number | null;
  readonly firstIds: Ids | null;
}
