// A benchmark's rows as a table: measure, bar, goal, one column per variant. + reaches the goal, ! misses the bar.
import type { Limit, Row } from './benchmark';

const MEASURE = 46;
const LIMIT = 9;
const LEAST_COLUMN = 11;

export interface Column {
  readonly label: string;
  readonly rows: readonly Row[];
}

const within = (value: number, { min = -Infinity, max = Infinity }: Limit): boolean => value >= min && value <= max;

const plain = (value: number, digits: number): string => (Number.isNaN(value) ? '-' : value.toFixed(digits));

function limit(bound: Limit | undefined, digits: number): string {
  if (!bound) return '';
  const { min, max } = bound;
  if (min !== undefined && max !== undefined) return `${min}-${max}`;
  return min === undefined ? `<= ${max}` : `>= ${Number(min.toFixed(digits))}`;
}

function cell({ value, digits, bar, goal }: Row): string {
  const mark = bar && !within(value, bar) ? '!' : goal && within(value, goal) ? '+' : ' ';
  return `${plain(value, digits)}${mark}`;
}

function change(first: Row, second: Row): string {
  const difference = second.value - first.value;
  if (Number.isNaN(difference)) return '';
  return Number(difference.toFixed(first.digits)) === 0 ? '=' : `${difference > 0 ? '+' : ''}${difference.toFixed(first.digits)}`;
}

/** With two columns a third tells the change from the first to the second. */
export function table(title: string, columns: readonly Column[], details: boolean): string {
  const width = Math.max(LEAST_COLUMN, ...columns.map(({ label }) => label.length + 2));
  const two = columns.length === 2;
  const head = `${''.padEnd(MEASURE)}${'bar'.padStart(LIMIT)}${'goal'.padStart(LIMIT)}${columns.map(({ label }) => `${label} `.padStart(width)).join('')}`;
  const lines = [title, `${head}${two ? 'change'.padStart(LEAST_COLUMN) : ''}`];
  const [first] = columns;
  first!.rows.forEach((row, i) => {
    if (row.detail && !details) return;
    const cells = columns.map((column) => column.rows[i]!);
    const limits = `${limit(row.bar, row.digits).padStart(LIMIT)}${limit(row.goal, row.digits).padStart(LIMIT)}`;
    const values = cells.map((entry) => cell(entry).padStart(width)).join('');
    lines.push(`${row.measure.padEnd(MEASURE)}${limits}${values}${two ? change(cells[0]!, cells[1]!).padStart(LEAST_COLUMN) : ''}`.trimEnd());
  });
  return `${lines.join('\n')}\n`;
}
