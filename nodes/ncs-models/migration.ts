// What became of the settings of ncs-models from version to version.
import { migrate, type Migrated, type Step } from '../migration';

const STEPS: readonly Step[] = [
  // 1: the first with a version; there is none before it
  (saved) => saved,
];

export const CONFIG_VERSION = STEPS.length;

/** Saved settings of any version, as the current one has them. */
export const migrateModels = <S extends object>(saved: S): Migrated<S> => migrate(saved, STEPS);
