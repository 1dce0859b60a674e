import assert from 'node:assert/strict';
import { take } from '../../../scripts/dashboard/function/memory';
import { showPanels } from '../../../scripts/dashboard/function/panels';
import { nextQuestions } from '../../../scripts/dashboard/function/questions';
import { emptyMemory, type Memory } from '../../../scripts/dashboard/function/shapes';
import { algorithmStatus } from '../../../src/messages/algorithm-status';
import type { ClusterUpdate } from '../../../src/messages/cluster-update';
import { envelope } from '../../../src/messages/envelope';
import { outlier, type Outlier } from '../../../src/messages/outlier';
import { assertPayload } from '../../support/schemas';

const START = Date.UTC(2026, 0, 1);

/** A dashboard that is told messages which fit their schemas, one every 100 ms. */
class Told {
  private readonly learned = new Set<string>();
  readonly memory: Memory = emptyMemory(0.85);
  now = START;

  message(payload: object): void {
    if ('schema' in payload) assertPayload(payload);
    this.now += 100;
    // a flow context may be a file: what it holds survives being written
    take(Object.assign(this.memory, JSON.parse(JSON.stringify(this.memory))), { payload }, this.now);
  }

  /** An update of a device that has learned, unless it is told otherwise; before the first one the row with which learning ends. */
  update(key: string, more: Partial<ClusterUpdate> = {}): void {
    const isNew = !this.learned.has(key);
    this.learned.add(key);
    if (isNew && !more.learning) this.update(key);
    const none = { size: null, weight: null, quality: null, centroid: null, spread: null, cluster_id: null, label: null };
    const calm = { events: [], drift_coefficient: 0, similarity: 0.9, outlier_score: 0.1, is_outlier: false, is_new_cluster: false, dwell_seconds: 40, previous_cluster_id: null };
    this.message({ ...envelope('cluster_update', key, this.now), ...none, ...calm, learning: { ready: true, progress: 1 }, metadata: null, ...more });
  }

  inCluster(key: string, id: number, flow: number, weight = 50): void {
    this.update(key, { cluster_id: id, size: 60, weight, quality: 0.9, centroid: { flow, pressure: flow / 20 }, spread: { flow: 1, pressure: 0.1 } });
  }

  alarm(key: string, id: number, event: Outlier['event'], sentence: string): void {
    const reason = event === 'close' ? ('quiet' as const) : null;
    const about = { cluster_id: 1, label: null, point: { flow: 9 }, contributions: [], channel: 'range' as const, visits: 1, since: new Date(START).toISOString() };
    this.message(outlier(key, this.now, { event, alarm_id: id, outlier_score: 0.97, sentence, duration_seconds: 3, reason, suppressed: 0, ...about }));
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- what the templates read
  panel(name: 'now' | 'alarms' | 'map' | 'score' | 'drift' | 'health'): any {
    const panels = showPanels(this.memory, this.now);
    return JSON.parse(JSON.stringify(panels[['now', 'alarms', 'map', 'score', 'drift', 'health'].indexOf(name)]!.payload));
  }
}

describe('the panels of the dashboard', () => {
  it('say how far learning is, before there is anything else to say', () => {
    const told = new Told();
    assert.deepEqual(told.panel('alarms'), { devices: 0, learning: 0, open: [], closed: [] });
    told.update('pump', { learning: { ready: false, progress: 0.4 } });
    assert.deepEqual([told.panel('now').shown.pump.ready, told.panel('now').shown.pump.progress, told.panel('now').devices], [false, 0.4, [{ name: 'pump', state: 'learning' }]]);
    assert.deepEqual(told.panel('map').pump, { ready: false, progress: 0.4, circles: [], trail: [], point: null });
    assert.equal(told.panel('score').pump.scores.length, 0);
    assert.equal(told.panel('alarms').learning, 1);
  });

  it('show an alarm while it is open, with its latest sentence, and what it was about when it is over', () => {
    const told = new Told();
    told.update('pump');
    told.alarm('pump', 1, 'open', 'flow reads 9');
    told.alarm('pump', 1, 'update', 'flow reads 10; worse than before');
    told.alarm('tank', 1, 'open', 'level reads 3');
    assert.deepEqual(told.panel('alarms').open.map(({ device, sentence }: { device: string; sentence: string }) => [device, sentence]), [['tank', 'level reads 3'], ['pump', 'flow reads 10; worse than before']]);
    assert.equal(told.panel('now').devices[0].state, 'alarm');
    told.alarm('pump', 1, 'close', 'flow: nothing unusual any more');
    const { open, closed } = told.panel('alarms');
    assert.deepEqual([open.length, closed.length, closed[0].sentence, closed[0].end], [1, 1, 'flow reads 10; worse than before', 'quiet']);
  });

  it('forget what was known of a device that learns anew', () => {
    const told = new Told();
    told.inCluster('pump', 1, 100);
    told.alarm('pump', 1, 'open', 'flow reads 9');
    told.update('pump', { learning: { ready: false, progress: 0 } });
    assert.deepEqual([told.panel('alarms').open, told.panel('map').pump.circles], [[], []]);
  });

  it('draw clusters where they lie, sized by their weight; merged ones go', () => {
    const told = new Told();
    told.inCluster('pump', 1, 100, 90);
    told.inCluster('pump', 2, 200, 10);
    told.inCluster('pump', 3, 150, 1);
    take(told.memory, { ncs: { key: 'pump' }, payload: { flow: 200, pressure: 10 } }, told.now);
    const { circles, point } = told.panel('map').pump;
    const [first, second, third] = circles;
    assert.deepEqual([first.id, second.id, third.id, first.weighty, third.weighty, third.now], [1, 2, 3, true, false, true]);
    assert.ok(first.r > second.r && second.r > third.r);
    assert.ok(Math.abs(second.x - first.x) > 300, 'the map is filled');
    assert.ok(Math.hypot(point.x - second.x, point.y - second.y) < 2 && !point.outside);
    take(told.memory, { ncs: { key: 'pump' }, payload: { flow: -9000, pressure: 10 } }, told.now);
    assert.equal(told.panel('map').pump.point.outside, true);
    told.update('pump', { cluster_id: null, events: [{ type: 'merged', cluster_id: 3, label: null, into: 1 }] });
    assert.deepEqual(told.panel('map').pump.circles.map(({ id }: { id: number }) => id), [1, 2]);
  });

  it('lose no spike: of each second the highest score counts', () => {
    const told = new Told();
    for (let i = 0; i < 40; i++) told.update('pump', { outlier_score: i === 13 ? 0.99 : 0.1 });
    const { scores, times, threshold } = told.panel('score').pump;
    assert.deepEqual([Math.max(...scores), scores.filter((score: number) => score > 0.5).length, threshold], [0.99, 1, 0.85]);
    assert.ok(scores.length >= 4 && scores.length <= 5 && times.length === scores.length);
  });

  it('send details of the first device, and of those that a page shows', () => {
    const told = new Told();
    for (const key of ['a', 'b', 'c']) told.inCluster(key, 1, 100);
    assert.deepEqual(Object.keys(told.panel('map')), ['a']);
    told.message({ watch: 'c' });
    assert.deepEqual(Object.keys(told.panel('map')), ['a', 'c']);
    told.now += 61_000;
    assert.deepEqual(Object.keys(told.panel('map')), ['a'], 'its page was closed');
  });

  it('tell the health of the node: memory, rejected input, and points up to now', () => {
    const told = new Told();
    told.update('pump');
    assert.equal(told.panel('health').health, null);
    const body = { is_ready: true, learning: { ready: true, progress: 1 }, current_dynamic_threshold: 0.68, clustering_quality: 0.9, global_stability: 1, uptime_seconds: 9 };
    const counts = { total_points_processed: 500, active_clusters: 3, models: 2, memory_usage_mb: 0.2, memory_limit_mb: 48, outliers_detected: 1, drift_detected: 0, bytes_written_today: 0 };
    told.message(algorithmStatus('*', told.now, { ...body, ...counts, rejects: { NOT_NUMERIC: 2, NOT_FINITE: 1 } }));
    told.message(algorithmStatus('pump', told.now, { ...body, ...counts, total_points_processed: 7, rejects: {} }));
    told.update('pump');
    assert.deepEqual(told.panel('health').health, { models: 2, points: 501, memoryMb: 0.2, limitMb: 48, rejected: 3 });
  });

  it('ask for the clusters of a device once it has learned, and for the state of the node', () => {
    const told = new Told();
    assert.deepEqual(nextQuestions(told.memory, told.now), []);
    told.update('pump', { learning: { ready: false, progress: 0.4 } });
    assert.deepEqual(nextQuestions(told.memory, told.now), [{ command: 'status' }]);
    told.inCluster('pump', 1, 100);
    assert.deepEqual(nextQuestions(told.memory, told.now), [{ command: 'clusters', ncs: { key: 'pump' } }]);
    assert.deepEqual(nextQuestions(told.memory, told.now), []);
  });

  it('take any payload, and any name of a device', () => {
    const told = new Told();
    for (const payload of [null, 7, 'text', [1, 2], {}, { schema: 'ncs/1', type: 'progress' }]) take(told.memory, { payload, topic: 'constructor' }, told.now);
    for (const key of ['constructor', '__proto__', '']) told.inCluster(key, 1, 100);
    assert.ok(told.panel('now').devices.length >= 2);
  });
});
