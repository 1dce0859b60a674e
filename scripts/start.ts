// npm start: an MQTT broker, a simulated pump station (or a recording) and Node-RED with the example flow and its dashboard, in one process.
import { join, relative, resolve } from 'node:path';
import { DemoBroker } from './demo/broker';
import { DemoError, readOptions, USAGE, type DemoOptions } from './demo/options';
import { watchParent } from './demo/parent';
import { readRecording } from './demo/recording';
import { replay } from './demo/replay';
import { NodeRed } from './demo/runtime';
import { Screen, tellFirsts } from './demo/screen';
import { Simulator } from './demo/simulator';
import { Tally } from './demo/tally';

const ROOT = join(__dirname, '..');
/** Whatever still runs this long after the end was asked for is cut off, ms. */
const LONGEST_STOP = 4000;

const cleanup: (() => unknown)[] = [];

async function stop(code: number): Promise<void> {
  setTimeout(() => process.exit(code), LONGEST_STOP).unref();
  for (const step of cleanup.toReversed()) await step();
  process.exit(code);
}

async function start(options: DemoOptions): Promise<void> {
  const screen = new Screen();
  const recording = options.replay ? readRecording(options.replay.file, options.replay.exclude) : null;
  const broker = await DemoBroker.start(options.mqttPort);
  cleanup.push(() => broker.stop());
  // the example flow's own settings, read by Node-RED from the environment
  Object.assign(process.env, { NCS_BROKER: '127.0.0.1', NCS_BROKER_PORT: String(broker.port) });
  if (options.replay?.topic) process.env['NCS_TOPIC'] = options.replay.topic;
  let hasComplained = false;
  const log = (line: string): void => {
    hasComplained = true;
    screen.line(line);
  };
  const userDir = options.userDir ? resolve(options.userDir) : join(ROOT, '.node-red');
  const runtime = await NodeRed.start({ root: ROOT, userDir, port: options.port, log });
  cleanup.push(() => runtime.stop());
  const client = await broker.connect('plant');
  const tally = await Tally.subscribe(await broker.connect('watch'));
  const dashboard = runtime.dashboardUrl;
  screen.line(`Node-RED is up${dashboard ? `, the dashboard at ${dashboard}` : ''}\n  editor  ${runtime.url}\n  broker  ${broker.url} (plant/+/telemetry in, ncs/# out)`);
  if (!runtime.isExample) screen.line(`  flow    ${relative('', join(userDir, 'flows.json'))} as you changed it (delete it to get the example back)`);

  if (options.replay && recording) {
    for (const note of recording.notes) screen.line(`  ${note}`);
    screen.line(`  replay  ${options.replay.file}: ${recording.payloads.length} rows of ${recording.features.length} features`);
    const closing = await replay({ client, tally, say: (line) => screen.line(line), hasComplained: () => hasComplained }, recording, options.replay);
    screen.line(closing);
    return stop(0);
  }
  screen.line('  plant   3 devices, 60 points/s, a payload clock that runs x60; the models learn for about 13 s\n  stop    Ctrl-C\n');
  tellFirsts(tally, screen, () => {
    if (options.once) void stop(0);
  });
  screen.showLive(tally);
  const simulator = new Simulator(client, options.seed);
  simulator.start();
  cleanup.push(() => {
    simulator.stop();
    screen.stopLive();
  });
}

let stopping = false;
function endNow(): void {
  // a second time does not wait
  if (stopping) process.exit(1);
  stopping = true;
  void stop(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endNow);
watchParent(() => {
  if (!stopping) endNow();
});

function fail(error: unknown): void {
  process.stderr.write(error instanceof DemoError ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
  void stop(1);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(USAGE);
  else start(options).catch(fail);
} catch (error) {
  fail(error);
}
