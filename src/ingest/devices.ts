// What ingestion remembers of every device, in bounded memory: its last time and values, and what was last said of it.

const MOST_DEVICES = 20_000;

export interface Device {
  lastTime: number;
  lastValues: ReadonlyMap<string, number | null> | null;
  /** `unknown` until a live reading: what the broker kept says nothing of the device. */
  state: 'unknown' | 'online' | 'gone';
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

  add(key: string): Device {
    const device: Device = { lastTime: -Infinity, lastValues: null, state: 'unknown' };
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
