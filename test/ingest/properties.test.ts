// Whatever comes over the wire: nothing is thrown, no number that is none gets out, every message is counted.
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { DEFAULT_LIMITS, Ingest, type Accepted, type IngestOptions } from '../../src/ingest';

const T = Date.UTC(2026, 0, 1);

/** Bytes of every kind: noise, text, JSON, JSON with damage, numbers of any size. */
const payload: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.string({ unit: 'binary', maxLength: 64 }).map((text) => Buffer.from(text)),
  fc.json({ maxDepth: 6 }).map((text) => Buffer.from(text)),
  fc.tuple(fc.json(), fc.nat(), fc.nat(255)).map(([text, at, byte]) => {
    const bytes = Buffer.from(text);
    if (bytes.length) bytes[at % bytes.length] = byte;
    return bytes;
  }),
  fc.double().map((value) => Buffer.from(String(value))),
  fc.array(fc.record({ ts: fc.anything(), id: fc.anything(), x: fc.anything(), y: fc.double() }), { maxLength: 5 }).map((rows) => {
    try {
      return Buffer.from(JSON.stringify(rows));
    } catch {
      return Buffer.from('[');
    }
  }),
  fc.tuple(fc.constantFrom('__proto__', 'constructor', 'toString', 'schema', 'ts', 'id'), fc.json({ maxDepth: 2 })).map(([name, value]) => Buffer.from(`{"${name}":${value},"x":1e999,"y":1}`)),
  fc.constantFrom('', 'null', 'NaN', '1e400', '-1e400', 'ON', '"', '[]', '{}', '[[]]', '\0').map((text) => Buffer.from(text)),
);
const topic = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'plant/p1/t', 'plant//t', '', '/', '__proto__', '$SYS/x'));
const options: fc.Arbitrary<IngestOptions> = fc.record({
  keyTemplate: fc.constantFrom(undefined, 'plant/{device}/+', '{a}/{b}/#'),
  keyField: fc.constantFrom(undefined, 'id', '__proto__', 'constructor', ''),
  timeField: fc.constantFrom(undefined, 'ts', '__proto__', 'toString', ''),
});
const message = fc.record({ topic, payload, arrival: fc.integer({ min: T, max: T + 1e6 }), retained: fc.boolean() });

function assertSane({ readings, news, rejected }: Accepted): void {
  for (const reading of readings) {
    assert.ok(Number.isFinite(reading.t), `t is ${reading.t}`);
    assert.ok(reading.completeness >= 0 && reading.completeness <= 1);
    assert.ok(reading.values.size > 0 && reading.values.size <= DEFAULT_LIMITS.maxFields);
    for (const [name, value] of reading.values) assert.ok(value === null || Number.isFinite(value), `${name} is ${value}`);
  }
  assert.ok(rejected === null || readings.length === 0);
  for (const { key, reason } of news) assert.ok(typeof key === 'string' && reason !== '');
}

describe('ingest, whatever comes', () => {
  it('never throws, and never lets a number out that is none', () => {
    fc.assert(
      fc.property(options, fc.array(message, { minLength: 1, maxLength: 20 }), (options, messages) => {
        const ingest = new Ingest(options);
        for (const { topic, payload, arrival, retained } of messages) {
          const before = { ...ingest.counters };
          const accepted = ingest.accept(topic, payload, arrival, retained);
          assertSane(accepted);
          const { counters } = ingest;
          assert.ok(
            (['decoded', 'rejected', 'missing', 'own_message'] as const).some((name) => counters[name] > before[name]),
            'every message is counted',
          );
          assert.equal(counters.rejected, [...ingest.rejections.values()].reduce((sum, count) => sum + count, 0));
        }
        assert.ok(Object.values(ingest.counters).every((count) => Number.isSafeInteger(count) && count >= 0));
        assert.deepEqual(Object.keys(Object.prototype), []);
      }),
      { numRuns: 1000 },
    );
  });

  it('a good payload is processed after any other', () => {
    fc.assert(
      fc.property(message, ({ topic, payload, arrival, retained }) => {
        const ingest = new Ingest();
        ingest.accept(topic, payload, arrival, retained);
        const { readings } = ingest.accept('good', Buffer.from('{"x":1.5}'), arrival + 1);
        assert.deepEqual(readings.map(({ key, values }) => [key, values]), [['good', new Map([['x', 1.5]])]]);
      }),
    );
  });

  it('numbers come out as they went in', () => {
    const numbers = fc.dictionary(fc.string({ minLength: 1 }).filter((name) => name !== '__proto__' && name !== 'schema'), fc.double({ noNaN: true, noDefaultInfinity: true }), { minKeys: 1 });
    fc.assert(
      fc.property(numbers, (values) => {
        const { readings } = new Ingest().accept('t', Buffer.from(JSON.stringify(values)), T);
        assert.deepEqual(new Map(Object.entries(JSON.parse(JSON.stringify(values)))), readings[0]!.values);
      }),
    );
  });
});
