// npm run bench:speed [throughput | weights | growth]   speed and memory of the engine as it is built in dist/ (npm run build first).
import { cpus } from 'node:os';
import { growth, weights } from './memory';
import { compiler } from './native';
import { throughput } from './throughput';

const sections: Record<string, () => Iterable<string>> = { throughput, weights, growth };
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(sections, name));
if (unknown) throw new Error(`unknown section ${unknown}: ${Object.keys(sections).join(', ')}`);

process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, C: ${compiler() ?? 'no compiler'}\n`);
for (const [name, lines] of Object.entries(sections)) {
  if (asked.length && !asked.includes(name)) continue;
  process.stdout.write('\n');
  for (const text of lines()) process.stdout.write(`${text}\n`);
}
