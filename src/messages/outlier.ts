// outlier: an alarm opens, goes on, closes; or, where asked for, every single outlying point.
import type { AlarmChannel, AlarmReason, Contribution } from '../engine';
import { envelope, envelopeProperties, envelopeRequired, type Envelope } from './envelope';
import { countSchema, idOrNullSchema, textOrNullSchema, timeOrNullSchema, unitSchema } from './parts';

export interface ContributionMessage {
  feature: string;
  share: number;
  value: number | null;
  usual_low: number;
  usual_high: number;
}

export interface Outlier extends Envelope<'outlier'> {
  event: 'open' | 'update' | 'close' | 'point';
  /** Unique within the key; null for a single point outside an alarm. */
  alarm_id: number | null;
  /** For an alarm the highest so far; 0.85 is the level at which one opens. */
  outlier_score: number;
  cluster_id: number | null;
  label: string | null;
  /** The row, raw; null = missing. */
  point: Record<string, number | null>;
  contributions: ContributionMessage[];
  sentence: string;
  channel: AlarmChannel | null;
  /** How often this kind came before. */
  visits: number;
  since: string | null;
  duration_seconds: number;
  /** Why it closed; null otherwise. */
  reason: AlarmReason | null;
  suppressed: number;
}

export const outlierSchema = {
  type: 'object',
  properties: {
    ...envelopeProperties('outlier'),
    event: { enum: ['open', 'update', 'close', 'point'] },
    alarm_id: idOrNullSchema,
    outlier_score: unitSchema,
    cluster_id: idOrNullSchema,
    label: textOrNullSchema,
    point: { type: 'object', additionalProperties: { type: ['number', 'null'] } },
    contributions: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          feature: { type: 'string' },
          share: unitSchema,
          value: { type: ['number', 'null'] },
          usual_low: { type: 'number' },
          usual_high: { type: 'number' },
        },
        required: ['feature', 'share', 'value', 'usual_low', 'usual_high'],
        additionalProperties: false,
      },
    },
    sentence: { type: 'string', minLength: 1 },
    channel: { enum: ['point', 'range', 'stuck', 'daily', 'regime', null] },
    visits: countSchema,
    since: timeOrNullSchema,
    duration_seconds: { type: 'number', minimum: 0 },
    reason: { enum: ['quiet', 'accepted', 'reset', null] },
    suppressed: countSchema,
  },
  required: [
    ...envelopeRequired,
    'event',
    'alarm_id',
    'outlier_score',
    'cluster_id',
    'label',
    'point',
    'contributions',
    'sentence',
    'channel',
    'visits',
    'since',
    'duration_seconds',
    'reason',
    'suppressed',
  ],
  additionalProperties: false,
} as const;

export function contributionMessages(contributions: readonly Contribution[]): ContributionMessage[] {
  return contributions.map(({ feature, share, value, usualLow, usualHigh }) => ({
    feature,
    share,
    value,
    usual_low: usualLow,
    usual_high: usualHigh,
  }));
}

export function outlier(key: string, t: number, body: Omit<Outlier, keyof Envelope<'outlier'>>): Outlier {
  return { ...envelope('outlier', key, t), ...body };
}
