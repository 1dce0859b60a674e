import assert from 'node:assert/strict';
import { PROFILES } from '../../src/engine';
import { inMessageSpelling, knobMessage, parseCommand, parseConfiguration } from '../../src/messages/commands';

describe('commands', () => {
  it('are known by name, anything else is an error with a code', () => {
    assert.equal(parseCommand('status'), 'status');
    for (const wrong of ['explode', '', 7, null, 'toString']) assert.throws(() => parseCommand(wrong), { code: 'UNKNOWN_COMMAND' });
  });

  it('are refused with a short sentence, also where JSON could not write them', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const wrong of [5n, circle, Symbol('status'), () => 'status', undefined]) assert.throws(() => parseCommand(wrong), { code: 'UNKNOWN_COMMAND', message: /must be a text/ });
    assert.throws(() => parseCommand('x'.repeat(1_000_000)), ({ message }: Error) => message.length < 200);
  });

  it('spell the knobs in snake case, and read them back', () => {
    const message = knobMessage(PROFILES.streaming_iot);
    assert.equal(message['base_threshold'], 0.68);
    const { overrides } = parseConfiguration(message);
    assert.deepEqual(overrides, PROFILES.streaming_iot);
  });

  it('refuse a configuration that is none, knows another knob or has a wrong type', () => {
    for (const payload of [null, 7, 'x', [], { base: 1 }, { warmup: '256' }, { profile: 'nobody' }, { profile: 'toString' }, JSON.parse('{"__proto__":1}'), { features: 'a' }, { features: ['a', 'a'] }, { features: ['a', ''] }, { features: [1] }]) {
      assert.throws(() => parseConfiguration(payload), { code: 'BAD_COMMAND' }, JSON.stringify(payload));
    }
    assert.equal(parseConfiguration({ use_case: 'high_accuracy_research' }).profile, 'high_accuracy_research');
  });

  it('take a list of features, and none', () => {
    assert.deepEqual(parseConfiguration({ features: ['b', 'a'], warmup: 20 }), { overrides: { warmup: 20 }, features: ['b', 'a'] });
    for (const none of [null, []]) assert.equal(parseConfiguration({ features: none }).features, null);
    assert.equal('features' in parseConfiguration({ warmup: 20 }), false);
  });

  it('bring a sentence of the engine into the spelling of messages', () => {
    assert.equal(inMessageSpelling('outlierThreshold must be a number between 0 and 1'), 'outlier_threshold must be a number between 0 and 1');
    assert.equal(inMessageSpelling('Unknown use case: seed'), 'Unknown use case: seed');
  });
});
