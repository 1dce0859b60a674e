// Publishes the simulated plant over real MQTT, on a payload clock that runs faster than ours.
import type { MqttClient } from 'mqtt';
import { DEVICES, PlantDevice } from './plant';

/** Payload time that passes in a second of ours. */
const SPEED = 60;
const SAMPLES_PER_SECOND = 20;
const TICK = 100;

export class Simulator {
  private readonly devices: readonly PlantDevice[];
  private timer: NodeJS.Timeout | null = null;
  private samples = 0;
  private readonly startedAt = Date.now();
  private readonly startedTick = performance.now();

  constructor(
    private readonly client: MqttClient,
    seed: number,
  ) {
    this.devices = DEVICES.map((design, i) => new PlantDevice(design, seed + i));
  }

  start(): void {
    this.timer = setInterval(() => this.catchUp(), TICK);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /** Publishes what is due; a machine that slept goes on from there instead of flooding itself. */
  private catchUp(): void {
    const due = Math.floor(((performance.now() - this.startedTick) / 1000) * SAMPLES_PER_SECOND);
    if (due - this.samples > 10 * SAMPLES_PER_SECOND) this.samples = due - 1;
    for (; this.samples < due; this.samples++) {
      const time = Math.round(this.startedAt + (this.samples / SAMPLES_PER_SECOND) * SPEED * 1000);
      for (const device of this.devices) {
        const payload = { ts: new Date(time).toISOString(), ...device.next(time) };
        this.client.publish(`plant/${device.design.name}/telemetry`, JSON.stringify(payload), { qos: 0 });
      }
    }
  }
}
