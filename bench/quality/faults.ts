// Faults of one sensor of eight, four of them correlated: how many of 20 are found within 500 points, how soon, and the rows flagged meanwhile.
import { fits, type Benchmark, type Row } from './benchmark';
import { calibrationProgram, readLines } from './program';

const LINE =
  /^fault (?<name>.+?) +found within 500: (?<found>\d+)\/(?<runs>\d+), median delay (?<delay>\d+|NaN), rows flagged (?<flagged>[\d.]+) %, false before (?<before>[\d.]+)\/10k$/;

export const faults: Benchmark = {
  title: 'Faults of one sensor of eight',

  parts: () => Promise.resolve(['faults']),

  async run(_part, setting, variant) {
    const figures: Record<string, number> = {};
    for (const { name, found, runs, delay, flagged, before } of readLines(await calibrationProgram('faults', setting, variant), LINE)) {
      if (!fits(name!, setting.only)) continue;
      Object.assign(figures, { [`${name}|found`]: Number(found), [`${name}|runs`]: Number(runs), [`${name}|delay`]: Number(delay) });
      Object.assign(figures, { [`${name}|flagged`]: Number(flagged), [`${name}|before`]: Number(before) });
    }
    return figures;
  },

  rows(outcome) {
    const figures = outcome.get('faults') ?? {};
    return Object.keys(figures)
      .filter((key) => key.endsWith('|found'))
      .map((key) => key.slice(0, key.indexOf('|')))
      .flatMap((name): Row[] => [
        { measure: `${name}: found of ${figures[`${name}|runs`]}`, value: figures[`${name}|found`]!, digits: 0 },
        { measure: '  median delay, points', value: figures[`${name}|delay`]!, digits: 0 },
        { measure: '  rows flagged, %', value: figures[`${name}|flagged`]!, digits: 0 },
        { measure: '  false alarms before, per 10,000', value: figures[`${name}|before`]!, digits: 1, detail: true },
      ]);
  },
};
