// Finds a variant's engine in its folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StreamClusterer } from '../../src/engine';
import type { Variant } from './benchmark';
import { prototypeSubjects } from './prototype';
import { EngineSubject, type Subjects } from './subject';

type Package = { readonly StreamClusterer: typeof StreamClusterer };

const ENTRIES = ['src/engine/index.ts', 'src/engine/index.js', 'dist/src/engine/index.js'];

/** Loads a variant's engine. @throws Error if there is none, or if it does not know one of the options. */
export async function loadSubjects({ folder, options }: Variant): Promise<Subjects> {
  if (existsSync(join(folder, 'engine.mjs'))) return prototypeSubjects(folder, options);
  const entry = ENTRIES.map((path) => join(folder, path)).find((path) => existsSync(path));
  if (entry === undefined) throw new Error(`no engine in ${folder}`);
  const loaded = (await import(pathToFileURL(entry).href)) as Package & { readonly default?: Package };
  const Engine = loaded.StreamClusterer ?? loaded.default?.StreamClusterer;
  const { knobs } = new Engine({ features: ['probe'] });
  const unknown = Object.keys(options).find((name) => name !== 'profile' && !(name in knobs));
  if (unknown !== undefined) throw new Error(`the engine of ${folder} has no option ${unknown}`);
  return (dimensions, warmup) => {
    const features = Array.from({ length: dimensions }, (_, j) => `f${j}`);
    return new EngineSubject(new Engine({ features, ...(warmup === undefined ? {} : { warmup }), ...options }));
  };
}
