// One owner's models: the pool that holds them and the store that keeps them. What comes in waits here until the store is open, and while
// there is too much on its way to it; in order, and no more than so many.
import { resolveKnobs } from '../engine';
import type { DeviceModel } from './model';
import type { ModelOptions } from './options';
import { ModelPool } from './pool';
import { Database, OWNER, type DatabaseOptions, type DatabaseState } from './store/database';
import { decodeOwner, encodeOwner, sweep, type OwnerRecord } from './store/owner';
import { Shelf } from './store/shelf';

/** Messages that wait. */
const MOST_WAITING = 10_000;
/** When owners that are gone are looked for, ms after the start, and from then on. */
const FIRST_SWEEP = 60_000;
const SWEEP = 86_400_000;

export interface KeeperOptions {
  /** A name that no other owner of the process has, the same after a restart. */
  readonly owner: string;
  readonly options: ModelOptions;
  /** Where the database is; null: models are in memory only. */
  readonly directory: string | null;
  /** ms between two looks for models that have changed. */
  readonly saveInterval: number;
  /** How long models stay once their owner is gone. */
  readonly retentionDays: number;
  /** What happened that the user should know. */
  readonly notice: (notice: Notice) => void;
  readonly database?: DatabaseOptions;
}

/** What it is, and the values of its text. */
export interface Notice {
  readonly kind: 'evicted' | 'damaged' | 'lost' | 'moved' | 'inUse' | 'full' | 'writable' | 'unsaved' | 'unreadable';
  readonly values: Readonly<Record<string, string | number>>;
}

/** Whoever uses the models. */
export interface KeeperListener {
  /** A model that is about to be forgotten, or to start anew. */
  ending(model: DeviceModel): void;
  /** The state of the store has changed. */
  changed(): void;
}

export class Keeper {
  readonly pool: ModelPool;
  /** Models that were there when the store was opened. */
  restored = 0;
  /** A record was damaged since the start. */
  isDamaged = false;
  private readonly listeners = new Set<KeeperListener>();
  private readonly database: Database | null;
  private shelf: Shelf | null = null;
  private loading: Promise<void> | null = null;
  private readonly waiting: (() => void)[] = [];
  private isPumping = false;
  private shown: DatabaseState = 'opening';
  private saving: Promise<void> | null = null;
  private isClosed = false;
  /** What the database holds cannot be read: it is left alone. */
  private hasFailed = false;
  private sweeping: NodeJS.Timeout | null = null;
  private readonly unsubscribe: () => void;
  private readonly timer: NodeJS.Timeout | null;

  constructor(private readonly settings: KeeperOptions) {
    this.pool = new ModelPool(settings.options, {
      onEvict: (model) => this.evict(model),
      onRestart: (model) => this.first((listener) => listener.ending(model)),
    });
    this.database = settings.directory === null ? null : Database.acquire(settings.directory, settings.database);
    this.database?.owners.add(settings.owner);
    this.unsubscribe = this.database?.subscribe(() => this.follow()) ?? (() => {});
    this.timer = this.database ? setInterval(() => void this.save(), settings.saveInterval) : null;
    this.timer?.unref();
    // another owner may have opened it long ago; what is to be said of it waits until there is somebody to listen
    if (this.database?.isReadable) this.load(this.database);
    else if (this.database?.state !== 'opening') queueMicrotask(() => this.follow());
  }

  /** null: there is no store. */
  get state(): DatabaseState | null {
    if (!this.database) return null;
    return this.loading ? 'opening' : this.database.state;
  }

  get bytesWrittenToday(): number {
    return this.database?.bytesWrittenToday ?? 0;
  }

  /** The first one is told of what no message has caused. */
  join(listener: KeeperListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private first(tell: (listener: KeeperListener) => void): void {
    const [listener] = this.listeners;
    if (listener) tell(listener);
  }

  private tell(kind: Notice['kind'], values: Notice['values']): void {
    this.settings.notice({ kind, values });
  }

  private evict(model: DeviceModel): void {
    if (this.pool.evicted === 0) this.tell('evicted', { key: model.key, limit: this.pool.settings.knobs.memoryLimitMb });
    this.first((listener) => listener.ending(model));
  }

  private get isReady(): boolean {
    const { database } = this;
    if (this.isClosed || !database) return true;
    return this.state !== 'opening' && !(this.shelf && database.isCongested);
  }

  /** Calls `act` when its turn has come, perhaps at once; false if too many are waiting. */
  admit(act: () => void): boolean {
    if (this.waiting.length === 0 && !this.isPumping && this.isReady) act();
    else if (this.waiting.length >= MOST_WAITING) return false;
    else this.waiting.push(act);
    return true;
  }

  /** What is called may let more wait. */
  private pump(mayGo = (): boolean => this.isReady): void {
    if (this.isPumping) return;
    this.isPumping = true;
    let done = 0;
    const { waiting } = this;
    try {
      while (done < waiting.length && mayGo()) waiting[done++]!();
    } finally {
      waiting.splice(0, done);
      this.isPumping = false;
    }
  }

  /** Ends when the store is open, or is known not to be there, and what waited has had its turn. */
  async settled(): Promise<void> {
    await this.database?.settled();
    await this.loading;
    this.pump(() => true);
  }

  /** Something about the database has changed. */
  private follow(): void {
    const { database } = this;
    if (!database || this.isClosed || this.loading) return;
    if (database.isReadable && !this.shelf && !this.hasFailed) return this.load(database);
    this.show(database);
    this.pump();
  }

  private show({ state, directory: path }: Database): void {
    if (state === this.shown) return;
    if (state === 'full') this.tell('full', { path });
    else if (state === 'in use') this.tell('inUse', { path });
    else if (state === 'open' && this.shown !== 'opening') this.tell('writable', { path });
    // on the way from a failure to the next attempt nothing new is known
    if (state !== 'opening') this.shown = state;
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener.changed();
  }

  private load(database: Database): void {
    this.loading = this.open(database)
      .catch((error: unknown) => {
        this.hasFailed = true;
        this.tell('unreadable', { path: database.directory, reason: (error as Error).message });
      })
      .finally(() => {
        this.loading = null;
        this.changed();
        this.follow();
      });
  }

  private async open(database: Database): Promise<void> {
    const { owner } = this.settings;
    const shelf = new Shelf(database, owner, (key, reason, isLost) => {
      this.isDamaged = true;
      this.tell(isLost ? 'lost' : 'damaged', { key, reason });
      this.changed();
    });
    await shelf.open();
    if (this.isClosed) return;
    if (database.movedTo !== null) this.tell('moved', { path: database.movedTo });
    const before = decodeOwner(database.get(OWNER + owner));
    this.pool.attach(shelf, before?.base === this.pool.base ? optionsOf(before) : null);
    this.shelf = shelf;
    this.restored = shelf.size;
    this.settle(shelf);
    this.noteOwner();
    this.sweepAfter(FIRST_SWEEP, database);
  }

  private sweepAfter(ms: number, database: Database): void {
    this.sweeping = setTimeout(() => {
      // what could not be deleted now can be so tomorrow
      sweep(database, Date.now()).catch(() => {});
      this.sweepAfter(SWEEP, database);
    }, ms);
    this.sweeping.unref();
  }

  /** Models that were made while the store was not there yield to stored ones that know more. */
  private settle(shelf: Shelf): void {
    for (const model of Array.from(this.pool)) {
      const stored = shelf.summary(model.key);
      if (!stored || stored.points < model.points) continue;
      this.first((listener) => listener.ending(model));
      this.pool.preferStored(model.key);
    }
  }

  private noteOwner(): void {
    const { owner, retentionDays } = this.settings;
    const { profile, overrides, features = null, timeZone = null } = this.pool.settings;
    const record: OwnerRecord = { base: this.pool.base, profile, overrides, features, timeZone, retentionDays, goneSince: null };
    this.database?.put([{ key: OWNER + owner, value: encodeOwner(record) }]);
  }

  /** Stores all models that have changed. */
  async save(): Promise<void> {
    this.saving ??= this.saveAll().finally(() => (this.saving = null));
    return this.saving;
  }

  private async saveAll(): Promise<void> {
    const { database } = this;
    if (!database || !this.shelf) return;
    this.noteOwner();
    for (const model of Array.from(this.pool)) {
      if (!model.changed) continue;
      if (!this.pool.save(model)) return;
      if (database.isCongested) await database.flush();
      // others have their turn between two models
      else await new Promise<void>((resolve) => setImmediate(resolve));
    }
    await database.flush(true);
  }

  /** Stores everything, after what waits has been worked through. */
  async close(): Promise<void> {
    const { database } = this;
    if (this.timer) clearInterval(this.timer);
    await this.settled();
    await this.saving;
    this.isClosed = true;
    if (this.sweeping) clearTimeout(this.sweeping);
    this.unsubscribe();
    this.pump(() => true);
    await this.saveAll();
    if (!database) return;
    const isUnsaved = this.pool.size > 0 && [...this.pool].some((model) => model.changed);
    if (isUnsaved || !database.isWritable) this.tell('unsaved', { path: database.directory });
    database.owners.delete(this.settings.owner);
    await database.release();
  }
}

const optionsOf = ({ profile, overrides, features, timeZone = null }: OwnerRecord): ModelOptions => ({
  profile,
  overrides,
  features,
  timeZone,
  knobs: resolveKnobs(profile, overrides),
});
