// A node's status as it should be: at most one a second, only when it changed, and the last one always arrives.
import type { Node, NodeStatus, NodeStatusFill, NodeStatusShape } from 'node-red';

const SHORTEST = 1000;

export class StatusLine {
  private shown = '';
  private shownAt = -Infinity;
  private waiting: (() => NodeStatus) | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly node: Node) {}

  set(fill: NodeStatusFill, shape: NodeStatusShape, text: string): void {
    this.update(() => ({ fill, shape, text }));
  }

  /** The same for a status that is only worked out when it is shown. */
  update(make: () => NodeStatus): void {
    this.waiting = make;
    if (this.timer) return;
    const wait = this.shownAt + SHORTEST - performance.now();
    if (wait <= 0) this.show();
    else this.timer = setTimeout(() => this.show(), wait);
  }

  private show(): void {
    this.timer = null;
    const make = this.waiting;
    this.waiting = null;
    if (!make) return;
    const status = make();
    const text = JSON.stringify(status);
    if (text === this.shown) return;
    this.shown = text;
    this.shownAt = performance.now();
    this.node.status(status);
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.waiting = null;
  }
}
