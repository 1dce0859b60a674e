// The plain C loop (loop.c), compiled by the bench where there is a compiler: dimensions and clusters are constants of the program, which makes
// it as fast as it gets without changing the order of the sums.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OPTIMISATION = '-O2';
const FLAGS = [OPTIMISATION, '-std=c11', '-D_POSIX_C_SOURCE=199309L'];

/** The compiler in a few words, null if there is none. */
export function compiler(): string | null {
  const version = spawnSync('cc', ['--version'], { encoding: 'utf8' });
  return version.status === 0 ? `${version.stdout.split('\n')[0]}, ${OPTIMISATION}` : null;
}

export class NativeLoop {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ncs-speed-'));
  private readonly program = join(this.folder, 'loop');
  private readonly data = join(this.folder, 'rows');

  constructor(rows: readonly Float64Array[], dimensions: number, clusters: number) {
    writeFileSync(this.data, Buffer.concat(rows.map((row) => Buffer.from(row.buffer, row.byteOffset, row.byteLength))));
    const sizes = [`-DD=${dimensions}`, `-DK=${clusters}`];
    const run = spawnSync('cc', [...FLAGS, ...sizes, join(__dirname, 'loop.c'), '-o', this.program], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`loop.c does not compile: ${run.stderr}`);
  }

  /** ns per point over so many passes. */
  measure(passes: number): number {
    const run = spawnSync(this.program, [this.data, String(passes)], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`the C loop ended with ${run.status ?? run.signal}`);
    return Number(run.stdout.split(' ')[0]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
