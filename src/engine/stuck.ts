// Frozen sensor: the same value many times in a row, told only beyond twice the longest run so far (+ 5) and for features that have shown
// that they change. ln p = run x ln(share of repeats). O(d).
import type { Stateful, StateStream } from './state';

/** Changes a feature must have shown before it can be frozen. */
const CHANGES_NEEDED = 20;
/** Counts are halved beyond this, so that the shares follow the stream. */
const MOST_COUNTED = 1e5;
const NEGLIGIBLE = 1e-9;

export class StuckChannel implements Stateful {
  private readonly value: Float64Array;
  private readonly run: Float64Array;
  private readonly longest: Float64Array;
  private readonly repeats: Float64Array;
  private readonly changes: Float64Array;
  private readonly lnDimensions: number;
  /** ln p of the last point and the feature it is about. */
  lnP = 0;
  feature = 0;

  constructor(private readonly dimensions: number) {
    this.lnDimensions = Math.log(dimensions);
    this.value = new Float64Array(dimensions).fill(NaN);
    this.run = new Float64Array(dimensions);
    this.longest = new Float64Array(dimensions);
    this.repeats = new Float64Array(dimensions);
    this.changes = new Float64Array(dimensions);
  }

  /** ln p that a live feature repeats itself this often (Bonferroni over the features); missing values neither count nor break a run. */
  step(x: Float64Array): number {
    const { dimensions, value: last, run, longest, repeats, changes } = this;
    let best = 0;
    for (let j = 0; j < dimensions; j++) {
      const value = x[j]!;
      if (value === last[j]) {
        const r = ++run[j]!;
        if (r > 2 * longest[j]! + 5 && changes[j]! >= CHANGES_NEEDED) {
          const lnP = r * Math.log((repeats[j]! + 1) / (repeats[j]! + changes[j]! + 2));
          if (lnP < best) {
            best = lnP;
            this.feature = j;
          }
        }
      } else if (!Number.isNaN(value)) this.change(j, value);
    }
    return (this.lnP = best < 0 ? Math.min(0, best + this.lnDimensions) : 0);
  }

  private change(j: number, value: number): void {
    const { run, longest, repeats, changes } = this;
    const r = run[j]!;
    if (r > 0) {
      repeats[j] = repeats[j]! + r;
      run[j] = 0;
    }
    const most = longest[j]!;
    // far below 1 it is as good as 0, which unlike a denormal costs nothing
    longest[j] = r > most ? r : most > NEGLIGIBLE ? most * 0.999 : 0;
    if (++changes[j]! + repeats[j]! > MOST_COUNTED) {
      repeats[j] = repeats[j]! * 0.5;
      changes[j] = changes[j]! * 0.5;
    }
    this.value[j] = value;
  }

  /** The longer of the longest runs, counts added, the present run restarted. */
  mergeFrom(other: StuckChannel): void {
    for (let j = 0; j < this.dimensions; j++) {
      this.longest[j] = Math.max(this.longest[j]!, other.longest[j]!);
      this.repeats[j] = this.repeats[j]! + other.repeats[j]!;
      this.changes[j] = this.changes[j]! + other.changes[j]!;
      this.run[j] = 0;
      this.value[j] = NaN;
    }
  }

  exchange(state: StateStream): void {
    for (const array of [this.value, this.run, this.longest, this.repeats, this.changes]) state.floats(array);
    this.lnP = state.number(this.lnP);
    this.feature = state.number(this.feature);
  }
}
