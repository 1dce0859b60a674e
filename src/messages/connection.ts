// The connection to the broker stands, is being made again, or is over.
import { envelope, envelopeProperties, envelopeRequired, type Envelope } from './envelope';

export type ConnectionState = 'connected' | 'reconnecting' | 'closed' | 'error';

export interface ConnectionMessage extends Envelope<'connection'> {
  state: ConnectionState;
  /** Tries since the connection was lost; 0 while it stands. */
  attempt: number;
  /** What went wrong, null if nothing did. */
  reason: string | null;
}

export const connectionSchema = {
  type: 'object',
  properties: {
    ...envelopeProperties('connection'),
    state: { enum: ['connected', 'reconnecting', 'closed', 'error'] },
    attempt: { type: 'integer', minimum: 0 },
    reason: { type: ['string', 'null'] },
  },
  required: [...envelopeRequired, 'state', 'attempt', 'reason'],
  additionalProperties: false,
} as const;

export function connectionMessage(key: string, at: number, state: ConnectionState, attempt: number, reason: string | null): ConnectionMessage {
  return { ...envelope('connection', key, at), state, attempt, reason };
}
