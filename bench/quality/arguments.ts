// The command line of the quality benchmarks.
import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Half, Setting, Variant } from './benchmark';

export const BENCHMARKS = ['skab', 'nab', 'tep', 'clustering', 'calibration', 'drift', 'faults'] as const;
export type BenchmarkName = (typeof BENCHMARKS)[number];

export interface Command {
  readonly setting: Setting;
  readonly benchmarks: readonly BenchmarkName[];
  readonly variants: readonly Variant[];
  readonly details: boolean;
  readonly json: string | null;
  readonly workers: number;
}

export const USAGE = `npm run bench:quality -- FOLDER [${BENCHMARKS.join('|')}|all ...] [options]

FOLDER holds the scorers and their data: anomaly/ clustering/ calibration/ data/
  --engine [LABEL=]DIR   engine to measure; several give several columns. DIR: a checkout (its src/ is run as it is now), a build (a dist folder
                         or a copy of one), an installed package, or the folder of the executable prototype. Without it: this checkout's src/
  --opts JSON            engine options, e.g. '{"warmup":400}'; after an --engine they are that column's, before the first all columns'
  --half A|B             every other file of each group: choose on one half, check on the other (skab, nab, tep, clustering)
  --only GLOB            files, streams, faults, marginals with such a name, e.g. 'valve1/*', '*-d8,regimes*'
  --skip 0,50            skab: rows left out before the warm-up (0,50,100,150)
  --seed 1,2             other draws of the synthetic streams, several together (0: the published one)
  --points N             calibration: points per stream (50000)
  --details              every file, stream and fault
  --json FILE            the rows as JSON as well
  --workers N            processes (2)`;

const OPTIONS = {
  engine: { type: 'string', multiple: true },
  opts: { type: 'string', multiple: true },
  half: { type: 'string' },
  only: { type: 'string' },
  skip: { type: 'string', default: '0,50,100,150' },
  seed: { type: 'string', default: '0' },
  points: { type: 'string', default: '50000' },
  details: { type: 'boolean', default: false },
  json: { type: 'string' },
  workers: { type: 'string', default: '2' },
} as const;

/** A column whose options are still being read. */
type OpenVariant = Variant & { readonly options: Record<string, unknown> };

/** @throws Error a sentence that says what is wrong with the command line. */
export function readCommand(args: readonly string[], checkout: string): Command {
  const { values, positionals, tokens } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, tokens: true });
  const [folder, ...names] = positionals;
  if (!folder) throw new Error(USAGE);
  const unknown = names.find((name) => name !== 'all' && !isBenchmark(name));
  if (unknown !== undefined) throw new Error(`there is no benchmark ${unknown}: ${BENCHMARKS.join(', ')} or all`);
  const variants: OpenVariant[] = [];
  const common: Record<string, unknown> = {};
  for (const token of tokens) {
    if (token.kind !== 'option' || token.value === undefined) continue;
    const last = variants.at(-1);
    if (token.name === 'engine') variants.push(variantOf(token.value, { ...common }));
    else if (token.name === 'opts') Object.assign(last ? last.options : common, readOptions(token.value));
  }
  if (!variants.length) variants.push({ label: 'this', folder: checkout, options: common });
  const columns = variants.map((variant, i) => {
    const isFirst = variants.findIndex(({ label }) => label === variant.label) === i;
    return isFirst ? variant : Object.assign({}, variant, { label: `${variant.label} ${i + 1}` });
  });
  return {
    setting: {
      folder: resolve(folder),
      half: halfOf(values.half),
      only: values.only ?? null,
      skips: wholeNumbers('skip', values.skip),
      seeds: wholeNumbers('seed', values.seed),
      points: wholeNumber('points', values.points, 1),
    },
    benchmarks: names.length === 0 || names.includes('all') ? BENCHMARKS : BENCHMARKS.filter((name) => names.includes(name)),
    variants: columns,
    details: values.details,
    json: values.json ?? null,
    workers: wholeNumber('workers', values.workers, 1),
  };
}

const isBenchmark = (name: string): name is BenchmarkName => (BENCHMARKS as readonly string[]).includes(name);

function variantOf(value: string, options: Record<string, unknown>): OpenVariant {
  const [, label, path] = /^(?:([^=/]+)=)?(.+)$/.exec(value)!;
  const folder = resolve(path!);
  return { label: label ?? (basename(folder) === 'dist' ? basename(dirname(folder)) : basename(folder)), folder, options };
}

function readOptions(text: string): Record<string, unknown> {
  const options: unknown = JSON.parse(text);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) throw new Error('--opts takes a JSON object');
  return options as Record<string, unknown>;
}

function halfOf(value: string | undefined): Half | null {
  if (value === undefined || value === 'A' || value === 'B') return value ?? null;
  throw new Error('--half is A or B');
}

const wholeNumbers = (name: string, list: string): number[] => [...new Set(list.split(',').map((text) => wholeNumber(name, text, 0)))];

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} takes whole numbers from ${least}`);
  return value;
}
