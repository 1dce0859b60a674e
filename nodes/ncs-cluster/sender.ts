// How payloads leave: as the message that came in, without what would do harm downstream, each on its port.
import type { NodeMessage } from 'node-red';
import type { Envelope } from '../../src/messages/envelope';
import { topicOf } from '../../src/messages/topic';
import type { InputMessage, Origin } from './properties';
import type { ClusterSettings } from './settings';

export type Payload = Envelope<string>;
export type Send = (messages: (NodeMessage | NodeMessage[] | null)[]) => void;
export type Done = (error?: Error) => void;

/** A message on its way: where it came from, and how it is answered and ended. */
export interface Incoming {
  readonly message: InputMessage;
  readonly origin: Origin;
  readonly send: Send;
  readonly done: Done;
}

/** A payload and the port it leaves on. */
export type Outgoing = readonly [port: number, payload: Payload | null];

export const CLUSTERS = 0;
export const OUTLIERS = 1;
export const DRIFT = 2;
export const STATUS = 3;
/** Properties that must not leave: an outlier wired to mqtt out would be published retained, a join downstream be reset. */
const REMOVED = ['reset', 'command', 'retain', 'qos'] as const;

export const onPort = (port: number, payloads: readonly (Payload | null)[]): Outgoing[] => payloads.map((payload) => [port, payload]);

export class Sender {
  constructor(private readonly topicMode: ClusterSettings['topicMode']) {}

  /** Sends what one input message came to, at once. */
  emit(send: Send, original: InputMessage, payloads: readonly Outgoing[]): void {
    const ports: (NodeMessage | NodeMessage[] | null)[] = [null, null, null, null];
    let any = false;
    for (const [port, payload] of payloads) {
      if (!payload) continue;
      const message = this.leave(original, payload, port);
      const there = ports[port];
      ports[port] = Array.isArray(there) ? [...there, message] : there ? [there, message] : message;
      any = true;
    }
    if (any) send(ports);
  }

  private leave(original: InputMessage, payload: Payload, port: number): NodeMessage {
    const message: InputMessage = { ...original, payload };
    for (const name of REMOVED) delete message[name];
    if (port !== CLUSTERS) delete message['parts'];
    if (this.topicMode === 'type') message.topic = topicOf(payload.key, payload.type);
    return message as NodeMessage;
  }
}
