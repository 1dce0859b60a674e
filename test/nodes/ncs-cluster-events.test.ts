// What a person is told of three events that every plant has, through the node, on streams of several seeds: white noise and readings that
// resemble the one before (AR(1) with 0.8).
import assert from 'node:assert/strict';
import { seededRandom } from '../../src/engine/random';
import type { DriftDetection } from '../../src/messages/drift-detection';
import type { Outlier } from '../../src/messages/outlier';
import { loadCluster, unloadCluster } from '../support/cluster-flow';

const T = Date.UTC(2026, 0, 1);
const STEADY = 0.8;
/** Without the updates of port 1, which are not what is asked here. */
const SPARING = { updates: 'change', sizeDelta: '1000000' };

interface Stream {
  readonly seed: number;
  readonly count: number;
  /** Likeness of a reading to the one before. */
  readonly likeness?: number;
  /** ms between two readings. */
  readonly interval: number;
  /** What is added to flow, pressure, temperature (sd 1, 5, 0.1) at point i. */
  readonly event: (i: number) => readonly [number, number, number];
}

interface Told {
  readonly alarms: (Outlier & { readonly at: number })[];
  readonly drifts: DriftDetection[];
}

/** Runs a stream through a node; `at`: the index of the point that brought the news. */
async function told({ seed, count, likeness = 0, interval, event }: Stream): Promise<Told> {
  const flow = await loadCluster(SPARING);
  const { normal } = seededRandom(seed);
  const noise = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < 3; j++) noise[j] = likeness * noise[j]! + Math.sqrt(1 - likeness ** 2) * normal();
    const [flowRise, pressureRise, temperatureRise] = event(i);
    const payload = { flow: 10 + noise[0]! + flowRise, pressure: 400 + 5 * noise[1]! + pressureRise, temperature: 20 + 0.1 * noise[2]! + temperatureRise };
    flow.send({ topic: 'pump', timestamp: T + i * interval, payload });
    if (i % 500 === 499) await flow.settle();
  }
  await flow.settle();
  await unloadCluster();
  const indexOf = ({ timestamp }: { timestamp: string }): number => (Date.parse(timestamp) - T) / interval;
  return {
    alarms: flow.ports[1].map(({ payload }) => ({ ...(payload as Outlier), at: indexOf(payload as Outlier) })),
    drifts: flow.ports[2].map(({ payload }) => payload as DriftDetection),
  };
}

describe('what ncs-cluster tells of an event', function () {
  // thousands of points each
  this.timeout(120_000);
  afterEach(unloadCluster);

  for (const [seed, likeness] of [[1, 0], [2, STEADY], [3, 0], [4, STEADY]] as const) {
    it(`a step fault of 600 points: one open, at most three updates, one close (likeness ${likeness}, seed ${seed})`, async () => {
      const FROM = 600;
      const TO = 1200;
      const { alarms } = await told({ seed, likeness, count: 1500, interval: 1000, event: (i) => [0, i >= FROM && i < TO ? 60 : 0, 0] });
      const count = (event: Outlier['event']): number => alarms.filter((alarm) => alarm.event === event).length;
      assert.deepEqual([count('open'), count('close')], [1, 1], alarms.map(({ sentence }) => sentence).join('\n'));
      assert.ok(count('update') <= 3, `${count('update')} updates`);
      const [open, close] = [alarms[0]!, alarms.at(-1)!];
      assert.ok(open.at >= FROM && open.at < FROM + 5, `opened at ${open.at}`);
      assert.ok(close.at >= TO && close.at < TO + 200, `closed at ${close.at}`);
      assert.deepEqual([close.event, close.reason, close.alarm_id], ['close', 'quiet', open.alarm_id]);
      assert.match(open.sentence, /^pressure /);
    });

    it(`a spike that returns every hour: told, then known and silent after eight visits, a larger one told again (likeness ${likeness}, seed ${seed})`, async () => {
      const HOUR = 120;
      const FIRST = 300;
      const LARGER = 20;
      const spikeOf = (i: number): number => (i >= FIRST && (i - FIRST) % HOUR === 0 ? (i - FIRST) / HOUR : -1);
      const event = (i: number): [number, number, number] => [spikeOf(i) < 0 ? 0 : spikeOf(i) === LARGER ? 60 : 15, 0, 0];
      const { alarms } = await told({ seed, likeness, count: FIRST + HOUR * 23, interval: 30_000, event });
      const spikes = alarms.filter((alarm) => alarm.event === 'open' && spikeOf(alarm.at) >= 0).map((alarm) => spikeOf(alarm.at));
      assert.deepEqual(spikes.slice(0, 2), [0, 1]);
      const visits = alarms.filter((alarm) => alarm.event === 'open' && spikeOf(alarm.at) >= 0 && alarm.channel === 'point').map((alarm) => alarm.visits);
      assert.deepEqual(visits.slice(0, 2), [0, 1], 'how often this kind came before');
      assert.deepEqual(spikes.filter((visit) => visit >= 8), [LARGER], `told at visits ${spikes.join(', ')}`);
      const others = alarms.filter((alarm) => alarm.event === 'open' && spikeOf(alarm.at) < 0);
      assert.ok(others.length <= 1, `${others.length} alarms about something else in a day`);
    });
  }

  for (const seed of [1, 2, 3]) {
    it(`a slow drift: one detected, one adopted (seed ${seed})`, async () => {
      const ramp = (i: number): number => 0.5 * Math.max(0, Math.min(1, (i - 600) / 1200));
      const { drifts } = await told({ seed, count: 3600, interval: 1000, event: (i) => [0, 0, ramp(i)] });
      assert.deepEqual(drifts.map(({ event }) => event), ['detected', 'adopted']);
      const [detected, adopted] = drifts;
      assert.equal(detected!.features[0]!.feature, 'temperature');
      assert.deepEqual([adopted!.severity, adopted!.recommendation], [detected!.severity, 'monitor']);
      assert.ok(detected!.features[0]!.after > detected!.features[0]!.before);
    });
  }
});
