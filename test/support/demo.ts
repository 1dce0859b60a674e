// scripts/start.ts as a process of its own, on free ports, with a user directory of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pause } from './until';

const ROOT = join(__dirname, '../..');
const LONGEST = 60_000;

export interface Finished {
  /** null if a signal ended it. */
  readonly code: number | null;
  /** What it said, line by line. */
  readonly lines: readonly string[];
  readonly errors: readonly string[];
}

export class Demo {
  readonly finished: Promise<Finished>;
  private output = '';
  private readonly child: ChildProcess;

  /**
   * @param byNpm as the user starts it; otherwise without npm around it
   * @param longest it is cut off after so long, ms
   */
  constructor(args: readonly string[], { byNpm = false, longest = LONGEST } = {}) {
    const [command, before] = byNpm ? ['npm', ['start', '--']] : [process.execPath, ['--import', 'tsx', 'scripts/start.ts']];
    // a process group of its own: a terminal sends Ctrl-C to all of a group
    this.child = spawn(command, [...before, ...args], { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    this.child.stdout!.on('data', (data: Buffer) => (this.output += data.toString()));
    this.child.stderr!.on('data', (data: Buffer) => (errors += data.toString()));
    const deadline = setTimeout(() => this.signal('SIGKILL'), longest);
    this.finished = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code) => {
        clearTimeout(deadline);
        resolve({ code, lines: linesOf(this.output), errors: linesOf(errors) });
      });
    });
  }

  /** Waits until it has said something. @throws Error if it ends without having said it */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found) return found;
      if (this.child.exitCode !== null || this.child.signalCode !== null) throw new Error(`ended without ${String(pattern)}: ${this.output}`);
      await pause(20);
    }
  }

  /** To every process of the group, as the terminal does. */
  signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.child.pid!, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** To the process that was started alone, as a service manager does. */
  signalFirst(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Whether any process of the group is left. */
  get isAlive(): boolean {
    try {
      return process.kill(-this.child.pid!, 0);
    } catch {
      return false;
    }
  }
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
