// The door: a topic, bytes and an arrival time come in; readings, and news about devices, come out. Nothing here throws on bad input, knows
// an MQTT client or looks at a clock.
import { parseTime } from './clock';
import { Devices, sameValues } from './devices';
import { selectFields } from './fields';
import { json } from './formats/json';
import { text } from './formats/text';
import { DEFAULT_LIMITS, LONGEST_KEY, type Decoded, type Format, type Limits, type RawValue, type Reading, type Rejection, type Row } from './reading';
import { Silence } from './silence';
import { TopicTemplate } from './topics';

/** In the order in which they are asked; the last one takes everything. */
const FORMATS: readonly Format[] = [json, text];
const MOST_TOPICS = 20_000;
/** No clock of a device is right that is this far ahead of ours, ms: later readings are not measured against it. */
const MOST_AHEAD = 86_400_000;

export interface IngestOptions {
  /** Template that finds the device in the topic; without one the whole topic is the key. */
  readonly keyTemplate?: string | undefined;
  /** Payload field that names the device; falls back to the topic. */
  readonly keyField?: string | undefined;
  /** Payload field that holds the event time; falls back to the arrival. */
  readonly timeField?: string | undefined;
  /** ms without a message after which a device is stale; null or nothing: by its own rhythm, 0: never. */
  readonly silentAfter?: number | null | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

export interface DeviceNews {
  readonly key: string;
  readonly state: 'online' | 'offline' | 'stale' | 'returned';
  readonly reason: string;
  /** The one that brought the news, or the last one it was heard on. */
  readonly topic: string;
}

export interface Accepted {
  readonly readings: readonly Reading[];
  readonly news: readonly DeviceNews[];
  /** Why nothing came out; null if something did, or nothing was to be expected. */
  readonly rejected: Rejection | null;
}

/** Counters since the start. `decoded` and `rejected` count messages, `missing` and `text_fields` fields, the others readings. */
export interface IngestCounters {
  decoded: number;
  rejected: number;
  missing: number;
  replayed: number;
  late: number;
  duplicate: number;
  own_message: number;
  text_fields: number;
  without_key: number;
  without_time: number;
}

const NOTHING: Accepted = { readings: [], news: [], rejected: null };

export class Ingest {
  readonly counters: IngestCounters = {
    decoded: 0,
    rejected: 0,
    missing: 0,
    replayed: 0,
    late: 0,
    duplicate: 0,
    own_message: 0,
    text_fields: 0,
    without_key: 0,
    without_time: 0,
  };
  readonly rejections = new Map<Rejection, number>();
  private readonly template: TopicTemplate | null;
  private readonly keyField: string | null;
  private readonly timeField: string | null;
  private readonly limits: Limits;
  private readonly devices = new Devices();
  private readonly silence: Silence;
  /** Topics heard since the connection stands: a retained message on any other is a replay. */
  private readonly heard = new Set<string>();
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  /** @throws RangeError a sentence, for a template that is none */
  constructor(options: IngestOptions = {}) {
    this.template = options.keyTemplate ? new TopicTemplate(options.keyTemplate) : null;
    this.keyField = options.keyField || null;
    this.timeField = options.timeField || null;
    this.silence = new Silence(options.silentAfter ?? null);
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  /** A new connection stands: what the broker kept will be replayed now. */
  connected(): void {
    this.heard.clear();
    this.silence.begin();
  }

  /** The devices that have fallen silent: to be asked every second or so while the connection stands. @param now ms, as the arrival of messages */
  stale(now: number): DeviceNews[] {
    return Array.from(this.silence.look(this.devices, now), ({ key, device }) => {
      device.state = 'stale';
      return { key, state: 'stale', reason: 'silent', topic: device.topic };
    });
  }

  /**
   * @param arrival ms since 1970 UTC
   * @param retained the broker's retain flag; live messages may carry it too, so only the first message on a topic after connecting counts as a replay
   */
  accept(topic: string, payload: Uint8Array, arrival: number, retained = false): Accepted {
    if (topic.length > LONGEST_KEY) return this.reject('name_too_long');
    const replay = retained && !this.heard.has(topic);
    if (this.heard.size < MOST_TOPICS) this.heard.add(topic);
    const decoded = this.decode(payload);
    if ('rejected' in decoded) return this.reject(decoded.rejected);
    if ('gone' in decoded) return this.leave(topic, decoded.gone);
    if ('own' in decoded) {
      this.counters.own_message++;
      return NOTHING;
    }
    const readings: Reading[] = [];
    const news: DeviceNews[] = [];
    let refused: Rejection | null = null;
    for (const row of decoded.rows) {
      const verdict = this.read(row, topic, arrival, replay, news);
      if (typeof verdict === 'string') refused = verdict;
      else if (verdict) readings.push(verdict);
    }
    if (refused) this.count(refused);
    if (readings.length || !refused) this.counters.decoded++;
    return { readings, news, rejected: readings.length ? null : refused };
  }

  private decode(payload: Uint8Array): Decoded {
    if (payload.length > this.limits.maxBytes) return { rejected: 'too_large' };
    let content: string;
    try {
      content = this.decoder.decode(payload);
    } catch {
      return { rejected: 'not_utf8' };
    }
    for (const format of FORMATS) {
      const decoded = format.decode(content, this.limits);
      if (decoded) return decoded;
    }
    return { rejected: 'not_numeric' };
  }

  private count(reason: Rejection): void {
    this.counters.rejected++;
    this.rejections.set(reason, (this.rejections.get(reason) ?? 0) + 1);
  }

  private reject(reason: Rejection): Accepted {
    this.count(reason);
    return { readings: [], news: [], rejected: reason };
  }

  /** An empty or null payload: the device (or the retained message) is gone. */
  private leave(topic: string, reason: string): Accepted {
    this.counters.missing++;
    const key = this.topicKey(topic);
    const device = this.devices.get(key) ?? this.devices.add(key);
    if (device.state === 'gone') return NOTHING;
    device.state = 'gone';
    return { readings: [], news: [{ key, state: 'offline', reason, topic }], rejected: null };
  }

  private topicKey(topic: string): string {
    const key = this.template?.match(topic);
    if (key) return key;
    if (this.template) this.counters.without_key++;
    return topic;
  }

  private keyOf(fields: Map<string, RawValue>, topic: string): string {
    if (this.keyField !== null) {
      const value = fields.get(this.keyField);
      fields.delete(this.keyField);
      if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
      this.counters.without_key++;
    }
    return this.topicKey(topic);
  }

  private timeOf(fields: Map<string, RawValue>): number | null {
    if (this.timeField === null) return null;
    const time = parseTime(fields.get(this.timeField));
    fields.delete(this.timeField);
    if (time === null) this.counters.without_time++;
    return time;
  }

  /** One row: a reading, null for a duplicate, or the reason why it is refused. */
  private read(row: Row, topic: string, arrival: number, replay: boolean, news: DeviceNews[]): Reading | Rejection | null {
    const key = this.keyOf(row.fields, topic);
    if (key.length > LONGEST_KEY) return 'name_too_long';
    const time = this.timeOf(row.fields);
    const selected = selectFields(row);
    if ('rejected' in selected) return selected.rejected;
    const { values, missing, texts } = selected;
    this.counters.missing += missing;
    this.counters.text_fields += texts;
    const t = time ?? arrival;
    const device = this.devices.get(key) ?? this.devices.add(key);
    if (!replay) this.silence.hear(device, arrival, topic);
    if (time !== null && time === device.lastTime && sameValues(device.lastValues, values)) {
      this.counters.duplicate++;
      return null;
    }
    const late = t < device.lastTime && device.lastTime <= arrival + MOST_AHEAD;
    if (late) this.counters.late++;
    else {
      device.lastTime = t;
      device.lastValues = values;
    }
    if (replay) this.counters.replayed++;
    else if (device.state !== 'online') {
      const isNew = device.state === 'unknown';
      news.push({ key, state: isNew ? 'online' : 'returned', reason: isNew ? 'first_reading' : 'reading', topic });
      device.state = 'online';
    }
    const completeness = (values.size - missing) / values.size;
    const source = time === null ? 'arrival' : 'payload';
    const reading = { key, t, values, completeness, replay, late, source } as const;
    return row.units ? { ...reading, units: row.units } : reading;
  }
}
