import assert from 'node:assert/strict';
import { UpdateRate } from '../../nodes/ncs-cluster/update-rate';
import type { ClusterUpdate } from '../../src/messages/cluster-update';
import { seededRandom } from '../../src/engine/random';
import { loadCluster, unloadCluster } from '../support/cluster-flow';

type Part = Partial<Pick<ClusterUpdate, 'cluster_id' | 'label' | 'size' | 'quality' | 'is_outlier' | 'events'>> & { ready?: boolean };

const usual = { cluster_id: 1, label: null, size: 100, quality: 0.9, is_outlier: false, events: [], ready: true } as const;
const update = (part: Part): ClusterUpdate => {
  const { ready, ...rest } = { ...usual, ...part };
  return { ...rest, learning: { ready, progress: ready ? 1 : 0.5 } } as unknown as ClusterUpdate;
};

/** Which of some updates are sent. */
function sent(parts: readonly Part[], settings: { sizeDelta?: number; qualityDelta?: number } = {}): boolean[] {
  const rate = new UpdateRate({ updates: 'change', updateInterval: 0, sizeDelta: 5, qualityDelta: 0.1, ...settings });
  return parts.map((part) => rate.due('pump', () => update(part)) !== null);
}

describe('the rate of updates, on change', () => {
  it('the first is sent, the same again is not', () => assert.deepEqual(sent([{}, {}, {}]), [true, false, false]));

  for (const [what, part] of [
    ['another cluster', { cluster_id: 2 }],
    ['no cluster', { cluster_id: null, size: null, quality: null }],
    ['an outlier', { is_outlier: true }],
    ['another label', { label: 'night' }],
    ['the end of learning', { ready: false }],
    ['an event', { events: [{ type: 'merged', cluster_id: 3, label: null, into: 1 }] }],
    ['growth by more than 5', { size: 106 }],
    ['quality up by more than 0.1', { quality: 1.0001 }],
    ['quality down by more than 0.1', { quality: 0.79 }],
  ] as readonly [string, Part][]) {
    it(`${what} is sent`, () => assert.deepEqual(sent([{}, part]), [true, true]));
  }

  it('growth and quality count from the last that was sent, and up to the deltas they are no change', () => {
    assert.deepEqual(sent([{}, { size: 105 }, { size: 106 }, { size: 111 }, { size: 112 }]), [true, false, true, false, true]);
    assert.deepEqual(sent([{}, { quality: 0.85 }, { quality: 0.81 }, { quality: 0.79 }, { quality: 0.85 }]), [true, false, false, true, false]);
    assert.deepEqual(sent([{}, { size: 150 }, { quality: 0.5 }], { sizeDelta: 50, qualityDelta: 0.5 }), [true, false, false]);
  });

  it('keys are counted apart, and one that is forgotten begins anew', () => {
    const rate = new UpdateRate({ updates: 'change', updateInterval: 0, sizeDelta: 5, qualityDelta: 0.1 });
    const isDue = (key: string): boolean => rate.due(key, () => update({})) !== null;
    assert.deepEqual([isDue('a'), isDue('b'), isDue('a'), isDue('b')], [true, true, false, false]);
    rate.forget('a');
    assert.deepEqual([isDue('a'), isDue('b')], [true, false]);
  });
});

describe('the rate of updates of ncs-cluster', () => {
  afterEach(unloadCluster);

  async function count(config: object, points: number): Promise<number> {
    const flow = await loadCluster(config);
    const { normal } = seededRandom(1);
    for (let i = 0; i < points; i++) for (const topic of ['one', 'two']) flow.send({ topic, timestamp: 1000 * i, payload: { a: normal(), b: normal() } });
    await flow.settle();
    await unloadCluster();
    return flow.ports[0].filter(({ payload }) => payload.key === 'one').length;
  }

  it('every point; only what is new; or one in the interval, of every device', async () => {
    assert.equal(await count({}, 300), 300);
    const quiet = await count({ updates: 'change', sizeDelta: '1000' }, 300);
    const growing = await count({ updates: 'change' }, 300);
    assert.ok(quiet >= 2 && quiet < 8, `${quiet} updates`);
    // from the end of the warm-up on one in six
    assert.ok(growing > quiet && growing <= quiet + 300 / 6, `${growing} updates`);
    assert.equal(await count({ updates: 'interval', updateInterval: '3600' }, 300), 1);
  });
});
