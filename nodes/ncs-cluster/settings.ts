// The saved settings of ncs-cluster, checked.
import type { NodeDef } from 'node-red';
import { LONGEST_NAME } from '../../src/ingest';
import { LANGUAGES } from '../../src/messages/languages';
import { MOST_FEATURES } from '../../src/models/features';
import type { ModelOptions } from '../../src/models/options';
import type { StoreConfig } from '../keeper';
import { readKnobs, type KnobConfig } from '../knobs';
import { SettingError, booleanSetting, numberSetting, textSetting } from '../settings';

/** What the dialog saves. */
export interface ClusterConfig extends NodeDef, KnobConfig, StoreConfig {
  /** The id of a config node with models for several nodes, '' = its own. */
  models?: unknown;
  keyProperty: unknown;
  keyPropertyType: unknown;
  timeProperty: unknown;
  timePropertyType: unknown;
  updates: unknown;
  updateInterval: unknown;
  outlierMode: unknown;
  topicMode: unknown;
  language: unknown;
  statusInterval: unknown;
  labelProperty?: unknown;
  labelPropertyType?: unknown;
  features?: unknown;
  resetOnDrift?: unknown;
  sizeDelta?: unknown;
  qualityDelta?: unknown;
}

/** Where a value of a message comes from; null: the default rule. */
export type PropertySource = { readonly value: string; readonly type: string } | null;

export interface ClusterSettings {
  readonly options: ModelOptions;
  readonly key: PropertySource;
  readonly time: PropertySource;
  /** The text that names the cluster a point falls into; null: no name comes with the messages. */
  readonly label: PropertySource;
  readonly updates: 'every' | 'change' | 'interval';
  /** ms between two cluster_update messages of one key, with `interval`. */
  readonly updateInterval: number;
  /** With `change`: growth in points, and change of quality, beyond which an update is sent. */
  readonly sizeDelta: number;
  readonly qualityDelta: number;
  readonly outlierMode: 'alarms' | 'points';
  readonly topicMode: 'type' | 'keep';
  /** Of sentences; '' = as Node-RED is set. */
  readonly language: string;
  /** ms between two status messages, 0 = none. */
  readonly statusInterval: number;
  /** A drift of severity high resets the model. */
  readonly resetOnDrift: boolean;
}

/** @throws SettingError, RangeError: a sentence that says what is wrong */
export function readSettings(config: ClusterConfig): ClusterSettings {
  return {
    options: { ...readKnobs(config), features: readFeatures(config.features) },
    key: readSource(config.keyProperty, config.keyPropertyType),
    time: readSource(config.timeProperty, config.timePropertyType),
    label: readSource(config.labelProperty, config.labelPropertyType),
    updates: choice('updates', config.updates, ['every', 'change', 'interval']),
    updateInterval: 1000 * numberSetting('updateInterval', config.updateInterval, { min: 0.1, max: 86_400 }, 5),
    sizeDelta: numberSetting('sizeDelta', config.sizeDelta, { min: 0, max: 1e9 }, 5),
    qualityDelta: numberSetting('qualityDelta', config.qualityDelta, { min: 0, max: 1 }, 0.1),
    outlierMode: choice('outlierMode', config.outlierMode, ['alarms', 'points']),
    language: choice('language', config.language, ['', ...LANGUAGES]),
    topicMode: choice('topicMode', config.topicMode, ['type', 'keep']),
    statusInterval: 1000 * numberSetting('statusInterval', config.statusInterval, { min: 0, max: 86_400 }, 60),
    resetOnDrift: booleanSetting('resetOnDrift', config.resetOnDrift, false),
  };
}

/** The names listed in the dialog; null if there are none: those of the warm-up are taken. */
function readFeatures(value: unknown): readonly string[] | null {
  const names = (Array.isArray(value) ? value : []).map(textSetting).filter((name) => name !== '');
  if (names.includes('__proto__')) throw new SettingError('setting.features.proto');
  if (new Set(names).size < names.length) throw new SettingError('setting.features.twice');
  if (names.length > MOST_FEATURES) throw new SettingError('setting.features.many', { most: MOST_FEATURES, count: names.length });
  if (names.some((name) => name.length > LONGEST_NAME)) throw new SettingError('setting.features.long', { most: LONGEST_NAME });
  return names.length > 0 ? names : null;
}

function readSource(value: unknown, type: unknown): PropertySource {
  const kind = textSetting(type);
  const text = textSetting(value);
  return kind === '' || kind === 'default' || kind === 'none' || text === '' ? null : { value: text, type: kind };
}

function choice<C extends string>(name: string, value: unknown, choices: readonly [C, ...C[]]): C {
  const text = textSetting(value);
  if (text === '') return choices[0];
  const found = choices.find((known) => known === text);
  if (!found) throw new SettingError('setting.choice', { name, choices: choices.join(', '), value: text });
  return found;
}
