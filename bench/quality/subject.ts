// An engine under test, whatever build it comes from: what the benchmarks read of its last answer.
import type { AlarmPhase, StreamClusterer } from '../../src/engine';

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

/** Our own engine, of any build. */
export class EngineSubject implements Subject {
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
