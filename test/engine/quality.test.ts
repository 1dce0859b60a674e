import assert from 'node:assert/strict';
import { Clusters, CANDIDATE, NOVEL, ESTABLISHED } from '../../src/engine/clusters';
import { resolveKnobs, tuningOf } from '../../src/engine/profiles';
import { gaussianSimilarity, lnChiSquareTail, meanQuality } from '../../src/engine/quality';
import { near } from './closeness';
import { chiSquareTail } from './quadrature';

describe('quality: the tail of chi-square', () => {
  for (const d of [1, 2, 3, 8, 33, 120]) {
    it(`agrees with numerical integration for ${d} degrees of freedom`, () => {
      for (const share of [0.05, 0.5, 0.9, 1, 1.2, 2, 3]) {
        const x = share * d;
        const p = chiSquareTail(x, d);
        if (p > 1e-12) near(Math.exp(lnChiSquareTail(x, d)) / p, 1, 2e-6, `x ${x}:`);
      }
    });
  }

  it('is exp(-x/2) for two degrees of freedom, however far out', () => {
    for (const x of [0.1, 1, 10, 100, 1e4]) near(lnChiSquareTail(x, 2), -x / 2, 1e-12);
  });

  it('is 1 at zero and below, 0 at infinity', () => {
    for (const d of [1, 5]) {
      assert.equal(lnChiSquareTail(0, d), 0);
      assert.equal(lnChiSquareTail(-3, d), 0);
      assert.equal(lnChiSquareTail(Infinity, d), -Infinity);
    }
  });

  it('falls as the radius grows, also between its two formulas', () => {
    for (const d of [1, 4, 10]) {
      let last = 0.1;
      for (let x = 0; x < 8 * d + 20; x += 0.05) {
        const lnP = lnChiSquareTail(x, d);
        assert.ok(lnP < last && lnP <= 0, `d ${d}, x ${x}`);
        last = lnP;
      }
    }
  });
});

describe('quality: the similarity in force', () => {
  it('is the base threshold at the radius that holds its share of a Gaussian', () => {
    // two features: P(chi2 > r) = exp(-r/2) = 0.68^18
    near(gaussianSimilarity(-36 * Math.log(0.68), 2, 18), 0.68);
  });

  it('falls below it where the radius is wider, and stays within 0 and 1', () => {
    assert.ok(gaussianSimilarity(-36 * Math.log(0.68) + 1, 2, 18) < 0.68);
    assert.equal(gaussianSimilarity(0, 3, 18), 1);
    assert.equal(gaussianSimilarity(Infinity, 3, 18), 0);
  });
});

describe('quality: of the map', () => {
  it('is the mean over the clusters, by their weight; candidates do not count', () => {
    const clusters = new Clusters(1, tuningOf(resolveKnobs(null)));
    const add = (status: number, weight: number, quality: number): void => {
      const k = clusters.allocate(Float64Array.of(0), 1, NaN, 0);
      clusters.status[k] = status;
      clusters.weight[k] = weight;
      clusters.quality[k] = quality;
    };
    assert.equal(meanQuality(clusters), 0);
    add(CANDIDATE, 100, 0.1);
    assert.equal(meanQuality(clusters), 0);
    add(NOVEL, 1, 0.2);
    add(ESTABLISHED, 3, 0.8);
    near(meanQuality(clusters), (0.2 + 2.4) / 4);
  });
});
