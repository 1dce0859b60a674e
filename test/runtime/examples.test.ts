import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Runtime, type FlowNode, type Message } from '../support/node-red';
import { until } from '../support/until';

const FOLDER = join(__dirname, '../../examples');
/** Those with a test of their own: flows.json in example.test.ts, the dashboard in a browser. */
const ELSEWHERE = new Set(['dashboard.json', 'flows.json']);
/** Nodes that an example may hold. */
const ALLOWED = new Set(['tab', 'comment', 'inject', 'function', 'debug', 'switch', 'change', 'delay', 'trigger', 'csv', 'http request', 'ncs-cluster']);
const PATIENCE = 20_000;

describe('examples of the import menu, each deployed unchanged', function () {
  this.timeout(40_000);
  let runtime: Runtime;
  let nodes: FlowNode[];
  const seen = new Set<string>();
  before(async () => {
    runtime = await Runtime.get();
  });
  afterEach(async () => {
    assert.deepEqual(runtime.logLines(), []);
    await runtime.clear();
  });

  async function load(name: string): Promise<void> {
    seen.add(`${name}.json`);
    nodes = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as FlowNode[];
    await runtime.deploy(nodes);
  }
  const idOf = (name: string): string => {
    const node = nodes.find((candidate) => candidate['name'] === name);
    assert.ok(node, `there is no node called ${name}`);
    return node.id;
  };
  const clusterId = (): string => nodes.find(({ type }) => type === 'ncs-cluster')!.id;
  const press = async (name: string): Promise<void> => assert.equal((await fetch(`${runtime.url}/inject/${idOf(name)}`, { method: 'POST' })).status, 200);
  const updates = (): Message['payload'][] => runtime.payloads(clusterId()).filter(({ type }) => type === 'cluster_update');
  /** The first message that fits from a port of the node of this name. */
  async function sent(name: string, port: number, fits: (message: Message) => boolean): Promise<Message> {
    await until(() => runtime.sent(idOf(name), port).some(fits), `the message of "${name}", after ${JSON.stringify(runtime.sent(idOf(name), port).slice(-3))}`, PATIENCE);
    return runtime.sent(idOf(name), port).find(fits)!;
  }

  it('alarm to e-mail: the sentence as the subject, the readings with their usual ranges in the text', async () => {
    await load('alarm-to-email');
    await runtime.reached(idOf('simulated pump'), 0, 600, PATIENCE);
    await press('something breaks');
    const mail = await sent('e-mail', 0, ({ topic }) => /vibration/.test(topic ?? ''));
    assert.equal(mail['to'], 'maintenance@example.com');
    assert.match(mail.topic!, /^\[pump-1\] Alarm: vibration reads 5/);
    assert.match(mail.payload as string, /\n\nflow: [\d.]+.*\npressure: [\d.]+.*\nvibration: 5\.\d+ \(usually /);
    // e-mails leave one by one: the first of them at once
    await runtime.reached(idOf('one every 5 s'), 0, 1);
  });

  it('energy meter: the states are found, bear the names of the buttons, and a change is told with how long the last one was', async () => {
    await load('energy-meter-states');
    await until(() => new Set(updates().map(({ cluster_id }) => cluster_id).filter(Boolean)).size >= 3, 'three states', PATIENCE);
    await press('this is off');
    const named = await sent('tell a change of state', 0, ({ payload }) => payload.named === true || payload.state === 'off');
    assert.equal(named.payload.state, 'off');
    assert.ok(updates().some(({ label }) => label === 'off'));
    const changes = runtime.payloads(idOf('tell a change of state')).filter(({ lasted_seconds }) => lasted_seconds >= 100);
    assert.ok(changes.length >= 3, JSON.stringify(changes));
    assert.ok(changes.every(({ machine, before }) => machine === 'press-7' && typeof before === 'string'));
  });

  it('several topics: one reading of all of them, old values missing, and an alarm when they no longer go together', async () => {
    await load('join-topics');
    await runtime.reached(idOf('one reading of all topics'), 0, 1800, PATIENCE);
    const readings = runtime.payloads(idOf('one reading of all topics'));
    assert.ok(readings.every((reading: object) => Object.keys(reading).join() === 'temperature,pressure,level'));
    assert.ok(readings.filter(({ level }) => level !== null).length > 1700);
    await press('valve sticks');
    const alarm = await sent('what goes together', 1, ({ payload }) => payload.event === 'open');
    assert.deepEqual([alarm.payload.key, alarm.topic], ['boiler', 'boiler']);
    assert.match(alarm.payload.sentence as string, /pressure|temperature/);
  });

  it('battery-powered sensors: a model each, missing values are no alarm, and the one that is odd is told', async () => {
    await load('battery-sensors');
    await until(() => runtime.payloads(clusterId(), 3).filter(({ is_ready }) => is_ready).length === 3, 'three models', PATIENCE);
    const ready = runtime.payloads(clusterId(), 3).filter(({ is_ready }) => is_ready);
    assert.deepEqual(ready.map(({ key }) => String(key)).toSorted(), ['attic', 'cold-room', 'office']);
    await press('window open');
    const alarm = await sent('one model each', 1, ({ payload }) => payload.event === 'open' && /temperature/.test(payload.sentence as string));
    assert.equal(alarm.payload.key, 'cold-room');
    const falseAlarms = runtime.payloads(clusterId(), 1).filter(({ event, sentence }) => event === 'open' && /humidity/.test(sentence as string) && /no value/.test(sentence as string));
    assert.deepEqual(falseAlarms, []);
  });

  it('CSV file: one batch, its unusual rows with their numbers, the time is no reading', async () => {
    await load('csv-batch');
    await press('read the recording');
    const { payload } = await sent('unusual rows', 0, () => true);
    assert.equal(payload.rows, 1440);
    assert.equal(payload.not_used, 0);
    assert.ok(payload.regimes >= 2, `${payload.regimes} regimes`);
    const rows = (payload.unusual as { row: number }[]).map(({ row }) => row);
    assert.deepEqual(rows.filter((row) => row >= 900 && row < 910).length, 10, String(rows));
    assert.deepEqual(Object.keys(payload.unusual[0] as object), ['row', 'pressure_bar', 'temperature_c', 'current_a', 'score']);
    await press('forget');
    await until(() => runtime.payloads(clusterId(), 3).some(({ command }) => command === 'reset'), 'the answer');
    assert.deepEqual(runtime.payloads(clusterId(), 3).find(({ command }) => command === 'reset').result, { reset: ['recording'] });
  });

  it('drift to a ticket: one, sent as JSON to the address of the flow', async () => {
    const tickets: { type: string | undefined; body: string }[] = [];
    const server: Server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += String(part)));
      request.on('end', () => {
        tickets.push({ type: request.headers['content-type'], body });
        response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env['TICKET_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tickets`;
    try {
      await load('drift-ticket');
      await runtime.reached(idOf('simulated fan'), 0, 1200, PATIENCE);
      await press('the filter clogs');
      const { payload } = await sent('ticket', 0, () => true);
      assert.match(payload.title as string, /^fan-3: (?:current|airflow) has changed$/);
      assert.match(payload.description as string, /^Normal has moved/);
      await sent('send ticket', 0, () => true);
      assert.equal(tickets.length, 1);
      assert.match(tickets[0]!.type ?? '', /^application\/json/);
      assert.equal(tickets[0]!.body, JSON.stringify(payload));
    } finally {
      delete process.env['TICKET_URL'];
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  });

  it('are all of them seen here or in a test of their own', () => {
    assert.deepEqual(readdirSync(FOLDER).filter((name) => !seen.has(name) && !ELSEWHERE.has(name)), []);
  });

  it('each explain themselves in a note, and hold nodes of the core and ours only', () => {
    for (const name of seen) {
      const flow = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as FlowNode[];
      const note = flow.find(({ type }) => type === 'comment');
      assert.ok(String(note?.['info']).length > 300, name);
      assert.deepEqual(flow.filter(({ type }) => !ALLOWED.has(type)).map(({ type }) => type), [], name);
      assert.ok(flow.every(({ id }) => /^[0-9a-f]{16}$/.test(id)));
    }
  });
});
