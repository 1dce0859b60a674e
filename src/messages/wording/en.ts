// The sentences in English.
import { ENGLISH_REFUSALS } from '../refusals/en';
import { ENGLISH_SETTINGS } from '../refusals/settings-en';
import type { Wording } from '../wording';

export const ENGLISH: Wording = {
  language: 'en-US',
  decimalMark: '.',
  groupMark: '',
  texts: {
    ...ENGLISH_REFUSALS,
    ...ENGLISH_SETTINGS,
    'list.last': '{list} and {last}',
    'unit.seconds': 's',
    'unit.minutes': 'min',
    'unit.hours': 'h',
    'unit.days': 'days',
    regime: 'regime {id}',
    'regime.named': 'regime {id} ({label})',
    'in.regime': ' in {regime}',
    'outlier.point': '{feature} reads {value}, usually {low} to {high}{where}',
    'outlier.point.missing': '{feature} is unusual{where}, though it has no value in this row',
    'outlier.range': '{feature} reads {value}, outside everything seen so far, usually {low} to {high}{where}',
    'outlier.stuck': '{feature} is stuck at {value}',
    'outlier.daily': '{feature} reads {value}, unusual for this hour of the day',
    'outlier.regime': 'the level of {feature} has moved: it reads {value}, usually {low} to {high}{where}',
    'outlier.within.point': '{feature} reads {value}, within its usual {low} to {high}, but does not go with the other values{where}',
    'outlier.within.regime':
      '{feature} has shifted slightly but steadily{where}: single readings are still usual (now {value}, usually {low} to {high}), their average is not',
    'outlier.within.relation':
      '{features} have shifted steadily{where}, together or against one another: compare them, for {feature} alone is still usual (now {value}, usually {low} to {high})',
    'outlier.unknown': 'this combination of values is unusual{where}',
    also: '; also {features}',
    'update.worse': '{sentence}; worse than before{after}',
    'update.lasting': '{sentence}; still going on{after}',
    'update.after': ', {duration} after it began',
    'close.quiet': '{feature}: nothing unusual any more after {duration}',
    'close.accepted': '{feature}: the new behaviour counts as normal after {duration}',
    'close.unknown': 'the alarm',
    'close.reset': '{feature}: closed, because the model was reset',
    'drift.level': '{feature} went from {before} to {after}',
    'drift.spread': 'the scatter of {feature} went from {before} to {after}',
    'drift.detected': 'Normal has moved{where}: {changes}.',
    'drift.adopted': 'The new normal is adopted: {changes}.',
    'drift.recovered': 'Back to what was normal before{where}: {features}.',
    'drift.unknown': 'several features together',
    'recommend.monitor': ' A small shift: keep an eye on it.',
    'recommend.adapt': ' The model adapts by itself if it lasts; check whether the change was meant.',
    'recommend.reset': ' A large shift: check the machine; if the change is meant and permanent, a reset learns the new normal faster.',
  },
};
