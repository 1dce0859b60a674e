// From the sources in function/ to the text of a function node: types taken off by the compiler, comments kept, modules put one after the other.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const SOURCES = join(__dirname, 'function');
const OPTIONS = '--ignoreConfig --target es2022 --lib es2023 --module esnext --moduleResolution bundler --strict --noUncheckedIndexedAccess --types';

/** JavaScript of each module by name. @throws Error with what the compiler says */
export function compileFunctions(names: readonly string[]): Map<string, string> {
  const outDir = mkdtempSync(join(tmpdir(), 'ncs-dashboard-'));
  try {
    const files = names.map((name) => join(SOURCES, `${name}.ts`));
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...OPTIONS.split(' '), '', '--rootDir', SOURCES, '--outDir', outDir, ...files], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${stdout}${stderr}`);
    return new Map(names.map((name) => [name, asScript(readFileSync(join(outDir, `${name}.js`), 'utf8'))]));
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

/** A function node has no modules: what the others export stands before it. */
function asScript(module: string): string {
  return module.replace(/^import .*;\n/gm, '').replace(/^export \{\};\n/gm, '').replace(/^export (?=function|const|class)/gm, '').trim();
}
