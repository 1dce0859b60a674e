// A worker process: runs one part of one benchmark for one variant at a time and sends its figures.
import type { BenchmarkName } from './arguments';
import type { Figures, Setting, Variant } from './benchmark';
import { CATALOGUE } from './catalogue';

export interface Task {
  readonly benchmark: BenchmarkName;
  readonly part: string;
  readonly setting: Setting;
  readonly variant: Variant;
}
export type Report = { readonly figures: Figures; readonly seconds: number } | { readonly error: string };

async function work({ benchmark, part, setting, variant }: Task): Promise<Report> {
  const start = performance.now();
  try {
    const figures = await CATALOGUE[benchmark].run(part, setting, variant);
    return { figures, seconds: (performance.now() - start) / 1000 };
  } catch (error) {
    return { error: `${benchmark} ${part}, ${variant.label}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

process.once('disconnect', () => process.exit());
process.on('message', (task: Task) => {
  void work(task).then((report) => process.send!(report));
});
