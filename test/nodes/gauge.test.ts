import assert from 'node:assert/strict';
import { Gauge } from '../../nodes/ncs-cluster/gauge';

/** Buckets are 5 % apart. */
const near = (value: number, wanted: number): void => assert.ok(value >= wanted && value <= wanted * 1.051, `${value} is not within a bucket of ${wanted}`);

describe('the gauge of performance', () => {
  it('gives mean, largest and quantiles of the processing times, and counts', () => {
    const gauge = new Gauge();
    for (let ms = 1; ms <= 100; ms++) gauge.add(ms, ms % 4 === 0);
    const read = gauge.read();
    assert.deepEqual([read.points_processed, read.clusters_updated, read.average_processing_time_ms, read.max_processing_time_ms], [100, 25, 50.5, 100]);
    near(read.p50_latency_ms, 50);
    near(read.p95_latency_ms, 95);
    assert.ok(read.p99_latency_ms >= 99 && read.p99_latency_ms <= 100, 'no quantile is above the largest');
    assert.ok(read.throughput_points_per_second > 0);
  });

  it('says zero of nothing, also of what takes no time and of what takes for ever', () => {
    const gauge = new Gauge();
    assert.deepEqual(Object.values(gauge.read()), [0, 0, 0, 0, 0, 0, 0, 0]);
    gauge.add(0, true);
    assert.deepEqual([gauge.read().p50_latency_ms, gauge.read().max_processing_time_ms], [0, 0]);
    gauge.add(1e9, false);
    const { p99_latency_ms, max_processing_time_ms } = gauge.read();
    assert.equal(max_processing_time_ms, 1e9);
    assert.ok(p99_latency_ms > 10_000, 'the last bucket takes the rest');
  });

  it('goes on measuring when it is read, and begins anew when it is told to', () => {
    const gauge = new Gauge();
    gauge.add(1, true);
    assert.equal(gauge.read().points_processed, 1);
    assert.equal(gauge.read().points_processed, 1);
    gauge.restart();
    assert.deepEqual(Object.values(gauge.read()), [0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
