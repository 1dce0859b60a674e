import assert from 'node:assert/strict';
import { StreamClusterer } from '../../src/engine';
import { noise } from './streams';

const HOUR = 3_600_000;

/** Two weeks of a reading every ten minutes that is 10 at night and 20 from 8 to 18 o'clock in Berlin's winter. */
function fed(engine: StreamClusterer): StreamClusterer {
  const { normal } = noise(3);
  for (let time = Date.UTC(2024, 0, 8); time < Date.UTC(2024, 0, 22); time += HOUR / 6) {
    const hour = (time / HOUR + 1) % 24;
    engine.process(Float64Array.of((hour >= 8 && hour < 18 ? 20 : 10) + 0.5 * normal()), time);
  }
  return engine;
}

describe('time zone', () => {
  it('is UTC unless another is asked for', () => {
    assert.equal(new StreamClusterer({ features: ['a'] }).timeZone, 'UTC');
    assert.equal(new StreamClusterer({ features: ['a'], timeZone: 'Europe/Berlin' }).timeZone, 'Europe/Berlin');
    assert.throws(() => new StreamClusterer({ features: ['a'], timeZone: 'Berlin' }), new RangeError('there is no time zone called Berlin'));
  });

  it('is part of the snapshot, with everything the profile knows', () => {
    const engine = fed(new StreamClusterer({ features: ['a'], timeZone: 'Europe/Berlin' }));
    const copy = StreamClusterer.restore(engine.snapshot());
    assert.equal(copy.timeZone, 'Europe/Berlin');
    const time = Date.UTC(2024, 0, 22);
    for (let i = 0; i < 500; i++) {
      const x = Float64Array.of(i % 40 ? 10 : 20);
      assert.deepEqual({ ...copy.process(x, time + i * HOUR) }.outlierScore, { ...engine.process(x, time + i * HOUR) }.outlierScore);
    }
    assert.deepEqual(copy.snapshot(), engine.snapshot());
  });

  it('can be changed: the profile starts anew, all else stays', () => {
    const engine = fed(new StreamClusterer({ features: ['a'] }));
    const before = { bytes: engine.status().memoryBytes, clusters: engine.clusters().map(({ id }) => id) };
    assert.throws(() => engine.configure({ timeZone: 'Nowhere' }), RangeError);
    assert.equal(engine.timeZone, 'UTC');
    engine.configure({ timeZone: 'UTC' });
    assert.equal(engine.status().memoryBytes, before.bytes);
    engine.configure({ timeZone: 'Asia/Tokyo' });
    assert.ok(engine.status().memoryBytes < before.bytes);
    assert.deepEqual(engine.clusters().map(({ id }) => id), before.clusters);
  });

  it('a day value at night is told by the daily profile', () => {
    const engine = fed(new StreamClusterer({ features: ['a'], timeZone: 'Europe/Berlin' }));
    const night = Date.UTC(2024, 0, 22, 2);
    assert.equal(engine.process(Float64Array.of(10), night).isOutlier, false);
    const result = engine.process(Float64Array.of(20), night + HOUR / 6);
    assert.equal(result.isOutlier, true);
    assert.equal(result.channel, 'daily');
  });
});
