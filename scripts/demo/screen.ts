// What the demo says on the console: lines that stay, and one live line below them.
import type { ClusterUpdate } from '../../src/messages/cluster-update';
import type { DriftDetection } from '../../src/messages/drift-detection';
import type { Outlier } from '../../src/messages/outlier';
import { isDrift, isOutlier, isUpdate, type FlowMessage, type Tally } from './tally';

const LIVE_INTERVAL = 1000;
/** Without a terminal the live line is an ordinary line, and a rare one. */
const QUIET_INTERVAL = 15_000;
const CLEAR_LINE = '\r\u001b[K';

export class Screen {
  private readonly isTerminal = process.stdout.isTTY;
  private live = '';
  private timer: NodeJS.Timeout | null = null;

  line(text: string): void {
    process.stdout.write(this.isTerminal && this.live ? `${CLEAR_LINE}${text}\n${this.live}` : `${text}\n`);
  }

  /** Shows points per second and the counts until it is stopped. */
  showLive(tally: Tally): void {
    let points = tally.counts.points;
    const interval = this.isTerminal ? LIVE_INTERVAL : QUIET_INTERVAL;
    this.timer = setInterval(() => {
      const { counts, clusterCount } = tally;
      const rate = Math.round(((counts.points - points) * 1000) / interval);
      points = counts.points;
      this.live = `  ${rate} points/s · ${clusterCount} clusters · ${counts.outliers} outlying rows · ${counts.alarms} alarms · ${counts.drifts} drifts`;
      process.stdout.write(this.isTerminal ? `${CLEAR_LINE}${this.live}` : `${this.live}\n`);
    }, interval);
  }

  stopLive(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    if (this.isTerminal && this.live) process.stdout.write('\n');
    this.live = '';
  }
}

const number = (value: number): string => String(Number(value.toPrecision(4)));

function updateText({ key, cluster_id, centroid, spread }: ClusterUpdate): string {
  const parts = Object.entries(centroid ?? {}).slice(0, 3);
  const position = parts.map(([name, value]) => `${name} ${number(value)} ± ${number(spread?.[name] ?? 0)}`);
  return `${key}: in cluster ${cluster_id}, ${position.join(', ')}, …`;
}

function outlierText({ key, sentence }: Outlier): string {
  return `${key}: ${sentence}`;
}

function driftText({ key, event, features, severity, recommendation_text }: DriftDetection): string {
  if (event !== 'detected') return `${key}: ${recommendation_text}`;
  return `${key}: ${severity} drift of ${features[0]?.feature ?? 'several features'}. ${recommendation_text}`;
}

/** Which messages of an alarm are news for a person: that it opens, and that it has come to be about another feature. */
export class AlarmNews {
  /** Of every device with an open alarm, the features that it was about. */
  private readonly told = new Map<string, Set<string>>();

  isNews({ key, event, contributions }: Outlier): boolean {
    if (event === 'close') this.told.delete(key);
    if (event !== 'open' && event !== 'update') return false;
    const lead = contributions.toSorted((a, b) => b.share - a.share)[0]?.feature ?? '';
    const features = event === 'open' ? new Set<string>() : (this.told.get(key) ?? new Set());
    const isNew = event === 'open' || !features.has(lead);
    this.told.set(key, features.add(lead));
    return isNew;
  }
}

/** Prints the first of each of the three, then every alarm and drift; `done` once all three have come. */
export function tellFirsts(tally: Tally, screen: Screen, done: () => void): void {
  const missing = new Set(['cluster_update', 'outlier', 'drift_detection']);
  const startedAt = performance.now();
  const alarms = new AlarmNews();
  tally.listen((message) => {
    const text = sentenceOf(message, missing.has('cluster_update'), alarms);
    if (text === null) return;
    const isFirst = missing.delete(message.type);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    screen.line(`${isFirst ? `first ${message.type}, after ${seconds} s\n` : ''}  ${text}`);
    if (isFirst && missing.size === 0) done();
  });
}

/** The line about a message; null if it is not worth one. */
function sentenceOf(message: FlowMessage, updates: boolean, alarms: AlarmNews): string | null {
  if (isUpdate(message)) return updates && message.cluster_id !== null ? updateText(message) : null;
  if (isOutlier(message)) return alarms.isNews(message) ? outlierText(message) : null;
  return isDrift(message) ? driftText(message) : null;
}
