import assert from 'node:assert/strict';
import { AlarmNews } from '../../scripts/demo/screen';
import type { Outlier } from '../../src/messages/outlier';

/** A message of an alarm that is mostly about one feature. */
function message(event: Outlier['event'], feature: string, key = 'pump'): Outlier {
  const contributions = ['flow', 'pressure', 'temperature'].map((name) => ({ feature: name, share: name === feature ? 0.6 : 0.2, value: 1, usual_low: 0, usual_high: 1 }));
  return { event, key, contributions } as unknown as Outlier;
}

describe('the console', () => {
  it('tells that an alarm opens, and every further feature that it comes to be about, once', () => {
    const news = new AlarmNews();
    const told = (['open', 'update', 'update', 'update', 'update', 'close', 'open'] as const).map((event, i) => news.isNews(message(event, ['flow', 'flow', 'pressure', 'flow', 'pressure', 'flow', 'pressure'][i]!)));
    assert.deepEqual(told, [true, false, true, false, false, false, true]);
  });

  it('keeps the alarms of devices apart, and leaves out single points', () => {
    const news = new AlarmNews();
    assert.deepEqual([news.isNews(message('open', 'flow', 'a')), news.isNews(message('open', 'flow', 'b')), news.isNews(message('point', 'flow', 'c'))], [true, true, false]);
  });
});
