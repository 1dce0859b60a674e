// The rows of a warm-up, kept until there are enough of them.
import type { Stateful, StateStream } from './state';

export class Rows implements Stateful {
  /** count x dimensions values, then unused room. */
  values: Float64Array;
  count = 0;

  constructor(
    private readonly dimensions: number,
    room = 16,
  ) {
    this.values = new Float64Array(room * dimensions);
  }

  add(row: Float64Array): void {
    const at = this.count++ * this.dimensions;
    if (at === this.values.length) {
      const larger = new Float64Array(2 * Math.max(at, this.dimensions));
      larger.set(this.values);
      this.values = larger;
    }
    this.values.set(row, at);
  }

  /** Writes and counts what is there; reads into rows made with as much room. */
  exchange(state: StateStream): void {
    this.count = state.number(this.count);
    state.floats(this.values.subarray(0, this.count * this.dimensions));
  }
}
