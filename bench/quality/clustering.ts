// Evolving streams: how well the clusters of the moment match the true ones (adjusted Rand index over windows of 1,000 points), whether noise
// stays outside every cluster, and whether changes of the stream are told. Synthetic streams (another seed: another draw) and real ones.
import { choose, mean, type Benchmark, type Outcome, type Row, type Setting } from './benchmark';
import { clusterer, type Clusterer } from './detectors';
import { loadScorer } from './scorers';
import { loadSubjects } from './load';

interface Stream {
  readonly name: string;
  readonly n: number;
  readonly d: number;
  /** The best assignment for who knows the generator's parameters, where it is known. */
  readonly bayes?: Int32Array;
  readonly bscore?: Float64Array;
}
interface Output {
  readonly id: Int32Array;
  readonly sc: Float64Array;
  readonly alarms: readonly number[];
  readonly ns: number;
  readonly reportsDrift: boolean;
}
interface StreamScore {
  readonly ariW: number;
  readonly amiW: number;
  readonly kW: number;
  readonly kTrueW: number;
  readonly oF1: number;
  readonly oBestF1: number;
  readonly drift: { readonly hit: number; readonly events: number; readonly faPer10k: number } | null;
}
interface Store {
  list(): readonly string[];
  load(name: string): Stream;
}
interface ClusteringScorer {
  runStream(make: (about: { readonly dims: number }) => Clusterer, stream: Stream): Output;
  score(stream: Stream, output: Output): StreamScore;
}

const FAMILIES = ['d2', 'd8', 'd32', 'regimes', 'crowded', 'real'] as const;
type Family = (typeof FAMILIES)[number];
const BARS: Readonly<Partial<Record<Family, number>>> = { d2: 0.92, d8: 0.96, d32: 0.96, regimes: 0.98, crowded: 0.62 };
const CROWDED_GOAL = 0.75;
/** The goal where the ceiling is known: this close to it. */
const BELOW_CEILING = 0.02;

export function familyOf(stream: string): Family {
  const [origin, kind = '', dimensions] = stream.split('-');
  if (origin === 'real') return 'real';
  if (kind === 'regimes') return kind;
  if (/^crowd|^squares$|^inter$/.test(kind)) return 'crowded';
  const family = FAMILIES.find((name) => name === dimensions);
  if (!family) throw new Error(`stream ${stream} belongs to no family`);
  return family;
}

function familyRows(outcome: Outcome, family: Family): Row[] {
  const streams = [...outcome].filter(([name]) => familyOf(name) === family).map(([, figures]) => figures);
  if (!streams.length) return [];
  const at = (key: string): number => mean(streams.map((figures) => figures[key]));
  const bar = BARS[family];
  const ceiling = at('ceiling');
  const goal = family === 'crowded' ? CROWDED_GOAL : ceiling - BELOW_CEILING;
  const limits = bar === undefined ? {} : { bar: { min: bar }, ...(Number.isNaN(goal) ? {} : { goal: { min: goal } }) };
  const rows: Row[] = [
    { measure: `${family}: window ARI`, value: at('ari'), digits: 3, ...limits },
    { measure: '  window AMI', value: at('ami'), digits: 3 },
    { measure: '  clusters per true cluster', value: mean(streams.map(({ k, trueK }) => (k ?? NaN) / (trueK ?? NaN))), digits: 2 },
  ];
  const noise = { measure: '  noise F1', value: at('noise'), digits: 3 };
  if (!Number.isNaN(noise.value)) rows.push(noise, { measure: '  noise F1 at the best threshold of the score', value: at('bestNoise'), digits: 3, detail: true });
  return rows;
}

export const clustering: Benchmark = {
  title: 'Evolving streams: clusters, noise, drift',

  async parts(setting: Setting) {
    const store = await loadScorer<Store>(setting.folder, 'clustering/lib/streams.mjs');
    return choose(store.list(), (name) => name, familyOf, setting);
  },

  async run(part, setting, variant) {
    const store = await loadScorer<Store>(setting.folder, 'clustering/lib/streams.mjs');
    const scorer = await loadScorer<ClusteringScorer>(setting.folder, 'clustering/lib/score.mjs');
    const subjects = await loadSubjects(variant);
    const stream = store.load(part);
    const { ariW, amiW, kW, kTrueW, oF1, oBestF1, drift } = scorer.score(stream, scorer.runStream(({ dims }) => clusterer(subjects, dims), stream));
    const figures: Record<string, number> = { ari: ariW, ami: amiW, k: kW, trueK: kTrueW, noise: oF1, bestNoise: oBestF1 };
    if (stream.bayes && stream.bscore) {
      figures['ceiling'] = scorer.score(stream, { id: stream.bayes, sc: stream.bscore, alarms: [], ns: 0, reportsDrift: false }).ariW;
    }
    if (drift) Object.assign(figures, { found: drift.hit, changes: drift.events, falseDrifts: drift.faPer10k });
    return figures;
  },

  rows(outcome) {
    const rows = FAMILIES.flatMap((family) => familyRows(outcome, family));
    const streams = [...outcome.values()];
    const changes = streams.reduce((sum, figures) => sum + (figures['changes'] ?? 0), 0);
    if (changes) {
      rows.push({ measure: `drift told, of ${changes} changes`, value: streams.reduce((sum, figures) => sum + (figures['found'] ?? 0), 0), digits: 0 });
      rows.push({ measure: '  false per 10,000 points', value: mean(streams.map((figures) => figures['falseDrifts'])), digits: 2 });
    }
    for (const [name, figures] of outcome) {
      rows.push({ measure: `${name} ARI`, value: figures['ari'] ?? NaN, digits: 3, detail: true });
      if (!Number.isNaN(figures['noise'] ?? NaN)) rows.push({ measure: `${name} noise F1`, value: figures['noise']!, digits: 3, detail: true });
    }
    return rows;
  },
};
