// Tennessee Eastman, a simulated chemical plant of 52 sensors and valves: one fault a run, told by the rows.
import { choose, filesOf, over, type Benchmark, type Row } from './benchmark';
import { rowDetectors, type AnomalyDetectors } from './detectors';
import { loadScorer, type Prediction } from './scorers';
import { loadSubjects } from './load';

interface TepFile {
  readonly name: string;
}
interface TepScore {
  readonly F1: number;
  readonly FAR: number;
  readonly MAR: number;
  readonly auc: number;
  readonly perFault: readonly { readonly name: string; readonly detection: number | null; readonly FAR: number; readonly auc: number; readonly delayMin: number | null }[];
}
interface TepScorer {
  load(): readonly TepFile[];
  run(make: AnomalyDetectors, options: { readonly files: readonly TepFile[] }): { readonly preds: readonly Prediction[] };
  score(predictions: readonly Prediction[], options: { readonly files: readonly TepFile[] }): TepScore;
}

const WARMUP = 256;
const FAULT_FREE = 'fault0';

export const tep: Benchmark = {
  title: 'Tennessee Eastman: rows of a fault, 52 features (bars for held-out faults)',

  parts: () => Promise.resolve(['faults']),

  async run(_part, setting, variant) {
    const scorer = await loadScorer<TepScorer>(setting.folder, 'anomaly/tep.mjs');
    const all = scorer.load();
    const faulty = choose(all.filter(({ name }) => name !== FAULT_FREE), ({ name }) => name, () => '', setting);
    // the fault-free run is every choice's control
    const files = [...all.filter(({ name }) => name === FAULT_FREE), ...faulty];
    if (!faulty.length) return {};
    const { preds } = scorer.run(rowDetectors(await loadSubjects(variant), () => WARMUP), { files });
    const { F1, FAR, MAR, auc, perFault } = scorer.score(preds, { files });
    const figures: Record<string, number> = { F1, FAR, MAR, auc };
    for (const { name, detection, FAR: far, auc: area, delayMin } of perFault) {
      Object.assign(figures, { [`${name}|detected, %`]: detection ?? NaN, [`${name}|FAR, %`]: far, [`${name}|AUC`]: area, [`${name}|delay, min`]: delayMin ?? NaN });
    }
    return figures;
  },

  rows(outcome) {
    const rows: Row[] = [
      { measure: 'AUC, mean of faults', value: over(outcome, 'auc'), digits: 3, bar: { min: 0.9 }, goal: { min: 0.93 } },
      { measure: 'F1', value: over(outcome, 'F1'), digits: 3, bar: { min: 0.8 }, goal: { min: 0.86 } },
      { measure: 'false alarm rate FAR, %', value: over(outcome, 'FAR'), digits: 2 },
      { measure: 'missed alarm rate MAR, %', value: over(outcome, 'MAR'), digits: 1 },
    ];
    for (const file of filesOf(outcome)) {
      for (const [measure, digits] of [['detected, %', 0], ['AUC', 3], ['FAR, %', 1], ['delay, min', 0]] as const) {
        rows.push({ measure: `${file} ${measure}`, value: over(outcome, `${file}|${measure}`), digits, detail: true });
      }
    }
    return rows;
  },
};
