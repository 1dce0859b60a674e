// The ingest report: what was counted since the last one, on a timer.
import type { Ingest, IngestCounters } from '../../src/ingest';
import { ingestReport, type IngestReport } from '../../src/messages/ingest-report';

export class Reporter {
  private last: IngestCounters;
  private lastRejections = new Map<string, number>();
  private lastAt = Date.now();
  private readonly timer: NodeJS.Timeout | null;

  /** @param interval seconds, 0 = never */
  constructor(
    private readonly ingest: Ingest,
    private readonly key: string,
    interval: number,
    send: (report: IngestReport) => void,
  ) {
    this.last = { ...ingest.counters };
    this.timer = interval > 0 ? setInterval(() => send(this.report()), interval * 1000) : null;
  }

  /** The counts since the last report. */
  report(): IngestReport {
    const { counters, rejections } = this.ingest;
    const now = Date.now();
    const since = (name: keyof IngestCounters): number => counters[name] - this.last[name];
    const counts = Object.fromEntries(Object.keys(counters).map((name) => [name, since(name as keyof IngestCounters)])) as unknown as IngestCounters;
    const reasons: Record<string, number> = {};
    for (const [reason, total] of rejections) {
      const fresh = total - (this.lastRejections.get(reason) ?? 0);
      if (fresh > 0) reasons[reason] = fresh;
    }
    const seconds = Math.max(0, now - this.lastAt) / 1000;
    this.last = { ...counters };
    this.lastRejections = new Map(rejections);
    this.lastAt = now;
    // nothing is dropped here: every message is taken in as it comes
    return ingestReport(this.key, now, seconds, { ...counts, dropped: 0 }, reasons);
  }

  close(): void {
    if (this.timer) clearInterval(this.timer);
  }
}
