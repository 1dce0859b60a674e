import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { PHI, TailBank, type TailOptions } from '../../src/engine/calibration';
import type { TailPrior } from '../../src/engine/priors';
import { near, within } from './closeness';
import { noise } from './streams';

const LIMIT = Math.log(1e-4);
const ALPHA = 0.001;
/** Of T = chi-square with 2 degrees of freedom: P(T > t) = exp(-t/2), so the excess over tau has mean 2. */
const tau2 = -2 * Math.log(PHI);
const m1Of2 = 0.2935;
const exponential: TailPrior = { tau: tau2, m1: m1Of2, m2: 2 * m1Of2 * m1Of2 * 0.82 };

function tail(prior: TailPrior, options: TailOptions = { lnLimit: LIMIT }): TailBank {
  const bank = new TailBank(1, ALPHA);
  bank.start(0, prior, options);
  return bank;
}

const pareto = (uniform: number, index: number): number => (1 - uniform) ** (-1 / index);

describe('calibration: the law of a tail', () => {
  it('p is 1 at zero, falls linearly to 0.05 at tau, and is continuous there', () => {
    const bank = tail({ tau: 4, m1: 0.3, m2: 0.15 });
    near(Math.exp(bank.lnP(0, 0)), 1);
    near(Math.exp(bank.lnP(0, 2)), 0.525);
    near(Math.exp(bank.lnP(0, 4)), 0.05);
    near(Math.exp(bank.lnP(0, 4 * (1 + 1e-9))), 0.05, 1e-8);
    near(bank.quiet(0, 2), 0.525);
  });

  it('moments of a Pareto tail of index 2 give its law: p = 0.05 (T/tau)^-2', () => {
    // y = ln(T/tau) is exponential with mean 1/2: M1 = 1/2, M2 = 1/2, r = 1/2, g = 0, so xi = a = 1/2
    const bank = tail({ tau: 3, m1: 0.5, m2: 0.5 });
    for (const t of [3.1, 6, 30, 3000]) near(Math.exp(bank.lnP(0, t)), 0.05 * (t / 3) ** -2, 1e-9);
  });

  it('a tail that would end becomes exponential', () => {
    // M1 = 0.2, M2 = 0.06: r = 2/3, g = -1/2, so xi = max(0, -0.3) = 0 and a = 0.2 x 1.5
    const bank = tail({ tau: 2, m1: 0.2, m2: 0.06 });
    for (const t of [2.5, 5, 50]) near(bank.lnP(0, t), Math.log(0.05) - (t / 2 - 1) / 0.3);
  });

  it('the shape is never heavier than 1', () => {
    // M1 = 2, M2 = 8: r = 1/2, g = 0, xi = 2 -> 1, a = 2
    const bank = tail({ tau: 1, m1: 2, m2: 8 });
    for (const t of [2, 100]) near(Math.exp(bank.lnP(0, t)), 0.05 / (1 + (t - 1) / 2), 1e-9);
  });

  it('a tail of known law has its shape held back by half a standard error', () => {
    const bank = tail({ tau: 1, m1: 0.5, m2: 0.5 }, { lnLimit: LIMIT, known: true });
    const xi = 0.5 - 0.5 / Math.sqrt(20);
    for (const t of [2, 10]) near(Math.exp(bank.lnP(0, t)), 0.05 * (1 + (xi * (t - 1)) / 0.5) ** (-1 / xi), 1e-9);
  });

  it('the inverse undoes the tail probability', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        fc.double({ min: 0.05, max: 0.7, noNaN: true }),
        fc.double({ min: -40, max: Math.log(PHI), noNaN: true }),
        (tau, m1, lnP) => {
          const bank = tail({ tau, m1, m2: 1.8 * m1 * m1 });
          near(bank.lnP(0, bank.inverse(0, lnP)), lnP, 1e-9);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('larger values are rarer', () => {
    const bank = tail(exponential);
    let last = 0;
    for (let t = 0.01; t < 1e6; t *= 1.3) {
      const lnP = bank.lnP(0, t);
      assert.ok(lnP < last, `at ${t}`);
      last = lnP;
    }
  });
});

describe('calibration: learning one value', () => {
  it('a quiet value lowers tau by G x 0.05', () => {
    const bank = tail({ tau: 4, m1: 0.3, m2: 0.15 });
    // the second observation: G = 2 max(alpha, 1/2) = 1
    assert.equal(bank.learn(0, 1), false);
    near(bank.tau[0]!, 4 * 0.95);
    // the third: G = 2/3
    bank.learn(0, 1);
    near(bank.tau[0]!, 4 * 0.95 * (1 - (2 / 3) * 0.05));
  });

  it('an exceedance raises tau by G x 0.95 and moves the means of ln(T/tau)', () => {
    const bank = tail({ tau: 4, m1: 0.3, m2: 0.15 });
    assert.equal(bank.learn(0, 9), true);
    const tau = 4 * 1.95;
    near(bank.tau[0]!, tau);
    // 21 exceedances now: M1, M2 move by 1/21, and the fit follows
    const y = Math.log(9 / tau);
    const m1 = 0.3 + (y - 0.3) / 21;
    const m2 = 0.15 + (y * y - 0.15) / 21;
    const g = 1 - 0.5 / (1 - (m1 * m1) / m2);
    const xi = Math.max(0, m1 + g);
    const a = m1 * (1 - Math.min(0, g));
    const excess = (20 / tau - 1) / a;
    near(bank.lnP(0, 20), Math.log(0.05) - (xi < 1e-4 ? excess : Math.log1p(xi * excess) / xi), 1e-9);
  });

  it('a value rarer than the limit is not learned at all', () => {
    const bank = tail({ tau: 4, m1: 0.3, m2: 0.15 });
    const before = [bank.tau[0], bank.lnP(0, 20)];
    const rare = bank.inverse(0, LIMIT - 0.01);
    assert.equal(bank.learn(0, rare), false);
    assert.deepEqual([bank.tau[0], bank.lnP(0, 20)], before);
    assert.equal(bank.learn(0, bank.inverse(0, LIMIT + 0.01)), true);
  });

  it('the limit can be moved', () => {
    const bank = tail({ tau: 4, m1: 0.3, m2: 0.15 });
    const rare = bank.inverse(0, LIMIT - 0.01);
    bank.setLimit(0, LIMIT - 1);
    assert.equal(bank.learn(0, rare), true);
  });

  it('values of a moving average count for less', () => {
    const light = tail({ tau: 4, m1: 0.3, m2: 0.15 }, { lnLimit: LIMIT, weight: 0.2 });
    // it starts with the prior's 20 exceedances = 400 observations; gain: min(alpha, 0.05 x 0.2 / 50) = 2e-4, less than 0.2 / 400.2
    light.learn(0, 1);
    near(light.tau[0]!, 4 * (1 - 2 * (0.2 / 400.2) * 0.05));
  });

  it('a tail of known law never falls below its prior', () => {
    const bank = tail({ tau: 4, m1: 0.3, m2: 0.15 }, { lnLimit: LIMIT, known: true });
    for (let i = 0; i < 2000; i++) bank.learn(0, 0.1);
    assert.equal(bank.tau[0], 4);
  });

  it('zeros for ever leave the tail finite', () => {
    const bank = tail({ tau: 4, m1: 0.3, m2: 0.15 });
    for (let i = 0; i < 1_000_000; i++) bank.learn(0, 0);
    assert.ok(bank.tau[0]! >= 1e-9);
    assert.ok(Number.isFinite(bank.lnP(0, 1e3)));
  });

  it('once settled, the shortcut for quiet values does the same as learning them', () => {
    const learned = tail(exponential);
    for (let i = 0; i < 1500; i++) learned.learn(0, i % 21 ? 1 : 6.1);
    const before = learned.tau[0]!;
    learned.learn(0, 1);
    const shrunk = learned.tau[0]! / before;
    const others = new Int32Array(1);
    assert.equal(learned.sift(Float64Array.of(1), new Float64Array(1), true, others), 0);
    near(learned.tau[0]! / before, shrunk * shrunk, 1e-14);
  });

  it('the shortcut leaves rare, missing and quantised values, those of young tails, and all while nothing is learned', () => {
    const learned = tail(exponential);
    const others = new Int32Array(1);
    const sift = (value: number, resolution: number, learns = true): number => learned.sift(Float64Array.of(value), Float64Array.of(resolution), learns, others);
    assert.equal(sift(1, 0), 1, 'young');
    for (let i = 0; i < 1500; i++) learned.learn(0, i % 21 ? 1 : 6.1);
    const before = learned.tau[0]!;
    assert.equal(sift(before * 1.01, 0), 1, 'rare');
    assert.equal(sift(NaN, 0), 1, 'missing');
    assert.equal(sift(1, 0.5), 1, 'quantised');
    assert.equal(sift(1, 0, false), 0, 'quiet, but nothing is learned');
    assert.equal(learned.tau[0], before);
  });
});

describe('calibration: following a stream', () => {
  it('tau settles at the 95 % quantile', () => {
    const { uniform } = noise(11);
    const bank = tail({ tau: 0.3, m1: 0.1, m2: 0.015 }, { lnLimit: -1e9 });
    let sum = 0;
    for (let i = 0; i < 40_000; i++) {
      bank.learn(0, uniform());
      if (i >= 20_000) sum += bank.tau[0]! / 20_000;
    }
    near(sum, 0.95, 0.01);
  });

  it('an exponential tail is found from a stream', () => {
    const { uniform } = noise(12);
    const bank = tail({ tau: 1, m1: 0.5, m2: 0.5 }, { lnLimit: -1e9 });
    for (let i = 0; i < 40_000; i++) bank.learn(0, -2 * Math.log(1 - uniform()));
    for (const p of [1e-2, 1e-3, 1e-4]) within(Math.exp(bank.lnP(0, -2 * Math.log(p))), p, 2.5, `p ${p}:`);
  });

  it('a heavy tail is found from a stream', () => {
    const { uniform } = noise(13);
    const bank = tail(exponential, { lnLimit: -1e9 });
    for (let i = 0; i < 40_000; i++) bank.learn(0, pareto(uniform(), 2));
    for (const p of [1e-2, 1e-3, 1e-4]) within(Math.exp(bank.lnP(0, p ** -0.5)), p, 3, `p ${p}:`);
  });
});

describe('calibration: starting from a sample', () => {
  const start = (sample: readonly number[], prior = exponential): TailBank => {
    const bank = new TailBank(1, ALPHA);
    bank.startFrom(0, sample, prior, { lnLimit: LIMIT });
    return bank;
  };
  const { uniform } = noise(14);
  const sample = Array.from({ length: 256 }, () => -2 * Math.log(1 - uniform()));

  it('the law of the sample is found', () => {
    const bank = start(sample);
    within(bank.tau[0]!, tau2, 1.2, 'tau:');
    for (const p of [1e-2, 1e-3]) within(Math.exp(bank.lnP(0, -2 * Math.log(p))), p, 3, `p ${p}:`);
  });

  it('gross errors in the sample do not open the tail', () => {
    const clean = start(sample);
    const dirty = start([...sample.slice(0, 253), 1e6, 2e6, 3e6]);
    within(dirty.tau[0]!, clean.tau[0]!, 1.2);
    assert.ok(dirty.lnP(0, 200) < Math.log(1e-5), `p of 200: ${Math.exp(dirty.lnP(0, 200))}`);
  });

  it('an empty sample leaves the prior', () => {
    near(start([]).tau[0]!, exponential.tau);
  });

  it('a sample of zeros gives a finite tail', () => {
    const bank = start(new Array<number>(256).fill(0));
    for (const t of [0, 1e-12, 1, 1e6]) assert.ok(Number.isFinite(bank.lnP(0, t)) && bank.lnP(0, t) <= 0);
  });
});

describe('calibration: merging', () => {
  it('means go by the share of points, counts add, and the law lies between the two', () => {
    const a = tail({ tau: 2, m1: 0.2, m2: 0.06 });
    const b = tail({ tau: 4, m1: 0.4, m2: 0.3 });
    a.mergeFrom(b, 0.25);
    near(a.tau[0]!, 0.25 * 2 + 0.75 * 4);
    const m1 = 0.35;
    const m2 = 0.24;
    const g = 1 - 0.5 / (1 - (m1 * m1) / m2);
    const xi = m1 + g;
    near(a.lnP(0, 7), Math.log(0.05) - Math.log1p(xi * (1 / (m1 * (1 - Math.min(0, g))))) / xi, 1e-9);
  });
});
