// The scorers are programs of their own, in a folder that the command line names.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @throws Error if the folder has no such file. */
export async function loadScorer<T>(folder: string, path: string): Promise<T> {
  const file = join(folder, path);
  if (!existsSync(file)) throw new Error(`no scorer ${path} in ${folder}`);
  return (await import(pathToFileURL(file).href)) as T;
}

/** Predictions of one file, whatever the scorer keeps of them. */
export interface Prediction {
  readonly name: string;
}
