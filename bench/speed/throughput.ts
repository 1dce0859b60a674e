// Points per second over dimensions and clusters, beside the plain loop in JavaScript and in C.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { HEAD } from './configuration';

const DIMENSIONS = [1, 4, 8, 16, 64];
const CLUSTERS = [5, 25, 50];
const ENGINE = join(__dirname, '../../dist/src/engine/index.js');

/** Compiles the script, all but the engine: run by tsx, the engine too would be rewritten, and slower by a seventh than as it is shipped. */
function compile(folder: string): string {
  const script = join(folder, 'configuration.js');
  buildSync({
    entryPoints: [join(__dirname, 'configuration.ts')],
    bundle: true,
    platform: 'node',
    outfile: script,
    alias: { '@neurocluster/node-red-ncs/engine': ENGINE },
    external: [ENGINE],
    define: { __dirname: JSON.stringify(__dirname) },
    logLevel: 'error',
  });
  return script;
}

export function* throughput(): Generator<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ncs-throughput-'));
  try {
    const script = compile(folder);
    yield HEAD;
    for (const d of DIMENSIONS) {
      for (const clusters of CLUSTERS) {
        const run = spawnSync(process.execPath, [script, String(d), String(clusters)], { encoding: 'utf8' });
        if (run.status !== 0) throw new Error(`${d} x ${clusters}: ${run.stderr}`);
        yield run.stdout.trimEnd();
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
