// A few worker processes that share a list of tasks, in order.
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Report, Task } from './worker';

interface Waiting {
  readonly task: Task;
  readonly resolve: (report: Report) => void;
}

/** Runs every task; a failure is a report as well and does not stop the others. */
export function runAll(tasks: readonly Task[], workers: number): Promise<Report>[] {
  const waiting: Waiting[] = [];
  const reports = tasks.map((task) => new Promise<Report>((resolve) => void waiting.push({ task, resolve })));
  for (let i = 0; i < Math.min(workers, tasks.length); i++) void serve(waiting);
  return reports;
}

async function serve(waiting: Waiting[]): Promise<void> {
  let worker: ChildProcess | null = null;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (!worker?.connected) worker = fork(join(__dirname, 'worker.ts'), { serialization: 'advanced' });
    next.resolve(await ask(worker, next.task));
  }
  worker?.disconnect();
}

function ask(worker: ChildProcess, task: Task): Promise<Report> {
  return new Promise((resolve) => {
    const onExit = (): void => resolve({ error: `the worker for ${task.benchmark} ${task.part} ended` });
    worker.once('exit', onExit);
    worker.once('message', (report: Report) => {
      worker.off('exit', onExit);
      resolve(report);
    });
    worker.send(task);
  });
}
