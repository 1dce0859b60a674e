// Silence: a device that used to send has not been heard for too long. What is too long follows its own rhythm unless it is set.
import type { Device, Devices } from './devices';

/** Nobody wants to be told of less, ms. */
const LEAST = 60_000;
/** Times the longest pause that was usual of late. */
const TIMES = 3;
/** What is left of that with every reading. */
const FADING = 0.98;
/** Looks are made every second or so: after a longer break this machine slept, or its clock was set, and who was silent is not known. */
const LONGEST_BREAK = 30_000;

export class Silence {
  private lookedAt = NaN;
  /** From when on silence means something. */
  private since = -Infinity;

  /** @param after ms; null: by the rhythm of each device, 0: never */
  constructor(private readonly after: number | null) {}

  /** A new connection stands: before that nobody could be heard. */
  begin(): void {
    this.lookedAt = NaN;
  }

  hear(device: Device, at: number, topic: string): void {
    const pause = at - Math.max(device.heardAt, this.since);
    // one long silence is no rhythm yet
    if (pause > 0) device.pause = device.pause > 0 ? Math.max(FADING * device.pause, Math.min(pause, 2 * this.patience(device))) : pause;
    device.heardAt = at;
    device.topic = topic;
  }

  private patience({ pause }: Device): number {
    return Math.max(LEAST, TIMES * pause);
  }

  /** The devices that have become silent since the last look. */
  *look(devices: Devices, now: number): Generator<{ readonly key: string; readonly device: Device }> {
    if (!(now >= this.lookedAt && now - this.lookedAt < LONGEST_BREAK)) this.since = now;
    this.lookedAt = now;
    if (this.after === 0) return;
    for (const [key, device] of devices) {
      if (device.state !== 'online' || (this.after === null && device.pause === 0)) continue;
      if (now - Math.max(device.heardAt, this.since) > (this.after ?? this.patience(device))) yield { key, device };
    }
  }
}
