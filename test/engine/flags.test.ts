import assert from 'node:assert/strict';
import { StreamClusterer, type Contribution, type DriftReport } from '../../src/engine';
import { feed, rowsOf } from './streams';

interface Story {
  outliers: number;
  opened: { at: number; flag: Contribution }[];
  drifts: DriftReport[];
}

/** A flag that was always 0 while the model learned, beside two live sensors. */
function tell(flag: (i: number) => number, length = 3000): Story {
  const engine = new StreamClusterer({ features: ['error', 'flow', 'pressure'] });
  const story: Story = { outliers: 0, opened: [], drifts: [] };
  const rows = rowsOf(length, 3, 3, (i, j, normal) => (j === 0 ? flag(i) : 10 * j + j * normal));
  feed(engine, rows, (r, i) => {
    if (r.isOutlier) story.outliers++;
    if (r.alarm === 'open') story.opened.push({ at: i, flag: engine.explain()[0]! });
    if (r.drift) story.drifts.push(r.drift);
  });
  return story;
}

describe('a flag that was always 0', () => {
  it('once 1: one outlying row, one alarm, no drift, and a range that can be printed', () => {
    const { outliers, opened, drifts } = tell((i) => Number(i === 1000));
    assert.equal(outliers, 1);
    assert.deepEqual(opened.map(({ at }) => at), [1000]);
    assert.deepEqual({ ...opened[0]!.flag, share: 0 }, { feature: 'error', share: 0, value: 1, usualLow: 0, usualHigh: 0 });
    assert.deepEqual(drifts, []);
  });

  it('1 for five rows now and then: no row beyond those is odd', () => {
    const { outliers, drifts } = tell((i) => Number(i > 800 && i % 50 < 5));
    assert.ok(outliers <= 225, `${outliers}`);
    assert.deepEqual(drifts, []);
  });

  it('1 for good: told once, then adopted, with shifts that are numbers a person can read', () => {
    const { outliers, opened, drifts } = tell((i) => Number(i > 1000));
    assert.ok(outliers > 900 && outliers < 1100, `${outliers}`);
    assert.equal(opened.length, 1);
    assert.deepEqual(drifts.map(({ event }) => event), ['detected', 'adopted']);
    for (const { features } of drifts) assert.deepEqual(features, [{ index: 0, before: 0, after: 1, shiftSigmas: 1000 }]);
  });
});
