// command_result and progress: the answers to commands.
import { envelope, envelopeProperties, envelopeRequired, type Envelope } from './envelope';
import { unitSchema } from './parts';

export interface CommandResult extends Envelope<'command_result'> {
  command: string;
  ok: boolean;
  /** Of a command that worked. */
  result?: unknown;
  /** Of one that did not. */
  error?: { code: string; message: string };
}

export const commandResultSchema = {
  type: 'object',
  properties: {
    ...envelopeProperties('command_result'),
    command: { type: 'string' },
    ok: { type: 'boolean' },
    result: true,
    error: {
      type: 'object',
      properties: { code: { type: 'string' }, message: { type: 'string' } },
      required: ['code', 'message'],
      additionalProperties: false,
    },
  },
  required: [...envelopeRequired, 'command', 'ok'],
  oneOf: [
    { properties: { ok: { const: true } }, required: ['result'], not: { required: ['error'] } },
    { properties: { ok: { const: false } }, required: ['error'], not: { required: ['result'] } },
  ],
  additionalProperties: false,
} as const;

export function commandDone(key: string, at: number, command: string, result: unknown): CommandResult {
  return { ...envelope('command_result', key, at), command, ok: true, result };
}

export function commandFailed(key: string, at: number, command: string, code: string, message: string): CommandResult {
  return { ...envelope('command_result', key, at), command, ok: false, error: { code, message } };
}

export interface Progress extends Envelope<'progress'> {
  command: string;
  fraction: number;
  text: string;
}

export const progressSchema = {
  type: 'object',
  properties: { ...envelopeProperties('progress'), command: { type: 'string' }, fraction: unitSchema, text: { type: 'string' } },
  required: [...envelopeRequired, 'command', 'fraction', 'text'],
  additionalProperties: false,
} as const;
