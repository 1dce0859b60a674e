import assert from 'node:assert/strict';
import type { AlarmChannel, Contribution, DriftReport } from '../../src/engine';
import { LANGUAGES, WORDINGS, wordingOf } from '../../src/messages/languages';
import { closeSentence, driftSentence, outlierSentence, updateSentence } from '../../src/messages/sentence';
import { ENGLISH_REFUSALS } from '../../src/messages/refusals/en';
import type { Wording } from '../../src/messages/wording';
import { GERMAN } from '../../src/messages/wording/de';
import { ENGLISH } from '../../src/messages/wording/en';

const CHANNELS: readonly AlarmChannel[] = ['point', 'range', 'stuck', 'daily', 'regime'];
const outside: Contribution = { feature: 'druck', share: 0.5, value: 3.1, usualLow: 4.02, usualHigh: 4.41 };
const within: Contribution = { feature: 'durchfluss', share: 0.3, value: 10, usualLow: 8, usualHigh: 12 };
const third: Contribution = { feature: 'strom', share: 0.2, value: 29, usualLow: 28, usualHigh: 30 };
const regimes = [null, { id: 2, label: null }, { id: 2, label: 'Nacht' }];
const drift: DriftReport = {
  event: 'detected',
  severity: 'high',
  kind: 'level',
  clusterIds: [1],
  features: [
    { index: 0, before: 4.2, after: 4.9, shiftSigmas: 3 },
    { index: 1, before: 12_000, after: 15_000, shiftSigmas: 3 },
  ],
  recommendation: 'reset',
};

/** Every sentence that there is, in one language. */
function everySentence(wording: Wording): string[] {
  const sentences: string[] = [];
  for (const regime of regimes) {
    for (const channel of CHANNELS) {
      for (const contributions of [[outside], [within], [{ ...outside, value: null }], [outside, within, third], [within, third]]) {
        sentences.push(outlierSentence(channel, contributions[0]!.feature, contributions, regime, wording));
      }
    }
    sentences.push(outlierSentence('point', null, [], regime, wording));
    for (const event of ['detected', 'adopted', 'recovered'] as const) {
      for (const kind of ['level', 'spread'] as const) {
        for (const recommendation of ['monitor', 'adapt', 'reset'] as const) {
          sentences.push(driftSentence({ ...drift, event, kind, recommendation }, ['druck', 'leistung'], regime, wording));
        }
      }
      sentences.push(driftSentence({ ...drift, event, features: [] }, [], regime, wording));
    }
  }
  for (const seconds of [0, 40, 300, 10_000, 400_000]) {
    for (const worse of [true, false]) sentences.push(updateSentence('A', worse, seconds, wording));
    for (const reason of ['quiet', 'accepted', 'reset'] as const) {
      for (const names of [[], ['druck'], ['druck', 'durchfluss']]) sentences.push(closeSentence(reason, names, seconds, wording));
    }
  }
  return sentences;
}

const placeholders = (text: string): string[] => [...new Set(Array.from(text.matchAll(/\{\w+\}/g), ([name]) => name))].toSorted();

describe('languages', () => {
  it('are found by their code, whatever the region; English stands in for one that is not there', () => {
    assert.deepEqual(LANGUAGES, ['en-US', 'de']);
    for (const [code, language] of [['de', 'de'], ['de-AT', 'de'], ['DE_ch', 'de'], ['en-GB', 'en-US'], ['fr', 'en-US'], ['', 'en-US']] as const) {
      assert.equal(wordingOf(code).language, language, code);
    }
  });

  for (const wording of WORDINGS) {
    it(`${wording.language}: has every text of English, with the same places to fill`, () => {
      assert.deepEqual(Object.keys(wording.texts).toSorted(), Object.keys(ENGLISH.texts).toSorted());
      for (const [name, text] of Object.entries(ENGLISH.texts)) assert.deepEqual(placeholders(wording.texts[name]!), placeholders(text), name);
    });

    it(`${wording.language}: fills every place of every sentence`, () => {
      const sentences = everySentence(wording);
      assert.ok(sentences.length > 150);
      for (const sentence of sentences) {
        assert.doesNotMatch(sentence, /[{}]|undefined|null|NaN| {2}| [,.;:]/);
        assert.match(sentence, /\S$/);
      }
    });
  }

  it('share no sentence: nothing was left untranslated', () => {
    const english = new Set(everySentence(ENGLISH));
    assert.deepEqual(everySentence(GERMAN).filter((sentence) => english.has(sentence)), []);
  });

  it('translate every reason for a refusal', () => {
    const same = Object.keys(ENGLISH_REFUSALS).filter((name) => GERMAN.texts[name] === ENGLISH.texts[name]);
    assert.deepEqual(same, []);
  });

  it('in German read as a technician says it', () => {
    const night = regimes[2]!;
    assert.equal(
      outlierSentence('point', null, [outside, within, third], night, GERMAN),
      'druck zeigt 3,1, üblich sind 4,02 bis 4,41 im Betriebszustand 2 (Nacht); außerdem auffällig: durchfluss und strom',
    );
    assert.equal(
      outlierSentence('regime', 'durchfluss', [within, third], null, GERMAN),
      'durchfluss und strom haben sich anhaltend verschoben, miteinander oder gegeneinander: Werte vergleichen, denn durchfluss allein ist noch üblich (jetzt 10, üblich sind 8 bis 12)',
    );
    assert.match(driftSentence(drift, ['druck', 'leistung'], night, GERMAN), /: druck ging von 4,2 auf 4,9 und leistung ging von 12\u202f000 auf 15\u202f000\. Eine große/);
    assert.equal(closeSentence('quiet', ['druck'], 400_000, GERMAN), 'druck: nichts Auffälliges mehr (Dauer: 5 Tage)');
  });
});
