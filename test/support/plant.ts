// The demo's pump station, published over real MQTT as fast as the broker takes it: its clock runs by itself.
import { connectAsync, type MqttClient } from 'mqtt';
import { DEVICES, PlantDevice } from '../../scripts/demo/plant';
import type { TestBroker } from './broker';

const START = Date.UTC(2026, 0, 1);
/** Payload time between two samples, ms: as in the demo. */
const STEP = 3000;

export class Plant {
  private samples = 0;
  readonly names = DEVICES.map(({ name }) => name);
  private readonly devices: readonly PlantDevice[];

  private constructor(
    private readonly client: MqttClient,
    seed: number,
  ) {
    this.devices = DEVICES.map((design, i) => new PlantDevice(design, seed + i));
  }

  static async connect(broker: TestBroker, seed = 1): Promise<Plant> {
    return new Plant(await connectAsync(broker.url, { clientId: `plant-${seed}`, reconnectPeriod: 100 }), seed);
  }

  /** The next samples of every device; done when the broker has acknowledged them. */
  async publish(samples: number): Promise<void> {
    const sent: Promise<unknown>[] = [];
    for (const end = this.samples + samples; this.samples < end; this.samples++) {
      const time = START + this.samples * STEP;
      for (const device of this.devices) {
        const payload = JSON.stringify({ ts: new Date(time).toISOString(), ...device.next(time) });
        sent.push(this.client.publishAsync(`plant/${device.design.name}/telemetry`, payload, { qos: 1 }));
      }
    }
    await Promise.all(sent);
  }

  async stop(): Promise<void> {
    await this.client.endAsync();
  }
}
