// A model that has just ended its warm-up on given rows, with its parts in reach.
import { Calendar } from '../../src/engine/calendar';
import { Model } from '../../src/engine/model';
import { resolveKnobs, tuningOf, type KnobOverrides, type Tuning } from '../../src/engine/profiles';
import { flat, rowsOf } from './streams';

export interface Warm {
  model: Model;
  tuning: Tuning;
}

export function warmFrom(rows: readonly Float64Array[], overrides: KnobOverrides = {}, seed = 1): Warm {
  const d = rows[0]!.length;
  const tuning = tuningOf(resolveKnobs('streaming_iot', overrides));
  const model = new Model(d, d, tuning, new Calendar('UTC'));
  model.begin(flat(rows), rows.length, NaN, seed);
  return { model, tuning };
}

/** A model of 256 standard normal rows. */
export const warm = (d: number, seed = 1, overrides: KnobOverrides = {}): Warm => warmFrom(rowsOf(256, d, seed), overrides);
