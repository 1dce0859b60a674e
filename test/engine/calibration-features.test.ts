import assert from 'node:assert/strict';
import { TailBank, type TailOptions } from '../../src/engine/calibration';
import { surprisePrior, type TailPrior } from '../../src/engine/priors';
import { near, within } from './closeness';
import { normalTail } from './quadrature';
import { noise } from './streams';

const LIMIT = Math.log(1e-4);
const ALPHA = 0.001;

function tail(prior: TailPrior, options: TailOptions = { lnLimit: LIMIT }): TailBank {
  const bank = new TailBank(1, ALPHA);
  bank.start(0, prior, options);
  return bank;
}

describe('calibration: the squared residual of a feature', () => {
  const lnLimit = LIMIT - Math.log(8);
  const squares = (count: number, options: TailOptions, draw: () => number, pooled = false, n = 40_000): TailBank => {
    const bank = new TailBank(count, ALPHA);
    for (let j = 0; j < count; j++) bank.start(j, surprisePrior(), options);
    if (pooled) bank.pool(count);
    for (let i = 0; i < n; i++) for (let j = 0; j < count; j++) bank.learn(j, draw() ** 2);
    return bank;
  };

  it('starts with the Gaussian law, far beyond what a sample could show', () => {
    const bank = tail(surprisePrior(), { lnLimit, feature: 1 });
    for (const z of [2, 3, 4, 5, 6]) near(bank.lnP(0, z * z), Math.log(normalTail(z)), 0.06);
  });

  it('Gaussian readings keep it: p of five standard deviations within a factor of five', () => {
    const bank = squares(1, { lnLimit, feature: 1 }, noise(31).normal);
    within(Math.exp(bank.lnP(0, 25)), normalTail(5), 5);
  });

  it('eight features that are alike agree better for sharing what they know', () => {
    const spread = (pooled: boolean): number => {
      let sum = 0;
      for (let seed = 50; seed < 60; seed++) {
        const bank = squares(8, { lnLimit, feature: 1 }, noise(seed).normal, pooled, 10_000);
        const lnP = Array.from({ length: 8 }, (_, j) => bank.lnP(j, 25));
        sum += Math.max(...lnP) - Math.min(...lnP);
      }
      return sum / 10;
    };
    assert.ok(spread(true) < 0.75 * spread(false), `${spread(true)} with, ${spread(false)} without`);
  });

  it('a feature of another kind is not drawn to the rest', () => {
    const bank = new TailBank(8, ALPHA);
    const { normal, uniform } = noise(38);
    for (let j = 0; j < 8; j++) bank.start(j, surprisePrior(), { lnLimit, feature: 1 });
    bank.pool(8);
    for (let i = 0; i < 40_000; i++) {
      for (let j = 0; j < 7; j++) bank.learn(j, normal() ** 2);
      bank.learn(7, 0.5 * Math.log(1 - uniform()) ** 2);
    }
    // Laplace: P(|x| > z sd) = exp(-z sqrt 2)
    within(Math.exp(bank.lnP(7, 36)), Math.exp(-6 * Math.SQRT2), 2);
    for (let j = 0; j < 7; j++) assert.ok(bank.lnP(j, 36) < bank.lnP(7, 36) - 3, `feature ${j}: ${bank.lnP(j, 36)}`);
  });

  it('a heavy tail is learned in spite of the limit: Student with three degrees of freedom', () => {
    const { normal } = noise(33);
    const student = (): number => (normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3)) / Math.sqrt(3);
    const bank = squares(1, { lnLimit, feature: 1 }, student);
    // P(|t| > u) is about 2 x 3 sqrt(3) / (pi u^3) x (2/3) far out
    const exactAt = (x: number): number => (4 * Math.sqrt(3)) / (Math.PI * (x * Math.sqrt(3)) ** 3);
    for (const x of [10, 20, 30]) within(Math.exp(bank.lnP(0, x * x)), exactAt(x), 4, `${x} sd:`);
  });

  it('values beyond the limit are made good by the law: half the limit, the same tail', () => {
    const { normal } = noise(34);
    const values = Array.from({ length: 40_000 }, () => Math.abs(normal()) ** 1.6);
    const of = (limit: number): TailBank => {
      const bank = tail(surprisePrior(), { lnLimit: limit, feature: 1 });
      for (const value of values) bank.learn(0, value ** 2);
      return bank;
    };
    const tight = of(Math.log(1e-3));
    const wide = of(Math.log(1e-6));
    near(tight.lnP(0, 60), wide.lnP(0, 60), 0.12);
  });

  it('a tail that ends is told as short, goes on beyond the limit, and stays graded', () => {
    const { uniform } = noise(35);
    const bank = squares(1, { lnLimit, feature: 1 }, () => Math.sqrt(3) * (2 * uniform() - 1));
    assert.ok(bank.lnP(0, 9) < Math.log(normalTail(3)) - 1, 'shorter than the Gaussian');
    let last = 0;
    for (let t = 0.5; t < 1e4; t *= 1.2) {
      const lnP = bank.lnP(0, t);
      assert.ok(lnP < last && Number.isFinite(lnP), `at ${t}`);
      last = lnP;
    }
  });

  it('readings in clumps count for less', () => {
    const { uniform } = noise(36);
    const values = Array.from({ length: 2000 }, () => 0.5 * Math.log(1 - uniform()) ** 2);
    const [alone, clumped] = [1, 0.1].map((feature) => {
      const bank = tail(surprisePrior(), { lnLimit, feature });
      for (const value of values) bank.learn(0, value);
      return bank.lnP(0, 49);
    });
    const prior = Math.log(normalTail(7));
    assert.ok(prior < clumped! && clumped! < alone! - 1, `Gaussian ${prior}, alone ${alone}, clumped ${clumped}`);
  });

  it('the inverse undoes the tail probability', () => {
    const bank = squares(1, { lnLimit, feature: 1 }, noise(37).normal);
    for (const p of [0.04, 1e-2, 1e-3, 1e-4]) near(bank.lnP(0, bank.inverse(0, Math.log(p))), Math.log(p), 1e-9);
  });
});
