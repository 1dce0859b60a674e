import assert from 'node:assert/strict';
import { lnNormalTail, squareAt } from '../../src/engine/normal';
import { near, within } from './closeness';
import { normalTail } from './quadrature';

describe('normal', () => {
  it('the two-sided tail is that of the integral', () => {
    for (const z of [1, 1.5, 2, 3, 4, 5, 6]) within(Math.exp(lnNormalTail(z)), normalTail(z), 1.1, `z ${z}:`);
    for (const z of [0.1, 0.3, 0.5, 0.8]) near(Math.exp(lnNormalTail(z)), normalTail(z), 0.05);
  });

  it('is finite where p is not representable any more', () => {
    assert.equal(lnNormalTail(0), 0);
    assert.ok(Math.exp(lnNormalTail(100)) === 0);
    // the leading terms of the asymptotic series
    near(lnNormalTail(100), -5000 - Math.log(100) + 0.5 * Math.log(2 / Math.PI), 1e-3);
    for (const z of [1e155, Infinity]) assert.equal(lnNormalTail(z), -Infinity);
  });

  it('the square undoes it', () => {
    for (const z of [0.5, 1.96, 4, 30]) near(squareAt(lnNormalTail(z)), z * z, 1e-9);
  });
});
