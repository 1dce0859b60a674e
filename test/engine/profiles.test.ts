import assert from 'node:assert/strict';
import { KAPPA, NCS_DEFAULTS, PROFILES, RANGES, overrideKnobs, resolveKnobs, scoreOf, tune, tuningOf, type Knobs } from '../../src/engine/profiles';
import { near } from './closeness';

const KNOBS: readonly (keyof Knobs)[] = [
  'baseThreshold',
  'learningRate',
  'maxClusters',
  'memoryLimitMb',
  'driftSensitivity',
  'outlierThreshold',
  'batchSize',
  'enableDriftDetection',
  'qualityCheckInterval',
  'autoScaling',
];
// the table of the contract, columns in the order above
const CONTRACT = {
  streaming_iot: [0.68, 0.1, 25, 48, 0.3, 0.85, 500, true, 200, false],
  real_time_low_latency: [0.65, 0.08, 20, 32, 0.3, 0.85, 100, false, 200, false],
  high_accuracy_research: [0.75, 0.04, 50, 128, 0.3, 0.85, 2000, true, 100, false],
  large_scale_production: [0.7, 0.06, 40, 64, 0.3, 0.85, 1000, true, 200, true],
} as const;

describe('profiles: presets', () => {
  for (const [name, values] of Object.entries(CONTRACT)) {
    it(`${name} holds the values of the contract`, () => {
      const profile = PROFILES[name as keyof typeof PROFILES];
      assert.deepEqual(
        KNOBS.map((knob) => profile[knob]),
        [...values],
      );
    });
  }

  it('without a profile the NCS defaults hold', () => {
    const knobs = resolveKnobs(null);
    assert.deepEqual(knobs, { ...NCS_DEFAULTS });
    assert.deepEqual([knobs.learningRate, knobs.maxClusters, knobs.memoryLimitMb], [0.06, 30, 50]);
  });

  it('every profile collects 256 points, one per vector, and opens one false alarm a week', () => {
    for (const { warmup, shingle, alarmsPerWeek, seed } of [...Object.values(PROFILES), NCS_DEFAULTS]) {
      assert.deepEqual([warmup, shingle, alarmsPerWeek, seed], [256, 1, 1, 1]);
    }
  });

  it('an unknown profile is named in the error', () => {
    assert.throws(() => resolveKnobs('turbo'), new RangeError('Unknown use case: turbo'));
  });

  it('names of prototype members are no profiles', () => {
    for (const name of ['constructor', 'toString', '__proto__', '']) assert.throws(() => resolveKnobs(name), new RangeError(`Unknown use case: ${name}`));
  });
});

describe('profiles: overriding knobs', () => {
  it('each knob can be overridden by itself', () => {
    const knobs = resolveKnobs('streaming_iot', { maxClusters: 7, enableDriftDetection: false });
    assert.deepEqual(knobs, { ...PROFILES.streaming_iot, maxClusters: 7, enableDriftDetection: false });
  });

  it('an undefined knob leaves the value in force', () => {
    assert.deepEqual(overrideKnobs(PROFILES.streaming_iot, { learningRate: undefined }), PROFILES.streaming_iot);
  });

  it('the knobs given are not changed themselves', () => {
    const before = { ...PROFILES.streaming_iot };
    overrideKnobs(before, { learningRate: 0.2 });
    assert.deepEqual(before, PROFILES.streaming_iot);
  });

  it('closed ranges take their bounds, open ranges do not', () => {
    for (const [name, { min, max, open }] of Object.entries(RANGES)) {
      for (const bound of [min, max]) {
        const set = (): Knobs => overrideKnobs(PROFILES.streaming_iot, { [name]: bound });
        if (open) assert.throws(set, RangeError, `${name} ${bound}`);
        else assert.equal(set()[name as keyof Knobs], bound);
      }
    }
  });

  it('a value outside its range is refused with a sentence that names knob and range', () => {
    const refused = (overrides: object, sentence: string): void =>
      assert.throws(() => overrideKnobs(PROFILES.streaming_iot, overrides), new RangeError(sentence));
    refused({ baseThreshold: 1 }, 'baseThreshold must be a number between 0 and 1');
    refused({ outlierThreshold: 0 }, 'outlierThreshold must be a number between 0 and 1');
    refused({ learningRate: 0.0009 }, 'learningRate must be a number from 0.001 to 0.5');
    refused({ driftSensitivity: 1.01 }, 'driftSensitivity must be a number from 0.05 to 1');
    refused({ maxClusters: 201 }, 'maxClusters must be a whole number from 1 to 200');
    refused({ memoryLimitMb: 0.5 }, 'memoryLimitMb must be a number from 1 to 4096');
  });

  it('NaN, infinities, text and fractions of whole numbers are refused', () => {
    for (const name of Object.keys(RANGES)) {
      for (const value of [NaN, Infinity, -Infinity, '5', null, {}]) {
        assert.throws(() => overrideKnobs(PROFILES.streaming_iot, { [name]: value }), RangeError, `${name} ${String(value)}`);
      }
    }
    for (const name of ['maxClusters', 'warmup', 'shingle', 'seed']) {
      assert.throws(() => overrideKnobs(PROFILES.streaming_iot, { [name]: 20.5 }), /whole number/);
    }
  });

  it('switches take booleans only', () => {
    for (const value of [0, 1, 'true', null]) {
      const overrides = { enableDriftDetection: value } as unknown as { enableDriftDetection: boolean };
      assert.throws(() => overrideKnobs(PROFILES.streaming_iot, overrides), new RangeError('enableDriftDetection must be true or false'));
    }
  });
});

describe('profiles: what the knobs mean', () => {
  it('a score of 0.85 is a tail probability of 1e-4', () => {
    near(scoreOf(Math.log(1e-4)), 0.85);
    near(KAPPA, 0.20598, 1e-5);
  });

  it('the score is 0 for p = 1, rises as p falls, and never passes 1', () => {
    assert.equal(scoreOf(0), 0);
    let last = 0;
    for (let lnP = -0.1; lnP > -150; lnP *= 1.5) {
      const score = scoreOf(lnP);
      assert.ok(score > last && score < 1);
      last = score;
    }
    assert.equal(scoreOf(-Infinity), 1);
  });

  it('a base threshold of 0.68 lets p = 9.7e-4 join, one of 0.75 p = 5.6e-3', () => {
    const join = (baseThreshold: number): number => Math.exp(tuningOf(resolveKnobs(null, { baseThreshold })).lnJoin);
    near(join(0.68), 9.7e-4, 1e-5);
    near(join(0.75), 5.6e-3, 5e-5);
  });

  it('the memory is 100 / learning rate points', () => {
    const { alpha, memory } = tuningOf(resolveKnobs('streaming_iot'));
    near(alpha, 0.001);
    near(memory, 1000);
  });

  it('a row is flagged exactly from the outlier threshold on', () => {
    for (const outlierThreshold of [0.1, 0.5, 0.85, 0.99]) {
      near(scoreOf(tuningOf(resolveKnobs(null, { outlierThreshold })).lnFlag), outlierThreshold);
    }
  });

  it('a drift sensitivity of 0.3 asks for p = 1e-6, a lower one for less', () => {
    near(Math.exp(tuningOf(resolveKnobs(null)).lnDrift) * 1e6, 1);
    near(Math.exp(tuningOf(resolveKnobs(null, { driftSensitivity: 0.1 })).lnDrift) * 1e2, 1);
  });

  it('tuning is rewritten in place, for the parts that share it', () => {
    const tuning = tuningOf(resolveKnobs(null));
    tune(tuning, resolveKnobs(null, { maxClusters: 3, enableDriftDetection: false, qualityCheckInterval: 9, learningRate: 0.5 }));
    assert.deepEqual([tuning.maxClusters, tuning.detectDrift, tuning.checkInterval, tuning.memory], [3, false, 9, 200]);
  });
});
