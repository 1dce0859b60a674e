import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '../../src/messages/languages';

const NODES = join(__dirname, '../../nodes');
const nodes = readdirSync(NODES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
/** What the editor's markdown takes for a property: it ends at the last colon of the line, so there may be no third. */
const PROPERTY = /^: \*?[\w.]+\*? \([^:()]+\) : [^:]+$/;

describe('help', () => {
  const linesOf = (node: string, language: string): string[] => readFileSync(join(NODES, node, 'locales', language, `${node}.html`), 'utf8').split('\n');
  /** Headings by their depth, and the names of properties: what must be the same in every language. */
  const skeleton = (node: string, language: string): string[] =>
    linesOf(node, language).flatMap((line) => /^(?:#+(?= )|\d+\.|: \*?[\w.]+\*? \([^)]*\))/.exec(line) ?? []);
  /** What is written as code: names that a flow needs, the same in every language. */
  const codes = (node: string, language: string): Set<string> => new Set(linesOf(node, language).join('\n').match(/`[a-zA-Z_.]+`/g));

  for (const [node, language] of nodes.flatMap((node) => LANGUAGES.map((language) => [node, language] as const))) {
    const lines = linesOf(node, language);

    it(`${node}, ${language}: has the headings and properties of English, and every name that a flow needs`, () => {
      assert.deepEqual(skeleton(node, language), skeleton(node, 'en-US'));
      assert.deepEqual([...codes(node, language)].toSorted(), [...codes(node, 'en-US')].toSorted());
    });

    it(`${node}, ${language}: properties are written so that the editor shows all of their words`, () => {
      const properties = lines.filter((line) => line.startsWith(':'));
      assert.ok(properties.length >= 4, 'the help was read');
      assert.deepEqual(properties.filter((line) => !PROPERTY.test(line)), []);
    });
  }
});
