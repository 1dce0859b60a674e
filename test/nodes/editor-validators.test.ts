import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { buildSync } from 'esbuild';
import { LANGUAGES } from '../../src/messages/languages';
import { textsIn } from '../support/catalogue';

type Validate = (this: object, value: unknown, options: object) => unknown;
type Defaults = Record<string, { value: unknown; validate?: Validate }>;

/** What a node registers in the editor, from the code that is built into its page. */
function defaultsOf(node: string): Defaults {
  const entry = join(__dirname, '../../nodes', node, `${node}.editor.ts`);
  const code = buildSync({ entryPoints: [entry], bundle: true, format: 'iife', target: 'es2020', write: false }).outputFiles[0]!.text;
  const registered: { defaults: Defaults }[] = [];
  const RED = {
    nodes: { registerType: (_type: string, definition: { defaults: Defaults }) => registered.push(definition) },
    // the editor's own rule for a TypedInput, which is none of ours
    validators: { typedInput: () => (_value: unknown, _options: unknown) => true },
  };
  runInNewContext(code, { RED, TextEncoder });
  assert.equal(registered.length, 1);
  return registered[0]!.defaults;
}

/** A node in the editor, with its catalogue in one language. */
function nodeIn(language: string, type: string): object {
  const catalogue = JSON.parse(readFileSync(join(__dirname, '../../nodes', type, 'locales', language, `${type}.json`), 'utf8')) as object;
  const texts = new Map(textsIn(catalogue));
  const translate = (key: string, values: Record<string, string | number> = {}): string =>
    (texts.get(key) ?? key).replace(/__(\w+?)__/g, (_whole, name: string) => String(values[name]));
  return { type, _: translate };
}

/** As the editor judges a property: a sentence says "invalid" only where the validator declares two parameters. */
function judged(node: object, { validate }: Defaults[string], value: unknown): true | string {
  const verdict = validate!.call(node, value, {});
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
    learningRate: { good: ['', '0.1'], bad: ['0,1', '1'] },
    sizeDelta: { good: ['', '0', '5'], bad: ['-1', 'x'] },
    qualityDelta: { good: ['0.1', '${DELTA}'], bad: ['1.1'] },
    features: { good: [[], ['flow', 'pressure']], bad: [['flow', 'flow'], ['x'.repeat(257)]] },
  },
  'ncs-models': {
    learningRate: { good: ['', '0.1', '${RATE}'], bad: ['0', 'x'] },
    saveInterval: { good: ['5'], bad: ['', '0'] },
    retentionDays: { good: ['0', '30'], bad: ['-1'] },
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
  for (const [type, properties] of Object.entries(CASES)) {
    const defaults = defaultsOf(type);

    for (const language of LANGUAGES) {
      it(`${type}, ${language}: a wrong entry is marked, with a sentence that names the field`, () => {
        const node = nodeIn(language, type);
        for (const [name, { good, bad }] of Object.entries(properties)) {
          const property = defaults[name]!;
          for (const value of good) assert.equal(judged(node, property, value), true, `${name}: ${String(value)}`);
          for (const value of bad) {
            const sentence = judged(node, property, value);
            assert.match(String(sentence), /^[^:]{3,40}: .+\.$/, `${name}: ${String(value)}`);
            assert.doesNotMatch(String(sentence), /__|undefined|ncs-/);
          }
        }
      });
    }

    it(`${type}: what a new node has is right, and every validator is one that the editor believes`, () => {
      for (const [name, property] of Object.entries(defaults)) {
        if (!property.validate) continue;
        assert.equal(property.validate.length, 2, name);
        assert.equal(judged(nodeIn('en-US', type), property, property.value), true, name);
      }
    });

    it(`${type}: a setting that an older version did not save is no fault`, () => {
      for (const [name, property] of Object.entries(defaults)) if (property.validate) assert.equal(judged(nodeIn('en-US', type), property, undefined), true, name);
    });

    it(`${type}: a new node is saved with the current version`, () => {
      assert.equal(defaults['configVersion']!.value, 1);
    });
  }

  it('say in the words of the language what is wrong', () => {
    const { learningRate } = defaultsOf('ncs-cluster');
    assert.equal(judged(nodeIn('en-US', 'ncs-cluster'), learningRate!, '7'), 'Learning rate: Must be a number from 0.001 to 0.5.');
    assert.equal(judged(nodeIn('de', 'ncs-cluster'), learningRate!, '0,1'), 'Lernrate: Bitte die Zahl mit Dezimalpunkt schreiben.');
  });
});
