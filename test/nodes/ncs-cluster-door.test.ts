// The door of ncs-cluster: whatever comes in, exactly one end for every message, and the next reading is learned.
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isOwn, parseBatch, parseRow } from '../../nodes/ncs-cluster/input';
import { InputError } from '../../src/messages/errors';
import { seededRandom } from '../../src/engine/random';
import { loadCluster, unloadCluster } from '../support/cluster-flow';

const CODES = new Set(['NOT_NUMERIC', 'NOT_FINITE', 'WRONG_DIMENSION', 'TOO_MANY_FEATURES', 'BATCH_TOO_LARGE', 'BAD_COMMAND', 'UNKNOWN_COMMAND', 'TIMEOUT', 'OWN_MESSAGE']);

const anything = fc.anything({ withNullPrototype: true, withTypedArray: true, withDate: true, withMap: true, withBigInt: true, withSparseArray: true });
const row = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'schema'), fc.oneof(fc.double(), fc.boolean(), fc.constant(null), fc.string()));
const payload = fc.oneof(anything, row, fc.array(fc.oneof(row, anything), { maxLength: 8 }), fc.record({ points: fc.array(row, { maxLength: 8 }), batch_mode: fc.boolean(), timeout: anything }, { requiredKeys: ['points'] }));

describe('the payload parser', () => {
  it('gives rows of finite or missing numbers with as many names, or refuses with a code', () => {
    fc.assert(
      fc.property(payload, (value) => {
        try {
          const batch = parseBatch(value);
          if (batch) assert.ok(batch.rows.length > 0 && batch.timeout > 0);
          const { names, values } = batch ? { names: [], values: [] } : parseRow(value);
          assert.equal(names.length, values.length);
          assert.equal(new Set(names).size, names.length);
          for (const number of values) assert.ok(Number.isNaN(number) || Number.isFinite(number));
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          assert.ok(CODES.has(error.code));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('reads named numbers as they are, whatever their names', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 20 }), fc.double({ noNaN: true, noDefaultInfinity: true }), { minKeys: 1 }), (object) => {
        fc.pre(!Object.hasOwn(object, '__proto__') && !isOwn(object));
        const { names, values, positional } = parseRow(object);
        assert.deepEqual([names, [...values], positional], [Object.keys(object), Object.values(object), false]);
      }),
    );
  });
});

describe('the door of ncs-cluster', () => {
  afterEach(unloadCluster);

  it('ends every message once, with an error that has a code or with messages that fit their schemas, and goes on', async () => {
    const flow = await loadCluster({ warmup: '30' });
    const { normal } = seededRandom(1);
    const good = (): void => flow.send({ topic: 'pump', payload: { a: normal(), b: normal() } });
    for (let i = 0; i < 60; i++) good();
    await flow.settle();
    const message = fc.record(
      {
        payload,
        topic: fc.oneof(fc.constant('pump'), fc.string(), anything),
        timestamp: fc.oneof(fc.double(), fc.string(), anything),
        command: fc.option(fc.oneof(fc.constantFrom('status', 'clusters', 'label', 'configure', 'import', 'export', 'feedback'), fc.string()), { nil: undefined, freq: 2 }),
        ncs: fc.option(anything, { nil: undefined }),
        parts: anything,
      },
      { requiredKeys: ['payload'] },
    );
    let sent = 60;
    await fc.assert(
      fc.asyncProperty(message, async (input) => {
        flow.send(input);
        sent++;
        await flow.settle();
        assert.equal(flow.completed.length + flow.caught.length, sent);
        for (const { error } of flow.caught) assert.ok(CODES.has(error.code!), `${error.code}: ${error.message}`);
      }),
      { numRuns: 300 },
    );
    const updates = (): number => flow.ports[0].filter(({ payload: { key, type } }) => key === 'certainly new' && type === 'cluster_update').length;
    flow.send({ topic: 'certainly new', payload: { a: 1 } });
    await flow.settle();
    assert.equal(updates(), 1);
  });

  it('does not learn from our own messages: a wire that leads back, or from one ncs node into the next', async () => {
    const flow = await loadCluster({ warmup: '30' });
    for (let i = 0; i < 40; i++) flow.send({ topic: 'pump', timestamp: 1000 * i, payload: { a: i % 7, b: i % 5 } });
    await flow.settle();
    const [update, status] = [flow.ports[0].at(-1)!, flow.ports[3].at(-1)!];
    const before = flow.ports.map((messages) => messages.length);
    for (const message of [update, status, update]) flow.send({ topic: 'pump', payload: message.payload });
    await flow.settle();
    assert.deepEqual(flow.ports.map((messages) => messages.length), before, 'nothing is sent: no loop');
    assert.equal(flow.caught.length, 0);
    const warnings = flow.logs().filter((line) => line.includes('own-message'));
    assert.equal(warnings.length, 1, 'said once');
    flow.send({ topic: 'pump', payload: [update.payload, { a: 1, b: 1 }] });
    flow.send({ command: 'status' });
    await flow.settle();
    assert.deepEqual(flow.ports[0].at(-1)!.payload.rejected, [{ index: 0, code: 'OWN_MESSAGE' }]);
    const { total_points_processed, rejects, models } = flow.ports[3].at(-1)!.payload.result;
    assert.deepEqual([total_points_processed, rejects, models], [41, { OWN_MESSAGE: 4 }, 1]);
  });

  it('learns the listed features alone', async () => {
    const flow = await loadCluster({ features: ['b', ' a ', ''], warmup: '30' });
    for (let i = 0; i < 40; i++) flow.send({ topic: 'pump', payload: { a: i % 7, b: i % 5, c: i } });
    await flow.settle();
    assert.deepEqual(Object.keys(flow.ports[0].at(-1)!.payload.centroid), ['b', 'a']);
    const reports = flow.ports[3].filter(({ payload: { type } }) => type === 'feature_report');
    assert.deepEqual(reports.map(({ payload: { new_features } }) => new_features), [['c']], 'a name that is not listed is reported once');
    for (const [config, sentence] of [
      [{ features: ['a', 'a'] }, /features must have different names/],
      [{ features: Array.from({ length: 1001 }, (_, i) => `f${i}`) }, /at most 1000 features, not 1001/],
      [{ features: ['n'.repeat(257)] }, /at most 256 characters/],
      [{ sizeDelta: '-1' }, /size delta must be a number from 0/],
      [{ qualityDelta: '2' }, /quality delta must be a number from 0 to 1/],
      [{ resetOnDrift: 'maybe' }, /reset on drift must be true or false/],
    ] as const) {
      await unloadCluster();
      const bad = await loadCluster(config);
      assert.ok(bad.logs().some((line) => sentence.test(line)), bad.logs().join(' | '));
    }
  });

  it('answers a command that is refused on port 4 too, whoever waits for it', async () => {
    const flow = await loadCluster();
    flow.send({ topic: 'nobody', command: 'reset' });
    flow.send({ command: 'configure', payload: { outlier_threshold: 7 } });
    flow.send({ command: 'fly' });
    await flow.settle();
    assert.deepEqual(flow.caught.map(({ error }) => error.code), ['BAD_COMMAND', 'BAD_COMMAND', 'UNKNOWN_COMMAND']);
    assert.deepEqual(
      flow.ports[3].map(({ payload: { key, command, ok, error } }) => [key, command, ok, error.code]),
      [
        ['nobody', 'reset', false, 'BAD_COMMAND'],
        ['*', 'configure', false, 'BAD_COMMAND'],
        ['*', 'fly', false, 'UNKNOWN_COMMAND'],
      ],
    );
  });
});
