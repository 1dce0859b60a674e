import assert from 'node:assert/strict';
import { near } from './closeness';
import { rowsOf } from './streams';
import { warm, type Warm } from './warm';

/** ln p of x as the point channel judges it; the tails do not learn. */
function judge({ model }: Warm, x: Float64Array, learns = false, away = false): number {
  const { core, points } = model;
  core.match(x, 300, x.filter(Number.isNaN).length);
  points.step(x, core.clusters, core.matcher, 300, learns, away);
  return points.lnP;
}

/** x at these distances (cluster sd) from the fast position. */
function at({ model }: Warm, ...sds: number[]): Float64Array {
  const { mean, precision } = model.core.clusters;
  return Float64Array.from(sds, (sd, j) => mean[j]! + sd / Math.sqrt(precision[j]!));
}

describe('novelty: the point channel', () => {
  it('in one dimension p is that of the feature tail', () => {
    const scene = warm(1);
    near(judge(scene, at(scene, 4.5)), scene.model.tails.lnP(0, 4.5 ** 2), 1e-9);
  });

  it('one far feature counts by Bonferroni over the features, with nine tenths of the probability', () => {
    const scene = warm(5);
    const { tails } = scene.model;
    const lnRarest = tails.lnP(3, 36) + Math.log(5) - Math.log(0.9);
    const lnSum = tails.lnP(5, 36) - Math.log(0.1);
    near(judge(scene, at(scene, 0, 0, 0, 6, 0)), Math.min(lnRarest, lnSum), 1e-9);
    assert.ok(lnRarest < lnSum, 'one far feature is told by itself');
  });

  it('many features that are a little off count by their sum, with one tenth', () => {
    const scene = warm(8);
    const { tails } = scene.model;
    const x = at(scene, ...new Array<number>(8).fill(2.6));
    near(judge(scene, x), tails.lnP(8, 8 * 2.6 ** 2) - Math.log(0.1), 1e-9);
  });

  it('a usual point is quiet: its p is the linear one of the sum', () => {
    const scene = warm(3);
    assert.equal(judge(scene, at(scene, 0.5, -0.5, 1)), 0);
    near(scene.model.points.quiet, scene.model.tails.quiet(3, 1.5) / 0.1, 1e-9);
  });

  it('a missing feature counts 1 in the sum and nothing by itself', () => {
    const scene = warm(3);
    const x = at(scene, 6, NaN, 0);
    judge(scene, x);
    near(scene.model.points.squares[1]!, 1);
    near(scene.model.core.matcher.referenceDistance, 37, 1e-9);
  });

  it('without learning the tails stay', () => {
    const scene = warm(2);
    const before = scene.model.tails.tau.slice();
    for (const x of rowsOf(50, 2, 3)) judge(scene, x);
    assert.deepEqual(scene.model.tails.tau, before);
    for (const x of rowsOf(50, 2, 3)) judge(scene, x, true);
    assert.notDeepEqual(scene.model.tails.tau, before);
  });

  it('spikes are never learned', () => {
    const scene = warm(1);
    const before = scene.model.tails.lnP(0, 50);
    const far = at(scene, 30);
    for (let i = 0; i < 10; i++) judge(scene, far, true);
    assert.equal(scene.model.tails.lnP(0, 50), before);
  });
});

describe('novelty: away from every known regime', () => {
  /** Feature 1 has jumped far off; feature 0 reads `sd` from the reference. */
  const away = (scene: Warm, sd: number): number => judge(scene, at(scene, sd, 60), false, true);
  const squareOf = (scene: Warm): number => scene.model.points.squares[0]!;

  it('a feature that walks meanwhile is carried along, the one that jumped stays odd', () => {
    const scene = warm(2);
    for (let i = 0; i <= 300; i++) assert.ok(away(scene, i / 30) < Math.log(1e-4));
    assert.ok(squareOf(scene) < 4, `${squareOf(scene)}`);
    near(scene.model.points.squares[1]!, 3600, 0.01);
  });

  it('a feature that jumps meanwhile is not', () => {
    const scene = warm(2);
    for (let i = 0; i < 300; i++) away(scene, 0);
    for (let i = 0; i < 300; i++) away(scene, 10);
    near(squareOf(scene), 100, 0.01);
  });

  it('a return to where the regime was known is never odd', () => {
    const scene = warm(2);
    for (let i = 0; i <= 300; i++) away(scene, i / 30);
    away(scene, 0);
    near(squareOf(scene), 0, 1e-9);
  });

  it('back home the carried position is forgotten, and it moves no cluster', () => {
    const scene = warm(2);
    const { mean } = scene.model.core.clusters;
    const before = mean.slice();
    for (let i = 0; i <= 300; i++) away(scene, i / 30);
    assert.deepEqual(mean, before);
    judge(scene, at(scene, 0, 0));
    away(scene, 10);
    near(squareOf(scene), 100, 0.01);
  });
});
