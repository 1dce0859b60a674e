// The command line of the demo.
import { parseArgs } from 'node:util';
import { existsSync, statSync } from 'node:fs';

export const USAGE = `Usage: npm start -- [options]

Without options: an MQTT broker, a simulated pump station and Node-RED with the example flow, all on 127.0.0.1.

  --replay FILE.csv   publish a recording instead of the simulator, report, and exit
      --rate N          rows per second (default: as fast as the flow takes them)
      --topic T         topic to publish to (default: plant/<file name>/telemetry)
      --exclude a,b     columns that are not published
      --events FILE     write the flow's messages to FILE, one JSON object per line
  --port N            port of the editor (default 1880)
  --mqtt-port N       port of the broker (default 1883)
  --seed N            seed of the simulated plant (default 1)
  --user-dir DIR      Node-RED's user directory: flow, settings, credentials (default .node-red in the repository)
  --once              exit as soon as the first cluster update, outlier and drift are printed
  --help              this text

The header of a recording names its features; columns are separated by ; or , (or tabs); the time column is found by itself,
and the console says how it was read.
`;

/** A mistake in the command line or the surroundings: its message is all that the user needs. */
export class DemoError extends Error {}

export interface ReplayOptions {
  readonly file: string;
  /** Rows per second, 0 = as fast as possible. */
  readonly rate: number;
  readonly topic: string | null;
  readonly exclude: readonly string[];
  readonly events: string | null;
}

export interface DemoOptions {
  readonly help: boolean;
  readonly port: number;
  readonly mqttPort: number;
  readonly seed: number;
  readonly once: boolean;
  /** null: the one in the repository. */
  readonly userDir: string | null;
  readonly replay: ReplayOptions | null;
}

/** @throws DemoError a sentence that says what is wrong */
export function readOptions(args: readonly string[]): DemoOptions {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        once: { type: 'boolean' },
        port: { type: 'string' },
        'mqtt-port': { type: 'string' },
        seed: { type: 'string' },
        'user-dir': { type: 'string' },
        replay: { type: 'string' },
        rate: { type: 'string' },
        topic: { type: 'string' },
        exclude: { type: 'string' },
        events: { type: 'string' },
      },
    }));
  } catch (error) {
    throw new DemoError(`${(error as Error).message.split(/\.?(?:\s*\n|\. |$)/)[0]}. Try: npm start -- --help`);
  }
  const number = (name: 'port' | 'mqtt-port' | 'seed' | 'rate', otherwise: number, most: number, whole = true): number => {
    const text = values[name];
    if (text === undefined) return otherwise;
    const value = Number(text);
    if (text.trim() === '' || !(value >= 0 && value <= most) || (whole && !Number.isInteger(value))) throw new DemoError(`--${name} must be a ${whole ? 'whole ' : ''}number from 0 to ${most}, not ${text}`);
    return value;
  };
  for (const name of ['rate', 'topic', 'exclude', 'events'] as const) {
    if (values[name] !== undefined && values.replay === undefined) throw new DemoError(`--${name} belongs to --replay FILE.csv`);
  }
  return {
    help: values.help ?? false,
    once: values.once ?? false,
    port: number('port', 1880, 65_535),
    mqttPort: number('mqtt-port', 1883, 65_535),
    seed: number('seed', 1, 2 ** 32 - 1),
    userDir: values['user-dir'] || null,
    replay: values.replay === undefined ? null : replayOptions(values.replay, number('rate', 0, 1e6, false), values.topic, values.exclude, values.events),
  };
}

function replayOptions(file: string, rate: number, topic: string | undefined, exclude: string | undefined, events: string | undefined): ReplayOptions {
  if (!existsSync(file) || !statSync(file).isFile()) throw new DemoError(`there is no file ${file}`);
  if (topic !== undefined && (topic === '' || /[+#\0]/.test(topic))) throw new DemoError(`--topic must be a topic without wildcards, not "${topic}"`);
  const columns = (exclude ?? '').split(',').map((name) => name.trim());
  return { file, rate, topic: topic ?? null, exclude: columns.filter((name) => name !== ''), events: events ?? null };
}
