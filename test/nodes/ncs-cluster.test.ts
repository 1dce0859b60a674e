import assert from 'node:assert/strict';
import { seededRandom } from '../../src/engine/random';
import { loadCluster, unloadCluster, type ClusterFlow } from '../support/cluster-flow';

const T = Date.UTC(2026, 0, 1);
const SECOND = 1000;

/** A quiet pump: three features of unequal scale. `odd` changes a row before it is sent. */
function feed(flow: ClusterFlow, count: number, from = 0, odd: (values: Record<string, unknown>, i: number) => void = () => {}, topic = 'pump'): void {
  const { normal } = seededRandom(from + 1);
  for (let i = from; i < from + count; i++) {
    const payload = { flow: 10 + normal(), pressure: 400_000 + 1000 * normal(), temperature: 20 + 0.1 * normal() };
    odd(payload, i);
    flow.send({ topic, timestamp: T + i * SECOND, payload });
  }
}

const last = <V>(values: readonly V[]): V => values.at(-1)!;

describe('ncs-cluster', () => {
  afterEach(unloadCluster);

  it('sends one cluster_update per point, tells how far learning is, and raises nothing before the warm-up ends', async () => {
    const flow = await loadCluster();
    feed(flow, 300, 0, (values, i) => {
      if (i === 100) values['flow'] = 1e6;
    });
    await flow.settle();
    const [clusters, outliers, drift, status] = flow.ports;
    assert.equal(clusters.length, 300);
    assert.deepEqual([outliers.length, drift.length], [0, 0]);
    assert.equal(clusters[127]!.payload.learning.progress, 0.5);
    assert.equal(clusters[127]!.payload.cluster_id, null);
    assert.equal(clusters[255]!.payload.learning.ready, true);
    assert.ok(last(clusters).payload.cluster_id >= 1);
    assert.ok(Math.abs(last(clusters).payload.centroid.pressure - 400_000) < 1000);
    assert.equal(last(clusters).payload.timestamp, new Date(T + 299 * SECOND).toISOString());
    assert.equal(last(clusters).topic, 'ncs/pump/cluster_update');
    assert.deepEqual(
      status.map(({ payload }) => [payload.type, payload.key, payload.is_ready]),
      [['algorithm_status', 'pump', true]],
      'the change of state is told',
    );
    assert.ok(Math.abs(Date.parse(status[0]!.payload.timestamp) - Date.now()) < 60_000, 'by our clock, as the reports of the timer are');
    assert.equal(flow.completed.length, 300);
  });

  it('makes one alarm of one event: open with a sentence, close when it is quiet again', async () => {
    const flow = await loadCluster();
    feed(flow, 600, 0, (values, i) => {
      if (i === 400) values['pressure'] = 450_000;
    });
    await flow.settle();
    const told = flow.ports[1].map(({ payload }) => payload);
    assert.deepEqual(
      told.map(({ event, alarm_id, reason }) => [event, alarm_id, reason]),
      [
        ['open', 1, null],
        ['close', 1, 'quiet'],
      ],
    );
    assert.match(told[0].sentence, /^pressure reads 450000, usually 39\d{4} to 40\d{4} in regime 1$/);
    assert.equal(told[0].point.pressure, 450_000);
    assert.equal(told[0].since, new Date(T + 400 * SECOND).toISOString());
    assert.ok(told[0].outlier_score >= 0.85);
    assert.equal(told[0].contributions.find(({ feature }: { feature: string }) => feature === 'pressure').share, 1);
    assert.equal(told[1].duration_seconds, 61);
    assert.match(told[1].sentence, /^pressure: nothing unusual any more/);
    assert.equal(last(flow.ports[0]).topic, 'ncs/pump/cluster_update');
    assert.equal(flow.ports[1][0]!.topic, 'ncs/pump/outlier');
  });

  it('tells every outlying point instead, if so set', async () => {
    const flow = await loadCluster({ outlierMode: 'points' });
    feed(flow, 500, 0, (values, i) => {
      if (i === 400 || i === 420) values['flow'] = 100;
    });
    await flow.settle();
    const told = flow.ports[1].map(({ payload }) => payload);
    assert.deepEqual(
      told.map(({ event }) => event),
      ['point', 'point'],
    );
    assert.equal(told[0].point.flow, 100);
  });

  it('tells a drift once when normal has moved, and once when the new level is adopted', async () => {
    const flow = await loadCluster();
    feed(flow, 3000, 0, (values, i) => {
      if (i >= 600) values['temperature'] = Number(values['temperature']) + 0.25;
    });
    await flow.settle();
    const told = flow.ports[2].map(({ payload }) => payload);
    assert.deepEqual(
      told.map(({ event }) => event),
      ['detected', 'adopted'],
    );
    assert.equal(told[0].features[0].feature, 'temperature');
    assert.ok(Math.abs(told[0].features[0].before - 20) < 0.05 && Math.abs(told[1].features[0].after - 20.25) < 0.05);
    assert.match(told[0].recommendation_text, /^Normal has moved in regime 1: temperature went from \d+(\.\d+)? to 20\./);
  });

  it('watches no drift where that is switched off', async () => {
    const flow = await loadCluster({ enableDriftDetection: 'false' });
    feed(flow, 900, 0, (values, i) => {
      if (i >= 600) values['temperature'] = Number(values['temperature']) + 0.25;
    });
    await flow.settle();
    assert.equal(flow.ports[2].length, 0);
    assert.equal(last(flow.ports[0]).payload.drift_coefficient, 0);
  });

  it('keeps devices apart, by ncs.key before topic, by default without either', async () => {
    const flow = await loadCluster();
    feed(flow, 260, 0, () => {}, 'a');
    flow.send({ topic: 'a', ncs: { key: 'b' }, payload: 1 });
    flow.send({ payload: 2 });
    await flow.settle();
    const keys = flow.ports[0].slice(-2).map(({ payload }) => [payload.key, payload.learning.ready]);
    assert.deepEqual(keys, [
      ['b', false],
      ['default', false],
    ]);
    assert.equal(flow.ports[0].length, 262);
  });

  it('takes key and time from where the user says: a property, a JSONata expression, an environment variable', async () => {
    process.env['NCS_TEST_KEY'] = 'from env';
    const flow = await loadCluster({
      keyProperty: 'payload.id & "-" & topic',
      keyPropertyType: 'jsonata',
      timeProperty: 'when',
      timePropertyType: 'msg',
    });
    flow.send({ topic: 't', when: 1_700_000_000, payload: { id: 'p', value: 1 } });
    await flow.settle();
    assert.equal(flow.ports[0][0]!.payload.key, 'p-t');
    assert.equal(flow.ports[0][0]!.payload.timestamp, new Date(1_700_000_000_000).toISOString());
    await unloadCluster();
    const other = await loadCluster({ keyProperty: 'NCS_TEST_KEY', keyPropertyType: 'env' });
    other.send({ payload: 1 });
    await other.settle();
    assert.equal(other.ports[0][0]!.payload.key, 'from env');
  });

  it('reads event time in ms, in seconds and as ISO 8601, and takes the arrival for nonsense', async () => {
    const flow = await loadCluster();
    const before = Date.now();
    for (const timestamp of [T, T / 1000, '2026-01-01T00:00:00Z', 'yesterday', -1, 1e300, {}]) flow.send({ payload: 1, timestamp });
    await flow.settle();
    const times = flow.ports[0].map(({ payload }) => Date.parse(payload.timestamp));
    assert.deepEqual(times.slice(0, 3), [T, T, T]);
    for (const time of times.slice(3)) assert.ok(time >= before && time <= Date.now());
  });

  it('lets all properties leave as they came but those that would do harm downstream', async () => {
    const flow = await loadCluster({ topicMode: 'keep' });
    const extra = { req: { id: 1 }, parts: { id: 'x', index: 0, count: 1 }, retain: true, qos: 2, mine: [1], metadata: { a: 1 } };
    feed(flow, 300);
    flow.send({ topic: 'pump', timestamp: T + 300 * SECOND, payload: { flow: 500, pressure: 400_000, temperature: 20 }, ...extra });
    await flow.settle();
    const update = last(flow.ports[0]);
    const alarm = last(flow.ports[1]);
    assert.deepEqual([update.topic, update['retain'], update['qos'], update['mine'], update['req']], ['pump', undefined, undefined, [1], { id: 1 }]);
    assert.deepEqual(update.payload.metadata, { a: 1 });
    assert.ok(update['parts']);
    assert.equal(alarm['parts'], undefined);
    assert.equal(alarm['_msgid'], update['_msgid']);
  });

  it('does not learn what the broker had kept', async () => {
    const flow = await loadCluster();
    flow.send({ topic: 'pump', payload: { flow: 1 }, ncs: { key: 'pump', replay: true } });
    flow.send({ command: 'status' });
    await flow.settle();
    assert.equal(flow.ports[0].length, 0);
    assert.deepEqual(last(flow.ports[3]).payload.result.rejects, { REPLAYED: 1 });
    assert.equal(last(flow.ports[3]).payload.result.models, 0);
  });

  it('reports a new name once', async () => {
    const flow = await loadCluster();
    feed(flow, 300, 0, (values, i) => {
      if (i > 270) values['vibration'] = 1;
    });
    await flow.settle();
    const reports = flow.ports[3].filter(({ payload }) => payload.type === 'feature_report');
    assert.deepEqual(
      reports.map(({ payload }) => [payload.new_features, payload.features]),
      [[['vibration'], ['flow', 'pressure', 'temperature']]],
    );
  });

  it('sends status and performance on its timer', async () => {
    const flow = await loadCluster({ statusInterval: '0.05' });
    feed(flow, 10);
    feed(flow, 10, 0, () => {}, 'other');
    await flow.settle();
    while (flow.ports[3].length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    const [status, performance] = flow.ports[3];
    assert.deepEqual([status!.payload.key, status!.payload.models, status!.payload.total_points_processed], ['*', 2, 20]);
    assert.equal(performance!.payload.points_processed, 20);
    assert.ok(performance!.payload.p99_latency_ms >= performance!.payload.p50_latency_ms);
  });

  it('reads settings that come as texts, and says in one sentence which of them is wrong', async () => {
    const good = await loadCluster({ warmup: '20', maxClusters: '3', statusInterval: '' });
    for (let i = 0; i < 21; i++) good.send({ payload: i % 7 });
    await good.settle();
    assert.equal(last(good.ports[0]).payload.learning.ready, true);
    await unloadCluster();
    for (const [config, sentence] of [
      [{ warmup: 'many' }, /warmup must be a whole number from 20 to 100000, not "many"/],
      [{ baseThreshold: '2' }, /baseThreshold must be a number between 0 and 1, not "2"/],
      [{ baseThreshold: '1' }, /baseThreshold must be a number between 0 and 1, not "1"/],
      [{ profile: 'nobody' }, /Unknown use case: nobody/],
      [{ updates: 'never' }, /updates must be one of/],
    ] as const) {
      const bad = await loadCluster(config);
      bad.send({ payload: 1 });
      await bad.settle();
      assert.equal(bad.caught.length, 1);
      assert.equal(bad.ports[0].length, 0);
      const logged = bad.logs();
      assert.ok(
        logged.some((line) => sentence.test(line)),
        `${JSON.stringify(config)}: ${logged.join(' | ')}`,
      );
      await unloadCluster();
    }
  });
});
