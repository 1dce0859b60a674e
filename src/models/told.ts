// What has been told of a model and is not over: kept with the model, so that whoever tells the end, even after a restart, knows the beginning.
import type { Contribution } from '../engine';
import type { Regime } from '../messages/sentence';

/** What an open alarm was last told with: its close is told with the same. */
export interface Told {
  readonly point: Record<string, number | null>;
  readonly contributions: readonly Contribution[];
  readonly regime: Regime | null;
  readonly score: number;
  /** The features that its sentences were about, the one that opened it first. */
  readonly features: readonly string[];
}
