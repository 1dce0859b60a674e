// npm run bench:quality -- FOLDER [BENCHMARK ...]   measures how well the engine detects and clusters on public benchmarks, with the scorers
// and data of FOLDER, beside the bars and goals it is held to; several engines side by side. Without FOLDER it tells its options.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommand } from './arguments';
import type { Figures } from './benchmark';
import { CATALOGUE } from './catalogue';
import { runAll } from './pool';
import { syntheticStreams } from './streams';
import { loadSubjects } from './load';
import { table, type Column } from './table';
import type { Task } from './worker';

async function main(): Promise<void> {
  const { setting, benchmarks, variants, details, json, workers } = readCommand(process.argv.slice(2), join(__dirname, '../..'));
  // a variant that cannot be loaded is told before anything runs
  await Promise.all(variants.map(loadSubjects));
  // the scorers look for the synthetic streams where this says; the workers inherit it
  if (benchmarks.includes('clustering')) process.env['CLUSTER_STREAMS'] = await syntheticStreams(setting.folder, setting.seeds);
  const plans = await Promise.all(benchmarks.map(async (name) => ({ name, parts: await CATALOGUE[name].parts(setting) })));
  const tasks = plans.flatMap(({ name, parts }) => parts.flatMap((part) => variants.map((variant): Task => ({ benchmark: name, part, setting, variant }))));
  const reports = runAll(tasks, workers);
  const results: object[] = [];
  for (const { name } of plans) {
    const outcomes = variants.map(() => new Map<string, Figures>());
    const seconds = variants.map(() => 0);
    for (const [i, { benchmark: own, part, variant }] of tasks.entries()) {
      if (own !== name) continue;
      const report = await reports[i]!;
      if ('error' in report) throw new Error(report.error);
      const column = variants.indexOf(variant);
      outcomes[column]!.set(part, report.figures);
      seconds[column]! += report.seconds;
    }
    const isEmpty = outcomes.every((outcome) => [...outcome.values()].every((figures) => !Object.keys(figures).length));
    if (isEmpty) continue;
    const benchmark = CATALOGUE[name];
    const columns = variants.map(({ label }, i): Column => ({ label, rows: [...benchmark.rows(outcomes[i]!), { measure: 'time, s', value: seconds[i]!, digits: 1 }] }));
    process.stdout.write(`\n${table(`${benchmark.title}${setting.half ? `, half ${setting.half}` : ''}`, columns, details)}`);
    results.push(...columns.map((column, i) => ({ benchmark: name, setting, variant: variants[i], rows: column.rows })));
  }
  if (json) writeFileSync(json, JSON.stringify(results, null, 1));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
