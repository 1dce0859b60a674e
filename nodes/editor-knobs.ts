// The knobs in a dialog: a filled field overrides the profile's value, which an empty one shows.
import { PROFILES, RANGES, type Knobs, type ProfileName } from '../src/engine/profiles';
import { isEnv, numberRule, textOf, validator, type Validator } from './editor-rules';

export type KnobName = keyof typeof RANGES;

export const KNOBS = Object.keys(RANGES) as KnobName[];

export const profileOf = (name: string): Readonly<Knobs> => PROFILES[(name in PROFILES ? name : 'streaming_iot') as ProfileName];

export function knobRule(name: KnobName): Validator {
  const { min, max, open, integer } = RANGES[name];
  const inRange = numberRule(min, max, integer ?? false, true);
  return validator((value) => {
    const verdict = inRange(value);
    if (verdict !== true || !open || isEnv(value) || textOf(value) === '') return verdict;
    return Number(value) > min && Number(value) < max ? true : `Must lie between ${min} and ${max}.`;
  });
}
