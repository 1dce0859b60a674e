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
      [5e9, 1, '5e+9'],
      [12.5, 0, '12.5'],
    ];
    for (const [value, resolution, text] of cases) assert.equal(numberText(value, resolution), text, `${value} at ${resolution}`);
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
