import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ImportGraph } from '../support/import-graph';
import { violations, type Manifest } from '../support/rooms';

const ROOT = join(__dirname, '../..');
const HOUSE = ['src', 'nodes', 'scripts', 'bench'];
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

describe('imports', () => {
  it('run down only: nodes, client and tools on models, models on the engine, and the engine on itself', () => {
    const graph = ImportGraph.read(ROOT, HOUSE);
    assert.ok(graph.files.length > 80 && graph.imports.length > 250, 'the house was read');
    assert.deepEqual(violations(graph, manifest), []);
  });

  it('make no circle, in tests neither', () => {
    assert.deepEqual(ImportGraph.read(ROOT, [...HOUSE, 'test']).circles(), []);
  });

  it('of the tests bring in nothing that package.json does not name', () => {
    const { imports } = ImportGraph.read(ROOT, ['test']);
    const named = new Set(['node', ...Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })]);
    assert.deepEqual(imports.filter((edge) => edge.package !== null && !named.has(edge.package)), []);
  });
});

describe('the check of imports', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ncs-house-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const plant = (files: Record<string, string>): ImportGraph => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    return ImportGraph.read(root, HOUSE);
  };
  const told = (files: Record<string, string>): string[] =>
    violations(plant(files), { name: 'own', dependencies: { mqtt: '1' }, devDependencies: { aedes: '1', 'node-red': '1' } });

  const MODEL = { 'src/models/model.ts': 'export type Model = string;\nexport const model = 1;\n' };
  const UPWARD = {
    'an import': "import { model } from '../models/model';\nexport const x = model;\n",
    'an import of a type': "import type { Model } from '../models/model';\nexport const x: Model = '';\n",
    'an import of a type among values': "import { type Model } from '../models/model';\nexport const x: Model = '';\n",
    'a type in place': "export const x: import('../models/model').Model = '';\n",
    'a re-export': "export { model } from '../models/model';\n",
    'a re-export of a type': "export type { Model } from '../models/model';\n",
    'a re-export of everything': "export * from '../models/model';\n",
    'a late import': "export const x = () => import('../models/model');\n",
    'a require': "export const x: unknown = require('../models/model');\n",
    'an import by require': "import models = require('../models/model');\nexport const x = models.model;\n",
    'an import for its effects': "import '../models/model';\n",
  };
  for (const [kind, text] of Object.entries(UPWARD)) {
    it(`tells an upward one: ${kind}`, () => {
      assert.deepEqual(told({ ...MODEL, 'src/engine/engine.ts': text }), ['src/engine/engine.ts:1 may not import src/models/model.ts']);
    });
  }

  it('lets go downward what may', () => {
    const fine = {
      ...MODEL,
      'src/engine/point.ts': 'export type Point = number;\n',
      'src/engine/index.ts': "export type { Point } from './point';\n",
      'src/ingest/ingest.ts': "import type { Point } from '../engine/point';\nexport const x: Point = 1;\n",
      'src/models/pool.ts': "import type { Point } from '../engine';\nimport { model } from './model';\nexport const x: Point = model;\n",
      'nodes/settings.ts': 'export const y = 1;\n',
      'nodes/a/a.ts': "import { existsSync } from 'node:fs';\nimport type { Node } from 'node-red';\nimport * as mqtt from 'mqtt';\nimport { x } from '../../src/models/pool';\nimport { y } from '../settings';\nexport type N = Node;\nexport const z = [existsSync, mqtt, x, y];\n",
      'scripts/start.ts': "import { Aedes } from 'aedes';\nexport const x = Aedes;\n",
    };
    assert.deepEqual(told(fine), []);
  });

  const FORBIDDEN: readonly [string, Record<string, string>, string][] = [
    ['the engine on a builtin module', { 'src/engine/a.ts': "import 'fs';\n" }, 'src/engine/a.ts:1 may not import node: its room needs nothing but itself'],
    ['ingestion on more of the engine than the point', { 'src/ingest/a.ts': "import '../engine/b';\n", 'src/engine/b.ts': '' }, 'src/ingest/a.ts:1 may not import src/engine/b.ts'],
    ['models on nodes', { 'src/models/a.ts': "import '../../nodes/b';\n", 'nodes/b.ts': '' }, 'src/models/a.ts:1 may not import nodes/b.ts'],
    ['src on scripts', { 'src/messages/a.ts': "import '../../scripts/b';\n", 'scripts/b.ts': '' }, 'src/messages/a.ts:1 may not import scripts/b.ts'],
    ['src on tests', { 'src/messages/a.ts': "import '../../test/b';\n", 'test/b.ts': '' }, 'src/messages/a.ts:1 may not import test/b.ts'],
    ['one node on another', { 'nodes/a/a.ts': "import '../b/b';\n", 'nodes/b/b.ts': '' }, 'nodes/a/a.ts:1 may not import nodes/b/b.ts'],
    ['what nodes share on a node', { 'nodes/a.ts': "import './b/b';\n", 'nodes/b/b.ts': '' }, 'nodes/a.ts:1 may not import nodes/b/b.ts'],
    ['a node on a dev dependency', { 'nodes/a/a.ts': "import 'aedes';\n" }, 'nodes/a/a.ts:1 imports aedes, which is not there when the package is installed'],
    ['a node on Node-RED itself', { 'nodes/a/a.ts': "import 'node-red';\n" }, 'nodes/a/a.ts:1 imports node-red, which is not there when the package is installed'],
    ['a script on a package that is not named', { 'scripts/a.ts': "import '@x/y/z';\n" }, 'scripts/a.ts:1 imports @x/y, which package.json does not name'],
    ['a node on something unknown', { 'nodes/a/a.ts': 'export const x = (name: string) => import(name);\n' }, 'nodes/a/a.ts:1 imports something that is only known at run time'],
    ['a file that is not there', { 'src/engine/a.ts': "import './gone';\n" }, 'src/engine/a.ts:1 imports ./gone, which is not there'],
    ['a file in no room', { 'src/stray.ts': "import './engine/a';\n", 'src/engine/a.ts': '' }, 'src/stray.ts:1 stands in no room of the house'],
  ];
  for (const [name, files, sentence] of FORBIDDEN) {
    it(`tells ${name}`, () => assert.deepEqual(told(files), [sentence]));
  }

  it('reads modules of the other kind, and finds what is imported under the name it will have', () => {
    assert.deepEqual(told({ ...MODEL, 'src/engine/a.mts': "import '../models/model.js';\n", 'src/engine/b.ts': "import './a.mjs';\n" }), [
      'src/engine/a.mts:1 may not import src/models/model.ts',
    ]);
  });

  it('tells a circle, of types too', () => {
    const graph = plant({
      'src/engine/a.ts': "import type { B } from './b';\nexport type A = B;\n",
      'src/engine/b.ts': "import { c } from './c';\nexport type B = typeof c;\n",
      'src/engine/c.ts': "export { type A } from './a';\nexport const c = 1;\n",
      'src/engine/d.ts': "import './a';\n",
    });
    assert.deepEqual(graph.circles(), ['src/engine/a.ts -> src/engine/b.ts -> src/engine/c.ts -> src/engine/a.ts']);
  });

  it('tells a file that imports itself, and none where two ways lead to one file', () => {
    const graph = plant({ 'src/engine/a.ts': "import './b';\nimport './c';\n", 'src/engine/b.ts': "import './c';\n", 'src/engine/c.ts': "import './c';\n" });
    assert.deepEqual(graph.circles(), ['src/engine/c.ts -> src/engine/c.ts']);
  });

  it('does not pass over a file that it cannot read', () => {
    assert.throws(() => plant({ 'src/engine/a.ts': 'import {\n' }), /src\/engine\/a\.ts/);
  });
});
