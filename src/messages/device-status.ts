// A device came, went or came back.
import { envelope, envelopeProperties, envelopeRequired, type Envelope } from './envelope';

export type DeviceState = 'online' | 'offline' | 'stale' | 'returned';

export interface DeviceStatus extends Envelope<'device_status'> {
  state: DeviceState;
  /** `first_reading`, `reading`, `empty_payload`, `null_payload`, `silent`. */
  reason: string;
  /** The topic that brought the news; of a silent device the last one it was heard on. */
  source_topic: string;
}

export const deviceStatusSchema = {
  type: 'object',
  properties: {
    ...envelopeProperties('device_status'),
    state: { enum: ['online', 'offline', 'stale', 'returned'] },
    reason: { type: 'string' },
    source_topic: { type: 'string' },
  },
  required: [...envelopeRequired, 'state', 'reason', 'source_topic'],
  additionalProperties: false,
} as const;

export function deviceStatus(key: string, at: number, state: DeviceState, reason: string, topic: string): DeviceStatus {
  return { ...envelope('device_status', key, at), state, reason, source_topic: topic };
}
