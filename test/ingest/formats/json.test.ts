import assert from 'node:assert/strict';
import { json } from '../../../src/ingest/formats/json';
import { DEFAULT_LIMITS, type Decoded, type RawValue } from '../../../src/ingest/reading';

const decode = (content: unknown, limits = {}): Decoded | null =>
  json.decode(typeof content === 'string' ? content : JSON.stringify(content), { ...DEFAULT_LIMITS, ...limits });

function rows(content: unknown): Record<string, RawValue>[] {
  const decoded = decode(content);
  assert.ok(decoded && 'rows' in decoded, JSON.stringify(decoded));
  return decoded.rows.map(({ fields }) => Object.fromEntries(fields));
}

describe('format json', () => {
  it('an object is a row of fields; nested names are joined by a dot', () => {
    assert.deepEqual(rows({ a: 1, b: { c: 'text', d: { e: null } }, f: [true, 2] }), [{ 'a': 1, 'b.c': 'text', 'b.d.e': null, 'f.0': true, 'f.1': 2 }]);
    assert.deepEqual(rows(' \n{"a": 1}\n '), [{ a: 1 }], 'white space around it');
  });

  it('an array of numbers is a row whose positions have names', () => {
    assert.deepEqual(rows([1, 2.5, null]), [{ x0: 1, x1: 2.5, x2: null }]);
  });

  it('an array of objects is a row for each', () => {
    assert.deepEqual(rows([{ a: 1 }, { b: { c: 2 } }]), [{ a: 1 }, { 'b.c': 2 }]);
  });

  it('a mixed array is one row', () => {
    assert.deepEqual(rows([1, { a: 2 }]), [{ 'x0': 1, 'x1.a': 2 }]);
  });

  it('an element that is no object in a list of rows is a row without fields, wherever it stands', () => {
    assert.deepEqual(rows([{ a: 1 }, 5, null, [7], 'x']), [{ a: 1 }, {}, {}, {}, {}]);
    assert.deepEqual(rows([null, { a: 1 }, { a: 2 }]), [{}, { a: 1 }, { a: 2 }]);
    assert.deepEqual(rows([null, null]), [{ x0: null, x1: null }]);
  });

  it('a quoted text is a row with one value; null says that the device is gone', () => {
    assert.deepEqual(rows('"21.5"'), [{ value: '21.5' }]);
    assert.deepEqual(decode(' null '), { gone: 'null_payload' });
  });

  it('numbers, words and nothing are left to the next format', () => {
    for (const text of ['21.5', '-1', '', ' ', 'true', 'ON', 'NaN', 'nullify']) assert.equal(decode(text), null, text);
  });

  it('broken JSON is refused', () => {
    for (const text of ['{', '[1,2', '{"a":}', "{'a':1}", '{"a":1}}', '{"a":1}{"a":2}', '{"a":NaN}', '[1,]', '"open', '{"a":1}\0', '[', '{"a":01}']) {
      assert.deepEqual(decode(text), { rejected: 'bad_json' }, text);
    }
  });

  it('names its limits: fields of a row, rows, depth', () => {
    assert.deepEqual(decode([1, 2, 3], { maxFields: 2 }), { rejected: 'too_many_fields' });
    assert.deepEqual(decode([{ a: 1 }, { a: 2 }, { a: 3 }], { maxRows: 2 }), { rejected: 'too_many_rows' });
    const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
    assert.ok('rows' in decode(nested(16))!);
    assert.deepEqual(decode(nested(17)), { rejected: 'too_deep' });
    assert.deepEqual(decode('['.repeat(100_000) + ']'.repeat(100_000)), { rejected: 'too_deep' });
    assert.deepEqual(decode('['.repeat(100_000)), { rejected: 'bad_json' });
  });

  it('as many fields and rows as the limits allow are taken', () => {
    assert.ok('rows' in decode([1, 2], { maxFields: 2 })!);
    assert.ok('rows' in decode([{ a: 1 }, { a: 2 }], { maxRows: 2 })!);
  });

  it('prototype names are names, but __proto__ is left out', () => {
    assert.deepEqual(rows('{"constructor": 1, "toString": 2, "__proto__": {"polluted": 3}, "a": {"__proto__": 4, "hasOwnProperty": 5}}'), [
      { 'constructor': 1, 'toString': 2, 'a.hasOwnProperty': 5 },
    ]);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  it('knows our own messages by their schema, alone or in an array', () => {
    assert.deepEqual(decode({ schema: 'ncs/1', a: 1 }), { own: true });
    assert.deepEqual(decode([{ a: 1 }, { schema: 'ncs/1', a: 1 }]), { own: true });
    for (const schema of ['other/1', 'ncs', 1, null]) assert.ok('rows' in decode({ schema, a: 1 })!, String(schema));
    assert.ok('rows' in decode({ inner: { schema: 'ncs/1' }, a: 1 })!, 'a schema further in is data');
  });
});
