// What ingestion remembers of every device, in bounded memory: its last time and values, and what was last said of it.

const MOST_DEVICES = 20_000;

export interface Device {
  lastTime: number;
  lastValues: ReadonlyMap<string, number | null> | null;
  /** `unknown` until a live reading: what the broker kept says nothing of the device. */
  state: 'unknown' | 'online' | 'stale' | 'gone';
  /** Arrival of its last live message, ms, and the topic of that. */
  heardAt: number;
  topic: string;
  /** The longest pause between two of them that was usual of late, ms; 0 = not known. */
  pause: number;
}

/** Devices by key; beyond the limit the one that has been silent longest is forgotten. */
export class Devices {
  private readonly known = new Map<string, Device>();

  constructor(private readonly most = MOST_DEVICES) {}

  /** The device, which becomes the most recent one; undefined if it is not known. */
  get(key: string): Device | undefined {
    const device = this.known.get(key);
    if (device) {
      this.known.delete(key);
      this.known.set(key, device);
    }
    return device;
  }

  [Symbol.iterator](): IterableIterator<[string, Device]> {
    return this.known.entries();
  }

  add(key: string): Device {
    const device: Device = { lastTime: -Infinity, lastValues: null, state: 'unknown', heardAt: NaN, topic: '', pause: 0 };
    this.known.set(key, device);
    if (this.known.size > this.most) this.known.delete(this.known.keys().next().value!);
    return device;
  }
}

export function sameValues(a: ReadonlyMap<string, number | null> | null, b: ReadonlyMap<string, number | null>): boolean {
  if (!a || a.size !== b.size) return false;
  for (const [name, value] of b) if (!a.has(name) || a.get(name) !== value) return false;
  return true;
}
