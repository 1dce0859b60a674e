// Writes on their way to the database: what is put together is written together, one batch at a time; until it is written it is read from
// here. After a failure everything is kept and waits for `resume`.

/** null deletes. */
export interface Operation {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/** Bytes on their way to the disk from which on more should wait. */
export const CONGESTED = 1_048_576;

export class WriteQueue {
  private waiting = new Map<string, Uint8Array | null>();
  private flying = new Map<string, Uint8Array | null>();
  private running: Promise<void> | null = null;
  private isFailing = false;
  private wantsSync = false;
  /** Bytes of keys and values on their way. */
  bytes = 0;

  /**
   * @param write writes a batch; all of it or nothing
   * @param onChange is told when a batch was written, or could not be
   */
  constructor(
    private readonly write: (operations: readonly Operation[], sync: boolean) => Promise<void>,
    private readonly onChange: () => void,
  ) {}

  get failing(): boolean {
    return this.isFailing;
  }

  get isCongested(): boolean {
    return this.bytes > CONGESTED;
  }

  get isEmpty(): boolean {
    return this.waiting.size + this.flying.size === 0;
  }

  put(operations: readonly Operation[]): void {
    for (const { key, value } of operations) {
      this.bytes += sizeOf(key, value) - (this.waiting.has(key) ? sizeOf(key, this.waiting.get(key)!) : 0);
      this.waiting.set(key, value);
    }
    this.start();
  }

  /** What a key will hold; undefined if nothing is on its way to it. */
  find(key: string): Uint8Array | null | undefined {
    return this.waiting.has(key) ? this.waiting.get(key) : this.flying.get(key);
  }

  /** Ends when everything put so far is written, or a write has failed. `sync`: it is on the medium then, not with the operating system only. */
  async flush(sync = false): Promise<void> {
    if (sync && !this.isEmpty) this.wantsSync = true;
    this.start();
    while (this.running) await this.running;
  }

  /** Tries again after a failure. */
  resume(): void {
    this.isFailing = false;
    this.start();
  }

  private start(): void {
    if (this.running || this.isFailing || this.waiting.size === 0) return;
    this.running = this.run();
  }

  private async run(): Promise<void> {
    // what the present call still puts goes along
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.waiting.size > 0 && !this.isFailing) await this.batch();
    this.running = null;
  }

  private async batch(): Promise<void> {
    const sync = this.wantsSync;
    this.wantsSync = false;
    this.flying = this.waiting;
    this.waiting = new Map();
    try {
      await this.write(Array.from(this.flying, ([key, value]) => ({ key, value })), sync);
    } catch {
      this.isFailing = true;
      this.wantsSync ||= sync;
      // what came meanwhile is newer
      for (const [key, value] of this.waiting) this.flying.set(key, value);
      this.waiting = this.flying;
    }
    this.flying = new Map();
    this.bytes = Array.from(this.waiting).reduce((sum, [key, value]) => sum + sizeOf(key, value), 0);
    this.onChange();
  }
}

export const sizeOf = (key: string, value: Uint8Array | null): number => Buffer.byteLength(key) + (value?.length ?? 0);
