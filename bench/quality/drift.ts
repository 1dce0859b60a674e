// Drift of one feature in eight: how many of 40 streams are told of, how soon, and how often too early.
import { filesOf, fits, over, total, type Benchmark, type Row, type Setting } from './benchmark';
import { calibrationProgram, readLines } from './program';

const LINE = /^drift (?<name>.+?) +in 1 of 8: found (?<found>\d+)\/(?<runs>\d+), median delay (?<delay>\d+|NaN), early (?<early>\d+)$/;

export const drift: Benchmark = {
  title: 'Drift in one of eight features',

  parts: ({ seeds }: Setting) => Promise.resolve(seeds.map(String)),

  async run(seed, setting, variant) {
    const figures: Record<string, number> = {};
    for (const { name, found, runs, delay, early } of readLines(await calibrationProgram('drift', Number(seed), setting, variant), LINE)) {
      if (!fits(name!, setting.only)) continue;
      Object.assign(figures, { [`${name}|found`]: Number(found), [`${name}|runs`]: Number(runs), [`${name}|delay`]: Number(delay), [`${name}|early`]: Number(early) });
    }
    return figures;
  },

  rows(outcome) {
    return filesOf(outcome).flatMap((name): Row[] => [
      { measure: `${name}: found of ${total(outcome, `${name}|runs`)}`, value: total(outcome, `${name}|found`), digits: 0 },
      { measure: '  median delay, points', value: over(outcome, `${name}|delay`), digits: 0 },
      { measure: '  told before it began', value: total(outcome, `${name}|early`), digits: 0 },
    ]);
  },
};
