import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const FOLDERS = ['src', 'nodes', 'scripts', 'bench', 'test', 'types', '.ci'];
const MOST_LINES = 300;
const SOURCE = /(?:\.(?:[mc]?ts|[mc]?js|html|css|sh)|^\.ci\/[^.]+)$/;

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

describe('tests', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  /** The folders of test/ that the rings run, as their globs name them. */
  const GLOB = /"test\/(?:\{([^}]+)\}|(\w+))\/\*\*\/\*\.test\.ts"/g;
  const ringed = Object.values(scripts)
    .flatMap((script) => Array.from(script.matchAll(GLOB), ([, several, one]) => several ?? one!))
    .flatMap((names) => names.split(','));

  it('each belong to one ring, and `npm test` runs every ring', () => {
    const folders = new Set(sources.filter((name) => /^test\/.+\.test\.ts$/.test(name)).map((name) => name.split('/')[1]));
    assert.deepEqual(ringed.filter((name) => !folders.has(name)), []);
    assert.deepEqual([...folders].filter((name) => !ringed.includes(name!)), []);
    assert.equal(new Set(ringed).size, ringed.length);
    const rings = Object.keys(scripts).filter((name) => scripts[name]!.includes('/**/*.test.ts'));
    assert.deepEqual(scripts['test']!.split(' && '), rings.map((name) => `npm run ${name}`));
  });

  it('of the test runner\'s own settings let none be left out', () => {
    const settings = JSON.parse(readFileSync(join(ROOT, '.mocharc.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual([settings['forbid-only'], settings['forbid-pending']], [true, true]);
  });
});
