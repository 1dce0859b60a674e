import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseTime } from '../../src/ingest/clock';

const T = Date.UTC(2026, 0, 1);
const EARLIEST = Date.UTC(1980, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

describe('clock', () => {
  it('tells seconds, ms, µs and ns since 1970 apart by their size', () => {
    for (const value of [T / 1000, T, T * 1e3, T * 1e6]) assert.equal(parseTime(value), T, String(value));
    for (const value of [String(T / 1000), ` ${T} `]) assert.equal(parseTime(value), T, value);
  });

  it('keeps the milliseconds of a fraction', () => {
    for (let ms = 0; ms < 1000; ms++) {
      assert.equal(parseTime((T + ms) / 1000), T + ms);
      assert.equal(parseTime(`${T / 1000}.${String(ms).padStart(3, '0')}`), T + ms);
    }
    assert.equal(parseTime(T * 1e3 + 123_450), T + 123.45);
  });

  it('reads ISO 8601 with and without a zone; without one it is UTC', () => {
    const noon = T + 12 * 3_600_000;
    for (const [text, expected] of [
      ['2026-01-01T12:00:00Z', noon],
      ['2026-01-01T12:00:00z', noon],
      ['2026-01-01T12:00:00', noon],
      ['2026-01-01 12:00:00', noon],
      ['2026-01-01T12:00Z', noon],
      ['2026-01-01T12:00:00.25Z', noon + 250],
      ['2026-01-01T12:00:00,25', noon + 250],
      ['2026-01-01T12:00:00.1239999Z', noon + 123],
      ['2026-01-01T14:00:00+02:00', noon],
      ['2026-01-01T07:30:00 -0430', noon],
    ] as const) {
      assert.equal(parseTime(text), expected, text);
    }
  });

  it('a date object is its time', () => {
    assert.equal(parseTime(new Date(T)), T);
    assert.equal(parseTime(new Date(NaN)), null);
  });

  it('what is no time gives null', () => {
    const nothing = [0, 1, -T, NaN, Infinity, 1e300, '', ' ', 'yesterday', '12:00', '2026-01-01', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-01-01T25:00:00Z'];
    for (const value of [...nothing, '1969-12-31T00:00:00Z', '2300-01-01T00:00:00Z', null, undefined, true, {}, [], [T], 10n]) {
      assert.equal(parseTime(value), null, String(value));
    }
  });

  it('gives for anything a time from 1980 to 2200, or null', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.double(), fc.string(), fc.date().map((date) => Number.isNaN(date.getTime()) ? '' : date.toISOString())), (value) => {
        const time = parseTime(value);
        assert.ok(time === null || (time >= EARLIEST && time <= LATEST), String(time));
      }),
    );
  });

  it('reads back any moment it was given, to the millisecond, in every notation', () => {
    fc.assert(
      fc.property(fc.integer({ min: EARLIEST, max: LATEST }), (ms) => {
        for (const value of [ms, ms / 1000, ms * 1000, new Date(ms).toISOString(), String(ms)]) assert.equal(parseTime(value), ms);
      }),
    );
  });
});
