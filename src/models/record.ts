// A model as plain data, as it is written to the store.
import type { Ids, KnobOverrides, ProfileName } from '../engine';
import type { ErrorCode } from '../messages/errors';
import type { CollectedRow } from './collected';
import type { Told } from './told';

export interface ModelRecord {
  readonly key: string;
  readonly profile: ProfileName | null;
  readonly overrides: KnobOverrides;
  readonly features: readonly string[] | null;
  readonly timeZone: string | null;
  readonly labels: readonly (readonly [number, string])[];
  readonly rejects: readonly (readonly [ErrorCode, number])[];
  readonly told: Told | null;
  readonly drifting: boolean;
  readonly positional: boolean;
  readonly strangers: readonly string[];
  /** Ids with which the next warm-up starts, after a reset. */
  readonly firstIds: Ids | null;
  readonly inCluster: number;
  /** ms, NaN = never. */
  readonly enteredAt: number;
  /** Names seen in the warm-up; null once it is over. */
  readonly names: readonly string[] | null;
  readonly rows: readonly CollectedRow[];
  /** The engine's snapshot; null during the warm-up. */
  readonly engine: Uint8Array | null;
}
