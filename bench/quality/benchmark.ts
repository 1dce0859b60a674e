// What every quality benchmark is: independent parts that a worker runs, and rows of a table made of their figures.

export type Half = 'A' | 'B';

/** An engine to measure, with its options: one column of the tables. */
export interface Variant {
  readonly label: string;
  readonly folder: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What is measured, the same for every variant. */
export interface Setting {
  /** Scorers and data. */
  readonly folder: string;
  readonly half: Half | null;
  readonly only: string | null;
  readonly skips: readonly number[];
  /** Draws of the synthetic streams; 0 is the published one. */
  readonly seeds: readonly number[];
  readonly points: number;
}

export type Figures = Readonly<Record<string, number>>;
/** Figures by part. */
export type Outcome = ReadonlyMap<string, Figures>;

/** A value is within a limit if it is neither below `min` nor above `max`. */
export interface Limit {
  readonly min?: number;
  readonly max?: number;
}

export interface Row {
  readonly measure: string;
  readonly value: number;
  readonly digits: number;
  readonly bar?: Limit;
  readonly goal?: Limit;
  /** Shown only if details are asked for. */
  readonly detail?: boolean;
}

export interface Benchmark {
  readonly title: string;
  /** Names of the independent parts of the work. */
  parts(setting: Setting): Promise<string[]>;
  /** Runs one part, in a worker. */
  run(part: string, setting: Setting, variant: Variant): Promise<Figures>;
  rows(outcome: Outcome): Row[];
}

const literal = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');

/** Whether a name fits comma-separated patterns in which * stands for anything. */
export function fits(name: string, patterns: string | null): boolean {
  if (patterns === null) return true;
  return patterns.split(',').some((pattern) => new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`).test(name));
}

/** The chosen files in their order: those that `only` names, of the chosen half (every other one of each group, counted before `only`). */
export function choose<T>(files: readonly T[], nameOf: (file: T) => string, groupOf: (file: T) => string, { half, only }: Setting): T[] {
  const seen = new Map<string, number>();
  const chosen = files.filter((file) => {
    const index = seen.get(groupOf(file)) ?? 0;
    seen.set(groupOf(file), index + 1);
    return (half === null || index % 2 === (half === 'A' ? 0 : 1)) && fits(nameOf(file), only);
  });
  return chosen;
}

/** Mean of the numbers among the values; NaN without any. */
export function mean(values: readonly (number | undefined)[]): number {
  const numbers = values.filter((value): value is number => value !== undefined && !Number.isNaN(value));
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

/** Names of a benchmark's files, as the keys `NAME|measure` of its figures tell them. */
export function filesOf(outcome: Outcome): string[] {
  const names = [...outcome.values()].flatMap((figures) => Object.keys(figures).flatMap((key) => (key.includes('|') ? [key.slice(0, key.indexOf('|'))] : [])));
  return [...new Set(names)];
}

const valuesOf = (outcome: Outcome, key: string): (number | undefined)[] => [...outcome.values()].map((figures) => figures[key]);

/** Mean of one figure over the parts that have it; sum of it. */
export const over = (outcome: Outcome, key: string): number => mean(valuesOf(outcome, key));
export const total = (outcome: Outcome, key: string): number => valuesOf(outcome, key).reduce((sum: number, value) => sum + (value ?? 0), 0);
