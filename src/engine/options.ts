// What an engine is made from.
import type { KnobOverrides, ProfileName } from './profiles';

export interface EngineOptions extends KnobOverrides {
  /** The features of a point, in order: 1 to 10,000 names. */
  readonly features: readonly string[];
  /** Preset of the knobs, `streaming_iot` by default; null: none, the NCS defaults. */
  readonly profile?: ProfileName | null | undefined;
  /** Whose clock the daily profile follows: a name of the IANA database such as Europe/Berlin; UTC. */
  readonly timeZone?: string | undefined;
  /** Where the numbering of clusters and alarms starts, for an engine that takes another's place; 1. */
  readonly firstIds?: Ids | undefined;
}

/** The ids that the next cluster and the next alarm will have. */
export interface Ids {
  readonly cluster: number;
  readonly alarm: number;
}
