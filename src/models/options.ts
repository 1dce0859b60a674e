// The settings of a model: a profile, the knobs that override it, and the features if they are listed.
import type { KnobOverrides, Knobs, ProfileName } from '../engine';

export interface ModelOptions {
  readonly profile: ProfileName | null;
  readonly overrides: KnobOverrides;
  readonly knobs: Knobs;
  /** The only features, in order; without a list those whose names turn up in the warm-up. */
  readonly features?: readonly string[] | null;
  /** Whose clock the hours of the day follow: a name of the IANA database; null: the one that the machine is set to. */
  readonly timeZone?: string | null;
}

/** Asked once: it is asked for every model that starts or is configured, and takes over a tenth of a millisecond. */
const MACHINE_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const zoneOf = ({ timeZone }: ModelOptions): string => timeZone ?? MACHINE_ZONE;

/** One text for equal settings: a model that was saved under another text has to be told of a change. */
export function fingerprint({ profile, overrides, features, timeZone }: ModelOptions): string {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  return JSON.stringify([profile, given.toSorted(([a], [b]) => (a < b ? -1 : 1)), features ?? null, timeZone ?? null]);
}
