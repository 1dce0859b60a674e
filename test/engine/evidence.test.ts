import assert from 'node:assert/strict';
import { CHANNELS, Evidence } from '../../src/engine/evidence';
import { near } from './closeness';
import { warm, type Warm } from './warm';

/** Judges x against the warm model and reads its evidence. */
function read(scene: Warm, x: Float64Array): Evidence {
  const { core, points, monitor } = scene.model;
  const { clusters, matcher } = core;
  const missing = x.filter(Number.isNaN).length;
  core.match(x, 257, missing);
  points.step(x, clusters, matcher, 257, false, false);
  monitor.step(x, clusters, matcher.reference, points, missing, NaN);
  const evidence = new Evidence(x.length);
  evidence.read(x, monitor, points, clusters, matcher.reference);
  return evidence;
}

const kinds = (evidence: Evidence): { channel: string; feature: number; high: boolean; strength: number }[] =>
  Array.from({ length: evidence.count }, (_, i) => {
    const kind = evidence.kinds[i]!;
    return { channel: evidence.channelOf(kind), feature: evidence.featureOf(kind), high: kind % 2 === 1, strength: evidence.strengths[i]! };
  });

describe('evidence', () => {
  it('every kind is a channel, a feature and a direction of its own', () => {
    const evidence = new Evidence(7);
    const seen = new Set<string>();
    for (let kind = 0; kind < CHANNELS.length * 7 * 2; kind++) seen.add(`${evidence.channelOf(kind)} ${evidence.featureOf(kind)} ${kind % 2}`);
    assert.equal(seen.size, CHANNELS.length * 7 * 2);
  });

  it('a usual point brings none', () => {
    const scene = warm(3);
    assert.deepEqual(kinds(read(scene, scene.model.core.clusters.mean.slice(0, 3))), []);
  });

  it('a spike is evidence of the point and the range channel, with feature and direction', () => {
    for (const [value, high] of [[30, true], [-30, false]] as const) {
      const scene = warm(3);
      const found = kinds(read(scene, Float64Array.of(0, value, 0)));
      assert.deepEqual(
        found.map(({ channel, feature, high }) => [channel, feature, high]),
        [
          ['range', 1, high],
          ['point', 1, high],
        ],
      );
    }
  });

  it('the strongest is that of the row: -ln p + ln weight', () => {
    const scene = warm(3);
    const found = kinds(read(scene, Float64Array.of(0, 0, 9)));
    const { monitor } = scene.model;
    near(Math.max(...found.map(({ strength }) => strength)), -monitor.lnRow, 1e-6);
  });

  it('a shifted level is evidence of the regime channel, with the direction of the level', () => {
    const scene = warm(3);
    const { clusters } = scene.model.core;
    const x = clusters.refMean.slice(0, 3);
    x[2] = x[2]! - 2.8 / clusters.refScale[2]!;
    let evidence = read(scene, x);
    for (let i = 0; i < 100; i++) evidence = read(scene, x);
    const regime = kinds(evidence).find(({ channel }) => channel === 'regime');
    assert.deepEqual([regime?.feature, regime?.high], [2, false]);
  });

  it('a missing feature is not blamed for an odd point', () => {
    const scene = warm(3);
    const found = kinds(read(scene, Float64Array.of(NaN, 30, NaN)));
    assert.ok(found.length > 0 && found.every(({ feature }) => feature === 1));
  });
});
