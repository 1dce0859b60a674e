// drift_detection: normal has moved, the move is adopted, or it is over.
import type { DriftReport, Recommendation, Severity } from '../engine';
import { envelope, envelopeProperties, envelopeRequired, type Envelope } from './envelope';
import { unitSchema } from './parts';
import { driftSentence, type Regime } from './sentence';
import type { Wording } from './wording';
import { ENGLISH } from './wording/en';

export interface DriftDetection extends Envelope<'drift_detection'> {
  event: 'detected' | 'adopted' | 'recovered';
  severity: Severity;
  affected_clusters: number[];
  drift_coefficient: number;
  features: { feature: string; before: number; after: number; shift_sigmas: number }[];
  recommendation: Recommendation;
  recommendation_text: string;
}

export const driftDetectionSchema = {
  type: 'object',
  properties: {
    ...envelopeProperties('drift_detection'),
    event: { enum: ['detected', 'adopted', 'recovered'] },
    severity: { enum: ['low', 'medium', 'high'] },
    affected_clusters: { type: 'array', items: { type: 'integer', minimum: 1 } },
    drift_coefficient: unitSchema,
    features: {
      type: 'array',
      items: {
        type: 'object',
        properties: { feature: { type: 'string' }, before: { type: 'number' }, after: { type: 'number' }, shift_sigmas: { type: 'number' } },
        required: ['feature', 'before', 'after', 'shift_sigmas'],
        additionalProperties: false,
      },
    },
    recommendation: { enum: ['monitor', 'adapt', 'reset'] },
    recommendation_text: { type: 'string', minLength: 1 },
  },
  required: [
    ...envelopeRequired,
    'event',
    'severity',
    'affected_clusters',
    'drift_coefficient',
    'features',
    'recommendation',
    'recommendation_text',
  ],
  additionalProperties: false,
} as const;

/** @param coefficient drift coefficient of the point that brought the news; @param regime the cluster concerned, for the sentence */
export function driftDetection(
  key: string,
  t: number,
  report: DriftReport,
  coefficient: number,
  features: readonly string[],
  regime: Regime | null,
  wording: Wording = ENGLISH,
): DriftDetection {
  return {
    ...envelope('drift_detection', key, t),
    event: report.event,
    severity: report.severity,
    affected_clusters: [...report.clusterIds],
    drift_coefficient: coefficient,
    features: report.features.map(({ index, before, after, shiftSigmas }) => ({
      feature: features[index] ?? String(index),
      before,
      after,
      shift_sigmas: shiftSigmas,
    })),
    recommendation: report.recommendation,
    recommendation_text: driftSentence(report, features, regime, wording),
  };
}
