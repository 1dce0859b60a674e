// feature_report: names that a model did not learn with turned up in its stream.
import { envelope, envelopeProperties, envelopeRequired, type Envelope } from './envelope';

export interface FeatureReport extends Envelope<'feature_report'> {
  /** The names that are new; they are ignored. */
  new_features: string[];
  /** The features in use. */
  features: string[];
}

const names = { type: 'array', items: { type: 'string' } } as const;

export const featureReportSchema = {
  type: 'object',
  properties: { ...envelopeProperties('feature_report'), new_features: names, features: names },
  required: [...envelopeRequired, 'new_features', 'features'],
  additionalProperties: false,
} as const;

export function featureReport(key: string, at: number, newFeatures: readonly string[], features: readonly string[]): FeatureReport {
  return { ...envelope('feature_report', key, at), new_features: [...newFeatures], features: [...features] };
}
