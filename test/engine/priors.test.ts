import assert from 'node:assert/strict';
import { gaussianPrior, surprisePrior } from '../../src/engine/priors';
import { near, within } from './closeness';
import { chiSquareTail, integrate, normalTail, solve } from './quadrature';

/** Quantile and means of ln(T/tau), its square beyond it, for a law given by its tail probability: E f(y) = f(0) + integral of f'(y) P(y). */
function exact(tailOf: (t: number) => number): { tau: number; m1: number; m2: number } {
  const tau = solve(tailOf, 0.05, 0.1, 400);
  const beyond = (y: number): number => tailOf(tau * Math.exp(y)) / 0.05;
  return { tau, m1: integrate(beyond, 0, 2.5, 60), m2: integrate((y) => 2 * y * beyond(y), 0, 2.5, 60) };
}

describe('priors', () => {
  for (const d of [1, 2, 8, 32]) {
    it(`the sum of ${d} squares has the tail of chi-square`, () => {
      const prior = gaussianPrior('sum of squares', d);
      const { tau, m1, m2 } = exact((t) => chiSquareTail(t, d));
      within(prior.tau, tau, 1.08, 'tau:');
      within(prior.m1, m1, 1.2, 'M1:');
      within(prior.m2, m2, 1.4, 'M2:');
    });

    it(`the largest of ${d} squares has its tail 1 - (1 - 2Q)^d`, () => {
      const prior = gaussianPrior('largest square', d);
      const { tau, m1, m2 } = exact((t) => 1 - (1 - normalTail(Math.sqrt(t))) ** d);
      within(prior.tau, tau, 1.08, 'tau:');
      within(prior.m1, m1, 1.2, 'M1:');
      within(prior.m2, m2, 1.4, 'M2:');
    });
  }

  it('one square has the tail of chi-square; its surprise beyond tau is exponential', () => {
    const { tau, m1, m2 } = surprisePrior();
    near(normalTail(Math.sqrt(tau)), 0.05, 1e-6);
    const beyond = (y: number): number => Math.exp(-Math.log(20) * Math.expm1(y));
    within(m1, integrate(beyond, 0, 3, 200), 1.01, 'M1:');
    within(m2, integrate((y) => 2 * y * beyond(y), 0, 3, 200), 1.02, 'M2:');
  });

  it('in one dimension both statistics are the same', () => {
    assert.deepEqual(gaussianPrior('sum of squares', 1), gaussianPrior('largest square', 1));
  });

  it('is simulated once per statistic and dimension', () => {
    assert.equal(gaussianPrior('largest square', 5), gaussianPrior('largest square', 5));
  });

  it('the second moment is at least the square of the first', () => {
    for (const d of [1, 3, 100]) {
      const { m1, m2 } = gaussianPrior('sum of squares', d);
      assert.ok(m1 > 0 && m2 > m1 * m1);
    }
    near(gaussianPrior('sum of squares', 1).tau, 3.84, 0.08);
  });
});
