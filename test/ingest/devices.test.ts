import assert from 'node:assert/strict';
import { Devices, sameValues } from '../../src/ingest/devices';

describe('devices', () => {
  it('a device is unknown until it is added, and is then the same one', () => {
    const devices = new Devices();
    assert.equal(devices.get('a'), undefined);
    const device = devices.add('a');
    assert.deepEqual(device, { lastTime: -Infinity, lastValues: null, state: 'unknown', heardAt: NaN, topic: '', pause: 0 });
    assert.equal(devices.get('a'), device);
    assert.equal(devices.get('b'), undefined);
  });

  it('beyond the limit the one silent longest is forgotten', () => {
    const devices = new Devices(3);
    for (const key of ['a', 'b', 'c']) devices.add(key);
    devices.get('a');
    devices.add('d');
    assert.deepEqual(['a', 'b', 'c', 'd'].map((key) => devices.get(key) !== undefined), [true, false, true, true]);
  });

  it('prototype names are keys like others', () => {
    const devices = new Devices();
    for (const key of ['__proto__', 'constructor', 'toString']) {
      assert.equal(devices.get(key), undefined);
      assert.equal(devices.add(key), devices.get(key));
    }
  });
});

describe('same values', () => {
  const a = new Map([['x', 1], ['y', null]]);

  it('are equal by name, whatever their order', () => {
    assert.equal(sameValues(a, new Map([['y', null], ['x', 1]])), true);
  });

  it('are not the same with another value, name or number of names, or before the first', () => {
    const others: [string, number | null][][] = [[['x', 2], ['y', null]], [['x', 1], ['z', null]], [['x', 1]], [['x', 1], ['y', null], ['z', 1]], [['x', 1], ['y', 0]]];
    for (const other of others) assert.equal(sameValues(a, new Map(other)), false);
    assert.equal(sameValues(null, a), false);
  });
});
