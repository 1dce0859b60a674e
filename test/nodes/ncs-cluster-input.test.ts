import assert from 'node:assert/strict';
import { seededRandom } from '../../src/engine/random';
import { loadCluster, unloadCluster, type ClusterFlow } from '../support/cluster-flow';

/** Learns from named values (`a`, `b`) under `named`, from arrays of two under `array`. */
async function trained(): Promise<ClusterFlow> {
  const flow = await loadCluster();
  const { normal } = seededRandom(1);
  for (let i = 0; i < 300; i++) {
    flow.send({ topic: 'named', payload: { a: normal(), b: 5 + normal() } });
    flow.send({ topic: 'array', payload: [normal(), 5 + normal()] });
  }
  await flow.settle();
  return flow;
}

const tenThousand = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, i]));
const nested = (depth: number): object => (depth === 0 ? { a: 1 } : { deeper: nested(depth - 1) });

interface Case {
  readonly name: string;
  readonly payload: unknown;
  readonly topic?: 'named' | 'array';
  /** The error code, or null for a payload that is good. */
  readonly code: string | null;
}

const CASES: readonly Case[] = [
  { name: 'broken JSON (a text)', payload: '{"a":', code: 'NOT_NUMERIC' },
  { name: 'an empty text', payload: '', code: 'NOT_NUMERIC' },
  { name: 'null', payload: null, code: 'NOT_NUMERIC' },
  { name: 'undefined', payload: undefined, code: 'NOT_NUMERIC' },
  { name: 'the text NaN', payload: 'NaN', code: 'NOT_NUMERIC' },
  { name: 'NaN', payload: NaN, code: 'NOT_FINITE' },
  { name: '1e400', payload: { a: JSON.parse('1e400') as number, b: 1 }, code: 'NOT_FINITE' },
  { name: 'minus infinity in an array', payload: [1, -Infinity], topic: 'array', code: 'NOT_FINITE' },
  { name: 'a buffer of 10 MB', payload: Buffer.alloc(10_000_000, '7'), code: 'NOT_NUMERIC' },
  { name: 'a text of 10 MB', payload: '7'.repeat(10_000_000), code: 'NOT_NUMERIC' },
  { name: '10,000 fields', payload: tenThousand, code: 'TOO_MANY_FEATURES' },
  { name: 'an array of 10,000', payload: Array.from({ length: 10_000 }, () => 1), topic: 'array', code: 'TOO_MANY_FEATURES' },
  { name: 'a prototype key alone', payload: JSON.parse('{"__proto__": 5}'), code: 'NOT_NUMERIC' },
  { name: 'a nested prototype key', payload: JSON.parse('{"__proto__": {"a": 5}}'), code: 'NOT_NUMERIC' },
  { name: 'prototype names as values only', payload: JSON.parse('{"constructor": 1, "toString": 2}'), code: 'WRONG_DIMENSION' },
  { name: 'prototype names beside known ones', payload: JSON.parse('{"a": 0, "b": 5, "constructor": 1, "toString": 2, "__proto__": 9}'), code: null },
  { name: 'a changed dimension', payload: [1, 2, 3], topic: 'array', code: 'WRONG_DIMENSION' },
  { name: 'an array where names were learned', payload: [1, 2], code: 'WRONG_DIMENSION' },
  { name: 'text among numbers', payload: { a: 0, b: 5, state: 'running' }, code: null },
  { name: 'text among the numbers of an array', payload: [1, 'two'], topic: 'array', code: 'NOT_NUMERIC' },
  { name: 'only text', payload: { state: 'running' }, code: 'NOT_NUMERIC' },
  { name: 'an empty object', payload: {}, code: 'NOT_NUMERIC' },
  { name: 'an empty array', payload: [], code: 'NOT_NUMERIC' },
  { name: 'a missing value', payload: { a: null, b: 5 }, code: null },
  { name: 'nothing but missing values', payload: { a: null, b: null }, code: null },
  { name: 'deep nesting', payload: nested(40), code: 'NOT_NUMERIC' },
  { name: 'a function', payload: () => 1, code: 'NOT_NUMERIC' },
  { name: 'a name of 100,000 characters alone', payload: { ['n'.repeat(100_000)]: 1 }, code: 'NOT_NUMERIC' },
  { name: 'a switch', payload: { a: true, b: 5 }, code: null },
];

describe('ncs-cluster with bad input', () => {
  let flow: ClusterFlow;
  before(async () => {
    flow = await trained();
  });
  after(unloadCluster);

  const points = async (topic: string): Promise<{ total: number; rejects: Record<string, number> }> => {
    flow.send({ topic, command: 'status' });
    await flow.settle();
    const { total_points_processed: total, rejects } = flow.ports[3].at(-1)!.payload.result;
    return { total, rejects };
  };

  for (const { name, payload, topic = 'named', code } of CASES) {
    it(`${name}: ${code ?? 'taken in'}`, async () => {
      const before = await points(topic);
      const caught = flow.caught.length;
      const updates = flow.ports[0].length;
      flow.send({ topic, payload });
      await flow.settle();
      const after = await points(topic);
      if (code === null) {
        assert.equal(flow.caught.length, caught);
        assert.equal(after.total, before.total + 1);
        assert.equal(flow.ports[0].length, updates + 1);
      } else {
        assert.equal(flow.caught.length, caught + 1, 'said once');
        assert.equal(flow.caught.at(-1)!.error.code, code);
        assert.equal(after.rejects[code], (before.rejects[code] ?? 0) + 1, 'counted');
        assert.equal(after.total, before.total, 'nothing learned');
        assert.equal(flow.ports[0].length, updates);
      }
      flow.send({ topic, payload: topic === 'named' ? { a: 0, b: 5 } : [0, 5] });
      await flow.settle();
      assert.equal((await points(topic)).total, after.total + 1, 'the next point is processed');
      assert.equal(({} as Record<string, unknown>)['a'], undefined, 'no prototype was touched');
    });
  }

  it('a name of more than 256 characters is left out like a text, and not even told', async () => {
    const reports = (): string[] => flow.ports[3].filter(({ payload }) => payload.type === 'feature_report').flatMap(({ payload }) => payload.new_features as string[]);
    const before = reports();
    flow.send({ topic: 'named', payload: { a: 0, b: 5, ['n'.repeat(257)]: 1, ['m'.repeat(256)]: 1 } });
    await flow.settle();
    assert.deepEqual(reports(), [...before, 'm'.repeat(256)]);
  });

  it('a command that nobody knows: an error with a code, and nothing else', async () => {
    flow.send({ command: 'explode' });
    await flow.settle();
    assert.equal(flow.caught.at(-1)!.error.code, 'UNKNOWN_COMMAND');
  });
});
