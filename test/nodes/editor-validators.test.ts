import assert from 'node:assert/strict';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { buildSync } from 'esbuild';

type Validate = (this: object, value: unknown, options: { label?: string }) => unknown;
type Defaults = Record<string, { value: unknown; label?: string; validate?: Validate }>;

/** What a node registers in the editor, from the code that is built into its page. */
function defaultsOf(node: string): Defaults {
  const entry = join(__dirname, '../../nodes', node, `${node}.editor.ts`);
  const code = buildSync({ entryPoints: [entry], bundle: true, format: 'iife', target: 'es2020', write: false }).outputFiles[0]!.text;
  const registered: { defaults: Defaults }[] = [];
  const context = { RED: { nodes: { registerType: (_type: string, definition: { defaults: Defaults }) => registered.push(definition) } }, TextEncoder };
  runInNewContext(code, context);
  assert.equal(registered.length, 1);
  return registered[0]!.defaults;
}

/** As the editor judges a property: a sentence says "invalid" only where the validator declares two parameters. */
function judged({ validate, label }: Defaults[string], value: unknown): true | string {
  const verdict = validate!.call({}, value, label === undefined ? {} : { label });
  if (validate!.length === 2 && typeof verdict === 'string') return verdict;
  return verdict ? true : 'invalid';
}

const CASES: Record<string, Record<string, { good: unknown[]; bad: unknown[] }>> = {
  'ncs-cluster': {
    outlierThreshold: { good: ['', '0.9', '${LEVEL}'], bad: ['5', '0', '1', 'x'] },
    alarmsPerWeek: { good: ['', '1'], bad: ['-1', '0'] },
    warmup: { good: ['256', 20], bad: ['x', '19', '20.5'] },
    updateInterval: { good: ['5'], bad: ['', '0'] },
    statusInterval: { good: ['0'], bad: ['-1'] },
  },
  'ncs-stream-in': {
    maxBytes: { good: ['1000', '${MOST}'], bad: ['abc', '', '0'] },
    keyTemplate: { good: ['', 'plant/{device}/telemetry', '${TEMPLATE}'], bad: ['plant/{device', 'plant/#/x', 'plant'] },
    topics: { good: [['a/+', '${TOPIC}', 'a/#']], bad: [['a', 'a/#/b'], [], ['']] },
    reportInterval: { good: ['60'], bad: ['-1'] },
    reconnectLimit: { good: ['0'], bad: ['1.5'] },
  },
};

describe('the dialogs', () => {
  for (const [node, properties] of Object.entries(CASES)) {
    const defaults = defaultsOf(node);

    it(`${node}: a wrong entry is marked, with a sentence that names the field`, () => {
      for (const [name, { good, bad }] of Object.entries(properties)) {
        const property = defaults[name]!;
        for (const value of good) assert.equal(judged(property, value), true, `${name}: ${String(value)}`);
        for (const value of bad) assert.match(String(judged(property, value)), new RegExp(`^${property.label}: .+\\.$`), `${name}: ${String(value)}`);
      }
    });

    it(`${node}: what a new node has is right, and every validator is one that the editor believes`, () => {
      for (const [name, property] of Object.entries(defaults)) {
        if (!property.validate) continue;
        assert.equal(property.validate.length, 2, name);
        assert.equal(judged(property, property.value), true, name);
      }
    });
  }
});
