import assert from 'node:assert/strict';
import { ENGLISH, durationText, fill, numberText } from '../../src/messages/wording';

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
    for (const [value, resolution, text] of cases) assert.equal(numberText(value, resolution), text, `${value} at ${resolution}`);
  });

  it('tells large numbers apart that differ by what matters: counters, energy meters, times', () => {
    for (const [value, text] of [[1_700_000_118, '1700000118'], [1_700_000_121.25, '1700000121.3'], [-4_100_000_007, '-4100000007']] as const) {
      assert.equal(numberText(value, 0.4), text);
    }
    assert.notEqual(numberText(3.0000001e15, 1e8), numberText(3.0000002e15, 1e8));
    assert.notEqual(numberText(1.00001e-7, 1e-12), numberText(1.00002e-7, 1e-12));
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
