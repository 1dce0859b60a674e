// Commands: status, clusters, reset, export, import, label, configure. The others are known and answer NOT_AVAILABLE.
import type { Knobs } from '../../src/engine';
import { inMessageSpelling, knobMessage, parseConfiguration, parseLabels, type Command, type Configuration } from '../../src/messages/commands';
import type { AlgorithmStatus } from '../../src/messages/algorithm-status';
import { commandDone, commandFailed, type CommandResult } from '../../src/messages/command-result';
import { InputError } from '../../src/messages/errors';
import type { Outlier } from '../../src/messages/outlier';
import { isoOrNull, named } from '../../src/messages/parts';
import { LONGEST_NAME } from '../../src/ingest';
import { MOST_FEATURES } from '../../src/models/features';
import type { DeviceModel, ModelOptions } from '../../src/models/model';
import type { ModelPool } from '../../src/models/pool';
import { modelOptions } from '../knobs';
import { nameClusters } from './labelling';
import { ALL, type Overview } from './overview';
import type { Watch } from './outputs';

import { arrivals, exported } from './transfer';

/** The answer, alarms that the command has closed, and the new state of models that it has set back to learning or replaced. */
export interface Answer {
  readonly reply: CommandResult;
  readonly closed: readonly Outlier[];
  readonly states: readonly AlgorithmStatus[];
}

/** What is to be told of models that start anew: the ends of their alarms, and their new state. */
interface Restart {
  readonly closed?: readonly Outlier[];
  readonly states?: readonly AlgorithmStatus[];
}

export class CommandDesk {
  constructor(
    private readonly pool: ModelPool,
    private readonly watch: Watch,
    private readonly overview: Overview,
  ) {}

  /** Those of models to come. */
  get knobs(): Knobs {
    return this.pool.settings.knobs;
  }

  /**
   * @param key the model concerned, null = all of them
   * @throws InputError BAD_COMMAND for arguments that make no sense
   */
  run(command: Command, key: string | null, payload: unknown, at: number): Answer {
    const keys = command === 'import' ? [] : this.concerned(key);
    const done = (result: unknown, { closed = [], states = [] }: Restart = {}): Answer => ({ reply: commandDone(key ?? ALL, at, command, result), closed, states });
    switch (command) {
      case 'status':
        return done(this.overview.status(key === null ? null : this.model(key), at));
      case 'clusters':
        return done({ models: keys.map((one) => describe(this.model(one))) });
      case 'reset':
        return done({ reset: keys }, this.restartAll(keys, at));
      case 'export': {
        const models = keys.map((one) => exported(this.model(one), Date.now()));
        return done(key === null ? { models } : models[0]);
      }
      case 'import': {
        const { imported, ...restart } = this.import(payload, key, at);
        return done({ imported }, restart);
      }
      case 'label': {
        if (keys.length !== 1) throw new InputError('BAD_COMMAND', 'refused.label.key');
        const model = this.model(keys[0]!);
        nameClusters(model, parseLabels(payload));
        return done({ key: model.key, labels: Object.fromEntries(model.labels) });
      }
      case 'configure': {
        const { result, ...restart } = this.configure(keys, key, payload, at);
        return done(result, restart);
      }
      default: {
        const { message } = new InputError('NOT_AVAILABLE', 'refused.later', { command }).translate(this.watch.wording);
        return { reply: commandFailed(key ?? ALL, at, command, 'NOT_AVAILABLE', message), closed: [], states: [] };
      }
    }
  }

  private concerned(key: string | null): string[] {
    if (key === null) return this.pool.keys();
    this.model(key);
    return [key];
  }

  /** One at a time: with many of them the next one may send the last one to the store. @throws InputError BAD_COMMAND */
  private model(key: string): DeviceModel {
    const model = this.pool.find(key);
    if (!model) throw new InputError('BAD_COMMAND', 'refused.model.none', { key });
    return model;
  }

  /** Sets one model back to learning: what there is to say of it. */
  restart(model: DeviceModel, at: number): { closed: Outlier | null; state: AlgorithmStatus } {
    const closed = this.watch.forget(model, at);
    this.pool.account(model, () => model.reset());
    return { closed, state: this.overview.status(model, Date.now()) };
  }

  private restartAll(keys: readonly string[], at: number): Restart {
    const ends = keys.map((key) => this.restart(this.model(key), at));
    return { closed: ends.map(({ closed }) => closed).filter((message) => message !== null), states: ends.map(({ state }) => state) };
  }

  /** All of the models come in, or none. */
  private import(payload: unknown, key: string | null, at: number): { imported: readonly string[] } & Restart {
    const models = arrivals(payload, key, this.pool);
    const closed: (Outlier | null)[] = [];
    for (const model of models) {
      const before = this.pool.find(model.key);
      if (before) closed.push(this.watch.forget(before, at));
      this.pool.put(model);
    }
    const states = models.map((model) => this.overview.status(model, Date.now()));
    return { imported: models.map((model) => model.key), closed: closed.filter((message) => message !== null), states };
  }

  private configure(keys: readonly string[], key: string | null, payload: unknown, at: number): { result: unknown } & Restart {
    const configuration = parseConfiguration(payload);
    const change = (options: ModelOptions): ModelOptions => changed(options, configuration);
    // an error ends it here, before anything is changed
    const options = change(key === null ? this.pool.settings : this.model(key).options);
    if (configuration.features) checkFeatures(configuration.features);
    const anew: string[] = [];
    for (const one of keys) {
      const model = this.model(one);
      if (configuration.features && model.isPositional && configuration.features.length !== model.features.length) {
        throw new InputError('BAD_COMMAND', 'refused.features.elements', { key: one, count: model.features.length, names: configuration.features.length });
      }
      if (model.startsAnewWith(change(model.options))) anew.push(one);
    }
    const closed = anew.map((one) => this.watch.forget(this.model(one), at)).filter((message) => message !== null);
    if (key === null) this.pool.configure(change);
    else this.pool.account(this.model(key), () => this.model(key).configure(options));
    const states = anew.map((one) => this.overview.status(this.model(one), Date.now()));
    return { result: { configuration: { ...knobMessage(options.knobs), features: options.features ?? null }, models: keys, reset: anew }, closed, states };
  }
}

/** @throws InputError BAD_COMMAND */
function changed(options: ModelOptions, { profile, overrides, features = options.features }: Configuration): ModelOptions {
  try {
    const settings = modelOptions(profile ?? options.profile ?? 'streaming_iot', profile ? overrides : { ...options.overrides, ...overrides });
    return { ...settings, features: features ?? null, timeZone: options.timeZone ?? null };
  } catch (error) {
    if (error instanceof RangeError) throw new InputError('BAD_COMMAND', 'refused.configure.value', { reason: inMessageSpelling(error.message) });
    throw error;
  }
}

function checkFeatures(features: readonly string[]): void {
  if (features.length > MOST_FEATURES) throw new InputError('BAD_COMMAND', 'refused.features.many', { most: MOST_FEATURES, count: features.length });
  if (features.some((name) => name.length > LONGEST_NAME)) throw new InputError('BAD_COMMAND', 'refused.features.long', { most: LONGEST_NAME });
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
