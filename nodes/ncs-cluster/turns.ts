// Turns: messages of one key are worked through in the order in which they came. A batch takes many turns of the event loop; what comes
// for its key meanwhile waits in line, other keys do not.

/** One piece of work; true when it is done with. It must not throw. @param deadline `performance.now()` after which it should come to an end */
export type Work = (deadline: number) => boolean;

/** Messages that wait at the most. With more of them nothing is put off any more: the sender feels it, the memory does not. */
const MOST_WAITING = 1000;
/** ms of work between two turns of the event loop, where the pieces are smaller. */
const SLICE = 5;

export class Turns {
  /** By key: the piece at work and those behind it. The key that is served next comes first. */
  private readonly lines = new Map<string, Work[]>();
  private waiting = 0;
  private handle: NodeJS.Immediate | null = null;

  /** Works at once if nothing of that key is under way. */
  take(key: string, work: Work): void {
    const line = this.lines.get(key);
    if (line) {
      line.push(work);
      this.waiting++;
      this.limit();
    } else if (!work(Infinity)) {
      this.lines.set(key, [work]);
      this.schedule();
    }
  }

  /** The same for what concerns all keys: everything that came before it is done first, on every key that something is under way for. */
  takeAll(work: Work): void {
    let ahead = this.lines.size;
    if (ahead === 0) {
      work(Infinity);
      return;
    }
    let isDone = false;
    for (const line of this.lines.values()) {
      let isHere = false;
      // stands in every line, and holds each up until the last has come this far
      line.push((deadline) => {
        if (!isHere) ahead--;
        isHere = true;
        if (ahead === 0 && !isDone) isDone = work(deadline);
        return isDone;
      });
      this.waiting++;
    }
    this.limit();
  }

  private limit(): void {
    if (this.waiting > MOST_WAITING) this.finish(Infinity);
  }

  private schedule(): void {
    this.handle ??= setImmediate(() => {
      this.handle = null;
      const end = performance.now() + SLICE;
      do this.next(Infinity);
      while (this.lines.size > 0 && performance.now() < end);
      if (this.lines.size > 0) this.schedule();
    });
  }

  /** One piece of the key whose turn it is. */
  private next(deadline: number): void {
    const [first] = this.lines;
    if (!first) return;
    const [key, line] = first;
    const isDone = line[0]!(deadline);
    this.lines.delete(key);
    if (isDone && line.shift() && line.length > 0) this.waiting--;
    if (line.length > 0) this.lines.set(key, line);
  }

  /** Works through everything without a break. */
  finish(deadline: number): void {
    while (this.lines.size > 0) this.next(deadline);
    if (this.handle) clearImmediate(this.handle);
    this.handle = null;
  }
}
