// A node's status as it should be: at most one a second, only when it changed, and the last one always arrives.
import type { Node, NodeStatus } from 'node-red';

const SHORTEST = 1000;

export class StatusLine {
  private shown = '';
  private shownAt = -Infinity;
  private waiting: NodeStatus | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly node: Node) {}

  set(fill: 'red' | 'green' | 'yellow' | 'blue' | 'grey', shape: 'dot' | 'ring', text: string): void {
    this.waiting = { fill, shape, text };
    if (this.timer) return;
    const wait = this.shownAt + SHORTEST - performance.now();
    if (wait <= 0) this.show();
    else this.timer = setTimeout(() => this.show(), wait);
  }

  private show(): void {
    this.timer = null;
    const status = this.waiting;
    this.waiting = null;
    if (!status) return;
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
