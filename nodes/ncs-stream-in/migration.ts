// What became of the settings of ncs-stream-in from version to version.
import { migrate, type Migrated, type Step } from '../migration';

const STEPS: readonly Step[] = [
  // 1: the first with a version; nothing else changed
  (saved) => saved,
];

export const CONFIG_VERSION = STEPS.length;

/** Saved settings of any version, as the current one has them. */
export const migrateStreamIn = <S extends object>(saved: S): Migrated<S> => migrate(saved, STEPS);
