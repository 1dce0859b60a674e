import assert from 'node:assert/strict';
import { StreamClusterer, type Result } from '../../src/engine';
import { schemas } from '../../src/messages';
import { algorithmStatus } from '../../src/messages/algorithm-status';
import { batchResult } from '../../src/messages/batch-result';
import { clusterUpdate } from '../../src/messages/cluster-update';
import { commandDone, commandFailed } from '../../src/messages/command-result';
import { connectionMessage } from '../../src/messages/connection';
import { deviceStatus } from '../../src/messages/device-status';
import { driftDetection } from '../../src/messages/drift-detection';
import { envelope, type Envelope } from '../../src/messages/envelope';
import { featureReport } from '../../src/messages/feature-report';
import { ingestReport } from '../../src/messages/ingest-report';
import { outlier, type Outlier } from '../../src/messages/outlier';
import { performanceMetrics } from '../../src/messages/performance-metrics';
import { seededRandom } from '../../src/engine/random';
import { assertPayload } from '../support/schemas';

const T = Date.UTC(2026, 0, 2, 3, 4, 5);
const counts = { decoded: 1, rejected: 0, missing: 0, replayed: 0, late: 0, duplicate: 0, dropped: 0, own_message: 0 };
const amounts = {
  throughput_points_per_second: 1,
  average_processing_time_ms: 1,
  max_processing_time_ms: 1,
  p50_latency_ms: 1,
  p95_latency_ms: 1,
  p99_latency_ms: 1,
  points_processed: 1,
  clusters_updated: 1,
};
const status = {
  is_ready: true,
  learning: { ready: true, progress: 1 },
  current_dynamic_threshold: 0.68,
  clustering_quality: 0.9,
  global_stability: 1,
  total_points_processed: 1,
  active_clusters: 1,
  models: 1,
  memory_usage_mb: 0.1,
  memory_limit_mb: 48,
  outliers_detected: 0,
  drift_detected: 0,
  rejects: { NOT_FINITE: 2 },
  uptime_seconds: 1,
  bytes_written_today: 0,
};
const alarm = {
  event: 'open' as const,
  alarm_id: 1,
  outlier_score: 0.9,
  cluster_id: 1,
  label: null,
  point: { a: 1, b: null },
  contributions: [{ feature: 'a', share: 1, value: 1, usual_low: 0, usual_high: 1 }],
  sentence: 'a reads 1',
  channel: 'point' as const,
  visits: 1,
  since: null,
  duration_seconds: 0,
  reason: null,
  suppressed: 0,
} satisfies Omit<Outlier, keyof Envelope<'outlier'>>;

function trained(): { engine: StreamClusterer; result: Result } {
  const engine = new StreamClusterer({ features: ['a', 'b'] });
  const { normal } = seededRandom(1);
  let result: Result | null = null;
  for (let i = 0; i < 400; i++) result = engine.process(Float64Array.of(normal(), normal()), T + i * 1000);
  return { engine, result: result! };
}

describe('messages', () => {
  it('begin with schema, type, time in UTC and key; a time outside the calendar becomes the epoch', () => {
    assert.deepEqual(envelope('outlier', 'pump', T), { schema: 'ncs/1', type: 'outlier', timestamp: '2026-01-02T03:04:05.000Z', key: 'pump' });
    assert.equal(envelope('outlier', 'pump', NaN).timestamp, '1970-01-01T00:00:00.000Z');
  });

  it('of every type fit their schema', () => {
    const { engine, result } = trained();
    const source = { key: 'pump', t: T, features: engine.features, labelOf: () => 'night', dwellSeconds: 3, metadata: { x: 1 } };
    const all = [
      clusterUpdate(null, { ready: false, progress: 0.5 }, { ...source, cluster: null }),
      clusterUpdate(result, { ready: true, progress: 1 }, { ...source, cluster: engine.cluster(result.clusterId) }),
      outlier('pump', T, alarm),
      outlier('pump', T, { ...alarm, event: 'close', reason: 'quiet', since: new Date(T).toISOString() }),
      driftDetection(
        'pump',
        T,
        { event: 'detected', severity: 'low', kind: 'level', clusterIds: [1], features: [{ index: 0, before: 1, after: 2, shiftSigmas: 1 }], recommendation: 'monitor' },
        1,
        ['a', 'b'],
        null,
      ),
      algorithmStatus('*', T, status),
      performanceMetrics('*', T, amounts),
      batchResult('pump', T, {
        request_id: 'r',
        clusters: [],
        assignments: [1, null],
        outliers: [{ index: 1, point: { a: 1 }, outlier_score: 1 }],
        rejected: [{ index: 0, code: 'NOT_NUMERIC' }],
        algorithm_quality: 1,
        processing_time_ms: 1,
        total_points: 1,
        metadata: null,
      }),
      commandDone('*', T, 'status', {}),
      commandFailed('*', T, 'tune', 'NOT_AVAILABLE', 'later'),
      featureReport('pump', T, ['c'], ['a', 'b']),
      deviceStatus('pump', T, 'online', 'first_reading', 'plant/pump'),
      connectionMessage('in', T, 'reconnecting', 3, 'refused'),
      ingestReport('in', T, 60, { ...counts, text_fields: 0, without_key: 0, without_time: 0 }, { bad_json: 1 }),
    ];
    for (const payload of all) assertPayload(JSON.parse(JSON.stringify(payload)));
    const types = new Set(all.map(({ type }) => type));
    assert.deepEqual(
      Object.keys(schemas).filter((type) => !types.has(type as never)),
      ['progress'],
    );
  });

  it('are refused by their schema with a field too many, one too few, or a number that is none', () => {
    const good = algorithmStatus('*', T, status);
    assert.throws(() => assertPayload({ ...good, extra: 1 }), /additional properties/);
    const { rejects: _, ...few } = good;
    assert.throws(() => assertPayload(few), /required/);
    assert.throws(() => assertPayload({ ...good, memory_usage_mb: NaN }));
    assert.throws(() => assertPayload({ ...commandDone('*', T, 'status', 1), error: { code: 'X', message: 'y' } }));
    assert.throws(() => assertPayload({ type: 'unheard_of' }), /unknown type/);
  });

  it('leave out that the scale was changed, which concerns no cluster', () => {
    const { result } = trained();
    const events = [{ type: 'rescaled', clusterId: 0 } as const, { type: 'merged', clusterId: 3, into: 1 } as const];
    const learning = { ready: true, progress: 1 };
    const source = { key: 'k', t: T, features: ['a'], cluster: null, labelOf: () => null, dwellSeconds: 0, metadata: undefined };
    const update = clusterUpdate({ ...result, events }, learning, source);
    assert.deepEqual(update.events, [{ type: 'merged', cluster_id: 3, label: null, into: 1 }]);
    assert.equal(update.metadata, null);
  });
});
