// How fast the node works: a histogram of processing times in bounded memory, buckets 5 % apart from 1 µs to beyond 10 s.

const FIRST_MS = 0.001;
const STEP = Math.log(1.05);
const BUCKETS = 340;

export interface Performance {
  readonly throughput_points_per_second: number;
  readonly average_processing_time_ms: number;
  readonly max_processing_time_ms: number;
  readonly p50_latency_ms: number;
  readonly p95_latency_ms: number;
  readonly p99_latency_ms: number;
  readonly points_processed: number;
  readonly clusters_updated: number;
}

export class Gauge {
  private readonly buckets = new Uint32Array(BUCKETS);
  private points = 0;
  private joined = 0;
  private total = 0;
  private most = 0;
  private since = performance.now();

  /** One point that took `ms`; `joined`: it went to a cluster. */
  add(ms: number, joined: boolean): void {
    this.points++;
    if (joined) this.joined++;
    this.total += ms;
    if (ms > this.most) this.most = ms;
    const bucket = ms <= FIRST_MS ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / FIRST_MS) / STEP));
    this.buckets[bucket] = this.buckets[bucket]! + 1;
  }

  /** What was measured since the last `restart`. */
  read(): Performance {
    const seconds = (performance.now() - this.since) / 1000;
    return {
      throughput_points_per_second: seconds > 0 ? this.points / seconds : 0,
      average_processing_time_ms: this.points ? this.total / this.points : 0,
      max_processing_time_ms: this.most,
      p50_latency_ms: this.quantile(0.5),
      p95_latency_ms: this.quantile(0.95),
      p99_latency_ms: this.quantile(0.99),
      points_processed: this.points,
      clusters_updated: this.joined,
    };
  }

  restart(): void {
    this.buckets.fill(0);
    this.points = this.joined = this.total = this.most = 0;
    this.since = performance.now();
  }

  private quantile(share: number): number {
    let left = this.points * share;
    for (let i = 0; i < BUCKETS && this.points; i++) {
      left -= this.buckets[i]!;
      if (left <= 0) return Math.min(this.most, FIRST_MS * Math.exp(i * STEP));
    }
    return 0;
  }
}
