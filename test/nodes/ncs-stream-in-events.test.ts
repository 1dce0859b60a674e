import assert from 'node:assert/strict';
import type { IngestCounts, IngestReport } from '../../src/messages/ingest-report';
import { TestBroker } from '../support/broker';
import { listening, unloadStream } from '../support/stream-flow';
import { pause, until } from '../support/until';

describe('ncs-stream-in: events', () => {
  let broker: TestBroker;
  before(async () => {
    broker = await TestBroker.start();
  });
  afterEach(unloadStream);
  after(() => broker.stop());

  it('tells that a device came, left and came back, each with its reason and topic', async () => {
    const flow = await listening(broker, { keyTemplate: 'plant/{device}' });
    for (const payload of ['1', '2', '', '', '3', 'null', '{"x":4}']) await broker.publish('plant/p1', payload);
    await flow.pointsTo(4);
    assert.deepEqual(
      flow.eventsOf('device_status').map(({ key, state, reason, source_topic }) => [key, state, reason, source_topic]),
      [
        ['p1', 'online', 'first_reading', 'plant/p1'],
        ['p1', 'offline', 'empty_payload', 'plant/p1'],
        ['p1', 'returned', 'reading', 'plant/p1'],
        ['p1', 'offline', 'null_payload', 'plant/p1'],
        ['p1', 'returned', 'reading', 'plant/p1'],
      ],
    );
    const last = flow.events.at(-1)!;
    assert.equal(last.topic, 'ncs/p1/device_status');
    assert.ok(Math.abs(Date.parse(last.payload.timestamp) - Date.now()) < 5000);
  });

  it('tells that a device has fallen silent, and that it is back', async () => {
    const flow = await listening(broker, { keyTemplate: 'plant/{device}', silentAfter: '0.5' });
    const states = (): string[] => flow.eventsOf('device_status').map(({ state, reason, source_topic }) => `${state} ${reason} ${source_topic}`);
    await broker.publish('plant/p1', '1');
    await until(() => states().length === 2, 'the silence');
    await broker.publish('plant/p1', '2');
    await until(() => states().length >= 3, 'the return');
    assert.deepEqual(states().slice(0, 3), ['online first_reading plant/p1', 'stale silent plant/p1', 'returned reading plant/p1']);
  });

  it('reports at once when it is asked to, and says what its input is for', async () => {
    const flow = await listening(broker, { name: 'plant', reportInterval: '0' });
    await broker.publish('t', '1');
    await flow.pointsTo(1);
    const ask = (command: unknown): void => {
      const message = { _msgid: 'a', payload: '', command };
      flow.node.receive(message);
    };
    ask('report');
    ask('report');
    ask('status');
    ask(undefined);
    await until(() => flow.errors().length === 2 && flow.eventsOf('ingest_report').length === 2, 'reports and errors');
    assert.deepEqual(flow.eventsOf('ingest_report').map(({ key, decoded }) => [key, decoded]), [['plant', 1], ['plant', 0]]);
    assert.match(flow.errors()[0]!, /msg\.command must be "report"|error\.command/);
  });

  it('reports on its interval what was counted since the last report', async () => {
    const started = performance.now();
    const flow = await listening(broker, { name: 'plant', reportInterval: '0.3', timeField: 'ts', keyField: 'id' });
    const ts = Date.now();
    await broker.publish('kept', { id: 'k', ts, x: 1 }, { retain: true });
    for (const payload of [
      { id: 'a', ts, x: 1, y: null, state: 'running' },
      { id: 'a', ts, x: 1, y: null, state: 'running' },
      { id: 'a', ts: ts - 1000, x: 1 },
      { id: 'a', x: 1 },
      { ts: ts + 9e6, x: 1 },
      { schema: 'ncs/1', x: 1 },
      '{"x":',
      `{"id":"a","ts":${ts},"x":1e400}`,
      { id: 'a', ts, state: 'running' },
    ]) {
      await broker.publish('t', payload);
    }
    const reports = (): IngestReport[] => flow.eventsOf('ingest_report');
    const total = (name: keyof IngestCounts): number => reports().reduce((sum, report) => sum + report[name], 0);
    await until(() => total('decoded') + total('rejected') >= 9, 'all to be counted');
    const { length } = reports();
    await until(() => reports().length > length, 'one report more');
    const [first] = reports();
    const names = ['decoded', 'rejected', 'missing', 'replayed', 'late', 'duplicate', 'dropped', 'own_message', 'text_fields', 'without_key', 'without_time'] as const;
    assert.deepEqual(Object.fromEntries(names.map((name) => [name, total(name)])), {
      decoded: 6,
      rejected: 3,
      missing: 2,
      replayed: 0,
      late: 1,
      duplicate: 1,
      dropped: 0,
      own_message: 1,
      text_fields: 2,
      without_key: 1,
      without_time: 1,
    });
    const reasons = reports().flatMap(({ rejected_by_reason }) => Object.entries(rejected_by_reason));
    assert.deepEqual(Object.fromEntries(reasons), { bad_json: 1, not_finite: 1, not_numeric: 1 });
    assert.equal(reasons.length, 3, 'each is reported once');
    assert.deepEqual([first!.key, flow.events.find(({ payload }) => payload === first)!.topic], ['plant', 'ncs/plant/ingest_report']);
    assert.ok(first!.period_seconds >= 0.25, `${first!.period_seconds}`);
    const periods = reports().reduce((sum, { period_seconds }) => sum + period_seconds, 0);
    assert.ok(periods <= (performance.now() - started) / 1000 + 0.05, 'periods do not overlap');
  });

  it('counts replays; a warning comes again after the report', async () => {
    const flow = await listening(broker, { topics: ['kept'], reportInterval: '0.2' });
    await flow.pointsTo(1);
    for (let i = 1; i <= 2; i++) {
      await broker.publish('kept', '{');
      await until(() => flow.warnings().length === i, `warning ${i}`);
      const reports = flow.eventsOf('ingest_report').length;
      await until(() => flow.eventsOf('ingest_report').length > reports, 'the next report');
    }
    const total = (name: string): number => flow.eventsOf('ingest_report').reduce((sum, report) => sum + report[name], 0);
    assert.deepEqual([total('replayed'), total('decoded'), total('rejected')], [1, 1, 2]);
  });

  it('reports nothing with an interval of 0, nor after it is closed', async () => {
    const quiet = await listening(broker, { topics: ['t'], reportInterval: '0' });
    await pause(100);
    assert.deepEqual(quiet.eventsOf('ingest_report'), []);
    await unloadStream();
    const flow = await listening(broker, { topics: ['t'], reportInterval: '0.02' });
    await until(() => flow.eventsOf('ingest_report').length > 1, 'reports');
    await flow.node.close(false);
    const { length } = flow.eventsOf('ingest_report');
    await pause(100);
    assert.equal(flow.eventsOf('ingest_report').length, length);
  });

  it('tells its rate in the status, at most once a second', async () => {
    const flow = await listening(broker);
    await broker.publish('t', '1');
    await until(() => flow.statuses().some((status) => typeof status !== 'string' && 'shape' in status && status.shape === 'dot'), 'a green dot');
    const statuses = flow.statuses() as { fill: string; shape: string; text: string }[];
    assert.deepEqual(statuses[0], { fill: 'yellow', shape: 'ring', text: 'ncs-stream-in.status.connecting' });
    assert.deepEqual([statuses.at(-1)!.fill, statuses.at(-1)!.shape], ['green', 'dot']);
    assert.ok(statuses.length <= 4, `${statuses.length} in two seconds`);
  });
});
