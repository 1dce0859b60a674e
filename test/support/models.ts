// Models for tests of the store: made of a seeded stream, kept in a directory of their own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveKnobs } from '../../src/engine';
import { seededRandom } from '../../src/engine/random';
import { Keeper, type KeeperOptions, type Notice } from '../../src/models/keeper';
import type { DeviceModel, ModelOptions, NamedRow } from '../../src/models/model';
import { until } from './until';

export const options = (overrides = {}): ModelOptions => ({ profile: 'streaming_iot', overrides, knobs: resolveKnobs('streaming_iot', overrides) });

const NAMES = Array.from({ length: 8 }, (_, j) => `f${j}`);

/** The rows of one device: two regimes, now and then something odd. */
export function* rows(seed: number, names: readonly string[] = NAMES): Generator<NamedRow> {
  const { normal } = seededRandom(seed);
  for (let i = 0; ; i++) {
    const level = i % 80 < 40 ? 0 : 20;
    const values = Float64Array.from(names, (_, j) => level + j + normal());
    if (i % 97 === 96) values[0] = values[0]! + 500;
    if (i % 31 === 30) values[1] = NaN;
    yield { names, values, positional: false };
  }
}

export function train(model: DeviceModel, points: number, seed = 1): void {
  const stream = rows(seed);
  for (let i = 0; i < points; i++) model.observe(stream.next().value as NamedRow, i * 1000);
}

export class StoreBench {
  readonly directory = join(mkdtempSync(join(tmpdir(), 'ncs-store-')), 'models');
  readonly notices: Notice[] = [];
  private readonly keepers = new Set<Keeper>();

  /** An owner's models, once the store has been opened or has turned out not to be. */
  async keeper(changes: Partial<KeeperOptions> = {}): Promise<Keeper> {
    const keeper = this.begin(changes);
    await until(() => keeper.state !== 'opening', 'the store');
    return keeper;
  }

  begin(changes: Partial<KeeperOptions> = {}): Keeper {
    const keeper = new Keeper({
      owner: 'node',
      options: options({ warmup: 40 }),
      directory: this.directory,
      saveInterval: 3_600_000,
      retentionDays: 30,
      notice: (notice) => this.notices.push(notice),
      ...changes,
    });
    this.keepers.add(keeper);
    return keeper;
  }

  async close(keeper: Keeper): Promise<void> {
    this.keepers.delete(keeper);
    await keeper.close();
  }

  get kinds(): string[] {
    return this.notices.map(({ kind }) => kind);
  }

  async remove(): Promise<void> {
    for (const keeper of this.keepers) await this.close(keeper);
    rmSync(join(this.directory, '..'), { recursive: true, force: true });
  }
}

/** Feeds the next `points` rows of every device in turn, each when it is admitted; the ids of the clusters they fell into. */
export async function feed(keeper: Keeper, streams: ReadonlyMap<string, Iterator<NamedRow>>, points: number, from = 0): Promise<Map<string, (number | null)[]>> {
  const told = new Map(Array.from(streams.keys(), (key): [string, (number | null)[]] => [key, []]));
  let open = 0;
  for (let i = from; i < from + points; i++) {
    for (const [key, stream] of streams) {
      const row = stream.next().value as NamedRow;
      open++;
      const isAdmitted = keeper.admit(() => {
        open--;
        const model = keeper.pool.use(key);
        const { result } = keeper.pool.account(model, () => model.observe(row, i * 1000));
        told.get(key)!.push(result ? result.clusterId + result.outlierScore : null);
      });
      if (!isAdmitted) throw new Error('too many are waiting');
    }
    await until(() => open === 0, 'the turn of what waits');
  }
  return told;
}
