// Many devices, one memory budget: a model per key, the least recently used one makes room.
import { DeviceModel, type ModelOptions } from './model';

const MB = 1_048_576;
/** Models at the most, whatever they weigh: keys can be made up without end. */
const MOST_MODELS = 10_000;

export class ModelPool {
  /** In order of use, the least recent first. */
  private readonly models = new Map<string, DeviceModel>();
  private bytes = 0;
  /** Models that had to go. */
  evicted = 0;

  /** @param onEvict is told of a model that has to go, before it goes */
  constructor(
    private options: ModelOptions,
    private readonly onEvict: (model: DeviceModel) => void = () => {},
  ) {}

  get size(): number {
    return this.models.size;
  }

  get memoryBytes(): number {
    return this.bytes;
  }

  get memoryLimitBytes(): number {
    return this.options.knobs.memoryLimitMb * MB;
  }

  /** The settings of models to come. */
  get settings(): ModelOptions {
    return this.options;
  }

  get hasAlarm(): boolean {
    for (const model of this.models.values()) if (model.told !== null) return true;
    return false;
  }

  get hasDrift(): boolean {
    for (const model of this.models.values()) if (model.drifting) return true;
    return false;
  }

  [Symbol.iterator](): IterableIterator<DeviceModel> {
    return this.models.values();
  }

  peek(key: string): DeviceModel | undefined {
    return this.models.get(key);
  }

  /** The model of a key, made if there is none; it becomes the most recently used one. */
  use(key: string): DeviceModel {
    let model = this.models.get(key);
    if (model) this.models.delete(key);
    else model = new DeviceModel(key, this.options);
    this.models.set(key, model);
    return model;
  }

  /** Calls `act` on a model and accounts for the bytes it takes or gives back; makes room if there are too many. */
  account<T>(model: DeviceModel, act: () => T): T {
    const before = model.bytes;
    try {
      return act();
    } finally {
      if (this.models.get(model.key) === model) this.bytes += model.bytes - before;
      if (this.bytes > this.memoryLimitBytes || this.models.size > MOST_MODELS) this.makeRoom(model);
    }
  }

  /** The model in use stays, even if it is larger than the budget by itself. */
  private makeRoom(inUse: DeviceModel): void {
    for (const model of this.models.values()) {
      if (this.bytes <= this.memoryLimitBytes && this.models.size <= MOST_MODELS) return;
      if (model === inUse) continue;
      this.onEvict(model);
      this.delete(model.key);
      this.evicted++;
    }
  }

  /** A model in the place of the one of its key, if there is one; it becomes the most recently used one. */
  put(model: DeviceModel): void {
    this.delete(model.key);
    this.models.set(model.key, model);
    this.bytes += model.bytes;
    if (this.bytes > this.memoryLimitBytes || this.models.size > MOST_MODELS) this.makeRoom(model);
  }

  delete(key: string): void {
    const model = this.models.get(key);
    if (!model) return;
    this.models.delete(key);
    this.bytes -= model.bytes;
  }

  /** Changes the settings of all models, those to come too. @throws RangeError a sentence; nothing is changed then */
  configure(change: (options: ModelOptions) => ModelOptions): void {
    this.options = change(this.options);
    for (const model of this.models.values()) this.account(model, () => model.configure(change(model.options)));
  }
}
