// Drift of one feature in eight: how many of 40 streams are told of, how soon, and how often too early.
import { fits, type Benchmark, type Row } from './benchmark';
import { calibrationProgram, readLines } from './program';

const LINE = /^drift (?<name>.+?) +in 1 of 8: found (?<found>\d+)\/(?<runs>\d+), median delay (?<delay>\d+|NaN), early (?<early>\d+)$/;

export const drift: Benchmark = {
  title: 'Drift in one of eight features',

  parts: () => Promise.resolve(['drifts']),

  async run(_part, setting, variant) {
    const figures: Record<string, number> = {};
    for (const { name, found, runs, delay, early } of readLines(await calibrationProgram('drift', setting, variant), LINE)) {
      if (!fits(name!, setting.only)) continue;
      Object.assign(figures, { [`${name}|found`]: Number(found), [`${name}|runs`]: Number(runs), [`${name}|delay`]: Number(delay), [`${name}|early`]: Number(early) });
    }
    return figures;
  },

  rows(outcome) {
    const figures = outcome.get('drifts') ?? {};
    return Object.keys(figures)
      .filter((key) => key.endsWith('|found'))
      .map((key) => key.slice(0, key.indexOf('|')))
      .flatMap((name): Row[] => [
        { measure: `${name}: found of ${figures[`${name}|runs`]}`, value: figures[`${name}|found`]!, digits: 0 },
        { measure: '  median delay, points', value: figures[`${name}|delay`]!, digits: 0 },
        { measure: '  told before it began', value: figures[`${name}|early`]!, digits: 0 },
      ]);
  },
};
