import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { checkFilter, checkTemplate, TopicTemplate } from '../../src/ingest/topics';

describe('topic filters', () => {
  it('valid ones: plain, with wildcards, with empty levels, shared', () => {
    const good = ['a', 'plant/+/telemetry', '#', '+', 'a/#', '+/+/#', '/', 'a//b', '$SYS/#', '$share/group/a/+', '$share/group/#', 'ä/温度', 'a'.repeat(65_535)];
    for (const filter of good) assert.equal(checkFilter(filter), true, filter.slice(0, 40));
  });

  it('for the others a sentence says what is wrong', () => {
    for (const [filter, sentence] of [
      ['', /empty/],
      ['  ', /empty/],
      ['a/\0', /NUL/],
      ['ä'.repeat(32_768), /65535 bytes/],
      ['a/#/b', /# must stand alone as the last level/],
      ['a#', /# must stand alone/],
      ['#/#', /# must stand alone/],
      ['a+/b', /\+ must stand alone/],
      ['++', /\+ must stand alone/],
      ['$share', /\$share\/group\/filter/],
      ['$share/group', /\$share\/group\/filter/],
      ['$share/group/', /\$share\/group\/filter/],
      ['$share//a', /\$share\/group\/filter/],
      ['$share/+/a', /\$share\/group\/filter/],
    ] as const) {
      const verdict = checkFilter(filter);
      assert.equal(typeof verdict, 'string', filter.slice(0, 40));
      assert.match(verdict as string, sentence);
    }
  });
});

describe('topic templates', () => {
  const match = (template: string, topic: string): string | null => new TopicTemplate(template).match(topic);

  it('finds the device in its level', () => {
    assert.equal(match('plant/{device}/telemetry', 'plant/p1/telemetry'), 'p1');
    assert.equal(match('{device}', 'p1'), 'p1');
    assert.equal(match('+/{device}/+', 'a/b/c'), 'b');
  });

  it('# stands for any rest, none included', () => {
    for (const topic of ['plant/p1', 'plant/p1/a', 'plant/p1/a/b/c']) assert.equal(match('plant/{device}/#', topic), 'p1', topic);
  });

  it('joins several placeholders by a slash', () => {
    assert.equal(match('{site}/line/{device}/+', 'north/line/p1/t'), 'north/p1');
  });

  it('a topic of another shape gives null', () => {
    for (const topic of ['plant/p1', 'plant/p1/telemetry/x', 'office/p1/telemetry', '', 'plant']) {
      assert.equal(match('plant/{device}/telemetry', topic), null, topic);
    }
  });

  it('texts in a template are no patterns', () => {
    assert.equal(match('a.c/{device}', 'abc/p1'), null);
    assert.equal(match('a.c/{device}', 'a.c/__proto__'), '__proto__');
  });

  it('what is no template is refused with a sentence, by the check and by the constructor', () => {
    for (const [template, sentence] of [
      ['', /at least one placeholder/],
      ['plant/+/telemetry', /at least one placeholder/],
      ['plant/p{device}', /must stand alone in its level/],
      ['plant/{}', /must stand alone in its level/],
      ['{a}{b}', /must stand alone in its level/],
      ['{device}/#/x', /# must stand alone/],
      ['{device}/x+', /\+ must stand alone/],
    ] as const) {
      assert.match(String(checkTemplate(template)), sentence, template);
      assert.throws(() => new TopicTemplate(template), { name: 'RangeError', message: sentence });
    }
  });

  it('a device without wildcards in its name is found again in the topic made of it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }).filter((name) => !name.includes('/')), (name) => {
        assert.equal(match('a/{device}/b', `a/${name}/b`), name);
      }),
    );
  });
});
