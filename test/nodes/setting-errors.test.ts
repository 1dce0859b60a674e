import assert from 'node:assert/strict';
import { SettingError, booleanSetting, numberSetting, settingProblem } from '../../nodes/settings';
import { wordingOf } from '../../src/messages/languages';

const problem = (act: () => unknown, language: string): string => {
  try {
    act();
  } catch (error) {
    return settingProblem(error, wordingOf(language));
  }
  return 'none';
};

describe('what is wrong with a setting', () => {
  it('is said in the language of the node, with the name that the setting has there', () => {
    const much = (): unknown => numberSetting('maxBytes', 'many', { min: 1, max: 100, integer: true }, 1);
    assert.equal(problem(much, 'en-US'), 'largest payload must be a whole number from 1 to 100, not "many"');
    assert.equal(problem(much, 'de'), 'größter Payload muss eine ganze Zahl von 1 bis 100 sein, nicht "many"');
    assert.equal(problem(() => booleanSetting('enableDriftDetection', 'maybe', false), 'de-AT'), 'Drift beobachten muss true oder false sein, nicht "maybe"');
  });

  it('a setting without another name has its own', () => {
    const open = (): unknown => numberSetting('baseThreshold', 2, { min: 0, max: 1, open: true }, 1);
    assert.equal(problem(open, 'en-US'), 'baseThreshold must be a number between 0 and 1, not 2');
    assert.equal(problem(open, 'de'), 'baseThreshold muss eine Zahl zwischen 0 und 1 sein, nicht 2');
  });

  it('is a sentence without the name of a class, and what is none of the settings goes on', () => {
    assert.equal(String(new SettingError('setting.topic.hash', { topic: 'a/#/b' })), 'a/#/b: # must stand alone as the last level.');
    assert.equal(problem(() => {
      throw new RangeError('too far');
    }, 'de'), 'too far');
    assert.throws(() => settingProblem(new TypeError('a fault'), wordingOf('de')), TypeError);
  });
});
