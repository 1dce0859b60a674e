import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const FOLDERS = ['src', 'nodes', 'scripts', 'bench', 'test', 'types', '.ci'];
const MOST_LINES = 300;
const SOURCE = /(?:\.(?:ts|js|mjs|cjs|html|css|sh)|^\.ci\/[^.]+)$/;

const sources = FOLDERS.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((name) => SOURCE.test(name) && !name.includes('node_modules')),
);

describe('sources', () => {
  it('have at most 300 lines each', () => {
    assert.ok(sources.length > 150, 'the house was read');
    const long = sources.map((name) => [name, readFileSync(join(ROOT, name), 'utf8').trimEnd().split('\n').length] as const).filter(([, lines]) => lines > MOST_LINES);
    assert.deepEqual(long, []);
  });

  it('have names that say what is in them', () => {
    assert.deepEqual(sources.filter((name) => /\/(?:utils?|helpers?|commons?|misc|manager)\b/.test(name)), []);
  });
});
