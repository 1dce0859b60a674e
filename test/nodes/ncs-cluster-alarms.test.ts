import assert from 'node:assert/strict';
import { seededRandom } from '../../src/engine/random';
import type { Outlier } from '../../src/messages/outlier';
import { loadCluster, unloadCluster, type ClusterFlow } from '../support/cluster-flow';

const T = Date.UTC(2026, 0, 1);

interface Readings {
  flow: number;
  pressure: number;
  [name: string]: number;
}

/** What an alarm says: of a quiet pump, one row a second, some rows changed by `odd`. */
async function told(flow: ClusterFlow, count: number, odd: (values: Readings, i: number) => void): Promise<Outlier[]> {
  const { normal } = seededRandom(1);
  for (let i = 0; i < count; i++) {
    const payload = { flow: 10 + normal(), pressure: 400 + normal() };
    odd(payload, i);
    flow.send({ topic: 'pump', timestamp: T + 1000 * i, payload });
  }
  await flow.settle();
  return flow.ports[1].map(({ payload }) => payload as Outlier);
}

describe('the alarms of ncs-cluster', () => {
  afterEach(unloadCluster);

  it('close with the name that they opened with, also if another feature has become odder meanwhile', async () => {
    const alarms = await told(await loadCluster(), 600, (values, i) => {
      if (i >= 400 && i < 403) values.flow = 18;
      if (i >= 410 && i < 413) values.pressure = 490;
    });
    const ends = alarms.filter(({ event }) => event !== 'update').map(({ event, alarm_id, sentence }) => [event, alarm_id, sentence.split(/ reads |: /)[0]]);
    assert.deepEqual(ends, [['open', 1, 'flow'], ['close', 1, 'flow, pressure']]);
    assert.ok(alarms.some(({ event, sentence }) => event === 'update' && sentence.startsWith('pressure reads 490')));
  });

  it('tell a reading as it came, however large: in the sentence, in the contributions and in the point', async () => {
    const [alarm] = await told(await loadCluster(), 400, (values, i) => {
      if (i === 350) values.flow = 1.7e308;
    });
    assert.match(alarm!.sentence, /^flow reads 1\.7e\+308, /);
    assert.deepEqual([alarm!.contributions[0]!.value, alarm!.point['flow']], [1.7e308, 1.7e308]);
  });

  it('say nothing twice: an update tells that it has become worse, or goes on', async () => {
    const alarms = await told(await loadCluster(), 600, (values, i) => {
      if (i >= 400 && i < 420) values.flow = 18 * 2 ** (i - 400);
    });
    const sentences = alarms.map(({ sentence }) => sentence);
    assert.equal(new Set(sentences).size, sentences.length, sentences.join('\n'));
    const updates = alarms.filter(({ event }) => event === 'update');
    assert.ok(updates.length > 0, sentences.join('\n'));
    for (const { sentence, duration_seconds } of updates) assert.match(sentence, new RegExp(`; (?:worse than before|still going on), ${duration_seconds} s after it began$`));
  });
});
