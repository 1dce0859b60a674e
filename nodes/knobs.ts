// The knobs in a node's saved settings: a profile, and texts that override its values.
import { PROFILES, RANGES, isTimeZone, resolveKnobs, type KnobOverrides, type Knobs, type ProfileName } from '../src/engine';
import type { ModelOptions } from '../src/models/options';
import { SettingError, booleanSetting, numberSetting, textSetting } from './settings';

/** What the dialogs save: '' = the profile's value. */
export interface KnobConfig extends Record<keyof Omit<Knobs, 'autoScaling'>, unknown> {
  profile: unknown;
  timeZone?: unknown;
}

/** @throws SettingError, RangeError: a sentence that says what is wrong */
export function readKnobs(config: KnobConfig): ModelOptions {
  const profile = textSetting(config.profile) || 'streaming_iot';
  if (!Object.hasOwn(PROFILES, profile)) throw new SettingError('setting.profile', { name: profile });
  return { ...modelOptions(profile as ProfileName, readOverrides(config)), timeZone: readZone(config.timeZone) };
}

export function modelOptions(profile: ProfileName, overrides: KnobOverrides): ModelOptions {
  return { profile, overrides, knobs: resolveKnobs(profile, overrides) };
}

function readZone(value: unknown): string | null {
  const zone = textSetting(value);
  if (zone === '') return null;
  if (!isTimeZone(zone)) throw new SettingError('setting.zone', { name: zone });
  return zone;
}

function readOverrides(config: KnobConfig): KnobOverrides {
  const overrides: Record<string, number | boolean> = {};
  for (const name of Object.keys(RANGES) as (keyof typeof RANGES)[]) {
    const value = numberSetting<undefined>(name, config[name], RANGES[name], undefined);
    if (value !== undefined) overrides[name] = value;
  }
  const detect = booleanSetting<undefined>('enableDriftDetection', config.enableDriftDetection, undefined);
  if (detect !== undefined) overrides['enableDriftDetection'] = detect;
  return overrides;
}
