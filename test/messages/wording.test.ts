import assert from 'node:assert/strict';
import { durationText, fill, listText, numberText, phrase } from '../../src/messages/wording';
import { GERMAN } from '../../src/messages/wording/de';
import { ENGLISH } from '../../src/messages/wording/en';

describe('wording', () => {
  it('writes a number with the digits that matter', () => {
    const cases: [number, number, string][] = [
      [4.23456, 0.1, '4.2'],
      [4.2, 0.01, '4.2'],
      [1234.5678, 10, '1235'],
      [0.000123456, 0.00001, '0.00012'],
      [-0.0000001, 1, '-1e-7'],
      [0, 0.1, '0'],
      [-0.001, 1, '0'],
      [100, 100, '100'],
      [5e15, 1, '5e+15'],
      [1.7e308, 1e75, '1.7e+308'],
      [12.5, 0, '12.5'],
    ];
    for (const [value, resolution, text] of cases) assert.equal(numberText(value, resolution, ENGLISH), text, `${value} at ${resolution}`);
  });

  it('tells large numbers apart that differ by what matters: counters, energy meters, times', () => {
    for (const [value, text] of [[1_700_000_118, '1700000118'], [1_700_000_121.25, '1700000121.3'], [-4_100_000_007, '-4100000007']] as const) {
      assert.equal(numberText(value, 0.4, ENGLISH), text);
    }
    assert.notEqual(numberText(3.0000001e15, 1e8, ENGLISH), numberText(3.0000002e15, 1e8, ENGLISH));
    assert.notEqual(numberText(1.00001e-7, 1e-12, ENGLISH), numberText(1.00002e-7, 1e-12, ENGLISH));
  });

  it('writes numbers in German with a comma and, from five digits on, in groups of three', () => {
    const cases: [number, number, string][] = [
      [4.23456, 0.1, '4,2'],
      [1234.5678, 0.1, '1234,6'],
      [12_345.678, 0.1, '12\u202f345,7'],
      [-1_700_000_121.25, 0.4, '-1\u202f700\u202f000\u202f121,3'],
      [0.00012345, 0.00001, '0,00012'],
      [1.75e16, 1e14, '1,75e+16'],
      [0, 1, '0'],
    ];
    for (const [value, resolution, text] of cases) assert.equal(numberText(value, resolution, GERMAN), text, `${value} at ${resolution}`);
  });

  it('joins what belongs together as the language does', () => {
    assert.deepEqual([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((items) => listText(items, ENGLISH)), ['', 'a', 'a and b', 'a, b and c']);
    assert.equal(listText(['a', 'b', 'c'], GERMAN), 'a, b und c');
    assert.equal(durationText(200_000, GERMAN), '2 Tage');
  });

  it('has no sentence without a text', () => {
    assert.throws(() => phrase(GERMAN, 'no.such'), /de has no text no\.such/);
  });

  it('writes a duration in the largest unit that it fills twice', () => {
    const cases: [number, string][] = [
      [0, '0 s'],
      [61, '61 s'],
      [150, '3 min'],
      [7199, '120 min'],
      [7200, '2 h'],
      [200_000, '2 days'],
    ];
    for (const [seconds, text] of cases) assert.equal(durationText(seconds, ENGLISH), text);
  });

  it('fills names it knows and leaves the others', () => {
    assert.equal(fill('{a} and {b} and {toString}', { a: 1, b: 'x' }), '1 and x and {toString}');
  });
});
