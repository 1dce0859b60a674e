// One database for all nodes of the process: opened once, closed by the last one. It is opened and written again and again until it works;
// one that is damaged is moved aside, and its copy repaired or, where that does not help, a new one begun.
import { existsSync } from 'node:fs';
import { cp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openLevel, repairLevel, type Level } from './level';
import { Meter } from './meter';
import { WriteQueue, type Operation } from './writes';

/** `full`: it cannot be written; `in use`: another process has it. */
export type DatabaseState = 'opening' | 'open' | 'full' | 'in use' | 'closed';

/** Between two attempts, ms. */
const RETRY = 15_000;
/** Keys of the owners' records. */
export const OWNER = 'o\0';

export interface DatabaseOptions {
  readonly open?: (directory: string) => Promise<Level>;
  readonly retry?: number;
}

const shared = new Map<string, Database>();
/** Those that are being closed, by directory: nobody opens one before. */
const closing = new Map<string, Promise<void>>();

export class Database {
  /** The path to which a damaged one was moved; null if none was. */
  movedTo: string | null = null;
  /** Ids of owners that are there: theirs is not swept away. */
  readonly owners = new Set<string>();
  private level: Level | null = null;
  private problem: 'full' | 'in use' | null = null;
  private opening: Promise<void> | null = null;
  private isClosed = false;
  private users = 0;
  private timer: NodeJS.Timeout | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly meter = new Meter();
  private readonly writes = new WriteQueue(
    (operations, sync) => this.write(operations, sync),
    () => this.afterWrite(),
  );

  private constructor(
    readonly directory: string,
    private readonly options: DatabaseOptions,
  ) {}

  /** The database of a directory; `release` it. */
  static acquire(directory: string, options: DatabaseOptions = {}): Database {
    const path = resolve(directory);
    let database = shared.get(path);
    if (!database) {
      database = new Database(path, options);
      shared.set(path, database);
      database.attempt();
    }
    database.users++;
    return database;
  }

  /** The last one closes it, after everything is written. */
  async release(): Promise<void> {
    if (--this.users > 0) return closing.get(this.directory);
    shared.delete(this.directory);
    const end = this.close();
    closing.set(this.directory, end);
    await end;
    if (closing.get(this.directory) === end) closing.delete(this.directory);
  }

  get state(): DatabaseState {
    if (this.isClosed) return 'closed';
    if (this.opening) return 'opening';
    return this.problem ?? 'open';
  }

  /** What it holds can be read now. */
  get isReadable(): boolean {
    return this.level !== null;
  }

  /** It takes what is put, and will write it. */
  get isWritable(): boolean {
    return this.level !== null && !this.writes.failing;
  }

  /** More should wait until what is on its way is written. */
  get isCongested(): boolean {
    return this.isWritable && this.writes.isCongested;
  }

  /** Bytes on their way, held in memory. */
  get waitingBytes(): number {
    return this.writes.bytes;
  }

  get bytesWrittenToday(): number {
    return this.meter.today(Date.now());
  }

  /** `listener` is told of every change of state, and when something was written. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Ends when the attempt to open it that is under way has come to an end. */
  async settled(): Promise<void> {
    await this.opening;
  }

  get(key: string): Uint8Array | undefined {
    const waiting = this.writes.find(key);
    return waiting === undefined ? this.level?.get(key) : (waiting ?? undefined);
  }

  put(operations: readonly Operation[]): void {
    this.writes.put(operations);
  }

  flush(sync = false): Promise<void> {
    return this.writes.flush(sync);
  }

  /** What is written under keys that start with `prefix`. */
  async *entries(prefix: string): AsyncIterable<[string, Uint8Array]> {
    if (this.level) yield* this.level.entries(prefix);
  }

  async *keys(prefix: string): AsyncIterable<string> {
    if (this.level) yield* this.level.keys(prefix);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** Opens it, and does so again later if that fails. */
  private attempt(): void {
    this.opening = this.open()
      .then(() => this.writes.resume())
      .catch((error: unknown) => {
        this.problem = codeOf(error) === 'LEVEL_LOCKED' ? 'in use' : 'full';
        this.later(() => this.attempt());
      })
      .finally(() => {
        this.opening = null;
        this.tell();
      });
  }

  private async open(): Promise<void> {
    await closing.get(this.directory);
    const open = this.options.open ?? openLevel;
    const level = (await hasLostCurrent(this.directory))
      ? await this.restart(open)
      : await open(this.directory).catch(async (error: unknown) => {
          if (codeOf(error) !== 'LEVEL_CORRUPTION' && !(await hasLostManifest(this.directory))) throw error;
          return this.restart(open);
        });
    this.meter.read(level.get(Meter.KEY));
    this.level = level;
    // what could not be written before has yet to show that it can be now
    if (this.writes.isEmpty) this.problem = null;
  }

  private async restart(open: (directory: string) => Promise<Level>): Promise<Level> {
    this.movedTo = await moveAside(this.directory);
    return (await this.rescued(this.movedTo, open)) ?? open(this.directory);
  }

  /** A repaired copy of a damaged database; null if nothing is to be had of it. Records have checksums of their own. */
  private async rescued(damaged: string, open: (directory: string) => Promise<Level>): Promise<Level | null> {
    try {
      await cp(damaged, this.directory, { recursive: true });
      await repairLevel(this.directory);
      return await open(this.directory);
    } catch {
      await rm(this.directory, { recursive: true, force: true });
      return null;
    }
  }

  private async write(operations: readonly Operation[], sync: boolean): Promise<void> {
    if (!this.level) throw new Error('the database is not open');
    const before = this.meter.save();
    this.meter.add(operations, Date.now());
    try {
      await this.level.write([...operations, this.meter.operation()], sync);
    } catch (error) {
      this.meter.read(before);
      throw error;
    }
  }

  private afterWrite(): void {
    if (!this.writes.failing) this.problem = null;
    else if (this.level && !this.isClosed) {
      this.problem = 'full';
      this.later(() => void this.recover());
    }
    this.tell();
  }

  /** After a failed write LevelDB refuses all others until it is opened anew: done once the directory takes a file again, as it could not be read meanwhile. */
  private async recover(): Promise<void> {
    const probe = join(this.directory, 'probe.tmp');
    try {
      await writeFile(probe, new Uint8Array(65_536));
      await rm(probe);
    } catch {
      this.later(() => void this.recover());
      return;
    }
    const { level } = this;
    if (this.isClosed || !level) return;
    this.level = null;
    closing.set(this.directory, level.close().catch(() => {}));
    this.attempt();
  }

  private later(act: () => void): void {
    if (this.isClosed) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(act, this.options.retry ?? RETRY);
    this.timer.unref();
  }

  private async close(): Promise<void> {
    this.isClosed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.opening;
    if (this.timer) clearTimeout(this.timer);
    // one more attempt, if the last one failed
    this.writes.resume();
    await this.writes.flush(true);
    await this.level?.close();
    this.level = null;
  }
}

/** The database's own code is that of the cause. */
function codeOf(error: unknown): string | undefined {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return cause?.code ?? code;
}

/** Without the file that names all others LevelDB takes what is there for nothing, and deletes it. */
async function hasLostCurrent(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch((): string[] => []);
  return !names.includes('CURRENT') && names.some((name) => name.startsWith('MANIFEST-') || name.endsWith('.ldb'));
}

/** What names the files of the database is there, and the file it names is not: LevelDB calls that an input error. */
async function hasLostManifest(directory: string): Promise<boolean> {
  const named = await readFile(join(directory, 'CURRENT'), 'utf8').catch(() => null);
  return named !== null && !existsSync(join(directory, named.trim()));
}

/** Gives a directory a name with the time in it; returns that. */
async function moveAside(directory: string): Promise<string> {
  const date = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  let target = `${directory}-damaged-${date}`;
  for (let n = 2; existsSync(target); n++) target = `${directory}-damaged-${date}-${n}`;
  await rename(directory, target);
  return target;
}
