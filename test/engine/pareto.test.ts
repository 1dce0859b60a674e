import assert from 'node:assert/strict';
import { excessAt, lnBeyond, shortness } from '../../src/engine/pareto';
import { near } from './closeness';

describe('pareto: the law of excesses', () => {
  it('the excess and its probability undo each other, for short, exponential and heavy tails', () => {
    for (const xi of [-0.3, -0.1, 0, 5e-5, 0.2, 1]) for (const z of [0.1, 1, 5, 9]) near(lnBeyond(xi, excessAt(xi, z)), -z, 1e-9);
  });

  it('is continuous where the shape becomes exponential', () => {
    for (const xi of [-1.01e-4, 1.01e-4]) near(excessAt(xi, 5), 5, 1e-3);
  });

  it('a shape of one doubles the excess and one halves the probability', () => {
    near(Math.exp(lnBeyond(1, 1)), 0.5);
    near(Math.exp(lnBeyond(1, 3)), 0.25);
  });

  it('a short tail ends at -1 / shape', () => {
    assert.ok(lnBeyond(-0.25, 4 - 1e-9) < -70);
  });

  it('the moments of a power law show no shortness', () => {
    near(shortness(0.5, 0.5), 0);
    near(shortness(0.2, 0.06), -0.5);
  });
});
