// Points per second over dimensions and clusters, beside the plain loop in JavaScript and in C.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { HEAD } from './configuration';

const DIMENSIONS = [1, 4, 8, 16, 64];
const CLUSTERS = [5, 25, 50];

export function* throughput(): Generator<string> {
  yield HEAD;
  for (const d of DIMENSIONS) {
    for (const clusters of CLUSTERS) {
      const script = join(__dirname, 'configuration.ts');
      const run = spawnSync(process.execPath, [...process.execArgv, script, String(d), String(clusters)], { encoding: 'utf8' });
      if (run.status !== 0) throw new Error(`${d} x ${clusters}: ${run.stderr}`);
      yield run.stdout.trimEnd();
    }
  }
}
