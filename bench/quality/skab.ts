// SKAB, a water loop with valves closed and other faults: rows of a fault (F1, false and missed alarm rate, AUC) and change points. Its faults
// sit near the same row of every file, so that a warm-up may learn the place of the fault instead of the fault: the means of several starts.
import { choose, filesOf, over, type Benchmark, type Figures, type Row, type Setting } from './benchmark';
import { rowDetectors, type AnomalyDetectors } from './detectors';
import { loadScorer, type Prediction } from './scorers';
import { loadSubjects } from './load';

interface SkabFile {
  readonly name: string;
  readonly group: string;
}
interface FileScore {
  readonly name: string;
  readonly F1: number;
  readonly FAR: number;
  readonly MAR: number;
  readonly auc: number;
}
interface SkabScore {
  readonly F1: number;
  readonly FAR: number;
  readonly MAR: number;
  readonly aucPerFileMean: number;
  readonly farBefore: number;
  readonly farAfter: number;
  readonly marThirds: readonly [number, number, number];
  readonly cp: { readonly own: { readonly standard: number; readonly missed: number; readonly fps: number } };
  readonly perFile: readonly FileScore[];
}
interface SkabScorer {
  load(): readonly SkabFile[];
  run(make: AnomalyDetectors, options: { readonly files: readonly SkabFile[]; readonly skip: number }): { readonly preds: readonly Prediction[] };
  score(predictions: readonly Prediction[], options: { readonly files: readonly SkabFile[] }): SkabScore;
}

/** Rows that the benchmark gives to every detector before the first row it scores. */
const WARMUP = 400;
const FILE_MEASURES = ['F1', 'FAR', 'MAR', 'auc'] as const;

export const skab: Benchmark = {
  title: 'SKAB: rows of a fault, change points (bars for held-out files)',

  parts: ({ skips }: Setting) => Promise.resolve(skips.map(String)),

  async run(part, setting, variant) {
    const scorer = await loadScorer<SkabScorer>(setting.folder, 'anomaly/skab.mjs');
    const files = choose(scorer.load(), (file) => file.name, (file) => file.group, setting);
    if (!files.length) return {};
    const { preds } = scorer.run(rowDetectors(await loadSubjects(variant), () => WARMUP), { files, skip: Number(part) });
    const { F1, FAR, MAR, aucPerFileMean, farBefore, farAfter, marThirds, cp, perFile } = scorer.score(preds, { files });
    const figures: Record<string, number> = { F1, FAR, MAR, auc: aucPerFileMean, changePoints: cp.own.standard, missed: cp.own.missed, falsePoints: cp.own.fps };
    Object.assign(figures, { farBefore, farAfter, marFirst: marThirds[0], marMiddle: marThirds[1], marLast: marThirds[2] });
    for (const file of perFile) for (const measure of FILE_MEASURES) figures[`${file.name}|${measure}`] = file[measure];
    return figures satisfies Figures;
  },

  rows(outcome) {
    const rows: Row[] = [
      { measure: 'F1', value: over(outcome, 'F1'), digits: 3, bar: { min: 0.83 }, goal: { min: 0.86 } },
      { measure: 'false alarm rate FAR, %', value: over(outcome, 'FAR'), digits: 1, bar: { max: 17 }, goal: { max: 10 } },
      { measure: 'missed alarm rate MAR, %', value: over(outcome, 'MAR'), digits: 1 },
      { measure: 'AUC, mean of files', value: over(outcome, 'auc'), digits: 3, bar: { min: 0.88 }, goal: { min: 0.92 } },
      { measure: 'change points', value: over(outcome, 'changePoints'), digits: 1, bar: { min: 40 }, goal: { min: 48 } },
      { measure: '  missed', value: over(outcome, 'missed'), digits: 1 },
      { measure: '  false', value: over(outcome, 'falsePoints'), digits: 1 },
      { measure: 'FAR before the fault, %', value: over(outcome, 'farBefore'), digits: 1 },
      { measure: 'FAR after the fault, %', value: over(outcome, 'farAfter'), digits: 1 },
      { measure: 'MAR first third of the fault, %', value: over(outcome, 'marFirst'), digits: 1 },
      { measure: 'MAR middle third, %', value: over(outcome, 'marMiddle'), digits: 1 },
      { measure: 'MAR last third, %', value: over(outcome, 'marLast'), digits: 1 },
    ];
    for (const [part, figures] of outcome) {
      rows.push({ measure: `skip ${part}: F1`, value: figures['F1'] ?? NaN, digits: 3, detail: true });
      rows.push({ measure: `skip ${part}: FAR`, value: figures['FAR'] ?? NaN, digits: 1, detail: true });
    }
    for (const file of filesOf(outcome)) {
      for (const measure of FILE_MEASURES) {
        const digits = measure === 'F1' || measure === 'auc' ? 3 : 1;
        rows.push({ measure: `${file} ${measure}`, value: over(outcome, `${file}|${measure}`), digits, detail: true });
      }
    }
    return rows;
  },
};
