import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { seededRandom } from '../../src/engine/random';
import { modelOf, parseExport } from '../../src/models/model-export';
import { zoneOf } from '../../src/models/options';
import { options } from '../support/models';
import { loadCluster, unloadCluster, type ClusterFlow, type Sent } from '../support/cluster-flow';

const T = Date.UTC(2026, 0, 1);

type Row = Record<string, number>;

/** Two regimes of a pump, and a spike now and then. */
function stream(count: number, seed = 1, spike = 200): Row[] {
  const { normal } = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const night = Math.floor(i / 40) % 2;
    return { flow: 10 + 30 * night + normal() + (i % 97 === 96 ? spike : 0), pressure: 4 - night + 0.1 * normal() };
  });
}

function feed(flow: ClusterFlow, topic: string, rows: readonly Row[], from = 0): void {
  for (const [i, payload] of rows.entries()) flow.send({ topic, timestamp: T + 1000 * (from + i), payload });
}

async function ask(flow: ClusterFlow, message: object): Promise<Sent['payload']> {
  flow.send(message);
  await flow.settle();
  return flow.ports[3].at(-1)!.payload;
}

/** The error code and sentence of an import, as Catch and the reply have it. */
async function refused(flow: ClusterFlow, message: object): Promise<string> {
  const before = flow.caught.length;
  const reply = await ask(flow, { command: 'import', ...message });
  assert.equal(flow.caught.length, before + 1);
  const { code, message: sentence } = flow.caught.at(-1)!.error;
  assert.deepEqual([reply.type, reply.command, reply.ok, reply.error], ['command_result', 'import', false, { code: 'BAD_COMMAND', message: sentence }]);
  assert.equal(code, 'BAD_COMMAND');
  return sentence;
}

/** What was told of one device, without what differs from node to node. */
const toldOf = (flow: ClusterFlow, key: string): unknown[] => [0, 1, 2].map((port) => flow.ports[port as 0].filter(({ payload }) => payload.key === key).map(({ payload }) => payload));

describe('a model that is exported and imported', () => {
  afterEach(unloadCluster);

  for (const [state, points] of [['in the middle of its warm-up', 100], ['ready', 700]] as const) {
    it(`has the same future: ${state}`, async () => {
      const [past, future] = [stream(points), stream(400, 2, 1000)];
      const first = await loadCluster();
      feed(first, 'pump', past);
      const label = await ask(first, { topic: 'pump', command: 'export' });
      const { result } = label;
      assert.deepEqual([result.key, result.features, result.points], ['pump', ['flow', 'pressure'], points]);
      assert.ok(Math.abs(Date.parse(result.saved_at) - Date.now()) < 60_000);
      const already = toldOf(first, 'pump').map((told) => (told as unknown[]).length);
      feed(first, 'pump', future, points);
      await first.settle();
      const expected = toldOf(first, 'pump').map((told, port) => (told as unknown[]).slice(already[port]));
      await unloadCluster();
      const second = await loadCluster();
      const reply = await ask(second, { topic: 'pump', command: 'import', payload: result.model });
      assert.deepEqual(reply.result, { imported: ['pump'] });
      feed(second, 'pump', future, points);
      await second.settle();
      assert.deepEqual(toldOf(second, 'pump'), expected);
      assert.ok(expected[1]!.length > 0, 'there was something to tell');
    });
  }

  it('keeps names and an open alarm, which closes with the words it was opened with', async () => {
    const flow = await loadCluster();
    feed(flow, 'one', stream(280));
    flow.send({ topic: 'one', timestamp: T + 300_000, payload: { flow: 900, pressure: 4 } });
    await ask(flow, { topic: 'one', command: 'label', payload: { 1: 'night', 2: 'day' } });
    const { result } = await ask(flow, { topic: 'one', command: 'export' });
    await ask(flow, { topic: 'two', command: 'import', payload: result });
    const { result: clusters } = await ask(flow, { topic: 'two', command: 'clusters' });
    assert.deepEqual(clusters.models[0].clusters.map(({ label }: { label: string }) => label).toSorted(), ['day', 'night']);
    flow.send({ topic: 'two', command: 'reset', timestamp: T + 310_000 });
    await flow.settle();
    const close = flow.ports[1].at(-1)!.payload;
    assert.deepEqual([close.key, close.event, close.reason, close.point.flow, close.duration_seconds], ['two', 'close', 'reset', 900, 10]);
  });

  it('closes the alarm of the model that it replaces, and tells the new state', async () => {
    const flow = await loadCluster();
    feed(flow, 'one', stream(280));
    const { result } = await ask(flow, { topic: 'one', command: 'export' });
    flow.send({ topic: 'one', timestamp: T + 300_000, payload: { flow: 900, pressure: 4 } });
    const before = flow.ports[3].length;
    await ask(flow, { topic: 'one', command: 'import', payload: result.model, timestamp: T + 305_000 });
    assert.deepEqual(flow.ports[1].slice(-2).map(({ payload }) => [payload.event, payload.reason]), [['open', null], ['close', 'reset']]);
    const told = flow.ports[3].slice(before).map(({ payload }) => [payload.type, payload.key, payload.total_points_processed]);
    assert.deepEqual(told, [['algorithm_status', 'one', 280], ['command_result', 'one', undefined]]);
  });

  it('comes as the text, as what it holds, as the answer to export, or as the whole message; all models at once too', async () => {
    const flow = await loadCluster();
    feed(flow, 'one', stream(300));
    feed(flow, 'two', stream(280, 5));
    const message = await ask(flow, { topic: 'one', command: 'export' });
    const text = message.result.model as string;
    for (const payload of [text, JSON.parse(text), message.result, message, JSON.stringify(message), Buffer.from(text)]) {
      assert.deepEqual((await ask(flow, { topic: 'new', command: 'import', payload })).result, { imported: ['new'] });
      await ask(flow, { topic: 'new', command: 'reset' });
    }
    const all = await ask(flow, { command: 'export' });
    assert.deepEqual(all.result.models.map(({ key }: { key: string }) => key), ['one', 'two', 'new']);
    await ask(flow, { command: 'reset' });
    assert.deepEqual((await ask(flow, { command: 'import', payload: all.result })).result, { imported: ['one', 'two', 'new'] });
    assert.equal((await ask(flow, { topic: 'two', command: 'status' })).result.total_points_processed, 280);
    assert.match(await refused(flow, { topic: 'one', payload: all.result }), /3 models, and only one of them can become one/);
    assert.match(await refused(flow, { payload: [text, text] }), /two of these models have the same key/);
  });

  it('follows the settings of the node that it comes to', async () => {
    const flow = await loadCluster();
    feed(flow, 'one', stream(300));
    const { result } = await ask(flow, { topic: 'one', command: 'export' });
    await unloadCluster();
    const strict = await loadCluster({ outlierThreshold: '0.3' });
    await ask(strict, { topic: 'one', command: 'import', payload: result });
    const { configuration } = (await ask(strict, { topic: 'one', command: 'configure', payload: {} })).result;
    assert.equal(configuration.outlier_threshold, 0.3);
    feed(strict, 'one', stream(50, 3), 300);
    await strict.settle();
    assert.ok(strict.ports[0].some(({ payload }) => payload.outlier_score < 0.8 && payload.is_outlier));
  });

  it('is refused with a sentence where it does not fit, and nothing is changed', async () => {
    const flow = await loadCluster();
    feed(flow, 'one', stream(300));
    for (let i = 0; i < 300; i++) flow.send({ topic: 'array', payload: [i % 7, i % 5] });
    feed(flow, 'young', [{ other: 1, flow: 1 }]);
    await flow.settle();
    const { result } = await ask(flow, { topic: 'one', command: 'export' });
    const { result: array } = await ask(flow, { topic: 'array', command: 'export' });
    const before = (await ask(flow, { command: 'clusters' })).result;
    assert.match(await refused(flow, { topic: 'one', payload: array }), /^one learns from flow, pressure, the exported model from x0, x1: reset one first/);
    assert.match(await refused(flow, { topic: 'young', payload: result }), /^young learns from other, flow, /);
    const changed = { ...JSON.parse(result.model), points: 7 };
    assert.match(await refused(flow, { topic: 'one', payload: changed }), /checksum/);
    assert.match(await refused(flow, { topic: 'one', payload: { ...changed, version: 2 } }), /version 2, this node reads version 1/);
    assert.match(await refused(flow, { topic: 'one', payload: result.model.slice(0, -9) }), /damaged or cut off/);
    for (const payload of [undefined, null, '', 7, {}, [], { model: 7 }, { models: [] }, 'text']) await refused(flow, { topic: 'one', payload });
    assert.deepEqual((await ask(flow, { command: 'clusters' })).result, before);
    await unloadCluster();
    const listed = await loadCluster({ features: ['flow'] });
    assert.match(await refused(listed, { topic: 'one', payload: result }), /^one is set to the features flow, the exported model has flow, pressure$/);
    await unloadCluster();
    const shingled = await loadCluster({ shingle: '2' });
    assert.match(await refused(shingled, { topic: 'one', payload: result }), /^one has a shingle of 2, the exported model one of 1$/);
  });

  it('that was damaged in any one place is refused, whatever the place', async () => {
    const flow = await loadCluster();
    feed(flow, 'one', stream(300));
    const { model } = (await ask(flow, { topic: 'one', command: 'export' })).result as { model: string };
    const place = fc.integer({ min: 0, max: model.length - 1 });
    await fc.assert(
      fc.asyncProperty(place, fc.constantFrom('cut', 'change', 'drop'), fc.constantFrom('A', '"', '0', '}', 'é'), async (at, how, other) => {
        fc.pre(how !== 'change' || model[at] !== other);
        const rest = how === 'cut' ? '' : model.slice(at + 1);
        await refused(flow, { topic: 'one', payload: model.slice(0, at) + (how === 'change' ? other : '') + rest });
      }),
      { numRuns: 60 },
    );
    assert.equal((await ask(flow, { topic: 'one', command: 'status' })).result.total_points_processed, 300);
  });

  it('is asked for with anything at all: an answer or a refusal, never a crash', async () => {
    const flow = await loadCluster();
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: true, maxDepth: 3 }), async (payload) => {
        await refused(flow, { topic: 'one', payload });
      }),
      { numRuns: 60 },
    );
  });

  it('follows the clock of the node that it comes to', async () => {
    const first = await loadCluster({ timeZone: 'Asia/Tokyo' });
    feed(first, 'pump', stream(300));
    const { result } = await ask(first, { command: 'export', topic: 'pump' });
    await unloadCluster();
    const second = await loadCluster({ timeZone: 'America/Lima' });
    await ask(second, { command: 'import', payload: result });
    const { result: back } = await ask(second, { command: 'export', topic: 'pump' });
    assert.equal(parseExport(back.model).timeZone, 'America/Lima');
    assert.equal(modelOf(parseExport(back.model), 'pump', options()).engine!.timeZone, zoneOf(options()));
  });
});
