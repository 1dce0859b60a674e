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
  /** The folders of test/ that a ring runs, as its glob names them. */
  const GLOB = /"test\/(?:\{([^}]+)\}|(\w+))\/(?:\*\*\/)?\*\.test\.ts"/g;
  const foldersOf = (script: string): string[] => Array.from(script.matchAll(GLOB), ([, several, one]) => several ?? one!).flatMap((names) => names.split(','));
  const rings = Object.keys(scripts).filter((name) => foldersOf(scripts[name]!).length > 0);
  /** What a command runs of the scripts, and what those run in their turn. */
  const runBy = (command: string): string[] => {
    const names = Array.from(command.matchAll(/\bnpm (?:run )?([\w:]+)|compat\.ts ((?:[\w:]+ ?)+)/g), ([, one, several]) => one ?? several!).flatMap((found) => found.trim().split(' '));
    const known = names.filter((name) => Object.hasOwn(scripts, name));
    return known.concat(known.flatMap((name) => runBy(scripts[name]!)));
  };

  it('each belong to one ring', () => {
    const ringed = rings.flatMap((name) => foldersOf(scripts[name]!));
    const folders = new Set(sources.filter((name) => /^test\/.+\.test\.ts$/.test(name)).map((name) => name.split('/')[1]));
    assert.deepEqual(ringed.filter((name) => !folders.has(name)), []);
    assert.deepEqual([...folders].filter((name) => !ringed.includes(name!)), []);
    assert.equal(new Set(ringed).size, ringed.length);
  });

  it('all run in CI: those that need nothing but npm by `npm test`, on Node-RED 5 too where Node-RED is in them, the others by steps of their own', () => {
    const ci = runBy(readFileSync(join(ROOT, '.ci/run'), 'utf8'));
    assert.deepEqual(rings.filter((name) => !ci.includes(name)), []);
    assert.deepEqual(scripts['test']!.split(' && '), ['test:units', 'test:nodes', 'test:runtime'].map((name) => `npm run ${name}`));
    for (const ring of ['test:nodes', 'test:runtime', 'test:editor']) assert.equal(ci.filter((name) => name === ring).length, 2, ring);
  });

  it('of the test runner\'s own settings let none be left out', () => {
    const settings = JSON.parse(readFileSync(join(ROOT, '.mocharc.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual([settings['forbid-only'], settings['forbid-pending']], [true, true]);
  });
});
