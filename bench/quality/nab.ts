// NAB v1.1: alarms of one-dimensional streams, scored by how early in a window they come. Own alarms: what the engine tells a user (an alarm
// opens, an update follows); optimised: one threshold of the alarm score, chosen with the labels, as the public scoreboard does.
import { choose, over, type Benchmark, type Row } from './benchmark';
import { alarmDetectors, type AnomalyDetectors } from './detectors';
import { loadScorer, type Prediction } from './scorers';
import { loadSubjects } from './load';

interface NabFile {
  readonly name: string;
  readonly group: string;
}
interface ProfileScore {
  readonly score: number;
  readonly hit: number;
  readonly fps: number;
}
interface Optimised {
  readonly standard: ProfileScore & { readonly threshold: number };
  readonly lowFP: ProfileScore;
  readonly lowFN: ProfileScore;
  readonly windows: number;
}
interface GroupScore {
  readonly windows: number;
  readonly hit: number;
  readonly fps: number;
  readonly raw: number;
}
interface Own {
  readonly standard: ProfileScore;
  readonly lowFP: ProfileScore;
  readonly lowFN: ProfileScore;
  readonly groups: Readonly<Record<string, GroupScore>>;
}
interface NabScorer {
  load(): readonly NabFile[];
  run(make: AnomalyDetectors, options: { readonly files: readonly NabFile[] }): { readonly preds: readonly Prediction[] };
  score(predictions: readonly Prediction[], options: { readonly files: readonly NabFile[] }): Optimised;
  scoreAlarms(predictions: readonly Prediction[], options: { readonly files: readonly NabFile[] }): Own;
  detail(predictions: readonly Prediction[], threshold: number, options: { readonly files: readonly NabFile[] }): Readonly<Record<string, GroupScore>>;
}

const LEAST_WARMUP = 100;
const USUAL_WARMUP = 256;
const WAYS = ['own', 'optimised'] as const;

/** The engine's usual warm-up, within the rows that are never scored. */
const warmup = (allowed: number): number => Math.max(LEAST_WARMUP, Math.min(USUAL_WARMUP, allowed));

function addGroups(figures: Record<string, number>, way: string, groups: Readonly<Record<string, GroupScore>>): void {
  for (const [group, { windows, hit, fps, raw }] of Object.entries(groups)) {
    const prefix = `${group}|${way}`;
    // a window is worth 2 in the standard profile: -1 missed, +1 at best
    figures[`${prefix} score`] = windows ? (100 * (raw + windows)) / (2 * windows) : NaN;
    Object.assign(figures, { [`${prefix} cost`]: raw, [`${prefix} windows`]: windows, [`${prefix} hit`]: hit, [`${prefix} false`]: fps });
  }
}

export const nab: Benchmark = {
  title: 'NAB: own alarms and optimised threshold (bars for held-out files)',

  parts: () => Promise.resolve(['files']),

  async run(_part, setting, variant) {
    const scorer = await loadScorer<NabScorer>(setting.folder, 'anomaly/nab.mjs');
    const files = choose(scorer.load(), (file) => file.name, (file) => file.group, setting);
    if (!files.length) return {};
    const { preds } = scorer.run(alarmDetectors(await loadSubjects(variant), warmup), { files });
    const own = scorer.scoreAlarms(preds, { files });
    const best = scorer.score(preds, { files });
    const figures: Record<string, number> = { windows: best.windows, threshold: best.standard.threshold };
    for (const [way, score] of [['own', own], ['optimised', best]] as const) {
      Object.assign(figures, { [way]: score.standard.score, [`${way} low FP`]: score.lowFP.score, [`${way} low FN`]: score.lowFN.score });
      Object.assign(figures, { [`${way} hit`]: score.standard.hit, [`${way} false`]: score.standard.fps });
    }
    addGroups(figures, 'own', own.groups);
    addGroups(figures, 'optimised', scorer.detail(preds, best.standard.threshold, { files }));
    for (const file of files) {
      const { standard } = scorer.scoreAlarms(preds, { files: [file] });
      Object.assign(figures, { [`${file.name}|file hit`]: standard.hit, [`${file.name}|file false`]: standard.fps });
    }
    return figures;
  },

  rows(outcome) {
    const at = (key: string): number => over(outcome, key);
    const rows: Row[] = [
      { measure: 'own alarms', value: at('own'), digits: 1, bar: { min: 62 }, goal: { min: 70 } },
      { measure: 'optimised', value: at('optimised'), digits: 1, bar: { min: 68 }, goal: { min: 76 } },
      { measure: 'windows', value: at('windows'), digits: 0 },
    ];
    for (const way of WAYS) {
      rows.push({ measure: `${way}: windows hit`, value: at(`${way} hit`), digits: 0 }, { measure: `${way}: false rows`, value: at(`${way} false`), digits: 0 });
      rows.push({ measure: `${way}: low FP`, value: at(`${way} low FP`), digits: 1 }, { measure: `${way}: low FN`, value: at(`${way} low FN`), digits: 1 });
    }
    rows.push({ measure: 'optimised: threshold', value: at('threshold'), digits: 4 });
    const keys = Object.keys(outcome.get('files') ?? {});
    for (const group of keys.filter((key) => key.endsWith('|own windows')).map((key) => key.slice(0, key.indexOf('|')))) {
      for (const way of WAYS) {
        const windows = at(`${group}|${way} windows`);
        if (windows) rows.push({ measure: `${group} ${way}`, value: at(`${group}|${way} score`), digits: 1 });
        if (windows) rows.push({ measure: '  windows hit', value: at(`${group}|${way} hit`), digits: 0, detail: true });
        rows.push({ measure: windows ? '  false rows' : `${group} ${way}, false rows`, value: at(`${group}|${way} false`), digits: 0, detail: windows > 0 });
      }
    }
    for (const file of keys.filter((key) => key.endsWith('|file hit')).map((key) => key.slice(0, key.indexOf('|')))) {
      rows.push({ measure: `${file} hit`, value: at(`${file}|file hit`), digits: 0, detail: true });
      rows.push({ measure: `${file} false rows`, value: at(`${file}|file false`), digits: 0, detail: true });
    }
    return rows;
  },
};
