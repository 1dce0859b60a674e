import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ImportGraph } from '../support/import-graph';

interface PackageJson {
  readonly name: string;
  readonly dependencies: Record<string, string>;
  readonly files: readonly string[];
  readonly exports: Record<string, string | { types: string; default: string }>;
  readonly 'node-red': { readonly version: string; readonly nodes: Record<string, string> };
}

const ROOT = join(__dirname, '../..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageJson;
const isFile = (path: string): boolean => statSync(join(ROOT, path), { throwIfNoEntry: false })?.isFile() === true;

describe('package.json', () => {
  it('names no dependency that the package does not use, and six at the most', () => {
    const { imports } = ImportGraph.read(ROOT, ['src', 'nodes']);
    const used = new Set(imports.filter(({ isType }) => !isType).map((edge) => edge.package));
    const dependencies = Object.keys(manifest.dependencies);
    assert.deepEqual(dependencies.filter((name) => !used.has(name)), []);
    assert.ok(dependencies.length <= 6);
  });

  it('points to files that the build has made', () => {
    const nodes = Object.values(manifest['node-red'].nodes);
    const doors = Object.values(manifest.exports).flatMap((door) => (typeof door === 'string' ? [door] : Object.values(door)));
    assert.deepEqual([...nodes, ...doors].filter((path) => !isFile(path)), []);
  });

  it('delivers what it lists', () => {
    assert.deepEqual(manifest.files.filter((name) => !existsSync(join(ROOT, name))), []);
    for (const name of ['README.md', 'LICENSE']) assert.ok(isFile(name), name);
  });

  it('registers every node of the house, each with dialog, icon, texts and help beside it', () => {
    const folders = readdirSync(join(ROOT, 'nodes'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    assert.deepEqual(Object.keys(manifest['node-red'].nodes).toSorted(), folders.map(({ name }) => name).toSorted());
    for (const [name, path] of Object.entries(manifest['node-red'].nodes)) {
      assert.equal(path, `dist/nodes/${name}/${name}.js`);
      for (const beside of [`${name}.html`, `icons/${name}.svg`, `locales/en-US/${name}.json`, `locales/en-US/${name}.html`]) {
        assert.ok(isFile(`dist/nodes/${name}/${beside}`), `${name}: ${beside}`);
      }
    }
  });

  it('opens its doors to programs: the engine, ingestion, the messages', () => {
    const doors = Object.keys(manifest.exports).filter((door) => !door.endsWith('.json'));
    const names = doors.map((door) => Object.keys(require(join(manifest.name, door)) as object));
    assert.deepEqual(doors, ['.', './engine', './ingest']);
    for (const [i, expected] of ['schemas', 'StreamClusterer', 'Ingest'].entries()) assert.ok(names[i]!.includes(expected), doors[i]);
  });
});
