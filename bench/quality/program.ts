// The calibration scorer is a command line program: it is run with a detector that stands for the variant, and its lines are read.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Setting, Variant } from './benchmark';

/** Distance of the seeds of two draws. */
const SEEDS_PER_DRAW = 5000;

/** @param seed draw of the streams; @returns the lines that the program wrote; @throws Error if it failed. */
export async function calibrationProgram(what: 'calib' | 'drift' | 'faults', seed: number, { folder, points }: Setting, variant: Variant): Promise<string[]> {
  const script = join(folder, 'calibration/run.mjs');
  const detector = join(__dirname, 'calibration-detector.mts');
  const args = [...process.execArgv, script, detector, what, '--seed', String(SEEDS_PER_DRAW * seed), '--points', String(points), '--opts', JSON.stringify({ variant })];
  const program = spawn(process.execPath, args, { env: { ...process.env, QUALITY_VARIANT: JSON.stringify(variant) }, stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = (): void => void program.kill();
  process.once('exit', stop);
  const [output, [code]] = await Promise.all([text(program.stdout), once(program, 'exit') as Promise<[number | null]>]);
  process.off('exit', stop);
  if (code !== 0) throw new Error(`the calibration scorer failed for ${variant.label}`);
  return output.split('\n');
}

/** The named groups of every line that the pattern fits. @throws Error if it fits none: the program has changed. */
export function readLines(lines: readonly string[], pattern: RegExp): Record<string, string>[] {
  const read: Record<string, string>[] = [];
  for (const line of lines) {
    const groups = pattern.exec(line)?.groups;
    if (groups) read.push(groups);
  }
  if (!read.length) throw new Error('the calibration scorer wrote nothing that could be read');
  return read;
}
