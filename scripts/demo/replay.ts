// Publishes a recording over MQTT and waits until the flow has answered every row.
import { createWriteStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import type { MqttClient } from 'mqtt';
import type { ReplayOptions } from './options';
import type { Recording } from './recording';
import type { Tally } from './tally';

/** Rows that may be under way without an answer. */
const MOST_UNDER_WAY = 200;
/** Without any answer for this long, ms, no more are expected. */
const PATIENCE = 5000;
/** What comes after the last point's own update: its alarm, its drift. */
const SETTLE = 300;

export function defaultTopic(file: string): string {
  const name = basename(file, extname(file)).replace(/[^\w.-]+/g, '-');
  return `plant/${name}/telemetry`;
}

/** @returns the closing line */
export async function replay(client: MqttClient, tally: Tally, recording: Recording, options: ReplayOptions): Promise<string> {
  const { payloads } = recording;
  const topic = options.topic ?? defaultTopic(options.file);
  const events = options.events === null ? null : createWriteStream(options.events);
  if (events) tally.listen((message) => events.write(`${JSON.stringify(message)}\n`));
  const bar = new SingleBar({ format: '  {bar} {value}/{total} rows  {duration_formatted}  {eta_formatted} left', barsize: 30, hideCursor: true, noTTYOutput: false });
  bar.start(payloads.length, 0);
  const startedAt = performance.now();
  let sent = 0;
  for (const payload of payloads) {
    if (options.rate > 0) await sleep(Math.max(0, startedAt + (sent * 1000) / options.rate - performance.now()));
    await answered(tally, sent - MOST_UNDER_WAY);
    await client.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
    bar.update(++sent);
  }
  await answered(tally, sent);
  await sleep(SETTLE);
  bar.stop();
  if (events) await new Promise<void>((resolve) => events.end(() => resolve()));
  const { points, outliers, alarms, drifts } = tally.counts;
  return `replayed ${sent} rows: ${points} points, ${outliers} outliers, ${alarms} alarms, ${drifts} drifts`;
}

/** Waits until the flow has sent `points` updates, or falls silent: a refused row gives none. */
async function answered(tally: Tally, points: number): Promise<void> {
  let seen = tally.counts.points;
  let since = performance.now();
  while (tally.counts.points < points && performance.now() - since < PATIENCE) {
    await sleep(5);
    if (tally.counts.points === seen) continue;
    seen = tally.counts.points;
    since = performance.now();
  }
}
