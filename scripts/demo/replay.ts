// Publishes a recording over MQTT and waits until the flow has answered every row that it will answer.
import { createWriteStream, openSync, type WriteStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import type { MqttClient } from 'mqtt';
import { DemoError, type ReplayOptions } from './options';
import type { Recording } from './recording';
import type { Tally } from './tally';

/** Rows that may be under way without an answer. */
const MOST_UNDER_WAY = 200;
/** Without any answer for this long, ms, no more are expected: before the first and after the last row, and in between. */
const PATIENCE = 5000;
const SHORT_PATIENCE = 1000;
/** What comes after the last point's own update: its alarm, its drift. */
const SETTLE = 300;

export function defaultTopic(file: string): string {
  const name = basename(file, extname(file)).replace(/[^\w.-]+/g, '-');
  return `plant/${name}/telemetry`;
}

export interface Stage {
  readonly client: MqttClient;
  readonly tally: Tally;
  readonly say: (line: string) => void;
  /** Whether the flow has said anything on the console. */
  readonly hasComplained: () => boolean;
}

/** @returns the closing line @throws DemoError if no row gives a point */
export async function replay(stage: Stage, recording: Recording, options: ReplayOptions): Promise<string> {
  const { client, tally, say, hasComplained } = stage;
  const { payloads } = recording;
  const topic = options.topic ?? defaultTopic(options.file);
  const events = options.events === null ? null : writeTo(options.events);
  if (events) tally.listen((message) => events.write(`${JSON.stringify(message)}\n`));
  const bar = new SingleBar({ format: '  {bar} {value}/{total} rows  {duration_formatted}  {eta_formatted} left', barsize: 30, hideCursor: true, noTTYOutput: false });
  bar.start(payloads.length, 0);
  const startedAt = performance.now();
  const answers = new Answers(tally);
  let sent = 0;
  try {
    for (const payload of payloads) {
      if (options.rate > 0) await sleep(Math.max(0, startedAt + (sent * 1000) / options.rate - performance.now()));
      if (answers.missing(sent) >= MOST_UNDER_WAY) await answers.await(sent, MOST_UNDER_WAY - 1, SHORT_PATIENCE);
      if (sent >= MOST_UNDER_WAY && tally.counts.points === 0) break;
      await client.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
      bar.update(++sent);
    }
    await answers.await(sent, 0, PATIENCE);
    await sleep(SETTLE);
  } finally {
    bar.stop();
    if (events) await new Promise<void>((resolve) => events.end(() => resolve()));
  }
  const { points, outliers, alarms, drifts } = tally.counts;
  if (points === 0) throw new DemoError(`none of the ${sent} rows sent to ${topic} gave a point: ${hasComplained() ? 'what the flow says of it stands above' : 'does the flow listen there, and publish under ncs/?'}`);
  const lost = sent - points;
  if (lost > 0) say(`  lost    ${lost} rows gave no point${recording.repeats ? `; ${recording.repeats} rows repeat the one before, time and values, and count once` : ''}`);
  return `replayed ${sent} rows: ${points} points, ${outliers} outliers, ${alarms} alarms, ${drifts} drifts`;
}

/** @throws DemoError */
function writeTo(file: string): WriteStream {
  try {
    return createWriteStream(file, { fd: openSync(file, 'w') });
  } catch (error) {
    throw new DemoError(`the events cannot be written to ${file}: ${(error as Error).message.split(',')[0]}`);
  }
}

/** Waits for the flow's updates. A row that is refused gives none: what has not come when the flow is silent is waited for once, not again. */
class Answers {
  private lost = 0;

  constructor(private readonly tally: Tally) {}

  missing(sent: number): number {
    return sent - this.lost - this.tally.counts.points;
  }

  /** Waits until no more than `most` of the rows sent lack an answer, or the flow has been silent for its time. */
  async await(sent: number, most: number, patience: number): Promise<void> {
    let seen = this.tally.counts.points;
    let since = performance.now();
    // nothing has come yet: it may still be starting
    const longest = (): number => (seen === 0 ? PATIENCE : patience);
    while (this.missing(sent) > most) {
      if (performance.now() - since >= longest()) {
        this.lost += this.missing(sent);
        return;
      }
      await sleep(5);
      if (this.tally.counts.points === seen) continue;
      seen = this.tally.counts.points;
      since = performance.now();
    }
  }
}
