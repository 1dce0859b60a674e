import assert from 'node:assert/strict';
import { TailBank } from '../../src/engine/calibration';
import { Charts, FAST, lnLargestOf, lnSidak, normalEquivalent } from '../../src/engine/charts';
import { lnNormalTail } from '../../src/engine/normal';
import { near, within } from './closeness';
import { normalTail, studentTail } from './quadrature';
import { noise } from './streams';

const THEORY = FAST / (2 - FAST);

describe('charts: probabilities', () => {
  it('the smallest of d independent p values has p 1 - (1 - p)^d', () => {
    for (const p of [0.9, 0.3, 1e-2, 1e-5]) for (const d of [1, 2, 8, 60]) near(Math.exp(lnSidak(Math.log(p), d)), 1 - (1 - p) ** d, 1e-9);
  });

  it('that of a tiny p is d p, without underflow', () => {
    near(lnSidak(-2000, 8), -2000 + Math.log(8));
    assert.ok(lnSidak(-12.0001, 8) < lnSidak(-11.9999, 8), 'the two formulas meet');
    near(lnSidak(-12.0001, 8), lnSidak(-11.9999, 8), 1e-3);
  });

  it('a t value and its normal equivalent are equally rare', () => {
    for (const nu of [4, 10, 50]) {
      for (const t of [1, 2, 3, 5]) within(normalTail(Math.sqrt(normalEquivalent(t * t, nu))), studentTail(t, nu), 1.15, `t ${t}, nu ${nu}:`);
    }
  });

  it('with many degrees of freedom a t value is a normal one', () => {
    near(normalEquivalent(9, 1e8), 9, 1e-6);
  });
});

describe('charts: the p of the largest', () => {
  const bank = (tau: number, m1: number): TailBank => {
    const tails = new TailBank(1, 0.001);
    tails.start(0, { tau, m1, m2: 2 * m1 * m1 }, { lnLimit: -100 });
    return tails;
  };

  it('is that of theory where the tail of the stream is lighter', () => {
    near(lnLargestOf(4, 25, bank(1, 0.05), 0), lnSidak(lnNormalTail(5), 4));
  });

  it('is that of the stream where its tail is heavier', () => {
    const tails = bank(20, 0.5);
    near(lnLargestOf(4, 25, tails, 0), tails.lnP(0, 25));
  });

  it('an infinite statistic has p = 0', () => {
    assert.equal(lnLargestOf(4, Infinity, bank(1, 0.5), 0), -Infinity);
  });
});

describe('charts: levels', () => {
  it('are moving averages of the residuals', () => {
    const charts = new Charts(2, FAST, 0.001);
    charts.step(Float64Array.of(1, -2));
    charts.step(Float64Array.of(1, 0));
    near(charts.level[0]!, FAST * (1 + (1 - FAST)));
    near(charts.level[1]!, -2 * FAST * (1 - FAST));
  });

  it('of independent residuals have the variance lambda / (2 - lambda)', () => {
    const charts = new Charts(1, FAST, 0.001);
    const { normal } = noise(1);
    let sum = 0;
    const n = 60_000;
    for (let i = 0; i < n; i++) {
      charts.step(Float64Array.of(normal()));
      sum += charts.level[0]! ** 2 / n;
    }
    within(sum, charts.theory, 1.05);
    near(charts.theory, THEORY);
  });
});

describe('charts: the statistic', () => {
  const chart = (measured: number, n = 256): Charts => {
    const charts = new Charts(3, FAST, 0.001);
    charts.measured.fill(measured);
    charts.n = n;
    charts.cache(1, 0.002);
    return charts;
  };

  it('is the largest R^2 / V with V = theory + variance of the reference, if nothing more was measured', () => {
    const charts = chart(THEORY / 2);
    charts.level.set([0.1, -0.5, 0.3]);
    near(charts.evaluate(), 0.25 / (THEORY + 0.002));
    assert.equal(charts.worst, 1);
    near(charts.equivalent(2), 0.09 / (THEORY + 0.002));
  });

  it('counts what was measured beyond theory, with the degrees of freedom of that measurement', () => {
    const charts = chart(THEORY + 0.05);
    charts.level.set([0.1, 0.9, 0.3]);
    const v = THEORY + 0.002 + 0.05;
    const nu = ((256 * FAST) / 2) * (v / 0.05) ** 2;
    near(charts.evaluate(), normalEquivalent(0.81 / v, nu));
  });

  it('leaves values below 2 ln d as they are', () => {
    const charts = chart(THEORY + 0.05);
    charts.level.fill(0.2);
    near(charts.evaluate(), 0.04 / (THEORY + 0.052));
  });

  it('the degrees of freedom lie between those of 3 and of 50 independent values', () => {
    for (const [n, values] of [[10, 3], [1e6, 50]] as const) {
      const charts = chart(THEORY + 0.05, n);
      charts.level.fill(1);
      const v = THEORY + 0.052;
      near(charts.evaluate(), normalEquivalent(1 / v, values * (v / 0.05) ** 2));
    }
  });

  it('an aged reference widens what was measured beyond theory only', () => {
    const charts = chart(THEORY + 0.05);
    charts.cache(3, 0.002);
    near(1 / charts.inverse[0]!, THEORY + 0.002 + 0.15);
    const quiet = chart(THEORY);
    quiet.cache(3, 0.002);
    near(1 / quiet.inverse[0]!, THEORY + 0.002);
  });
});

describe('charts: learning', () => {
  const charts = (): Charts => {
    const chart = new Charts(1, FAST, 0.001);
    chart.measured[0] = 0.03;
    chart.n = 99;
    chart.cache(1, 0);
    return chart;
  };

  it('moves the measured variance by stride x 1/(n + 1) while young', () => {
    const chart = charts();
    chart.level[0] = 0.2;
    chart.learn(4);
    near(chart.measured[0]!, 0.03 + (4 / 100) * (0.04 - 0.03));
    assert.equal(chart.n, 103);
  });

  it('later with the gain min(alpha, lambda / 50)', () => {
    const chart = charts();
    chart.n = 1e6;
    chart.level[0] = 0.2;
    chart.learn(4);
    near(chart.measured[0]!, 0.03 + 4 * 0.001 * 0.01);
    chart.retune(0.0001);
    const before = chart.measured[0]!;
    chart.learn(4);
    near(chart.measured[0]!, before + 4 * 0.0001 * (0.04 - before));
  });

  it('pseudo points slow it down', () => {
    const chart = charts();
    chart.pseudo = 900;
    chart.retune(1e-9);
    chart.level[0] = 0.2;
    chart.learn(1);
    near(chart.measured[0]!, 0.03 + 0.01 / 1000);
  });

  it('a far level counts as four variances', () => {
    const chart = charts();
    chart.level[0] = 3;
    const v = 1 / chart.inverse[0]!;
    chart.learn(1);
    near(chart.measured[0]!, 0.03 + (4 * v - 0.03) / 100);
  });

  it('re-basing remembers how far the level had moved as variance, at most 1, and starts from zero', () => {
    for (const [level, square] of [[0.4, 0.16], [2.5, 1]] as const) {
      const chart = charts();
      chart.level[0] = level;
      chart.rebase();
      near(chart.measured[0]!, 0.03 + 0.5 * (square - 0.03));
      assert.deepEqual([chart.level[0], chart.statistic], [0, 0]);
    }
  });

  it('a restart forgets the level and keeps the variance', () => {
    const chart = charts();
    chart.level[0] = 2;
    chart.evaluate();
    chart.restart();
    assert.deepEqual([chart.level[0], chart.statistic, chart.measured[0]], [0, 0, 0.03]);
  });

  it('merging mixes the variances by the share of points and adds the points', () => {
    const [a, b] = [charts(), charts()];
    b.measured[0] = 0.07;
    b.n = 301;
    a.mergeFrom(b, 0.25);
    near(a.measured[0]!, 0.25 * 0.03 + 0.75 * 0.07);
    assert.equal(a.n, 400);
  });
});
