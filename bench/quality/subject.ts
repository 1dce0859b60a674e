// An engine under test, whatever build it comes from: what the benchmarks read of its last answer.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StreamClusterer } from '../../src/engine';
import type { AlarmPhase } from '../../src/engine';
import type { Variant } from './benchmark';
import { prototypeSubjects } from './prototype';

export interface Subject {
  /** Takes in one point; what follows speaks of it. */
  process(x: Float64Array, t: number): void;
  /** False during the warm-up. */
  readonly judged: boolean;
  /** 0 = in no cluster. */
  readonly clusterId: number;
  readonly pointScore: number;
  readonly outlierScore: number;
  readonly isOutlier: boolean;
  readonly changePoint: boolean;
  /** A drift was detected with this point. */
  readonly drift: boolean;
  readonly alarm: AlarmPhase;
  readonly alarmScore: number;
}

/** @param warmup points of the warm-up where the benchmark sets them and the variant's options do not */
export type Subjects = (dimensions: number, warmup?: number) => Subject;

type Package = { readonly StreamClusterer: typeof StreamClusterer };

const ENTRIES = ['src/engine/index.ts', 'src/engine/index.js', 'dist/src/engine/index.js'];

/** Loads a variant's engine. @throws Error if there is none, or if it does not know one of the options. */
export async function loadSubjects({ folder, options }: Variant): Promise<Subjects> {
  if (existsSync(join(folder, 'engine.mjs'))) return prototypeSubjects(folder, options);
  const entry = ENTRIES.map((path) => join(folder, path)).find((path) => existsSync(path));
  if (entry === undefined) throw new Error(`no engine in ${folder}`);
  const loaded = (await import(pathToFileURL(entry).href)) as Package & { readonly default?: Package };
  const Engine = loaded.StreamClusterer ?? loaded.default?.StreamClusterer;
  const { knobs } = new Engine({ features: ['probe'] });
  const unknown = Object.keys(options).find((name) => name !== 'profile' && !(name in knobs));
  if (unknown !== undefined) throw new Error(`the engine of ${folder} has no option ${unknown}`);
  return (dimensions, warmup) => {
    const features = Array.from({ length: dimensions }, (_, j) => `f${j}`);
    return new EngineSubject(new Engine({ features, ...(warmup === undefined ? {} : { warmup }), ...options }));
  };
}

class EngineSubject implements Subject {
  judged = false;
  private ready = false;
  private result: ReturnType<StreamClusterer['process']> | null = null;

  constructor(private readonly engine: StreamClusterer) {}

  process(x: Float64Array, t: number): void {
    this.judged = this.ready;
    this.result = this.engine.process(x, t);
    this.ready = this.result.ready;
  }

  get clusterId(): number {
    return this.result!.clusterId;
  }
  get pointScore(): number {
    return this.result!.pointScore;
  }
  get outlierScore(): number {
    return this.result!.outlierScore;
  }
  get isOutlier(): boolean {
    return this.result!.isOutlier;
  }
  get changePoint(): boolean {
    return this.result!.changePoint;
  }
  get drift(): boolean {
    return this.result!.drift?.event === 'detected';
  }
  get alarm(): AlarmPhase {
    return this.result!.alarm;
  }
  get alarmScore(): number {
    return this.result!.alarmScore;
  }
}
