import assert from 'node:assert/strict';
import { resolveKnobs } from '../../src/engine';
import { seededRandom } from '../../src/engine/random';
import { MOST_FEATURES } from '../../src/models/features';
import { DeviceModel, type ModelOptions, type NamedRow } from '../../src/models/model';

const options = (overrides = {}): ModelOptions => ({ profile: 'streaming_iot', overrides, knobs: resolveKnobs('streaming_iot', overrides) });
const row = (values: Record<string, number>): NamedRow => ({ names: Object.keys(values), values: Float64Array.from(Object.values(values)), positional: false });
const array = (...values: number[]): NamedRow => ({ names: values.map((_, i) => `x${i}`), values: Float64Array.from(values), positional: true });

function train(model: DeviceModel, points = 300): void {
  const { normal } = seededRandom(1);
  for (let i = 0; i < points; i++) model.observe(row({ a: normal(), b: 5 + normal() }), i * 1000);
}

describe('DeviceModel', () => {
  it('collects for as many points as the warm-up has, with rising progress, then is ready', () => {
    const model = new DeviceModel('pump', options({ warmup: 50 }));
    const { normal } = seededRandom(1);
    for (let i = 1; i <= 50; i++) {
      const { result, becameReady } = model.observe(row({ a: normal() }), i);
      assert.equal(becameReady, i === 50);
      assert.equal(result === null, i < 50);
      assert.equal(model.progress, i / 50);
    }
    assert.equal(model.points, 50);
    assert.ok(model.observe(row({ a: 0 }), 51).result!.clusterId >= 1);
  });

  it('collects names until the warm-up ends; a later one is reported once and left out, an absent one is missing', () => {
    const model = new DeviceModel('pump', options({ warmup: 30 }));
    const { normal } = seededRandom(1);
    for (let i = 0; i < 30; i++) model.observe(i % 2 ? row({ a: normal() }) : row({ b: normal(), a: normal() }), i);
    assert.deepEqual(model.features, ['b', 'a']);
    assert.deepEqual(model.observe(row({ a: 0, c: 1 }), 31).newFeatures, ['c']);
    assert.deepEqual(model.observe(row({ a: 0, c: 1 }), 32).newFeatures, []);
    assert.equal(model.engine!.explain().find(({ feature }) => feature === 'b')!.value, null);
  });

  it('refuses an array of another length, arrays after names, names after arrays, and a row without any known name', () => {
    const byName = new DeviceModel('pump', options());
    train(byName);
    const before = byName.engine!.snapshot();
    assert.throws(() => byName.observe(array(1, 2), 1), { code: 'WRONG_DIMENSION' });
    assert.throws(() => byName.observe(row({ z: 1 }), 1), { code: 'WRONG_DIMENSION' });
    assert.deepEqual(byName.engine!.snapshot(), before, 'nothing was learned');
    const byPosition = new DeviceModel('pump', options({ warmup: 20 }));
    for (let i = 0; i < 10; i++) byPosition.observe(array(i, 2), i);
    assert.throws(() => byPosition.observe(array(1, 2, 3), 1), { code: 'WRONG_DIMENSION' });
    assert.throws(() => byPosition.observe(row({ a: 1 }), 1), { code: 'WRONG_DIMENSION' });
    assert.equal(byPosition.points, 10);
  });

  it('gives the elements of an array the names of a list of the same length, and refuses another length', () => {
    const model = new DeviceModel('pump', { ...options({ warmup: 20 }), features: ['flow', 'pressure'] });
    const { normal } = seededRandom(1);
    for (let i = 0; i < 30; i++) model.observe(i % 3 ? array(normal(), normal()) : row({ pressure: normal(), flow: normal() }), i);
    assert.deepEqual([model.ready, model.points, model.features], [true, 30, ['flow', 'pressure']]);
    assert.deepEqual(model.observe(array(1, 2), 31).row.names, ['flow', 'pressure']);
    assert.throws(() => model.observe(array(1, 2, 3), 32), { code: 'WRONG_DIMENSION', message: 'pump is set to a list of 2 features, this array has 3 values' });
    model.configure({ ...options({ warmup: 20 }), features: null });
    model.observe(array(1, 2, 3), 33);
    assert.deepEqual(model.features, ['x0', 'x1', 'x2']);
  });

  it('goes on with arrays when it gets a list of the names that they have, and starts anew with other names', () => {
    const model = new DeviceModel('pump', options({ warmup: 20 }));
    for (let i = 0; i < 25; i++) model.observe(array(i % 5, i % 7), i);
    model.configure({ ...options({ warmup: 20 }), features: ['x0', 'x1'] });
    model.observe(array(1, 2), 26);
    assert.equal(model.points, 26);
    model.configure({ ...options({ warmup: 20 }), features: ['flow', 'pressure'] });
    model.observe(array(1, 2), 27);
    assert.deepEqual([model.points, model.features], [1, ['flow', 'pressure']]);
  });

  it('holds at most a thousand names', () => {
    const model = new DeviceModel('pump', options());
    const many = (from: number, count: number): NamedRow => row(Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${from + i}`, i])));
    model.observe(many(0, MOST_FEATURES), 1);
    assert.throws(() => model.observe(many(1, MOST_FEATURES), 2), { code: 'TOO_MANY_FEATURES' });
    assert.equal(model.points, 1);
  });

  it('is configured in place; another shingle starts anew', () => {
    const model = new DeviceModel('pump', options());
    train(model);
    model.configure(options({ outlierThreshold: 0.99 }));
    assert.equal(model.engine!.knobs.outlierThreshold, 0.99);
    assert.equal(model.points, 300);
    model.configure(options({ shingle: 2 }));
    assert.equal(model.ready, false);
  });

  it('learns with a list of features alone: other names are reported once, and left out in the warm-up already', () => {
    const model = new DeviceModel('pump', { ...options({ warmup: 30 }), features: ['b', 'c', 'a'] });
    const { normal } = seededRandom(1);
    const take = (i: number): readonly string[] => model.observe(row({ a: normal(), b: normal(), x: 1 }), i).newFeatures;
    assert.throws(() => model.observe(row({ x: 1 }), 0), { code: 'WRONG_DIMENSION' });
    assert.deepEqual([model.points, model.bytes], [0, 0], 'what is refused is nowhere');
    assert.deepEqual([take(1), take(2)], [['x'], []]);
    for (let i = 3; i <= 30; i++) take(i);
    assert.deepEqual([model.ready, model.features], [true, ['b', 'c', 'a']]);
    assert.throws(() => model.observe(array(1, 2), 31), { code: 'WRONG_DIMENSION' });
    model.reset();
    assert.deepEqual(model.features, ['b', 'c', 'a'], 'the list is a setting: a reset keeps it');
  });

  it('starts anew with another list of features, and with none instead of one; the list it has anyway changes nothing', () => {
    const model = new DeviceModel('pump', options());
    const list = (features: readonly string[] | null): number => {
      model.configure({ ...options(), features });
      return model.points;
    };
    train(model);
    assert.deepEqual([list(null), list(['a', 'b']), list(['b', 'a'])], [300, 300, 0]);
    train(model);
    assert.deepEqual([list(['b', 'a']), list(null)], [300, 0]);
    train(model);
    assert.deepEqual(model.features, ['a', 'b']);
  });

  it('never uses an id again after a reset', () => {
    const model = new DeviceModel('pump', options());
    train(model);
    const ids = model.engine!.clusters().map(({ id }) => id);
    model.labels.set(ids[0]!, 'night');
    model.reset();
    assert.deepEqual([model.ready, model.points, model.features.length, model.labels.size], [false, 0, 0, 0]);
    train(model);
    for (const { id } of model.engine!.clusters()) assert.ok(id > Math.max(...ids));
  });

  it('tells how long the stream has been in its cluster, in event time', () => {
    const model = new DeviceModel('pump', options());
    train(model, 257);
    train(model, 10);
    assert.equal(model.dwellSeconds(256_000 + 5000), 5);
    assert.equal(model.dwellSeconds(0), 0, 'a clock that jumps back gives no negative time');
  });
});
