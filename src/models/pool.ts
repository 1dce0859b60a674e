// Many devices, one memory budget: a model per key; the least recently used one makes room. With a shelf it goes there and comes back as it
// was; without one, or while the shelf takes nothing, it is forgotten.
import { DeviceModel } from './model';
import { fingerprint, type ModelOptions } from './options';
import { summaryOf, type ModelSummary } from './summary';
import type { Shelf } from './store/shelf';
import { CONGESTED } from './store/writes';

const MB = 1_048_576;
/** Models in memory at the most, whatever they weigh: keys can be made up without end. */
const MOST_MODELS = 10_000;
/** Share of the budget, at the most, that is kept free for what is on its way to the disk and from there. */
const TRANSIT_SHARE = 1 / 4;
/** Share of the budget that the shelf's index may take; then the model stored longest ago is forgotten. */
const INDEX_SHARE = 0.5;
/** While the shelf takes nothing the models stay in memory up to this many times the budget. */
const PATIENCE = 2;

export interface PoolEvents {
  /** A model is forgotten to make room: it is told of before it goes. */
  onEvict?(model: DeviceModel): void;
  /** A stored model is about to start anew, because of the settings its owner has now. */
  onRestart?(model: DeviceModel): void;
}

export class ModelPool {
  /** In order of use, the least recent first. */
  private readonly models = new Map<string, DeviceModel>();
  private bytes = 0;
  /** Models that were forgotten. */
  evicted = 0;
  private shelf: Shelf | null = null;
  /** Of the owner's own settings, whatever `configure` has made of them since. */
  readonly base: string;

  constructor(
    private options: ModelOptions,
    private readonly events: PoolEvents = {},
  ) {
    this.base = fingerprint(options);
  }

  /** The settings of models to come. */
  get settings(): ModelOptions {
    return this.options;
  }

  /** From now on models go to a shelf and come from there. @param options settings of models to come, null = as they are */
  attach(shelf: Shelf, options: ModelOptions | null = null): void {
    this.shelf = shelf;
    if (options) this.options = options;
  }

  /** Models in memory. */
  get size(): number {
    return this.models.size;
  }

  /** Models in memory and on the shelf. */
  get total(): number {
    if (!this.shelf) return this.models.size;
    let total = this.shelf.size;
    for (const key of this.models.keys()) if (!this.shelf.has(key)) total++;
    return total;
  }

  /** Bytes of the models and of the shelf's index. */
  get memoryBytes(): number {
    return this.bytes + (this.shelf?.bytes ?? 0);
  }

  get memoryLimitBytes(): number {
    return this.options.knobs.memoryLimitMb * MB;
  }

  /** The models in memory, the one used last at the end. */
  [Symbol.iterator](): IterableIterator<DeviceModel> {
    return this.models.values();
  }

  /** Of all models, in memory and on the shelf. */
  keys(): string[] {
    return [...new Set([...this.models.keys(), ...(this.shelf?.keys() ?? [])])];
  }

  /** All models, one after the other: those on the shelf are brought from there, and make others go. */
  *all(): Generator<DeviceModel> {
    for (const key of this.keys()) {
      const model = this.find(key);
      if (model) yield model;
    }
  }

  /** Of all models, without reading those on the shelf. */
  *summaries(): Generator<ModelSummary> {
    for (const model of this.models.values()) yield summaryOf(model);
    for (const key of this.shelf?.keys() ?? []) {
      const summary = this.models.has(key) ? null : this.shelf!.summary(key);
      if (summary) yield summary;
    }
  }

  /** Of one model, without reading it if it is on the shelf; null if there is none, or nothing is known without reading it. */
  summary(key: string): ModelSummary | null {
    const model = this.models.get(key);
    return model ? summaryOf(model) : (this.shelf?.summary(key) ?? null);
  }

  get hasAlarm(): boolean {
    return this.some((model) => model.told !== null, ({ alarm }) => alarm);
  }

  get hasDrift(): boolean {
    return this.some((model) => model.drifting, ({ drifting }) => drifting);
  }

  private some(ofModel: (model: DeviceModel) => boolean, ofSummary: (summary: ModelSummary) => boolean): boolean {
    for (const model of this.models.values()) if (ofModel(model)) return true;
    for (const key of this.shelf?.keys() ?? []) {
      const summary = this.models.has(key) ? null : this.shelf!.summary(key);
      if (summary && ofSummary(summary)) return true;
    }
    return false;
  }

  /** The model of a key if it is in memory. */
  peek(key: string): DeviceModel | undefined {
    return this.models.get(key);
  }

  /** The model of a key, brought from the shelf if it is there. */
  find(key: string): DeviceModel | undefined {
    const present = this.models.get(key);
    const model = present ?? this.fetch(key);
    if (present || !model) return present;
    this.add(model);
    return model;
  }

  /** The model of a key, made if there is none; it becomes the most recently used one. */
  use(key: string): DeviceModel {
    const found = this.find(key);
    if (!found) {
      const model = new DeviceModel(key, this.options);
      this.add(model);
      return model;
    }
    this.models.delete(key);
    this.models.set(key, found);
    return found;
  }

  private add(model: DeviceModel): void {
    this.models.set(model.key, model);
    this.bytes += model.bytes;
    this.makeRoom(model);
  }

  /** A model from the shelf, with the settings that its owner has now. */
  private fetch(key: string): DeviceModel | null {
    const loaded = this.shelf?.load(key);
    if (!loaded) return null;
    const { model, base } = loaded;
    if (base !== this.base) {
      if (model.startsAnewWith(this.options)) this.events.onRestart?.(model);
      model.configure(this.options);
    }
    return model;
  }

  /** Calls `act` on a model and accounts for the bytes it takes or gives back; makes room if there are too many. */
  account<T>(model: DeviceModel, act: () => T): T {
    const before = model.bytes;
    try {
      return act();
    } finally {
      if (this.models.get(model.key) === model) this.bytes += model.bytes - before;
      this.makeRoom(model);
    }
  }

  private get isOver(): boolean {
    const transit = this.shelf ? Math.min(2 * CONGESTED, TRANSIT_SHARE * this.memoryLimitBytes) : 0;
    return this.memoryBytes + transit > this.memoryLimitBytes || this.models.size > MOST_MODELS;
  }

  /** The model in use stays, even if it is larger than the budget by itself. */
  private makeRoom(inUse: DeviceModel): void {
    if (!this.isOver) return;
    this.shortenIndex();
    for (const model of this.models.values()) {
      if (!this.isOver) return;
      if (model === inUse) continue;
      if (this.shelf?.isWritable) {
        if (model.changed) this.shelf.keep(model, this.base);
      } else {
        if (this.shelf && this.memoryBytes <= PATIENCE * this.memoryLimitBytes) return;
        this.events.onEvict?.(model);
        this.evicted++;
      }
      this.remove(model);
    }
  }

  private shortenIndex(): void {
    const { shelf } = this;
    if (!shelf) return;
    while (shelf.bytes > INDEX_SHARE * this.memoryLimitBytes) {
      const key = shelf.oldest!;
      const model = this.models.get(key) ?? this.fetch(key);
      if (model) this.events.onEvict?.(model);
      if (this.models.has(key)) this.delete(key);
      else shelf.delete(key);
      this.evicted++;
    }
  }

  private remove(model: DeviceModel): void {
    this.models.delete(model.key);
    this.bytes -= model.bytes;
  }

  /** A model in the place of the one of its key, if there is one; it becomes the most recently used one. */
  put(model: DeviceModel): void {
    const before = this.models.get(model.key);
    if (before) this.remove(before);
    // the shelf has another one, or none
    model.changed = true;
    this.add(model);
  }

  /** Forgets a model altogether. */
  delete(key: string): void {
    const model = this.models.get(key);
    if (model) this.remove(model);
    this.shelf?.delete(key);
  }

  /** Stores what has changed of a model; false if the shelf takes nothing. */
  save(model: DeviceModel): boolean {
    if (!this.shelf?.isWritable) return false;
    if (model.changed && this.models.get(model.key) === model) this.shelf.keep(model, this.base);
    return true;
  }

  /** Forgets a model of the memory in favour of the stored one. */
  preferStored(key: string): void {
    const model = this.models.get(key);
    if (model) this.remove(model);
  }

  /** Changes the settings of all models, those to come too. @throws RangeError a sentence; nothing is changed then */
  configure(change: (options: ModelOptions) => ModelOptions): void {
    this.options = change(this.options);
    for (const model of this.all()) this.account(model, () => model.configure(change(model.options)));
  }
}
