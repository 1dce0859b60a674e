import assert from 'node:assert/strict';
import { DeviceModel, type NamedRow } from '../../../src/models/model';
import { decodeRecord, encodeRecord } from '../../../src/models/store/codec';
import { options, rows, train } from '../../support/models';

const encode = (model: DeviceModel): Uint8Array => encodeRecord({ record: model.record(), generation: 7, base: 'settings' });
const restored = (bytes: Uint8Array): DeviceModel => DeviceModel.restore(decodeRecord(bytes).record);

function collecting(): DeviceModel {
  const model = new DeviceModel('pump \ud800 "ä" \0', options({ warmup: 400 }));
  train(model, 70);
  model.observe({ names: ['f1', 'late'], values: Float64Array.of(NaN, -0), positional: false }, 70_000);
  model.count('NOT_FINITE');
  return model;
}

function learned(): DeviceModel {
  const model = new DeviceModel('pump', options({ warmup: 40, outlierThreshold: 0.9 }));
  train(model, 300);
  model.observe({ names: ['f0', 'stranger'], values: Float64Array.of(1, 2), positional: false }, 300_000);
  model.label(1, 'night');
  model.told = { point: { f0: 1.5, f1: null }, contributions: [{ feature: 'f0', share: 1, value: 1.5, usualLow: 0, usualHigh: 1 }], regime: { id: 1, label: 'night' }, score: 0.9, features: ['f0'] };
  model.drifting = true;
  return model;
}

describe('a record of a model', () => {
  for (const [name, make] of [['in its warm-up', collecting], ['that has learned', learned]] as const) {
    it(`${name} gives the same model back, with the same future`, () => {
      const model = make();
      const copy = restored(encode(model));
      assert.deepEqual(copy.record(), model.record());
      assert.deepEqual([copy.bytes, copy.points, copy.features, copy.knobs, copy.key], [model.bytes, model.points, model.features, model.knobs, model.key]);
      assert.equal(copy.dwellSeconds(400_000), model.dwellSeconds(400_000));
      const [a, b] = [rows(5), rows(5)];
      for (let i = 0; i < 400; i++) {
        const t = 400_000 + i * 1000;
        const [left, right] = [model.observe(a.next().value as NamedRow, t), copy.observe(b.next().value as NamedRow, t)];
        assert.deepEqual([left.newFeatures, left.becameReady, left.result?.clusterId, left.result?.outlierScore], [right.newFeatures, right.becameReady, right.result?.clusterId, right.result?.outlierScore]);
      }
      assert.deepEqual(encode(copy), encode(model));
    });
  }

  it('keeps the ids of what was before a reset, and a model of arrays', () => {
    const model = learned();
    model.reset();
    const next = model.record().firstIds!;
    assert.ok(next.cluster > 1);
    for (let i = 0; i < 10; i++) model.observe({ names: ['0', '1'], values: Float64Array.of(i, 2), positional: true }, i);
    const copy = restored(encode(model));
    assert.deepEqual([copy.isPositional, copy.points, copy.record().firstIds], [true, 10, next]);
    assert.throws(() => copy.observe({ names: ['a'], values: Float64Array.of(1), positional: false }, 11), { code: 'WRONG_DIMENSION' });
  });

  it('says what it is: its generation, and the settings its owner had', () => {
    const { generation, base } = decodeRecord(encode(learned()));
    assert.deepEqual([generation, base], [7, 'settings']);
  });

  for (const [name, make] of [['in its warm-up', collecting], ['that has learned', learned]] as const) {
    it(`${name}, cut off anywhere, is refused with a sentence`, () => {
      const bytes = encode(make());
      for (let length = 0; length < bytes.length; length++) {
        // every byte of the header and its checksum; the snapshot has tests of its own
        if (length > 6000 && length % 97 !== 0) continue;
        assert.throws(() => restored(bytes.slice(0, length)), { name: 'RangeError', message: /record|snapshot/ }, `${length} bytes`);
      }
      assert.throws(() => restored(Buffer.concat([bytes, Buffer.of(0)])), RangeError);
    });

    it(`${name}, with any bit flipped, is refused with a sentence`, () => {
      const bytes = encode(make());
      for (let at = 0; at < bytes.length; at++) {
        if (at > 6000 && at % 211 !== 0) continue;
        for (const bit of at < 6000 ? [1 << (at % 8)] : [1, 128]) {
          bytes[at] = bytes[at]! ^ bit;
          assert.throws(() => restored(bytes), { name: 'RangeError', message: /record|snapshot/ }, `byte ${at}`);
          bytes[at] = bytes[at]! ^ bit;
        }
      }
      assert.ok(restored(bytes));
    });
  }

  it('of another version, and what is none, are told apart', () => {
    const bytes = encode(learned());
    bytes[4] = 2;
    assert.throws(() => decodeRecord(bytes), /a record of version 2; this package reads version 1/);
    assert.throws(() => decodeRecord(Buffer.from('something else entirely')), /no record of a model/);
  });
});
