// The synthetic streams of some draws, written once by the scorers' own generator and shared by all runs on this machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FIRST_SEED = 1001;
/** Streams of one draw have successive seeds. */
const SEEDS_PER_DRAW = 1000;

/** Folder of the streams of these draws; their names begin with `syn` (draw 0, the published one), `syn1`, ... */
export async function syntheticStreams(folder: string, seeds: readonly number[]): Promise<string> {
  const place = join(tmpdir(), `quality-streams-${seeds.join('-')}`);
  if (existsSync(place)) return place;
  const draft = await mkdtemp(`${place}-`);
  for (const seed of seeds) await generate(folder, seed, draft);
  // another run may have been faster
  await rename(draft, place).catch(() => rm(draft, { recursive: true }));
  return place;
}

async function generate(folder: string, seed: number, place: string): Promise<void> {
  const env = { ...process.env, CLUSTER_STREAMS: place, PREFIX: `syn${seed || ''}`, SEEDBASE: String(FIRST_SEED + SEEDS_PER_DRAW * seed) };
  const generator = spawn(process.execPath, [join(folder, 'clustering/generate.mjs')], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(generator, 'exit')) as [number | null];
  if (code !== 0) throw new Error('the generator of the synthetic streams failed');
}
