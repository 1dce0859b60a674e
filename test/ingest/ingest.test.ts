import assert from 'node:assert/strict';
import { Ingest, type Accepted, type IngestCounters, type IngestOptions, type Reading } from '../../src/ingest';

const T = Date.UTC(2026, 0, 1);
const bytes = (content: unknown): Uint8Array => Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));

/** A door, and a hand that pushes payloads through it one second apart. */
function door(options: IngestOptions = {}) {
  const ingest = new Ingest(options);
  let arrival = T;
  const push = (topic: string, content: unknown, retained = false): Accepted => ingest.accept(topic, bytes(content), (arrival += 1000), retained);
  return { ingest, push };
}

const only = ({ readings }: Accepted): Reading => {
  assert.equal(readings.length, 1);
  return readings[0]!;
};
const counted = (ingest: Ingest, expected: Partial<IngestCounters>): void => {
  const raised = Object.entries(ingest.counters).filter(([, count]) => count > 0);
  assert.deepEqual(Object.fromEntries(raised), expected);
};

describe('ingest: readings', () => {
  it('a reading has the topic as key, the arrival as time and the numbers by name', () => {
    const { ingest, push } = door();
    assert.deepEqual(push('plant/p1', { flow: 1.5, motor: { on: true } }).readings, [
      { key: 'plant/p1', t: T + 1000, values: new Map([['flow', 1.5], ['motor.on', 1]]), completeness: 1, replay: false, late: false, source: 'arrival' },
    ]);
    counted(ingest, { decoded: 1 });
  });

  it('a missing value is null, is counted and lowers the completeness', () => {
    const { ingest, push } = door();
    const { values, completeness } = only(push('a', { x: null, y: 'NaN', z: '', w: 1 }));
    assert.deepEqual([...values], [['x', null], ['y', null], ['z', null], ['w', 1]]);
    assert.equal(completeness, 0.25);
    counted(ingest, { decoded: 1, missing: 3 });
  });

  it('texts are left out and counted while a number remains', () => {
    const { ingest, push } = door();
    assert.deepEqual([...only(push('a', { state: 'running', serial: '4711-0815', x: 1 })).values], [['x', 1]]);
    counted(ingest, { decoded: 1, text_fields: 2 });
  });

  it('an array of objects gives a reading per row; a bad row does not spoil the others', () => {
    const { ingest, push } = door();
    const { readings, rejected } = push('a', [{ x: 1 }, { x: 'text' }, { x: 3 }]);
    assert.deepEqual(readings.map(({ values }) => values.get('x')), [1, 3]);
    assert.equal(rejected, null);
    counted(ingest, { decoded: 1, rejected: 1 });
    assert.deepEqual([...ingest.rejections], [['not_numeric', 1]]);
  });

  it('neither does an element that is no row', () => {
    const { ingest, push } = door();
    const { readings, rejected } = push('a', [{ x: 1, y: 2 }, 5, null]);
    assert.deepEqual(readings.map(({ values }) => values), [new Map([['x', 1], ['y', 2]])]);
    assert.equal(rejected, null);
    counted(ingest, { decoded: 1, rejected: 1 });
  });

  it('units of a text with a unit stay with the reading', () => {
    assert.deepEqual(only(door().push('a', '21.5 °C')).units, new Map([['value', '°C']]));
  });

  it('our own messages coming back are ignored and counted, whatever their size', () => {
    const { ingest, push } = door();
    const nothing = { readings: [], news: [], rejected: null };
    assert.deepEqual(push('ncs/a/outlier', { schema: 'ncs/1', type: 'outlier', outlier_score: 1 }), nothing);
    assert.deepEqual(push('ncs/a/outlier', [{ x: 1 }, { schema: 'ncs/2', x: 1 }]), nothing);
    const assignments = Array.from({ length: 2000 }, () => 1);
    assert.deepEqual(push('ncs/a/batch_result', { schema: 'ncs/1', type: 'batch_result', assignments }), nothing, 'more fields than a reading may have');
    counted(ingest, { own_message: 3 });
    assert.equal(only(push('a', { schema: 'acme/1', x: 1 })).values.get('x'), 1, 'the schema of somebody else is a text');
  });
});

describe('ingest: keys', () => {
  it('the template finds the device in the topic; the whole topic is taken where it does not fit', () => {
    const { ingest, push } = door({ keyTemplate: 'plant/{device}/+' });
    assert.equal(only(push('plant/p1/telemetry', 1)).key, 'p1');
    counted(ingest, { decoded: 1 });
    assert.equal(only(push('office/co2', 1)).key, 'office/co2');
    assert.equal(only(push('plant//telemetry', 1)).key, 'plant//telemetry', 'an empty level names nobody');
    counted(ingest, { decoded: 3, without_key: 2 });
  });

  it('a template that is none is refused with a sentence', () => {
    assert.throws(() => new Ingest({ keyTemplate: 'plant/device' }), { name: 'RangeError', message: /placeholder/ });
  });

  it('the key field goes before the topic, is no feature, and may be nested or a number', () => {
    const { ingest, push } = door({ keyField: 'device.id', keyTemplate: 'plant/{device}' });
    const reading = only(push('plant/p1', { device: { id: 'pump 7' }, x: 1 }));
    assert.deepEqual([reading.key, [...reading.values]], ['pump 7', [['x', 1]]]);
    assert.equal(only(push('plant/p1', { device: { id: 12 }, x: 1 })).key, '12');
    counted(ingest, { decoded: 2 });
    for (const id of ['', null, true]) assert.equal(only(push('plant/p1', { device: { id }, x: 1 })).key, 'p1');
    assert.equal(ingest.counters.without_key, 3);
  });

  it('rows of one payload may belong to several devices', () => {
    const { push } = door({ keyField: 'id' });
    const { readings, news } = push('gateway', [{ id: 'a', x: 1 }, { id: 'b', x: 2 }]);
    assert.deepEqual(readings.map(({ key }) => key), ['a', 'b']);
    assert.deepEqual(news.map(({ key, state }) => [key, state]), [['a', 'online'], ['b', 'online']]);
  });
});

describe('ingest: time', () => {
  it('the time field is the event time and no feature; without one that can be read, the arrival counts', () => {
    const { ingest, push } = door({ timeField: 'ts' });
    const reading = only(push('a', { ts: T / 1000, x: 1 }));
    assert.deepEqual([reading.t, reading.source, [...reading.values.keys()]], [T, 'payload', ['x']]);
    counted(ingest, { decoded: 1 });
    const other = only(push('a', { ts: 'yesterday', x: 1 }));
    assert.deepEqual([other.t, other.source, [...other.values.keys()]], [T + 2000, 'arrival', ['x']]);
    only(push('a', { x: 1 }));
    counted(ingest, { decoded: 3, without_time: 2 });
  });

  it('a reading older than an earlier one of the same device is late, and counted', () => {
    const { ingest, push } = door({ timeField: 'ts' });
    const late = [10, 20, 15, 21].map((second) => only(push('a', { ts: T + 1000 * second, x: second })).late);
    assert.deepEqual(late, [false, false, true, false]);
    assert.equal(only(push('b', { ts: T + 1000, x: 1 })).late, false, 'another device has its own time');
    counted(ingest, { decoded: 5, late: 1 });
  });

  it('one time far in the future makes nobody late: the next reading goes on with its own', () => {
    const { ingest, push } = door({ timeField: 'ts' });
    only(push('a', { ts: T, x: 1 }));
    only(push('a', { ts: '2199-01-01T00:00:00Z', x: 2 }));
    const after = { ts: T + 2000, x: 3 };
    assert.equal(only(push('a', after)).late, false);
    assert.deepEqual(push('a', after).readings, [], 'duplicates are known again');
    assert.equal(only(push('a', { ts: T + 1000, x: 4 })).late, true, 'so is what comes late');
    assert.equal(only(push('b', { ts: T + 3_600_000, x: 1 })).late, false);
    assert.equal(only(push('b', { ts: T + 1000, x: 2 })).late, true, 'a clock that is an hour ahead is still one');
    counted(ingest, { decoded: 7, duplicate: 1, late: 2 });
  });

  it('the same time and the same values again are a duplicate, dropped and counted', () => {
    const { ingest, push } = door({ timeField: 'ts' });
    const payload = { ts: T, x: 1, y: null };
    only(push('a', payload));
    assert.deepEqual(push('a', payload), { readings: [], news: [], rejected: null });
    only(push('a', { ...payload, x: 2 }));
    only(push('a', { ...payload, ts: T + 1 }));
    only(push('b', { ...payload, ts: T + 1 }));
    assert.equal(ingest.counters.duplicate, 1);
  });

  it('without event time equal values are readings: a quiet sensor is no duplicate', () => {
    const { ingest, push } = door();
    for (let i = 0; i < 3; i++) only(push('a', 7));
    for (let i = 0; i < 2; i++) only(ingest.accept('a', bytes(7), T + 9000));
    counted(ingest, { decoded: 5 });
  });
});

describe('ingest: devices and replays', () => {
  it('tells that a device came, left and came back, once each', () => {
    const { ingest, push } = door();
    const news = ['1', '2', '', 'null', '3', '4', 'null'].map((payload) => push('a', payload).news);
    assert.deepEqual(news, [
      [{ key: 'a', state: 'online', reason: 'first_reading', topic: 'a' }],
      [],
      [{ key: 'a', state: 'offline', reason: 'empty_payload', topic: 'a' }],
      [],
      [{ key: 'a', state: 'returned', reason: 'reading', topic: 'a' }],
      [],
      [{ key: 'a', state: 'offline', reason: 'null_payload', topic: 'a' }],
    ]);
    counted(ingest, { decoded: 4, missing: 3 });
  });

  it('a retained first message on a topic is a replay; what follows is live, also with the retain flag', () => {
    const { ingest, push } = door();
    assert.deepEqual([true, true, false].map((retained) => only(push('a', 1, retained)).replay), [true, false, false]);
    assert.equal(only(push('b', 1)).replay, false);
    assert.equal(only(push('b', 1, true)).replay, false);
    ingest.connected();
    assert.equal(only(push('a', 1, true)).replay, true, 'after reconnecting the broker sends it again');
    assert.equal(only(push('b', 1)).replay, false);
    counted(ingest, { decoded: 7, replayed: 2 });
  });

  it('a replay says nothing of the device; the first live reading after it does', () => {
    const { push } = door();
    assert.deepEqual(push('a', 1, true).news, []);
    assert.deepEqual(push('a', 2).news, [{ key: 'a', state: 'online', reason: 'first_reading', topic: 'a' }]);
    assert.deepEqual(push('a', 3).news, []);
  });

  it('a device that is gone does not return by a replay', () => {
    const { ingest, push } = door();
    push('a', 1);
    push('a', '');
    ingest.connected();
    assert.deepEqual(push('a', 1, true).news, []);
    assert.deepEqual(push('a', 2).news.map(({ state }) => state), ['returned']);
  });
});
