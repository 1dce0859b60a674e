import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { measurement, selectFields } from '../../src/ingest/fields';
import type { RawValue } from '../../src/ingest/reading';

const select = (fields: Record<string, RawValue>): ReturnType<typeof selectFields> => selectFields({ fields: new Map(Object.entries(fields)) });

/** What a single field becomes: a number, null = missing, undefined = text. */
function judged(raw: RawValue): number | null | undefined {
  const verdict = select({ other: 0, field: raw });
  assert.ok('values' in verdict, String(raw));
  return verdict.values.get('field');
}

describe('fields', () => {
  it('numbers stay numbers; NaN is missing', () => {
    for (const value of [0, -1.5, 1e300, Number.MIN_VALUE, 1_700_000_000_000]) assert.equal(judged(value), value);
    assert.equal(judged(NaN), null);
  });

  it('switches are 1 and 0, in any case and with blanks around', () => {
    for (const raw of [true, 'ON', 'on', 'True', ' true ']) assert.equal(judged(raw), 1, String(raw));
    for (const raw of [false, 'OFF', 'off', 'false', 'FALSE\n']) assert.equal(judged(raw), 0, String(raw));
  });

  it('no value is missing, never zero', () => {
    for (const raw of [null, '', '  ', 'NaN', 'nan', 'null', 'unavailable', 'unknown', 'N/A', 'undefined', 'None']) assert.equal(judged(raw), null, String(raw));
  });

  it('a quoted number counts if it looks like a reading', () => {
    for (const [raw, value] of [['21.5', 21.5], ['-3', -3], ['0', 0], ['999999', 999_999], [' 7 ', 7], ['21,5', 21.5], ['-0,125', -0.125]] as const) assert.equal(judged(raw), value, raw);
  });

  it('identifiers, time stamps, hexadecimal numbers and words are text', () => {
    for (const raw of ['running', '4711-08', '007', '1700000000', '0x1F', '1e5', '1e400', '2026-01-01T00:00:00Z', '21.5 °C', 'Infinity', '١٢', '1,234', '1,2,3', '1.234,5']) {
      assert.equal(judged(raw), undefined, raw);
    }
  });

  it('counts missing values and texts', () => {
    const verdict = select({ a: 1, b: null, c: 'NaN', d: 'word', e: false });
    assert.deepEqual(verdict, { values: new Map<string, number | null>([['a', 1], ['b', null], ['c', null], ['e', 0]]), missing: 2, texts: 1 });
  });

  it('a row of texts only, or of nothing, is refused; so is one with an infinite number', () => {
    assert.deepEqual(select({ state: 'running' }), { rejected: 'not_numeric' });
    assert.deepEqual(select({}), { rejected: 'not_numeric' });
    for (const infinite of [Infinity, -Infinity]) assert.deepEqual(select({ a: 1, b: infinite }), { rejected: 'not_finite' });
  });

  it('a row with nothing but missing values is a row', () => {
    assert.deepEqual(select({ a: null, state: 'x' }), { values: new Map([['a', null]]), missing: 1, texts: 1 });
  });
});

describe('measurements: texts that are one number', () => {
  it('reads numbers with point or comma, sign and exponent', () => {
    for (const [text, value] of [['21.5', 21.5], ['21,5', 21.5], ['-3e2', -300], ['+.5', 0.5], ['5.', 5], ['1e-3', 0.001], ['007', 7], ['0,125', 0.125]] as const) {
      assert.deepEqual(measurement(text), { value }, text);
    }
  });

  it('keeps the unit', () => {
    for (const [text, value, unit] of [['21.5 °C', 21.5, '°C'], ['40%', 40, '%'], ['3 m/s²', 3, 'm/s²'], ['12 m3/h', 12, 'm3/h'], ['2.5e3 kWh', 2500, 'kWh']] as const) {
      assert.deepEqual(measurement(text), { value, unit }, text);
    }
  });

  it('what could be two numbers, or none, gives null', () => {
    const none = ['', '-', 'abc', 'NaN', '1,234', '1 234', '1.2.3', '1;2', '12:30', '2026-01-01', '0x1F', '0X10', '5\0', '٣', '10.0.0.1'];
    for (const text of none) assert.equal(measurement(text), null, text);
    assert.deepEqual(measurement('1e400'), { value: Infinity }, 'left to the judgement of the fields');
  });

  it('a long text takes no long time', () => {
    for (const text of ['1'.repeat(1_000_000) + '!', `1${' '.repeat(1_000_000)}!`, `1e${'1'.repeat(1_000_000)} !`, '.'.repeat(1_000_000)]) {
      const before = performance.now();
      assert.equal(measurement(text), null);
      assert.ok(performance.now() - before < 1000, text.slice(0, 5));
    }
  });

  it('reads back every number that was written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)), (value) => {
        const text = String(value);
        assert.equal(measurement(text)?.value, value);
        assert.deepEqual(measurement(`${text} V`), { value, unit: 'V' });
      }),
    );
  });
});
