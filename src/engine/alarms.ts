// The alarm layer: one event, one alarm. The memory of kinds of visits (visits.ts) says which rows are news.
//
// News at the opening level opens an alarm; later news is an update (at once if it beats the peak by the factor, else not before QUIET
// points); it closes after QUIET points without unfamiliar evidence, or is accepted as the new normal. O(kinds) for outlying points only.
import type { Evidence } from './evidence';
import { DAILY } from './evidence';
import type { Tuning } from './profiles';
import type { Stateful, StateStream } from './state';
import type { AlarmPhase, AlarmReason, AlarmView } from './views';
import { KNOWN, QUIET, VisitMemory, WORSE } from './visits';

const WEEK = 604_800_000;
const LN_015 = Math.log(0.15);
/** ln p at which an alarm opens while the interval between points is unknown. */
const LN_OPEN = Math.log(1e-4);
/** Range of p in which the evidence is known to be calibrated. */
const LEAST_P = 1e-6;
const MOST_P = 1e-3;
const INTERVALS_NEEDED = 10;
/** Evidence below this share of the opening level is ignored. */
const FLOOR = 0.5;
const MOST_EVIDENCE = 1e30;

export class AlarmLayer implements Stateful {
  /** What the last point came to. */
  phase: AlarmPhase = 'none';
  /** Score of the news in it: 0.85 is the opening level; 0 if it is no news or news that is not told. */
  score = 0;
  readonly memory = new VisitMemory();
  private n = 0;
  // the clock: running median of the time differences
  private lastTime = NaN;
  private interval = 0;
  private intervals = 0;
  private opening = -LN_OPEN;
  // the present or last alarm
  private id = 0;
  /** Id of the next alarm. */
  nextId = 1;
  private open = false;
  private reason: AlarmReason | null = null;
  private peak = 0;
  private peakKind = 0;
  private peakVisits = 0;
  private openedAt = 0;
  private openedTime = NaN;
  private suppressed = 0;
  /** Last point with unfamiliar evidence, with a message, with news. */
  private alive = 0;
  private noted = 0;
  private newsAt = 0;

  constructor(
    private readonly dimensions: number,
    private readonly tuning: Tuning,
    private alarmsPerWeek: number,
  ) {}

  retune(alarmsPerWeek: number): void {
    this.alarmsPerWeek = alarmsPerWeek;
    this.setOpening();
  }

  /** Whether an alarm is open; the id of the present or of the last one. */
  get isOpen(): boolean {
    return this.open;
  }

  get alarmId(): number {
    return this.open || this.phase === 'close' ? this.id : 0;
  }

  /** Takes in a time stamp: the interval between points sets the evidence that opens an alarm. */
  clock(time: number): void {
    const step = time - this.lastTime;
    if (!Number.isNaN(time)) this.lastTime = time;
    if (!(step > 0)) return;
    const before = this.interval;
    if (this.intervals++ === 0) this.interval = step;
    else {
      const s = this.intervals < 1000 ? 1 / (1 + this.intervals / 10) : 0.01;
      if (step > this.interval * 1.001) this.interval *= 1 + s;
      else if (step < this.interval * 0.999) this.interval /= 1 + s;
    }
    if (this.interval !== before || this.intervals === INTERVALS_NEEDED) this.setOpening();
  }

  private setOpening(): void {
    if (this.intervals < INTERVALS_NEEDED) return;
    const p = (this.alarmsPerWeek * this.interval) / WEEK;
    this.opening = -Math.log(p < LEAST_P ? LEAST_P : p > MOST_P ? MOST_P : p);
  }

  /**
   * One point. @param time event time, NaN = none; @param isOutlier whether the row is outlying
   * @param accepted the engine has just taken the changed level as normal
   */
  step(evidence: Evidence, time: number, isOutlier: boolean, accepted: boolean): void {
    this.n++;
    this.clock(time);
    if (evidence.count === 0 && !this.open) {
      this.phase = 'none';
      this.score = 0;
      return;
    }
    this.weigh(evidence, time, isOutlier, accepted);
  }

  private weigh(evidence: Evidence, time: number, isOutlier: boolean, accepted: boolean): void {
    const { kinds, strengths, sizes, count } = evidence;
    const { n, opening, memory } = this;
    let top = 0;
    let lead = -1;
    for (let a = 0; a < count; a++) {
      if (strengths[a]! > top) {
        top = strengths[a]!;
        lead = a;
      }
    }
    top = Math.min(top, MOST_EVIDENCE);
    // a visit of a known kind explains the daily profile's weaker evidence about the same value
    const explained = top >= opening && memory.isFamiliar(kinds[lead]!, n, lnSize(sizes[lead]!));
    let news = 0;
    let newsKind = -1;
    let newsVisits = 0;
    let unfamiliar = false;
    for (let a = 0; a < count; a++) {
      const h = Math.min(strengths[a]!, MOST_EVIDENCE);
      if (!(h > FLOOR * opening)) continue;
      const kind = kinds[a]!;
      const size = lnSize(sizes[a]!);
      const i = memory.place(kind, n);
      const isNews = memory.isNews(i, n, size);
      const separate = memory.isApart(i, n);
      if (h >= opening) memory.visit(i, n, size, separate, isNews);
      else if (isNews) memory.note(i, n, size);
      if (explained && this.isDaily(kind)) continue;
      if (isNews && h > news) {
        news = h;
        newsKind = kind;
        newsVisits = memory.visits(i);
      }
      if (isNews || !separate || memory.visits(i) < KNOWN) unfamiliar = true;
    }
    if (news > 0) this.newsAt = n;
    if (unfamiliar) this.alive = n;
    this.decide(news, time, accepted);
    if (news > this.peak && this.open) {
      this.peakKind = newsKind;
      this.peakVisits = newsVisits;
    }
    this.score = news > 0 && (this.phase !== 'none' || !this.open) ? 1 - Math.exp((LN_015 * news) / opening) : 0;
    if (this.open && top > this.peak) this.peak = top;
    if (this.open && isOutlier && this.phase === 'none') this.suppressed++;
    if (this.phase === 'close') this.open = false;
  }

  private isDaily(kind: number): boolean {
    return kind >= 2 * DAILY * this.dimensions && kind < 2 * (DAILY + 1) * this.dimensions;
  }

  private decide(news: number, time: number, accepted: boolean): void {
    const { n } = this;
    this.phase = 'none';
    if (news >= this.opening) {
      if (!this.open) this.begin(time);
      else if (news > this.peak * WORSE || n - this.noted > QUIET) {
        this.noted = n;
        this.phase = 'update';
      }
    } else if (this.open) {
      if (n - this.alive > QUIET) this.end('quiet');
      else if (accepted || n - this.newsAt > this.tuning.memory) this.end('accepted');
    }
  }

  private begin(time: number): void {
    this.open = true;
    this.id = this.nextId++;
    this.reason = null;
    this.peak = 0;
    this.noted = this.openedAt = this.n;
    this.openedTime = time;
    this.suppressed = 0;
    this.phase = 'open';
  }

  private end(reason: AlarmReason): void {
    this.phase = 'close';
    this.reason = reason;
  }

  /** Closes an open alarm because the model is being reset; true if there was one. */
  reset(): boolean {
    const was = this.open;
    if (was) this.end('reset');
    this.open = false;
    return was;
  }

  /** The alarm that is open, or was closed by the last point (`features`: values per point); null if there is none. */
  view(evidence: Evidence, features: number): AlarmView | null {
    if (!this.open && this.phase !== 'close') return null;
    return {
      id: this.id,
      channel: evidence.channelOf(this.peakKind),
      feature: evidence.featureOf(this.peakKind) % features,
      score: 1 - Math.exp((LN_015 * this.peak) / this.opening),
      visits: this.peakVisits,
      since: Number.isNaN(this.openedTime) ? null : this.openedTime,
      points: this.n - this.openedAt,
      suppressed: this.suppressed,
      reason: this.reason,
    };
  }

  exchange(state: StateStream): void {
    const phases: readonly AlarmPhase[] = ['none', 'open', 'update', 'close'];
    const reasons: readonly (AlarmReason | null)[] = [null, 'quiet', 'accepted', 'reset'];
    this.phase = phases[state.number(phases.indexOf(this.phase))] ?? 'none';
    this.reason = reasons[state.number(reasons.indexOf(this.reason))] ?? null;
    this.memory.exchange(state);
    this.open = state.flag(this.open);
    this.score = state.number(this.score);
    this.n = state.number(this.n);
    this.lastTime = state.number(this.lastTime);
    this.interval = state.number(this.interval);
    this.intervals = state.number(this.intervals);
    this.opening = state.number(this.opening);
    this.id = state.number(this.id);
    this.nextId = state.number(this.nextId);
    this.peak = state.number(this.peak);
    this.peakKind = state.number(this.peakKind);
    this.peakVisits = state.number(this.peakVisits);
    this.openedAt = state.number(this.openedAt);
    this.openedTime = state.number(this.openedTime);
    this.suppressed = state.number(this.suppressed);
    this.alive = state.number(this.alive);
    this.noted = state.number(this.noted);
    this.newsAt = state.number(this.newsAt);
  }
}

const lnSize = (size: number): number => Math.log(Math.min(size, MOST_EVIDENCE));
