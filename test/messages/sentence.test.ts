import assert from 'node:assert/strict';
import type { Contribution, DriftReport } from '../../src/engine';
import { closeSentence, driftSentence, outlierSentence, updateSentence } from '../../src/messages/sentence';

const pressure: Contribution = { feature: 'pressure', share: 0.7, value: 3.1, usualLow: 4.02, usualHigh: 4.41 };
const flow: Contribution = { feature: 'flow', share: 0.25, value: 10, usualLow: 8, usualHigh: 12 };
const idle: Contribution = { feature: 'idle', share: 0.05, value: 1, usualLow: 0, usualHigh: 2 };
const night = { id: 2, label: 'night' };

describe('sentence', () => {
  it('says which feature is odd, its usual range and the regime, and names the others that matter', () => {
    assert.equal(
      outlierSentence('point', null, [idle, pressure, flow], night),
      'pressure reads 3.1, usually 4.02 to 4.41 in regime 2 (night); also flow',
    );
  });

  it('is about the feature that the channel names, even if another has the larger share', () => {
    assert.match(outlierSentence('point', 'flow', [pressure, flow], null), /^flow reads 10, within its usual 8 to 12, but does not go with the other values; also pressure$/);
  });

  it('has words of its own for every channel', () => {
    const sentences = (['point', 'range', 'stuck', 'daily', 'regime'] as const).map((channel) => outlierSentence(channel, null, [pressure], null));
    assert.equal(new Set(sentences).size, 5);
    assert.match(sentences[2]!, /stuck at 3.1/);
  });

  it('does not call a reading within its range outside of it', () => {
    assert.match(outlierSentence('regime', 'flow', [pressure, flow], night), /flow alone is still usual \(now 10, usually 8 to 12\)$/);
    assert.match(outlierSentence('daily', 'flow', [pressure, flow], null), /^flow reads 10, unusual for this hour/);
  });

  it('says of a level that moved within its range what to look at: the average of one feature, or the features to compare', () => {
    const alone = { ...flow, share: 0.9 };
    assert.equal(
      outlierSentence('regime', null, [alone, idle], night),
      'flow has shifted slightly but steadily in regime 2 (night): single readings are still usual (now 10, usually 8 to 12), their average is not',
    );
    assert.equal(
      outlierSentence('regime', 'flow', [{ ...pressure, share: 0.3 }, { ...flow, share: 0.65 }, idle], null),
      'flow and pressure have shifted steadily, together or against one another: compare them, for flow alone is still usual (now 10, usually 8 to 12)',
    );
  });

  it('copes with a value that is missing and with nothing at all', () => {
    assert.match(outlierSentence('regime', null, [{ ...pressure, value: null }], null), /no value in this row/);
    assert.match(outlierSentence('point', null, [], night), /unusual in regime 2 \(night\)/);
  });

  it('says why an alarm closed', () => {
    assert.equal(closeSentence('quiet', ['flow'], 300, undefined), 'flow: nothing unusual any more after 5 min');
    assert.match(closeSentence('accepted', ['flow'], 300), /counts as normal/);
    assert.match(closeSentence('reset', ['flow'], 300), /reset/);
  });

  it('closes an alarm by the names that it was told with, the one that opened it first', () => {
    assert.equal(closeSentence('quiet', ['flow', 'pressure'], 300), 'flow, pressure: nothing unusual any more after 5 min');
    assert.match(closeSentence('quiet', ['a', 'b', 'c', 'd'], 300), /^a, b, c: /);
    assert.match(closeSentence('quiet', [], 300), /^the alarm: /);
  });

  it('says of an alarm that goes on whether it has become worse, and for how long it has been there', () => {
    assert.equal(updateSentence('flow reads 9', true, 35), 'flow reads 9; worse than before, 35 s after it began');
    assert.equal(updateSentence('flow reads 9', false, 300), 'flow reads 9; still going on, 5 min after it began');
    assert.equal(updateSentence('flow reads 9', true, 0), 'flow reads 9; worse than before');
  });

  it('tells a drift with before and after, and a recommendation only when it is detected', () => {
    const report: DriftReport = {
      event: 'detected',
      severity: 'high',
      kind: 'level',
      clusterIds: [1],
      features: [{ index: 1, before: 4.2, after: 4.9, shiftSigmas: 3 }],
      recommendation: 'reset',
    };
    const names = ['flow', 'pressure'];
    assert.match(driftSentence(report, names, { id: 1, label: null }), /^Normal has moved in regime 1: pressure went from 4.2 to 4.9\. A large shift/);
    assert.equal(driftSentence({ ...report, event: 'adopted' }, names, null), 'The new normal is adopted: pressure went from 4.2 to 4.9.');
    assert.equal(driftSentence({ ...report, event: 'recovered' }, names, null), 'Back to what was normal before: pressure.');
    assert.match(driftSentence({ ...report, kind: 'spread' }, names, null), /the scatter of pressure/);
    assert.match(driftSentence({ ...report, features: [] }, names, null), /several features/);
  });
});
