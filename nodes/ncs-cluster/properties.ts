// Where a message's key, time and label come from: the rule of the contract, or the property that the user chose.
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { LONGEST_NAME, parseTime } from '../../src/ingest';
import type { ClusterSettings, PropertySource } from './settings';

export interface InputMessage {
  payload?: unknown;
  topic?: unknown;
  timestamp?: unknown;
  command?: unknown;
  metadata?: unknown;
  _msgid: string;
  ncs?: unknown;
  [property: string]: unknown;
}

/** What a message says of itself. */
export interface Origin {
  /** Its key; null if it names none. */
  readonly key: string | null;
  /** Event time, ms. */
  readonly t: number;
  /** The name that it gives to its cluster; null if it gives none. */
  readonly label: string | null;
}

/** The key of a message that names none. */
export const DEFAULT_KEY = 'default';

const keyText = (value: unknown): string | null =>
  (typeof value === 'string' && value !== '') || (typeof value === 'number' && Number.isFinite(value)) ? String(value) : null;

function labelText(value: unknown): string | null {
  const label = keyText(value)?.trim().slice(0, LONGEST_NAME) ?? '';
  return label === '' ? null : label;
}

const ncsOf = (message: InputMessage): Record<string, unknown> => (typeof message.ncs === 'object' && message.ncs ? (message.ncs as Record<string, unknown>) : {});

export const isReplay = (message: InputMessage): boolean => ncsOf(message)['replay'] === true;

/** Reads key, time and label; `then` is called at once unless a JSONata expression has to be worked out. */
export function readOrigin(
  RED: NodeAPI,
  node: Node,
  settings: ClusterSettings,
  message: InputMessage,
  then: (error: Error | null, origin: Origin) => void,
): void {
  const usual = keyText(ncsOf(message)['key']) ?? keyText(message.topic);
  evaluate(RED, node, settings.key, message, usual, (keyError, key) => {
    evaluate(RED, node, settings.time, message, message.timestamp, (timeError, time) => {
      evaluate(RED, node, settings.label, message, null, (labelError, label) => {
        then(keyError ?? timeError ?? labelError, { key: keyText(key), t: parseTime(time) ?? Date.now(), label: labelText(label) });
      });
    });
  });
}

function evaluate(
  RED: NodeAPI,
  node: Node,
  source: PropertySource,
  message: InputMessage,
  otherwise: unknown,
  then: (error: Error | null, value: unknown) => void,
): void {
  if (source === null) return then(null, otherwise);
  RED.util.evaluateNodeProperty(source.value, source.type, node, message as NodeMessage, (error, value: unknown) => {
    // a property of a property that is not there: it is not there either
    const isAbsent = source.type === 'msg' && error instanceof TypeError;
    then(isAbsent ? null : error, isAbsent ? undefined : value);
  });
}
