// One device's model: collects named rows until the warm-up is full, then learns with a fixed set of features.
import { StreamClusterer, resolveKnobs, type Ids, type Knobs, type Result } from '../engine';
import { InputError, type ErrorCode } from '../messages/errors';
import { Collected, bytesOfName, type NamedRow } from './collected';
import { MOST_FEATURES, indexOf, namedBy, tooMany } from './features';
import { zoneOf, type ModelOptions } from './options';
import type { ModelRecord } from './record';
import type { Told } from './told';

export type { NamedRow } from './collected';
export type { ModelOptions } from './options';

/** Names that were seen but are no features; beyond this many no more are remembered. */
const MOST_STRANGERS = 1000;
/** What the objects of an engine take beside their numbers, whatever its size; bytes, measured with 1 to 100 features. */
const ENGINE_BYTES = 28_000;

export interface Observation {
  /** The row as the model reads it: elements of an array bear the names of the list, if there is one. */
  readonly row: NamedRow;
  /** The engine's answer, overwritten by the next one; null while the warm-up is being collected. */
  readonly result: Result | null;
  /** Names that are no features and turned up for the first time. */
  readonly newFeatures: readonly string[];
  /** The warm-up ended with this point. */
  readonly becameReady: boolean;
}

const NONE: readonly string[] = [];

export class DeviceModel {
  /** Labels by cluster id. */
  readonly labels = new Map<number, string>();
  /** Refused inputs by code. */
  readonly rejects = new Map<ErrorCode, number>();
  /** The alarm that is open, as it was last told; null without one. */
  told: Told | null = null;
  /** A drift was told, and neither that it is over nor that it is normal now. */
  drifting = false;
  /** It differs from what the store has of it. */
  changed = true;
  private current: StreamClusterer | null = null;
  private collected = new Collected();
  private index: Map<string, number>;
  private positional = false;
  private vector = new Float64Array(0);
  private strangers = new Set<string>();
  /** Bytes it holds: counted, renewed when they change. */
  bytes = 0;
  /** What the engine said of its memory when they were counted. */
  private allocated = 0;
  private firstIds: Ids | undefined;
  /** The cluster the stream is in and when it entered it (event time). */
  private inCluster = 0;
  private enteredAt = NaN;

  constructor(
    readonly key: string,
    private settings: ModelOptions,
  ) {
    this.index = indexOf(settings.features);
  }

  get options(): ModelOptions {
    return this.settings;
  }

  /** The engine, once the warm-up is over. */
  get engine(): StreamClusterer | null {
    return this.current;
  }

  get knobs(): Readonly<Knobs> {
    return this.current?.knobs ?? this.settings.knobs;
  }

  get features(): readonly string[] {
    return this.current?.features ?? [...this.index.keys()];
  }

  get ready(): boolean {
    return this.current !== null;
  }

  /** 0..1, share of the warm-up that is done. */
  get progress(): number {
    return this.current ? 1 : Math.min(1, this.collected.size / this.settings.knobs.warmup);
  }

  get points(): number {
    return this.current ? this.current.points : this.collected.size;
  }

  /** It learns from arrays, whose elements have no names. */
  get isPositional(): boolean {
    return this.positional;
  }

  labelOf(clusterId: number): string | null {
    return this.labels.get(clusterId) ?? null;
  }

  /** Names a cluster; null takes the name away. */
  label(clusterId: number, label: string | null): void {
    if (label === null) this.labels.delete(clusterId);
    else this.labels.set(clusterId, label);
    this.changed = true;
  }

  count(code: ErrorCode): void {
    this.changed = true;
    this.rejects.set(code, (this.rejects.get(code) ?? 0) + 1);
  }

  /**
   * Takes in one row at event time t (ms).
   * @throws InputError WRONG_DIMENSION, TOO_MANY_FEATURES; nothing is learned then
   */
  observe(given: NamedRow, t: number): Observation {
    const { features: list } = this.settings;
    const row = list && given.positional ? namedBy(list, given, this.key) : given;
    this.changed = true;
    return this.current ? this.judge(this.current, row, t) : this.collect(row, t);
  }

  private collect(row: NamedRow, t: number): Observation {
    if (this.index.size === 0) this.positional = row.positional;
    else this.checkShape(row, this.index.size);
    const unknown = row.names.filter((name) => !this.index.has(name));
    const isListed = this.settings.features != null;
    if (isListed && unknown.length === row.names.length) throw this.noneOf(row);
    if (!isListed) this.admit(unknown);
    this.collected.add(row, t);
    this.measure();
    const newFeatures = isListed ? unknown.filter((name) => this.isNew(name)) : NONE;
    const becameReady = this.collected.size >= this.settings.knobs.warmup;
    return { row, result: becameReady ? this.begin() : null, newFeatures, becameReady };
  }

  private admit(names: readonly string[]): void {
    if (this.index.size + names.length > MOST_FEATURES) throw tooMany(this.index.size + names.length);
    for (const name of names) this.index.set(name, this.index.size);
  }

  private noneOf(row: NamedRow): InputError {
    return new InputError('WRONG_DIMENSION', 'refused.features.none', { key: this.key, names: row.names.slice(0, 5).join(', ') });
  }

  /** The warm-up is full: all rows go to an engine that knows all names. */
  private begin(): Result {
    const features = [...this.index.keys()];
    const engine = new StreamClusterer({ features, profile: this.settings.profile, timeZone: zoneOf(this.settings), ...this.settings.overrides, firstIds: this.firstIds });
    const { rows } = this.collected;
    this.vector = new Float64Array(features.length);
    this.collected = new Collected();
    let result: Result | null = null;
    for (const { row, t } of rows) {
      this.arrange(row);
      result = engine.process(this.vector, t);
    }
    this.current = engine;
    this.measure();
    return result!;
  }

  private judge(engine: StreamClusterer, row: NamedRow, t: number): Observation {
    this.checkShape(row, engine.features.length);
    const newFeatures = this.arrange(row);
    if (newFeatures.length === row.names.length && row.names.length > 0) throw this.noneOf(row);
    const result = engine.process(this.vector, t);
    this.follow(result.clusterId, t);
    if (engine.allocated !== this.allocated) this.measure();
    return { row, result, newFeatures: newFeatures === NONE ? NONE : newFeatures.filter((name) => this.isNew(name)), becameReady: false };
  }

  private checkShape(row: NamedRow, features: number): void {
    if (row.positional !== this.positional) {
      throw new InputError('WRONG_DIMENSION', this.positional ? 'refused.names' : 'refused.array', { key: this.key });
    }
    if (row.positional && row.values.length !== features) {
      throw new InputError('WRONG_DIMENSION', 'refused.array.length', { key: this.key, count: features, values: row.values.length });
    }
  }

  /** Brings a row's values into the order of the features; returns the names that are none. */
  private arrange(row: NamedRow): readonly string[] {
    const { vector, index } = this;
    const { names, values } = row;
    let unknown: string[] | null = null;
    if (this.positional) {
      vector.set(values);
      return NONE;
    }
    vector.fill(NaN);
    for (let i = 0; i < names.length; i++) {
      const at = index.get(names[i]!);
      if (at === undefined) (unknown ??= []).push(names[i]!);
      else vector[at] = values[i]!;
    }
    return unknown ?? NONE;
  }

  private isNew(name: string): boolean {
    if (this.strangers.has(name) || this.strangers.size >= MOST_STRANGERS) return false;
    this.strangers.add(name);
    this.bytes += bytesOfName(name);
    return true;
  }

  private follow(clusterId: number, t: number): void {
    if (clusterId === 0 || clusterId === this.inCluster) return;
    this.inCluster = clusterId;
    this.enteredAt = t;
  }

  /** Seconds of event time since the stream entered its present cluster. */
  dwellSeconds(t: number): number {
    const dwell = (t - this.enteredAt) / 1000;
    return dwell > 0 ? dwell : 0;
  }

  /** Counts the bytes anew, after something that can change them. */
  private measure(): void {
    this.allocated = this.current?.allocated ?? 0;
    const engine = this.current ? this.current.status().memoryBytes + ENGINE_BYTES : 0;
    this.bytes = engine + this.collected.bytes + bytesOfName(this.key);
    for (const name of this.index.keys()) this.bytes += bytesOfName(name);
    for (const name of this.strangers) this.bytes += bytesOfName(name);
  }

  /** Whether these settings ask for a new start: other features, or another shingle. */
  startsAnewWith({ features = null, knobs }: ModelOptions): boolean {
    if (this.current && knobs.shingle !== this.current.knobs.shingle) return true;
    if (features === null) return this.settings.features != null;
    const present = this.current ? this.features : (this.settings.features ?? []);
    return present.length !== features.length || present.some((name, i) => name !== features[i]);
  }

  /**
   * Other settings for the same model: thresholds, rates and limits act at the next point.
   * @throws RangeError a sentence; nothing is changed then
   */
  configure(options: ModelOptions): void {
    const anew = this.startsAnewWith(options);
    if (!anew) this.current?.configure({ ...options.knobs, timeZone: zoneOf(options) });
    this.settings = options;
    if (options.features) this.positional = false;
    this.changed = true;
    if (anew) this.reset();
    else if (this.current) this.measure();
  }

  /** Forgets everything learned, names and labels too; ids of clusters and alarms go on. */
  reset(): void {
    if (this.current) this.firstIds = this.current.nextIds;
    this.current = null;
    this.collected = new Collected();
    this.index = indexOf(this.settings.features);
    this.positional = false;
    this.strangers = new Set();
    this.labels.clear();
    this.bytes = 0;
    this.inCluster = 0;
    this.enteredAt = NaN;
    this.told = null;
    this.drifting = false;
    this.changed = true;
  }

  /** All there is to know of it; `restore` makes the same model of that. */
  record(): ModelRecord {
    const { key, settings, labels, rejects, told, drifting, positional, inCluster, enteredAt, index, strangers, collected, current, firstIds } = this;
    const { profile, overrides, features = null, timeZone = null } = settings;
    const names = current ? null : [...index.keys()];
    const parts = { labels: [...labels], rejects: [...rejects], strangers: [...strangers], firstIds: firstIds ?? null, rows: collected.rows };
    return { key, profile, overrides, features, timeZone, told, drifting, positional, inCluster, enteredAt, names, ...parts, engine: current?.snapshot() ?? null };
  }

  /** @throws RangeError a sentence, if its engine or its settings are not to be used */
  static restore(record: ModelRecord): DeviceModel {
    const { profile, overrides, features, timeZone } = record;
    const model = new DeviceModel(record.key, { profile, overrides, features, timeZone, knobs: resolveKnobs(profile, overrides) });
    for (const [id, label] of record.labels) model.labels.set(id, label);
    for (const [code, count] of record.rejects) model.rejects.set(code, count);
    const { told, drifting, positional, inCluster, enteredAt } = record;
    Object.assign(model, { told, drifting, positional, inCluster, enteredAt });
    model.firstIds = record.firstIds ?? undefined;
    model.strangers = new Set(record.strangers);
    for (const { row, t } of record.rows) model.collected.add(row, t);
    if (record.engine) model.current = StreamClusterer.restore(record.engine);
    model.index = indexOf(model.current?.features ?? record.names);
    model.vector = new Float64Array(model.index.size);
    model.changed = false;
    if (model.current || model.collected.size > 0) model.measure();
    return model;
  }
}
