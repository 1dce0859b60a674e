// Commands: status, clusters, reset, export, import, label, configure. The others are known and answer NOT_AVAILABLE.
import type { Knobs } from '../../src/engine';
import { inMessageSpelling, knobMessage, parseConfiguration, parseLabels, type Command, type Configuration } from '../../src/messages/commands';
import type { AlgorithmStatus } from '../../src/messages/algorithm-status';
import { commandDone, commandFailed, type CommandResult } from '../../src/messages/command-result';
import { InputError } from '../../src/messages/errors';
import type { Outlier } from '../../src/messages/outlier';
import { isoOrNull, named } from '../../src/messages/parts';
import { LONGEST_NAME } from '../../src/ingest';
import { MOST_FEATURES, DeviceModel, type ModelOptions } from '../../src/models/model';
import type { ModelPool } from '../../src/models/pool';
import { nameClusters } from './labelling';
import { ALL, type Overview } from './overview';
import type { Watch } from './outputs';
import { modelOptions } from './settings';
import { arrivals, checkFit, exported, takeIn } from './transfer';

/** The answer, alarms that the command has closed, and the new state of models that it has set back to learning or replaced. */
export interface Answer {
  readonly reply: CommandResult;
  readonly closed: readonly Outlier[];
  readonly states: readonly AlgorithmStatus[];
}

/** Models that start learning anew, and the alarms of theirs that end with it. */
interface Restart {
  readonly closed?: readonly Outlier[];
  readonly anew?: readonly DeviceModel[];
}

export class CommandDesk {
  constructor(
    private readonly pool: ModelPool,
    private readonly watch: Watch,
    private readonly overview: Overview,
    private options: ModelOptions,
  ) {}

  /** Those of models to come. */
  get knobs(): Knobs {
    return this.options.knobs;
  }

  /**
   * @param key the model concerned, null = all of them
   * @throws InputError BAD_COMMAND for arguments that make no sense
   */
  run(command: Command, key: string | null, payload: unknown, at: number): Answer {
    const models = command === 'import' ? [] : this.concerned(key);
    const done = (result: unknown, { closed = [], anew = [] }: Restart = {}): Answer => ({
      reply: commandDone(key ?? ALL, at, command, result),
      closed,
      states: anew.map((model) => this.overview.status(model, Date.now())),
    });
    switch (command) {
      case 'status':
        return done(this.overview.status(key === null ? null : models[0]!, at));
      case 'clusters':
        return done({ models: models.map(describe) });
      case 'reset': {
        const closed = models.map((model) => this.reset(model, at)).filter((message) => message !== null);
        return done({ reset: keysOf(models) }, { closed, anew: models });
      }
      case 'export':
        return done(key === null ? { models: models.map((model) => exported(model, Date.now())) } : exported(models[0]!, Date.now()));
      case 'import': {
        const { imported, ...restart } = this.import(payload, key, at);
        return done({ imported: keysOf(imported) }, { ...restart, anew: imported });
      }
      case 'label': {
        const [model] = models;
        if (models.length !== 1) throw new InputError('BAD_COMMAND', 'label needs the key of one device: the numbers of clusters are its own');
        nameClusters(model!, parseLabels(payload));
        return done({ key: model!.key, labels: Object.fromEntries(model!.labels) });
      }
      case 'configure': {
        const { result, ...restart } = this.configure(models, key, payload, at);
        return done(result, restart);
      }
      default: {
        const message = `${command} comes with a later version`;
        return { reply: commandFailed(key ?? ALL, at, command, 'NOT_AVAILABLE', message), closed: [], states: [] };
      }
    }
  }

  private concerned(key: string | null): DeviceModel[] {
    if (key === null) return [...this.pool];
    const model = this.pool.peek(key);
    if (!model) throw new InputError('BAD_COMMAND', `there is no model called ${key}`);
    return [model];
  }

  private reset(model: DeviceModel, at: number): Outlier | null {
    const closed = this.watch.forget(model, at);
    this.pool.account(model, () => model.reset());
    return closed;
  }

  /** Sets one model back to learning without having been told to: what there is to say of it. */
  restart(model: DeviceModel, at: number): { closed: Outlier | null; state: AlgorithmStatus } {
    const closed = this.reset(model, at);
    return { closed, state: this.overview.status(model, Date.now()) };
  }

  private import(payload: unknown, key: string | null, at: number): { imported: readonly DeviceModel[]; closed: readonly Outlier[] } {
    const found = arrivals(payload, key);
    // all of them fit, or none is taken in
    for (const { key: to, state } of found) checkFit(this.pool.peek(to) ?? new DeviceModel(to, this.options), state);
    const closed: Outlier[] = [];
    const imported = found.map(({ key: to, state }) => {
      const model = this.pool.use(to);
      const end = this.watch.forget(model, at);
      if (end) closed.push(end);
      this.pool.account(model, () => takeIn(model, state));
      this.watch.resume(model);
      return model;
    });
    return { imported, closed };
  }

  private configure(models: readonly DeviceModel[], key: string | null, payload: unknown, at: number): { result: unknown } & Restart {
    const configuration = parseConfiguration(payload);
    const change = (options: ModelOptions): ModelOptions => changed(options, configuration);
    // an error ends it here, before anything is changed
    const options = change(key === null ? this.options : models[0]!.options);
    if (configuration.features) checkFeatures(configuration.features, models);
    const anew = models.filter((model) => model.startsAnewWith(change(model.options)));
    const closed = anew.map((model) => this.watch.forget(model, at)).filter((message) => message !== null);
    if (key === null) {
      this.options = options;
      this.pool.configure(change);
    } else for (const model of models) this.pool.account(model, () => model.configure(options));
    return { result: { configuration: { ...knobMessage(options.knobs), features: options.features ?? null }, models: keysOf(models), reset: keysOf(anew) }, closed, anew };
  }
}

const keysOf = (models: readonly DeviceModel[]): string[] => models.map((model) => model.key);

/** @throws InputError BAD_COMMAND */
function changed(options: ModelOptions, { profile, overrides, features = options.features }: Configuration): ModelOptions {
  try {
    const settings = modelOptions(profile ?? options.profile ?? 'streaming_iot', profile ? overrides : { ...options.overrides, ...overrides });
    return { ...settings, features: features ?? null };
  } catch (error) {
    if (error instanceof RangeError) throw new InputError('BAD_COMMAND', inMessageSpelling(error.message));
    throw error;
  }
}

function checkFeatures(features: readonly string[], models: readonly DeviceModel[]): void {
  if (features.length > MOST_FEATURES) throw new InputError('BAD_COMMAND', `a model has at most ${MOST_FEATURES} features, the list has ${features.length}`);
  if (features.some((name) => name.length > LONGEST_NAME)) throw new InputError('BAD_COMMAND', `a feature's name has at most ${LONGEST_NAME} characters`);
  const positional = models.find((model) => model.isPositional);
  if (positional) throw new InputError('BAD_COMMAND', `${positional.key} learns from arrays: their elements have no names to choose from`);
}

function describe(model: DeviceModel): object {
  const clusters = model.engine?.clusters() ?? [];
  return {
    key: model.key,
    learning: { ready: model.ready, progress: model.progress },
    features: model.features,
    clusters: clusters.map((cluster) => ({
      cluster_id: cluster.id,
      label: model.labelOf(cluster.id),
      size: cluster.size,
      weight: cluster.weight,
      quality: cluster.quality,
      drift_coefficient: cluster.drift,
      established: cluster.established,
      centroid: named(model.features, cluster.centroid),
      spread: named(model.features, cluster.spread),
      created_at: isoOrNull(cluster.createdAt),
      last_seen: isoOrNull(cluster.lastSeen),
    })),
  };
}
