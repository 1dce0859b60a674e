// Streams whose truth is known: false alarms and false drifts on eleven marginals, one feature and eight, and whether a spike beyond a
// marginal's own 1e-6 quantile is found.
import { filesOf, fits, over, type Benchmark, type Limit, type Row, type Setting } from './benchmark';
import { calibrationProgram, readLines } from './program';

const LINE = /^(?<d>\d+) +(?<name>\S+) +(?<alarms>[\d.]+) +(?<drifts>[\d.]+) +(?<recall>[\d.]+|NaN) %$/;
const ALARMS_BAR = 5;
const ALARMS_GOAL: Limit = { min: 0.3, max: 3 };
const DRIFTS_BAR = 1;
const RECALL_GOAL = 97;
const RECALL_BARS: Readonly<Record<string, number>> = { 'd=8 gauss': 95, 'd=8 laplace': 90, 'd=8 quantised': 75, 'd=1 AR(.95)': 90, 'd=8 AR(.95)': 90 };

export const calibration: Benchmark = {
  title: 'Calibration: false alarms, false drifts, recall of 1e-6 spikes',

  parts: ({ seeds }: Setting) => Promise.resolve(seeds.map(String)),

  async run(seed, setting, variant) {
    const figures: Record<string, number> = {};
    for (const { d, name, alarms, drifts, recall } of readLines(await calibrationProgram('calib', Number(seed), setting, variant), LINE)) {
      if (!fits(name!, setting.only)) continue;
      Object.assign(figures, { [`d=${d} ${name}|alarms`]: Number(alarms), [`d=${d} ${name}|drifts`]: Number(drifts), [`d=${d} ${name}|recall`]: Number(recall) });
    }
    return figures;
  },

  rows(outcome) {
    const marginals = filesOf(outcome);
    const alarms = marginals.map((marginal) => over(outcome, `${marginal}|alarms`));
    const drifts = marginals.map((marginal) => over(outcome, `${marginal}|drifts`));
    const rows: Row[] = [
      { measure: 'false alarms per 10,000, worst', value: Math.max(...alarms), digits: 2, bar: { max: ALARMS_BAR }, goal: { max: ALARMS_GOAL.max! } },
      { measure: `marginals over ${ALARMS_BAR}`, value: alarms.filter((rate) => rate > ALARMS_BAR).length, digits: 0, bar: { max: 0 } },
      { measure: 'marginals from .3 to 3', value: alarms.filter((rate) => rate >= ALARMS_GOAL.min! && rate <= ALARMS_GOAL.max!).length, digits: 0 },
      { measure: 'false drifts per 100,000, worst', value: Math.max(...drifts), digits: 1, bar: { max: DRIFTS_BAR } },
    ];
    for (const [i, marginal] of marginals.entries()) {
      rows.push({ measure: `${marginal}: false alarms`, value: alarms[i]!, digits: 2, bar: { max: ALARMS_BAR }, goal: ALARMS_GOAL });
      rows.push({ measure: '  false drifts', value: drifts[i]!, digits: 1, bar: { max: DRIFTS_BAR }, detail: true });
      const bar = RECALL_BARS[marginal];
      const limits = bar === undefined ? {} : { bar: { min: bar }, goal: { min: RECALL_GOAL } };
      rows.push({ measure: '  recall, %', value: over(outcome, `${marginal}|recall`), digits: 1, ...limits });
    }
    return rows;
  },
};
