import assert from 'node:assert/strict';
import { checkFilter } from '../../src/ingest';
import { topicOf } from '../../src/messages/topic';

describe('topic', () => {
  it('names key and type', () => {
    assert.equal(topicOf('pump 7', 'outlier'), 'ncs/pump 7/outlier');
    assert.equal(topicOf('hall/pump', 'outlier'), 'ncs/hall/pump/outlier');
  });

  it('has no wildcard of a key: a broker would refuse it, and the alarm be lost', () => {
    for (const key of ['Pump #1', 'a+b', '#', '+', 'a\0b', '##']) {
      const topic = topicOf(key, 'outlier');
      assert.equal(checkFilter(topic), true, topic);
      assert.doesNotMatch(topic, /[+#\0]/);
    }
    assert.equal(topicOf('Pump #1', 'outlier'), 'ncs/Pump _1/outlier');
  });
});
