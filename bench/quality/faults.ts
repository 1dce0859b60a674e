// Faults of one sensor of eight, four of them correlated: how many of 20 are found within 500 points, how soon, and the rows flagged meanwhile.
import { filesOf, fits, over, total, type Benchmark, type Row, type Setting } from './benchmark';
import { calibrationProgram, readLines } from './program';

const LINE =
  /^fault (?<name>.+?) +found within 500: (?<found>\d+)\/(?<runs>\d+), median delay (?<delay>\d+|NaN), rows flagged (?<flagged>[\d.]+) %, false before (?<before>[\d.]+)\/10k$/;

export const faults: Benchmark = {
  title: 'Faults of one sensor of eight',

  parts: ({ seeds }: Setting) => Promise.resolve(seeds.map(String)),

  async run(seed, setting, variant) {
    const figures: Record<string, number> = {};
    for (const { name, found, runs, delay, flagged, before } of readLines(await calibrationProgram('faults', Number(seed), setting, variant), LINE)) {
      if (!fits(name!, setting.only)) continue;
      Object.assign(figures, { [`${name}|found`]: Number(found), [`${name}|runs`]: Number(runs), [`${name}|delay`]: Number(delay) });
      Object.assign(figures, { [`${name}|flagged`]: Number(flagged), [`${name}|before`]: Number(before) });
    }
    return figures;
  },

  rows(outcome) {
    return filesOf(outcome).flatMap((name): Row[] => [
      { measure: `${name}: found of ${total(outcome, `${name}|runs`)}`, value: total(outcome, `${name}|found`), digits: 0 },
      { measure: '  median delay, points', value: over(outcome, `${name}|delay`), digits: 0 },
      { measure: '  rows flagged, %', value: over(outcome, `${name}|flagged`), digits: 0 },
      { measure: '  false alarms before, per 10,000', value: over(outcome, `${name}|before`), digits: 1, detail: true },
    ]);
  },
};
