import assert from 'node:assert/strict';
import { FAST, normalEquivalent } from '../../src/engine/charts';
import { DispersionChannel } from '../../src/engine/dispersion';
import { near } from './closeness';
import { noise } from './streams';

const ALPHA = 0.001;
const THEORY = (2 * FAST) / (2 - FAST);

/** Feeds n squared normal values of the given sd, learning every 8th as the regime does; the largest statistic met. */
function run(channel: DispersionChannel, n: number, sd: number, seed: number): number {
  const { normal } = noise(seed);
  let largest = 0;
  for (let i = 1; i <= n; i++) {
    channel.step(Float64Array.of((sd * normal()) ** 2));
    if (i % 8) continue;
    largest = Math.max(largest, channel.evaluate());
    channel.learn(8);
  }
  return largest;
}

describe('dispersion', () => {
  it('compares ln of the moving average of the squares with its usual value', () => {
    const channel = new DispersionChannel(1, ALPHA);
    channel.step(Float64Array.of(5));
    const average = 1 + FAST * 4;
    near(channel.evaluate(), Math.log(average + 1e-3) ** 2 / THEORY);
    near(channel.deviation[0]!, Math.log(average + 1e-3));
  });

  it('one far value counts as three sd', () => {
    const [a, b] = [new DispersionChannel(1, ALPHA), new DispersionChannel(1, ALPHA)];
    a.step(Float64Array.of(9));
    b.step(Float64Array.of(1e9));
    assert.equal(a.evaluate(), b.evaluate());
  });

  it('a large deviation is a t value with 20 degrees of freedom', () => {
    const channel = new DispersionChannel(1, ALPHA);
    for (let i = 0; i < 60; i++) channel.step(Float64Array.of(9));
    const average = 9 - 8 * (1 - FAST) ** 60;
    near(channel.evaluate(), normalEquivalent(Math.log(average + 1e-3) ** 2 / THEORY, 20), 1e-9);
  });

  it('a steady stream is usual, a doubled spread is not, nor is a halved one', () => {
    const channel = new DispersionChannel(1, ALPHA);
    run(channel, 4000, 1, 1);
    assert.ok(run(channel, 4000, 1, 2) < 14);
    assert.ok(run(channel, 150, 2, 3) > 16);
    const other = new DispersionChannel(1, ALPHA);
    run(other, 8000, 1, 4);
    assert.ok(run(other, 150, 0.5, 5) > 16);
  });

  it('what lasts becomes usual', () => {
    const channel = new DispersionChannel(1, ALPHA);
    run(channel, 4000, 1, 6);
    run(channel, 20_000, 2, 7);
    assert.ok(run(channel, 2000, 2, 8) < 14);
  });

  it('learning is winsorised at two sd of the usual variation', () => {
    const channel = new DispersionChannel(1, ALPHA);
    for (let i = 0; i < 100; i++) channel.step(Float64Array.of(9));
    channel.evaluate();
    const before = channel.spreads(0);
    near(before.usual, 1);
    channel.learn(8);
    near(2 * Math.log(channel.spreads(0).usual), (8 / 20) * 2 * Math.sqrt(THEORY));
  });

  it('spreads are given in cluster standard deviations', () => {
    const channel = new DispersionChannel(2, ALPHA);
    for (let i = 0; i < 400; i++) channel.step(Float64Array.of(1, 4));
    channel.evaluate();
    assert.equal(channel.worst, 1);
    near(channel.spreads(1).present, 2, 1e-3);
    near(channel.spreads(1).usual, 1);
  });

  it('a feature without any scatter is told, not infinite', () => {
    const channel = new DispersionChannel(1, ALPHA);
    for (let i = 0; i < 3000; i++) channel.step(Float64Array.of(0));
    assert.ok(Number.isFinite(channel.evaluate()));
    near(channel.deviation[0]!, Math.log(1e-3), 1e-6);
  });

  it('merging mixes by the share of points', () => {
    const [a, b] = [new DispersionChannel(1, ALPHA), new DispersionChannel(1, ALPHA)];
    run(a, 4000, 1, 9);
    run(b, 4000, 3, 10);
    const usual = Math.log(a.spreads(0).usual) * 0.25 + Math.log(b.spreads(0).usual) * 0.75;
    a.mergeFrom(b, 0.25);
    near(Math.log(a.spreads(0).usual), usual);
  });
});
