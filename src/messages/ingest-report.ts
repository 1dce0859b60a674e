// What came through the door since the last report, by reason.
import { envelope, envelopeProperties, envelopeRequired, type Envelope } from './envelope';

const COUNTS = [
  'decoded',
  'rejected',
  'missing',
  'replayed',
  'late',
  'duplicate',
  'dropped',
  'own_message',
  'text_fields',
  'without_key',
  'without_time',
] as const;

export type IngestCounts = Record<(typeof COUNTS)[number], number>;

export interface IngestReport extends Envelope<'ingest_report'>, IngestCounts {
  /** Length of the time it covers, in seconds. */
  period_seconds: number;
  /** The rejected messages by reason. */
  rejected_by_reason: Record<string, number>;
}

const count = { type: 'integer', minimum: 0 } as const;

export const ingestReportSchema = {
  type: 'object',
  properties: {
    ...envelopeProperties('ingest_report'),
    period_seconds: { type: 'number', minimum: 0 },
    ...Object.fromEntries(COUNTS.map((name) => [name, count])),
    rejected_by_reason: { type: 'object', additionalProperties: count },
  },
  required: [...envelopeRequired, 'period_seconds', ...COUNTS, 'rejected_by_reason'],
  additionalProperties: false,
} as const;

export function ingestReport(
  key: string,
  at: number,
  periodSeconds: number,
  counts: IngestCounts,
  rejectedByReason: Record<string, number>,
): IngestReport {
  return { ...envelope('ingest_report', key, at), period_seconds: periodSeconds, ...counts, rejected_by_reason: rejectedByReason };
}
