// The executable prototype of the engine's specification as an engine under test: its rows and, kept apart there, its alarm layer.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AlarmPhase } from '../../src/engine';
import type { Subject, Subjects } from './subject';

interface Answer {
  readonly clusterId: number;
  readonly point: number;
  readonly score: number;
  readonly outlier: boolean;
  readonly changepoint: boolean;
  readonly drift: object | null;
}
interface Engine {
  readonly d: number;
  readonly N: number;
  readonly ready: boolean;
  readonly mon: { readonly hold: number };
  update(x: Float64Array, t: number): Answer;
}
interface Told {
  readonly event: AlarmPhase;
  readonly score: number;
}
interface EventLayer {
  clock(t: number): void;
  step(kinds: unknown, strengths: unknown, count: number, t: number, accepted: boolean): Told;
}
interface EvidenceReader {
  readonly k: unknown;
  readonly h: unknown;
  read(engine: Engine, x: Float64Array): number;
}
interface Modules {
  readonly Engine: new (options: object) => Engine;
  readonly DEF: object;
  readonly Events: new (options: object) => EventLayer;
  readonly Evidence: new (dimensions: number) => EvidenceReader;
}

/** Its names of the knobs that it has under another one. */
const NAMES: Readonly<Record<string, string>> = {
  baseThreshold: 'base_threshold',
  learningRate: 'learning_rate',
  maxClusters: 'max_clusters',
  driftSensitivity: 'drift_sensitivity',
  outlierThreshold: 'outlier_threshold',
};
const NOTHING: Told = { event: 'none', score: 0 };

/** @throws Error if it does not know one of the options. */
export async function prototypeSubjects(folder: string, options: Readonly<Record<string, unknown>>): Promise<Subjects> {
  const load = async (file: string): Promise<object> => (await import(pathToFileURL(join(folder, file)).href)) as object;
  const modules = Object.assign({}, ...(await Promise.all(['engine.mjs', 'events.mjs', 'evidence.mjs'].map(load)))) as Modules;
  const own = Object.fromEntries(Object.entries(options).map(([name, value]) => [NAMES[name] ?? name, value]));
  const unknown = Object.keys(own).find((name) => !(name in modules.DEF));
  if (unknown !== undefined) throw new Error(`the engine of ${folder} has no option ${unknown}`);
  return (dimensions, warmup) => new PrototypeSubject(modules, { dims: dimensions, ...(warmup === undefined ? {} : { warmup }), ...own });
}

class PrototypeSubject implements Subject {
  judged = false;
  private readonly engine: Engine;
  private readonly alarms: EventLayer;
  private readonly evidence: EvidenceReader;
  private answer: Answer | null = null;
  private told = NOTHING;
  private hold = 0;

  constructor({ Engine, Events, Evidence }: Modules, options: object) {
    const engine = (this.engine = new Engine(options));
    // the kinds of its daily channel begin at 4 d
    this.alarms = new Events({ accept: engine.N, exLo: 4 * engine.d, exHi: 6 * engine.d });
    this.evidence = new Evidence(engine.d);
  }

  process(x: Float64Array, t: number): void {
    const { engine, alarms, evidence } = this;
    this.judged = engine.ready;
    this.answer = engine.update(x, t);
    this.told = NOTHING;
    if (!this.judged) return alarms.clock(t);
    const count = evidence.read(engine, x);
    const accepted = this.hold >= engine.N && engine.mon.hold === 0;
    this.hold = engine.mon.hold;
    this.told = alarms.step(evidence.k, evidence.h, count, t, accepted);
  }

  get clusterId(): number {
    return this.answer!.clusterId + 1;
  }
  get pointScore(): number {
    return this.answer!.point;
  }
  get outlierScore(): number {
    return this.answer!.score;
  }
  get isOutlier(): boolean {
    return this.answer!.outlier;
  }
  get changePoint(): boolean {
    return this.answer!.changepoint;
  }
  get drift(): boolean {
    return this.answer!.drift !== null;
  }
  get alarm(): AlarmPhase {
    return this.told.event;
  }
  get alarmScore(): number {
    return this.told.score;
  }
}
