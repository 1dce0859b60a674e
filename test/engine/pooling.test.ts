import assert from 'node:assert/strict';
import { meanOf, ownShare } from '../../src/engine/pooling';
import { near } from './closeness';
import { noise } from './streams';

describe('pooling', () => {
  it('the mean is that of the first so many', () => {
    near(meanOf(Float64Array.of(1, 2, 6, 100), 3), 3);
  });

  it('estimates that differ no more than their errors explain keep nothing of their own', () => {
    assert.equal(ownShare(Float64Array.of(0.1, 0.1, 0.1, 0.1, 0.1), 5, 0.1, 0.05), 0);
  });

  it('estimates that really differ are left alone', () => {
    const estimates = Float64Array.of(0, 0.6, 0.1, 0.9, 0.3);
    // sum of squares about the mean .38: .548; expected of error alone: 2 x .02^2
    near(ownShare(estimates, 5, meanOf(estimates, 5), 0.02), 1 - (2 * 0.02 ** 2) / 0.548, 1e-9);
  });

  it('three or fewer are left alone, however much alike', () => {
    assert.equal(ownShare(Float64Array.of(1, 1, 1), 3, 1, 9), 1);
  });

  it('brings estimates of eight equal values nearer to the truth', () => {
    const { normal } = noise(41);
    let apart = 0;
    let together = 0;
    for (let round = 0; round < 500; round++) {
      const estimates = Float64Array.from({ length: 8 }, () => 0.3 + 0.1 * normal());
      const mean = meanOf(estimates, 8);
      const own = ownShare(estimates, 8, mean, 0.1);
      for (const estimate of estimates) {
        apart += (estimate - 0.3) ** 2;
        together += (mean + own * (estimate - mean) - 0.3) ** 2;
      }
    }
    assert.ok(together < 0.5 * apart, `${together} of ${apart}`);
  });
});
