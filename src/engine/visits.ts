// The memory of kinds of visits, with which one event stays one alarm.
//
// A kind is a number made of (channel, feature, sign); a visit is a run of outlying rows of that kind. Evidence is h = -ln p. A row is NEWS
// only if it beats what is remembered of its kind:
//     h > H * WORSE^(1 - age/S)      H: evidence of the kind's last news, age: points since the kind was last seen,
//     S = QUIET + gap * visits / KNOWN  points in which the margin melts; visits: separate visits so far, gap: their mean distance
// A new kind is always news. Right afterwards only something stronger is. Then the memory melts, but every separate visit makes it last
// longer, in units of the kind's own gap: after about six visits the next one is no news. Larger ones, other channels, features or
// directions, and a kind that stays away much longer than usual are news again. H changes by news only, so slow growth cannot creep past;
// every 8 visits it falls to the largest evidence of that block (the tails recalibrate).
import type { Stateful, StateStream } from './state';

/** Points after which an alarm without unfamiliar evidence closes, and in which the memory of a single visit melts. */
export const QUIET = 60;
/** Factor by which evidence must beat what is remembered right afterwards. */
export const WORSE = 1.25;
/** Separate visits that make a kind familiar. */
export const KNOWN = 6;
const LN_WORSE = Math.log(WORSE);
/** Points without a row of a kind (outlying rows here, those of a cluster in the map) after which the next one is a visit of its own. */
export const APART = 20;
const BLOCK = 8;
const KINDS = 64;
/** Places made at a time. */
const STEP = 8;
const MOST_VISITS = 100;
const LONG_AGO = -1e9;
const PER_KIND = ['lnLevel', 'seen', 'start', 'count', 'gap', 'blockMost', 'blockCount'] as const;

export class VisitMemory implements Stateful {
  private kind = new Int32Array(0);
  private lnLevel = new Float64Array(0);
  private seen = new Float64Array(0);
  private start = new Float64Array(0);
  private count = new Float64Array(0);
  private gap = new Float64Array(0);
  private blockMost = new Float64Array(0);
  private blockCount = new Float64Array(0);
  private used = 0;

  /** Places for kinds, made when they are needed. */
  get places(): number {
    return this.kind.length;
  }

  /** Makes `places` places, at most as many as there may be; known kinds keep theirs. */
  grow(places: number): void {
    const { kind } = this;
    if (places <= kind.length || places > KINDS) return;
    this.kind = new Int32Array(places);
    this.kind.set(kind);
    for (const name of PER_KIND) {
      const values = this[name];
      this[name] = new Float64Array(places);
      this[name].set(values);
    }
  }

  private indexOf(kind: number): number {
    for (let i = 0; i < this.used; i++) if (this.kind[i] === kind) return i;
    return -1;
  }

  /** The place of a kind at point n; a new one gets a free place, or at the limit that of the most melted kind. */
  place(kind: number, n: number): number {
    const known = this.indexOf(kind);
    if (known >= 0) return known;
    let at = this.used;
    if (at < KINDS) {
      if (at === this.kind.length) this.grow(at + STEP);
      this.used++;
    } else {
      let least = Infinity;
      for (let i = 0; i < KINDS; i++) {
        const level = this.lnNews(i, n);
        if (level < least) {
          least = level;
          at = i;
        }
      }
    }
    this.kind[at] = kind;
    this.count[at] = this.gap[at] = this.blockCount[at] = 0;
    this.lnLevel[at] = this.blockMost[at] = -Infinity;
    this.seen[at] = this.start[at] = LONG_AGO;
    return at;
  }

  /** ln of the evidence that would be news at place i. */
  private lnNews(i: number, n: number): number {
    const age = n - this.seen[i]!;
    return this.lnLevel[i]! + LN_WORSE * (1 - age / (QUIET + (this.gap[i]! * this.count[i]!) / KNOWN));
  }

  isNews(i: number, n: number, lnH: number): boolean {
    return lnH > this.lnNews(i, n);
  }

  /** Separate visits of the kind at place i. */
  visits(i: number): number {
    return this.count[i]!;
  }

  /** Whether a row of that kind at point n would begin a visit of its own. */
  isApart(i: number, n: number): boolean {
    return n - this.seen[i]! > APART;
  }

  /** A kind that has come often, with evidence that is no news of it. */
  isFamiliar(kind: number, n: number, lnH: number): boolean {
    const i = this.indexOf(kind);
    return i >= 0 && this.count[i]! >= KNOWN && !this.isNews(i, n, lnH);
  }

  /** Remembers the evidence of news as the level to beat. */
  note(i: number, n: number, lnH: number): void {
    this.lnLevel[i] = lnH;
    this.seen[i] = n;
  }

  /** An outlying row at place i. @param separate whether it begins a visit @param isNews whether it beat what was remembered */
  visit(i: number, n: number, lnH: number, separate: boolean, isNews: boolean): void {
    if (separate) {
      const count = (this.count[i] = Math.min(this.count[i]! + 1, MOST_VISITS));
      if (count > 1) this.gap[i] = this.gap[i]! + (n - this.start[i]! - this.gap[i]!) / (count - 1);
      this.start[i] = n;
    }
    this.seen[i] = n;
    if (lnH > this.blockMost[i]!) this.blockMost[i] = lnH;
    if (separate && ++this.blockCount[i]! >= BLOCK) {
      if (this.blockMost[i]! < this.lnLevel[i]!) this.lnLevel[i] = this.blockMost[i]!;
      this.blockMost[i] = lnH;
      this.blockCount[i] = 0;
    }
    if (isNews) this.lnLevel[i] = lnH;
  }

  exchange(state: StateStream): void {
    state.ints(this.kind);
    for (const name of PER_KIND) state.floats(this[name]);
    this.used = state.number(this.used);
  }
}
