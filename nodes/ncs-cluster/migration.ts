// What became of the settings of ncs-cluster from version to version.
import { migrate, withDefaults, type Migrated, type Step } from '../migration';

const STEPS: readonly Step[] = [
  // 1: shared models, label, features, language, store and what counts as a change
  withDefaults({
    models: '',
    labelProperty: '',
    labelPropertyType: 'none',
    features: [],
    language: '',
    resetOnDrift: false,
    sizeDelta: '5',
    qualityDelta: '0.1',
    store: 'disk',
  }),
];

export const CONFIG_VERSION = STEPS.length;

/** Saved settings of any version, as the current one has them. */
export const migrateCluster = <S extends object>(saved: S): Migrated<S> => migrate(saved, STEPS);
