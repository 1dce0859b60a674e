// How much was handed to the database today (UTC), before it compresses: kept in it, so that a restart does not forget.
import { sizeOf, type Operation } from './writes';

const DAY = 86_400_000;

export class Meter {
  static readonly KEY = 'w';
  private day = 0;
  private bytes = 0;

  add(operations: readonly Operation[], now: number): void {
    this.turn(now);
    for (const { key, value } of operations) this.bytes += sizeOf(key, value);
    this.bytes += sizeOf(Meter.KEY, this.save());
  }

  today(now: number): number {
    this.turn(now);
    return this.bytes;
  }

  private turn(now: number): void {
    const day = Math.floor(now / DAY);
    if (day === this.day) return;
    this.day = day;
    this.bytes = 0;
  }

  save(): Uint8Array {
    const saved = new Float64Array([this.day, this.bytes]);
    return new Uint8Array(saved.buffer);
  }

  /** Takes over what was saved; nothing else changes anything. */
  read(saved: Uint8Array | undefined): void {
    if (saved?.length !== 16) return;
    const [day = 0, bytes = 0] = new Float64Array(saved.slice().buffer);
    if (Number.isInteger(day) && bytes >= 0) Object.assign(this, { day, bytes });
  }

  operation(): Operation {
    return { key: Meter.KEY, value: this.save() };
  }
}
