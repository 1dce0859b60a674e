// The example flow at work: a broker, the demo's plant on it, and an ear for what the flow says.
import { DemoBroker } from '../demo/broker';
import { DEVICES, PlantDevice } from '../demo/plant';
import { Tally, isUpdate } from '../demo/tally';
import { CheckFailed } from './commands';

const PATIENCE = 60_000;
/** Samples of each device between two looks. */
const SLICE = 50;
/** Payload time between two samples, ms: as in the demo. */
const STEP = 3000;

export class ExampleRun {
  private constructor(private readonly broker: DemoBroker) {}

  static async prepare(): Promise<ExampleRun> {
    return new ExampleRun(await DemoBroker.start(0));
  }

  /** The environment that the example reads its broker from. */
  get variables(): Readonly<Record<string, string>> {
    return { NCS_BROKER: '127.0.0.1', NCS_BROKER_PORT: String(this.broker.port) };
  }

  /** Feeds the plant's devices to the deployed example until it has learned each. @returns their names @throws CheckFailed */
  async learn(): Promise<string[]> {
    const [plant, watch] = [await this.broker.connect('plant'), await this.broker.connect('watch')];
    const ready = new Set<string>();
    (await Tally.subscribe(watch)).listen((message) => {
      if (isUpdate(message) && message.learning.ready) ready.add(message.key);
    });
    const devices = DEVICES.map((design, i) => new PlantDevice(design, i + 1));
    const deadline = performance.now() + PATIENCE;
    for (let sample = 0; ready.size < devices.length; sample++) {
      if (performance.now() > deadline) throw new CheckFailed(`the example has learned ${[...ready].join(', ') || 'no device'} after ${PATIENCE / 1000} s`);
      const time = sample * STEP;
      const sent = devices.map((device) => plant.publishAsync(`plant/${device.design.name}/telemetry`, JSON.stringify({ ts: new Date(time).toISOString(), ...device.next(time) }), { qos: 1 }));
      // whatever is sent before the flow has subscribed is lost: slowly, then
      if (sample % SLICE === 0) await new Promise((resolve) => setTimeout(resolve, 100));
      await Promise.all(sent);
    }
    await Promise.all([plant.endAsync(), watch.endAsync()]);
    return [...ready];
  }

  stop(): Promise<void> {
    return this.broker.stop();
  }
}
