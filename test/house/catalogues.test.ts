import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LANGUAGES } from '../../src/messages/languages';
import { keysOf, membersOf, textsIn, wantedBy, type Wanted } from '../support/catalogue';

const ROOT = join(__dirname, '../..');
const NODES = readdirSync(join(ROOT, 'nodes'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
const read = (path: string): object => JSON.parse(readFileSync(path, 'utf8')) as object;
/** What dialogs may take from Node-RED's own catalogue. */
const CORE = keysOf(read(require.resolve('@node-red/nodes/locales/en-US/messages.json'))).map((key) => `node-red:${key}`);

const missing = (wanted: readonly Wanted[], keys: readonly string[]): string[] =>
  wanted.filter(({ key }) => key === null || !keys.some((known) => key.test(known))).map(({ place, key }) => `${place} ${String(key)}`);
const unused = (wanted: readonly Wanted[], keys: readonly string[]): string[] => keys.filter((known) => !wanted.some(({ key }) => key?.test(known)));

/** What is filled in at run time. */
const placeholders = (text: string): string[] => Array.from(text.matchAll(/__\w+?__/g), ([name]) => name).toSorted();
const MOST_STATUS = 20;
/** The longest number that a status shows: percents, clusters, attempts, points a second. */
const LARGEST = '99999';

describe('catalogues', () => {
  for (const node of NODES) {
    const keys = keysOf(read(join(ROOT, 'nodes', node, 'locales/en-US', `${node}.json`)));
    const wanted = wantedBy(join(ROOT, 'nodes', node), node);

    it(`${node}: have every text that code, dialog and editor ask for`, () => {
      assert.ok(wanted.length > 20, 'the node was read');
      assert.deepEqual(missing(wanted, [...keys, ...CORE]), []);
    });

    it(`${node}: have no text that nobody asks for`, () => {
      assert.deepEqual(unused(wanted, keys), []);
    });
  }

  for (const node of NODES) {
    const textsOf = (language: string): Map<string, string> => new Map(textsIn(read(join(ROOT, 'nodes', node, 'locales', language, `${node}.json`))));

    for (const language of LANGUAGES) {
      it(`${node}: in ${language} have every text of English, with the same places to fill, and none is empty`, () => {
        const [english, texts] = [textsOf('en-US'), textsOf(language)];
        assert.deepEqual([...texts.keys()], [...english.keys()]);
        for (const [key, text] of texts) {
          assert.ok(text.trim() === text && text !== '', key);
          assert.deepEqual(placeholders(text), placeholders(english.get(key)!), key);
        }
      });

      it(`${node}: in ${language} have status texts of at most ${MOST_STATUS} characters`, () => {
        const statuses = [...textsOf(language)].filter(([key]) => key.includes('.status.') && !key.includes('.label.'));
        // a config node has no place to show one
        assert.equal(statuses.length > 0, node !== 'ncs-models');
        assert.deepEqual(statuses.filter(([, text]) => text.replace(/__\w+?__/g, LARGEST).length > MOST_STATUS), []);
      });
    }

    it(`${node}: are translated: what is the same in both languages are names and symbols`, () => {
      const english = textsOf('en-US');
      const same = [...textsOf('de')].filter(([key, text]) => english.get(key) === text && text.includes(' ') && !key.endsWith('.placeholder.topic'));
      assert.deepEqual(same, []);
    });
  }

  it('name every reason for which a payload is not used', () => {
    const reasons = membersOf(join(ROOT, 'src/ingest/reading.ts'), 'Rejection');
    assert.ok(reasons.length >= 8, 'the reasons were read');
    const catalogue = read(join(ROOT, 'nodes/ncs-stream-in/locales/en-US/ncs-stream-in.json')) as Record<string, { reason: object }>;
    assert.deepEqual(Object.keys(catalogue['ncs-stream-in']!.reason).toSorted(), reasons.toSorted());
  });
});

describe('the check of catalogues', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ncs-texts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const KEYS = keysOf({ demo: { status: { one: '', many: '' }, reason: { a: '', b: '' }, label: { x: '' } } });
  const check = (name: string, text: string): [string[], string[]] => {
    writeFileSync(join(folder, name), text);
    const wanted = wantedBy(folder, 'demo');
    return [missing(wanted, KEYS), unused(wanted, KEYS)];
  };

  it('reads texts, choices between two and families of texts', () => {
    const code = "text(n === 1 ? 'status.one' : 'status.many');\ntext(`reason.${why}`);\nRED._('demo.label.x', { n });\n";
    assert.deepEqual(check('demo.ts', code), [[], []]);
  });

  it('tells a text that is missing, and where', () => {
    assert.deepEqual(check('demo.ts', "\ntext('status.none');\n")[0], ['demo.ts:2 /^demo\\.status\\.none$/']);
    assert.deepEqual(check('demo.ts', 'text(`cause.${why}`);\n')[0], ['demo.ts:1 /^demo\\.cause\\.[^.]+$/']);
    assert.deepEqual(check('demo.editor.ts', "this._('label.x');\n")[0][0], 'demo.editor.ts:1 /^label\\.x$/');
  });

  it('tells a text that it cannot know', () => {
    assert.deepEqual(check('demo.ts', 'text(key);\n')[0], ['demo.ts:1 null']);
  });

  it('is not taken in by the function that hands keys on', () => {
    const [absent, idle] = check('demo.ts', "const text = (key) => RED._(`demo.${key}`);\ntext('label.x');\n");
    assert.deepEqual([absent, idle], [[], KEYS.filter((key) => key !== 'demo.label.x')]);
  });

  it('reads dialogs, attributes too', () => {
    const dialog = '<span data-i18n="demo.label.x"></span><input data-i18n="[placeholder]demo.status.one;[title]demo.status.gone">';
    assert.deepEqual(check('demo.html', dialog)[0], ['demo.html /^demo\\.status\\.gone$/']);
  });
});
