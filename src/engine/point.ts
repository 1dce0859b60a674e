/** One reading of one device, as the engine takes it. */
export interface Point {
  /** The device (model) it belongs to. */
  readonly key: string;
  /** Event time, ms since 1970-01-01 UTC. */
  readonly t: number;
  /** The values in the order of the model's feature names; NaN = missing. */
  readonly x: Float64Array;
}
