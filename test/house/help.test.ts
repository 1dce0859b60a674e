import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const NODES = join(__dirname, '../../nodes');
const nodes = readdirSync(NODES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
/** What the editor's markdown takes for a property: it ends at the last colon of the line, so there may be no third. */
const PROPERTY = /^: \*?[\w.]+\*? \([^:()]+\) : [^:]+$/;

describe('help', () => {
  for (const node of nodes) {
    const lines = readFileSync(join(NODES, node, 'locales/en-US', `${node}.html`), 'utf8').split('\n');

    it(`${node}: properties are written so that the editor shows all of their words`, () => {
      const properties = lines.filter((line) => line.startsWith(':'));
      assert.ok(properties.length >= 4, 'the help was read');
      assert.deepEqual(properties.filter((line) => !PROPERTY.test(line)), []);
    });
  }
});
