// A streaming clustering engine for one stream of sensor points. In one sentence: small diagonal Gaussian clusters with a fast and a slow
// memory say where a point belongs; tails fitted on line say how rare it is; charts of the residuals say when normal has moved; an alarm
// layer makes one event one alarm. No training run, no labels, no clock, deterministic; memory is bounded by features and max_clusters.
import { AlarmLayer } from './alarms';
import { Calendar } from './calendar';
import { Evidence } from './evidence';
import { explain } from './explanation';
import { mergeModels } from './merge';
import { Model, type Layout } from './model';
import type { EngineOptions, Ids } from './options';
import { overrideKnobs, resolveKnobs, tune, tuningOf, type KnobOverrides, type Knobs, type Tuning } from './profiles';
import { clusterView, clusterViews, modelStatus } from './overview';
import { PointResult } from './result';
import { Rows } from './rows';
import { LARGEST } from './scaling';
import { openSnapshot, writeSnapshot } from './snapshot';
import { StateSize, type Stateful, type StateStream } from './state';
import type { AlarmView, ClusterView, Contribution, EngineStatus, Result } from './views';

interface SnapshotHeader {
  readonly features: readonly string[];
  readonly knobs: Knobs;
  readonly timeZone: string;
  readonly layout: Layout & { readonly kinds: number };
  readonly rows: number | null;
}

/** Values per vector (features x shingle). */
const MOST_VALUES = 10_000;
/** A constant of this module: an imported one is looked up at every use. */
const MOST: number = LARGEST;
/** Times beyond those a Date can hold are no time stamps. */
const MOST_TIME = 8.64e15;

export class StreamClusterer implements Stateful {
  readonly features: readonly string[];
  private settings: Knobs;
  private readonly tuning: Tuning;
  private readonly dimensions: number;
  private readonly calendar: Calendar;
  private model: Model;
  private readonly alarms: AlarmLayer;
  private readonly evidence: Evidence;
  private result: PointResult;
  /** The rows of the warm-up, null once it is over. */
  private rows: Rows | null;
  /** The last vector: the newest point comes last. */
  private readonly vector: Float64Array;
  private n = 0;
  /** Points since the last reset: the model's own count. */
  private modelPoints = 0;

  /** @throws RangeError a sentence that says which option is wrong. */
  constructor(options: EngineOptions) {
    const { features, profile = 'streaming_iot', timeZone = 'UTC', firstIds, ...overrides } = options;
    if (!Array.isArray(features) || features.length === 0) throw new RangeError('features must be a list of at least one name');
    if (new Set(features).size !== features.length) throw new RangeError('features must have different names');
    this.settings = resolveKnobs(profile, overrides);
    this.features = Object.freeze(features.map(String));
    this.dimensions = features.length * this.settings.shingle;
    if (this.dimensions > MOST_VALUES) throw new RangeError(`features times shingle must be at most ${MOST_VALUES}`);
    this.tuning = tuningOf(this.settings);
    this.calendar = new Calendar(timeZone);
    this.vector = new Float64Array(this.dimensions);
    this.alarms = new AlarmLayer(this.dimensions, this.tuning, this.settings.alarmsPerWeek);
    this.evidence = new Evidence(this.dimensions);
    this.rows = new Rows(this.dimensions);
    this.model = this.newModel();
    this.result = this.newResult();
    if (firstIds) {
      this.model.core.clusters.nextId = firstIds.cluster;
      this.alarms.nextId = firstIds.alarm;
    }
  }

  /** Points taken in so far, warm-up and outliers too. */
  get points(): number {
    return this.n;
  }

  /** Changes when the engine has taken more memory: `status().memoryBytes` is another then. */
  get allocated(): number {
    return this.alarms.memory.places * 1e6 + this.model.allocated;
  }

  /** The ids to come. */
  get nextIds(): Ids {
    return { cluster: this.model.core.clusters.nextId, alarm: this.alarms.nextId };
  }

  private newModel(): Model {
    return new Model(this.dimensions, this.features.length, this.tuning, this.calendar);
  }

  private newResult(): PointResult {
    const { core } = this.model;
    return new PointResult(core.population.events, this.alarms, (distance) => core.similarity(distance));
  }

  /** Whose clock the daily profile follows. */
  get timeZone(): string {
    return this.calendar.timeZone;
  }

  /** The knobs in force. */
  get knobs(): Readonly<Knobs> {
    return this.settings;
  }

  /**
   * Takes in one point.
   * @param x values in the order of `features`, NaN = missing; it is copied
   * @param t event time, ms since 1970 UTC; without one (or NaN) the daily profile rests
   * @returns the answer, one object that the next call overwrites
   * @throws RangeError for a wrong length or an infinite value; nothing is learned then
   */
  process(x: Float64Array, t: number = NaN): Result {
    const { result, model, alarms } = this;
    const missing = this.take(x);
    const time = t >= -MOST_TIME && t <= MOST_TIME ? t : NaN;
    const { events } = model.core.population;
    if (events.length) events.length = 0;
    this.n++;
    const n = ++this.modelPoints;
    if (this.rows) this.collect(this.rows, time);
    else if (missing === this.dimensions) {
      result.clear();
      this.evidence.clear();
      alarms.step(this.evidence, time, false, false);
    } else model.step(this.vector, n, missing, time, result, this.evidence, alarms);
    return result;
  }

  /** Copies a point into the vector; returns the number of missing values there. */
  private take(x: Float64Array): number {
    const { vector, features } = this;
    const width = features.length;
    if (x.length !== width) throw new RangeError(`a point must have ${width} values, this one has ${x.length}`);
    let regular = true;
    for (let j = 0; j < width; j++) if (!(Math.abs(x[j]!) <= MOST)) regular = false;
    if (!regular) for (let j = 0; j < width; j++) if (Math.abs(x[j]!) === Infinity) throw new RangeError(`${features[j]} is infinite`);
    const newest = vector.length - width;
    if (newest > 0) vector.copyWithin(0, width);
    for (let j = 0; j < width; j++) vector[newest + j] = x[j]!;
    if (newest > 0 && this.modelPoints === 0) for (let o = 0; o < newest; o += width) vector.set(x, o);
    if (regular && newest === 0) return 0;
    let missing = 0;
    for (let j = 0; j < vector.length; j++) {
      const value = vector[j]!;
      if (Number.isNaN(value)) missing++;
      else if (value > LARGEST) vector[j] = LARGEST;
      else if (value < -LARGEST) vector[j] = -LARGEST;
    }
    return missing;
  }

  private collect(rows: Rows, time: number): void {
    const { result } = this;
    rows.add(this.vector);
    this.alarms.clock(time);
    result.clear();
    result.progress = Math.min(1, rows.count / this.settings.warmup);
    if (rows.count < this.settings.warmup) return;
    this.model.begin(rows.values, rows.count, time, this.settings.seed);
    this.rows = null;
    result.ready = true;
  }

  /** Each feature's part in the judgement of the last point; empty during the warm-up. */
  explain(): Contribution[] {
    if (this.rows) return [];
    const { tails, points, monitor, core, reference } = this.model;
    return explain({ clusters: core.clusters, tails, points, monitor, reference, x: this.vector }, this.features);
  }

  /** The alarm that is open, or was closed by the last point. */
  alarm(): AlarmView | null {
    return this.alarms.view(this.evidence, this.features.length);
  }

  /** The clusters, the heaviest first; empty during the warm-up. */
  clusters(): ClusterView[] {
    return this.rows ? [] : clusterViews(this.model, this.features.length);
  }

  /** One cluster, null if there is none of that id. */
  cluster(clusterId: number): ClusterView | null {
    const slot = this.rows ? -1 : this.model.core.clusters.slotOf(clusterId);
    return slot < 0 ? null : clusterView(this.model, slot, this.features.length);
  }

  status(): EngineStatus {
    const ready = this.rows === null;
    const progress = this.rows ? Math.min(1, this.rows.count / this.settings.warmup) : 1;
    const size = new StateSize();
    this.exchange(size);
    return { ready, progress, ...modelStatus(this.model, ready, this.settings.baseThreshold), points: this.n, memoryBytes: size.total };
  }

  /**
   * Changes knobs in force: thresholds and limits act at the next point, rates from then on, `warmup` while it is running, a profile
   * replaces all knobs that are not given beside it. By the clock of another time zone the daily profile starts anew.
   * @throws RangeError a sentence that names the knob; `shingle` needs a new engine. Nothing is changed then.
   */
  configure(partial: KnobOverrides & Pick<EngineOptions, 'profile' | 'timeZone'>): void {
    const { profile, timeZone = this.timeZone, ...overrides } = partial;
    if ('features' in overrides) throw new RangeError('features cannot be changed: make a new engine');
    const knobs = profile === undefined ? overrideKnobs(this.settings, overrides) : resolveKnobs(profile, overrides);
    if (knobs.shingle !== this.settings.shingle) throw new RangeError('shingle cannot be changed: make a new engine');
    if (timeZone !== this.timeZone) {
      this.calendar.use(timeZone);
      this.model.monitor.daily.restart();
    }
    this.settings = knobs;
    tune(this.tuning, knobs);
    this.alarms.retune(knobs.alarmsPerWeek);
    if (this.rows) this.replaceModel();
    else this.model.retune(this.modelPoints);
  }

  /** Forgets one cluster; forgetting the only one that can serve as a reference starts the warm-up anew. @throws RangeError if there is none. */
  forget(clusterId: number): void {
    const { core } = this.model;
    const slot = core.clusters.slotOf(clusterId);
    if (slot < 0) throw new RangeError(`there is no cluster ${clusterId}`);
    if (this.model.isLastReference(slot)) return this.reset();
    core.clusters.free(slot);
    core.matcher.winner = -1;
    this.model.monitor.regime.restart();
    this.model.reference = -1;
  }

  /** Forgets everything learned and starts the warm-up anew; ids of clusters and alarms go on. */
  reset(): void {
    this.alarms.reset();
    this.evidence.clear();
    this.rows = new Rows(this.dimensions);
    this.modelPoints = 0;
    this.replaceModel();
  }

  /** An empty model in place of the present one; its ids and counters go on. */
  private replaceModel(): void {
    const { core, drift, outliers } = this.model;
    this.model = this.newModel();
    this.model.core.clusters.nextId = core.clusters.nextId;
    this.model.drift.total = drift.total;
    this.model.outliers = outliers;
    this.result = this.newResult();
  }

  /**
   * Takes in what another engine of the same features has learned; clusters that come from it get new ids. A warm-up that is not over adds nothing.
   * @throws RangeError if the features differ.
   */
  mergeFrom(other: StreamClusterer): void {
    const sameFeatures = other.features.length === this.features.length && other.features.every((name, j) => name === this.features[j]);
    if (!sameFeatures || other.dimensions !== this.dimensions) throw new RangeError('engines of different features cannot be merged');
    if (other.rows) return;
    if (this.rows) {
      this.model.takeOver(other.model);
      this.rows = null;
      this.result.ready = true;
      if (other.timeZone !== this.timeZone) this.model.monitor.daily.restart();
    } else mergeModels(this.model, this.modelPoints, other.model, other.modelPoints, this.tuning.maxClusters);
    this.n += other.n;
    this.modelPoints = this.rows ? other.modelPoints : this.modelPoints + other.modelPoints;
  }

  /** Everything, in one buffer; `restore` gives an engine with exactly the same future. */
  snapshot(): Uint8Array {
    const layout = { ...this.model.layout, kinds: this.alarms.memory.places };
    return writeSnapshot({ features: this.features, knobs: this.settings, timeZone: this.timeZone, layout, rows: this.rows ? this.rows.count : null }, this);
  }

  /** @throws RangeError that says what is wrong with the bytes: no snapshot, another version, cut off, damaged. */
  static restore(bytes: Uint8Array): StreamClusterer {
    const { header, readInto } = openSnapshot(bytes);
    const { features, knobs, timeZone, layout, rows } = header as SnapshotHeader;
    const engine = new StreamClusterer({ features, timeZone, ...knobs });
    engine.model.layOut(layout);
    engine.alarms.memory.grow(layout.kinds);
    engine.rows = rows === null ? null : new Rows(engine.dimensions, rows);
    if (engine.rows) engine.rows.count = rows!;
    readInto(engine);
    engine.result.ready = rows === null;
    engine.result.progress = engine.status().progress;
    return engine;
  }

  /** @internal the engine's state for snapshots */
  exchange(state: StateStream): void {
    this.n = state.number(this.n);
    this.modelPoints = state.number(this.modelPoints);
    state.floats(this.vector);
    this.rows?.exchange(state);
    this.alarms.exchange(state);
    this.model.exchange(state);
  }
}
