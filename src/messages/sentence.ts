// The sentence: what happened, in plain words of the chosen language and raw units. "pressure reads 3.1, usually 4.0 to 4.4 in regime 2 (night)".
import type { AlarmChannel, AlarmReason, Contribution, DriftReport } from '../engine';
import { durationText, listText, numberText, phrase, type Wording } from './wording';
import { ENGLISH } from './wording/en';

/** Other features are named from this share of an alarm on; so many of them. */
const ALSO_SHARE = 0.2;
const MOST_ALSO = 2;
/** A level that moved in company: the others belong into the sentence, not behind it. */
const RELATION = 'outlier.within.relation';

export interface Regime {
  readonly id: number;
  readonly label: string | null;
}

function whereText(regime: Regime | null, wording: Wording): string {
  if (!regime) return '';
  const name = phrase(wording, regime.label === null ? 'regime' : 'regime.named', { id: regime.id, label: regime.label ?? '' });
  return phrase(wording, 'in.regime', { regime: name });
}

/** The feature an alarm is about: the one it names, else the one with the largest share. */
export function leading(contributions: readonly Contribution[], feature: string | null): Contribution | undefined {
  const named = contributions.find((contribution) => contribution.feature === feature);
  return named ?? contributions.reduce<Contribution | undefined>((best, next) => (best && best.share >= next.share ? best : next), undefined);
}

/** A reading that is unusual only in its company, or only for so long, must not be called outside its range. */
function templateOf(channel: AlarmChannel, { value, usualLow, usualHigh }: Contribution, isAlone: boolean): string {
  if (value === null) return 'outlier.point.missing';
  const isWithin = value >= usualLow && value <= usualHigh;
  if (isWithin && channel === 'regime') return isAlone ? 'outlier.within.regime' : RELATION;
  return isWithin && channel === 'point' ? 'outlier.within.point' : `outlier.${channel}`;
}

/** @param feature the feature that the alarm's channel names, null = the one with the largest share */
export function outlierSentence(
  channel: AlarmChannel | null,
  feature: string | null,
  contributions: readonly Contribution[],
  regime: Regime | null,
  wording: Wording = ENGLISH,
): string {
  const where = whereText(regime, wording);
  const lead = leading(contributions, feature);
  if (!lead) return phrase(wording, 'outlier.unknown', { where });
  const resolution = (lead.usualHigh - lead.usualLow) / 20;
  const others = contributions
    .filter((contribution) => contribution !== lead && contribution.share >= ALSO_SHARE)
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_ALSO)
    .map((contribution) => contribution.feature);
  const template = templateOf(channel ?? 'point', lead, others.length === 0);
  const sentence = phrase(wording, template, {
    feature: lead.feature,
    features: listText([lead.feature, ...others], wording),
    value: lead.value === null ? '' : numberText(lead.value, resolution, wording),
    low: numberText(lead.usualLow, resolution, wording),
    high: numberText(lead.usualHigh, resolution, wording),
    where,
  });
  return others.length && template !== RELATION ? sentence + phrase(wording, 'also', { features: listText(others, wording) }) : sentence;
}

/** Says of an alarm that goes on what its opening did not say. @param worse it is stronger than when it was last told */
export function updateSentence(sentence: string, worse: boolean, durationSeconds: number, wording: Wording = ENGLISH): string {
  const after = durationSeconds > 0 ? phrase(wording, 'update.after', { duration: durationText(durationSeconds, wording) }) : '';
  return phrase(wording, worse ? 'update.worse' : 'update.lasting', { sentence, after });
}

/** @param features those that the alarm was told with, in order: the reader looks for the name that opened it */
export function closeSentence(reason: AlarmReason, features: readonly string[], durationSeconds: number, wording: Wording = ENGLISH): string {
  const names = features.slice(0, 1 + MOST_ALSO).join(', ') || phrase(wording, 'close.unknown');
  return phrase(wording, `close.${reason}`, { feature: names, duration: durationText(durationSeconds, wording) });
}

export function driftSentence(report: DriftReport, features: readonly string[], regime: Regime | null, wording: Wording = ENGLISH): string {
  const template = report.kind === 'spread' ? 'drift.spread' : 'drift.level';
  const names = report.features.map(({ index }) => features[index] ?? String(index));
  const changes = report.features.slice(0, 1 + MOST_ALSO).map(({ before, after }, i) => {
    const resolution = Math.abs(after - before) / 10;
    return phrase(wording, template, { feature: names[i]!, before: numberText(before, resolution, wording), after: numberText(after, resolution, wording) });
  });
  const sentence = phrase(wording, `drift.${report.event}`, {
    where: whereText(regime, wording),
    changes: listText(changes, wording) || phrase(wording, 'drift.unknown'),
    features: listText(names, wording) || phrase(wording, 'drift.unknown'),
  });
  return report.event === 'detected' ? sentence + phrase(wording, `recommend.${report.recommendation}`) : sentence;
}
