import assert from 'node:assert/strict';
import { Ingest, type IngestCounters, type Rejection } from '../../src/ingest';

const T = Date.UTC(2026, 0, 1);

interface Case {
  readonly name: string;
  readonly payload: string | Uint8Array;
  /** What comes out: the values of every reading. */
  readonly out?: readonly Record<string, number | null>[];
  /** The counters that go up, beside `decoded` with a reading and `rejected` with a rejection. */
  readonly counts?: Partial<IngestCounters>;
  readonly rejected?: Rejection;
  /** The device is told to be gone. */
  readonly offline?: 'empty_payload' | 'null_payload';
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const withBom = (text: string): Uint8Array => Buffer.concat([bytes(0xef, 0xbb, 0xbf), Buffer.from(text)]);
const utf16 = (text: string): Uint8Array => Buffer.concat([bytes(0xff, 0xfe), Buffer.from(text, 'utf16le')]);
const fields = (count: number): string => JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i])));

const CASES: readonly Case[] = [
  { name: 'broken JSON', payload: '{"x":', rejected: 'bad_json' },
  { name: 'JSON with a tail', payload: '{"x":1} and more', rejected: 'bad_json' },
  { name: 'JSON with the word NaN', payload: '{"x":NaN}', rejected: 'bad_json' },
  { name: 'an empty payload', payload: '', counts: { missing: 1 }, offline: 'empty_payload' },
  { name: 'blanks', payload: ' \r\n', counts: { missing: 1 }, offline: 'empty_payload' },
  { name: 'null', payload: 'null', counts: { missing: 1 }, offline: 'null_payload' },
  { name: 'the text NaN', payload: 'NaN', out: [{ value: null }], counts: { missing: 1 } },
  { name: 'the quoted text NaN', payload: '"NaN"', out: [{ value: null }], counts: { missing: 1 } },
  { name: 'a NaN, a null and an empty text in fields', payload: '{"x":"NaN","y":null,"z":"","w":1}', out: [{ x: null, y: null, z: null, w: 1 }], counts: { missing: 3 } },
  { name: '1e400', payload: '1e400', rejected: 'not_finite' },
  { name: '-1e400 in a field', payload: '{"x":1,"y":-1e400}', rejected: 'not_finite' },
  { name: '1e400 in an array', payload: '[1,1e400]', rejected: 'not_finite' },
  { name: 'a quoted 1e400', payload: '{"x":1,"y":"1e400"}', out: [{ x: 1 }], counts: { text_fields: 1 } },
  { name: 'the word Infinity', payload: 'Infinity', rejected: 'not_numeric' },
  { name: 'a text of 10 MB', payload: '7'.repeat(10_000_000), rejected: 'too_large' },
  { name: 'JSON of 10 MB', payload: `{"x":1,"y":"${'y'.repeat(10_000_000)}"}`, rejected: 'too_large' },
  { name: '10,000 fields', payload: fields(10_000), rejected: 'too_many_fields' },
  { name: 'an array of 10,000', payload: JSON.stringify(Array.from({ length: 10_000 }, () => 1)), rejected: 'too_many_fields' },
  { name: '10,001 rows', payload: JSON.stringify(Array.from({ length: 10_001 }, () => ({ x: 1 }))), rejected: 'too_many_rows' },
  { name: '__proto__ alone', payload: '{"__proto__":{"polluted":1}}', rejected: 'not_numeric' },
  { name: '__proto__ with a number', payload: '{"__proto__":1,"x":2}', out: [{ x: 2 }] },
  { name: 'constructor.prototype', payload: '{"constructor":{"prototype":{"polluted":1}}}', out: [{ 'constructor.prototype.polluted': 1 }] },
  { name: 'prototype names with numbers', payload: '{"constructor":1,"toString":2,"valueOf":3}', out: [{ constructor: 1, toString: 2, valueOf: 3 }] },
  { name: 'prototype names with texts', payload: '{"constructor":"c","toString":null,"x":1}', out: [{ toString: null, x: 1 }], counts: { text_fields: 1, missing: 1 } },
  { name: 'text among numbers', payload: '{"x":1,"state":"running","y":2}', out: [{ x: 1, y: 2 }], counts: { text_fields: 1 } },
  { name: 'text among the numbers of an array', payload: '[1,"two",3]', out: [{ x0: 1, x2: 3 }], counts: { text_fields: 1 } },
  { name: 'only text', payload: '{"state":"running"}', rejected: 'not_numeric' },
  { name: 'a word', payload: 'running', rejected: 'not_numeric' },
  { name: 'an empty object', payload: '{}', rejected: 'not_numeric' },
  { name: 'an empty array', payload: '[]', rejected: 'not_numeric' },
  { name: '100,000 brackets', payload: '['.repeat(100_000) + ']'.repeat(100_000), rejected: 'too_deep' },
  { name: '100,000 objects in one another', payload: '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), rejected: 'too_deep' },
  { name: '100,000 open brackets', payload: '['.repeat(100_000), rejected: 'bad_json' },
  { name: 'invalid UTF-8', payload: bytes(0x7b, 0x22, 0xff, 0xfe, 0x22), rejected: 'not_utf8' },
  { name: 'a cut UTF-8 sequence', payload: bytes(0x32, 0x31, 0xe2, 0x82), rejected: 'not_utf8' },
  { name: 'UTF-16', payload: utf16('{"x":1}'), rejected: 'not_utf8' },
  { name: 'a byte order mark before JSON', payload: withBom('{"x":1}'), out: [{ x: 1 }] },
  { name: 'a byte order mark before a number', payload: withBom('21.5'), out: [{ value: 21.5 }] },
  { name: 'a byte order mark alone', payload: withBom(''), counts: { missing: 1 }, offline: 'empty_payload' },
  { name: 'NUL bytes', payload: bytes(0, 0, 0, 0), rejected: 'not_numeric' },
  { name: 'a NUL byte behind a number', payload: '21.5\0', rejected: 'not_numeric' },
  { name: 'a NUL byte behind JSON', payload: '{"x":1}\0', rejected: 'bad_json' },
  { name: 'an escaped NUL in a name', payload: '{"a\\u0000b":1}', out: [{ 'a\0b': 1 }] },
  { name: 'a lone surrogate in a name', payload: '{"\\ud800":1}', out: [{ '\ud800': 1 }] },
  { name: 'a name of 257 characters beside a shorter one', payload: JSON.stringify({ ['n'.repeat(257)]: 1, ['m'.repeat(256)]: 2 }), out: [{ ['m'.repeat(256)]: 2 }], counts: { text_fields: 1 } },
  { name: 'a name of 100,000 characters', payload: JSON.stringify({ ['n'.repeat(100_000)]: 1 }), rejected: 'not_numeric' },
  { name: 'a name that comes twice', payload: '{"x":1,"x":2}', out: [{ x: 2 }] },
  { name: 'our own message', payload: '{"schema":"ncs/1","type":"outlier","outlier_score":1}', counts: { own_message: 1 } },
];

const raised = (now: IngestCounters, before: IngestCounters): Partial<IngestCounters> =>
  Object.fromEntries((Object.keys(now) as (keyof IngestCounters)[]).filter((name) => now[name] !== before[name]).map((name) => [name, now[name] - before[name]]));

describe('ingest with bad input', () => {
  const ingest = new Ingest();
  let arrival = T;
  const accept = (payload: string | Uint8Array) => ingest.accept('plant/p1', Buffer.from(payload as string), (arrival += 1000));

  for (const { name, payload, out = [], counts = {}, rejected, offline } of CASES) {
    it(`${name}: ${rejected ?? offline ?? (out.length ? 'taken in' : 'nothing')}`, () => {
      accept('{"x":0}');
      const before = { ...ingest.counters };
      const reasons = new Map(ingest.rejections);
      const started = performance.now();
      const accepted = accept(payload);
      assert.ok(performance.now() - started < 1000, 'takes no long time');

      assert.equal(accepted.rejected, rejected ?? null);
      assert.deepEqual(accepted.readings.map(({ values }) => [...values]), out.map((values) => Object.entries(values)));
      assert.deepEqual(accepted.news.map(({ state, reason }) => [state, reason]), offline ? [['offline', offline]] : []);
      assert.deepEqual(raised(ingest.counters, before), { ...(out.length && { decoded: 1 }), ...(rejected && { rejected: 1 }), ...counts });
      if (rejected) reasons.set(rejected, (reasons.get(rejected) ?? 0) + 1);
      assert.deepEqual(ingest.rejections, reasons, 'the reason is counted, and no other');

      const next = accept('{"x":1}');
      assert.deepEqual(next.readings.map(({ values }) => [...values]), [[['x', 1]]], 'the next good payload is processed');
      assert.equal(next.rejected, null);
      assert.deepEqual([Object.keys(Object.prototype), ({} as { polluted?: number }).polluted, typeof {}.toString], [[], undefined, 'function']);
    });
  }

  it('limits can be set', () => {
    const small = new Ingest({ limits: { maxBytes: 8, maxFields: 2, maxRows: 1 } });
    const rejections = ['{"a":1  }', '[1,2,3]', '[{},{}]', '[1,2  ] '].map((payload) => small.accept('t', Buffer.from(payload), T).rejected);
    assert.deepEqual(rejections, ['too_large', 'too_many_fields', 'too_many_rows', null]);
  });

  it('a topic, or a device, with a name of more than 1,024 characters is refused', () => {
    const named = new Ingest({ keyField: 'id' });
    const from = (topic: string, id: string) => named.accept(topic, Buffer.from(JSON.stringify({ id, x: 1 })), T);
    assert.deepEqual([from('t'.repeat(1024), '').readings.length, from('t', 'd'.repeat(1024)).readings.length], [1, 1]);
    assert.deepEqual([from('t'.repeat(1025), 'd').rejected, from('t', 'd'.repeat(1025)).rejected], ['name_too_long', 'name_too_long']);
    assert.equal(named.rejections.get('name_too_long'), 2);
  });

  it('one device more than can be remembered does no harm', () => {
    const many = new Ingest();
    for (let i = 0; i <= 20_000; i++) assert.equal(many.accept(`t/${i}`, Buffer.from('1'), T + i).readings.length, 1);
    assert.equal(many.counters.decoded, 20_001);
  });
});
