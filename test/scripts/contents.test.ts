import assert from 'node:assert/strict';
import { contentFaults, type PackedFile } from '../../scripts/pack/contents';

const PROMISED = { exports: { '.': { types: './dist/nodes/index.d.ts', default: './dist/nodes/index.js' }, './package.json': './package.json' }, 'node-red': { nodes: { demo: 'dist/nodes/demo/demo.js' } } };
const COMPLETE = [
  'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'examples/flows.json', 'dist/nodes/index.js', 'dist/nodes/index.d.ts', 'dist/src/engine/engine.js',
  'dist/nodes/demo/demo.js', 'dist/nodes/demo/demo.html', 'dist/nodes/demo/icons/demo.svg', 'dist/nodes/demo/locales/en-US/demo.json', 'dist/nodes/demo/locales/en-US/demo.html',
  'dist/nodes/demo/locales/de/demo.json', 'dist/nodes/demo/locales/de/demo.html',
];

const files = (paths: readonly string[]): PackedFile[] => paths.map((path) => ({ path, size: 100 }));
const faults = (paths: readonly string[]): string[] => contentFaults(files(paths), PROMISED);

describe('the contents of the package', () => {
  it('are fine when everything is there and nothing else', () => {
    assert.deepEqual(faults(COMPLETE), []);
  });

  for (const path of COMPLETE.filter((name) => name !== 'dist/src/engine/engine.js')) {
    it(`lack something without ${path}`, () => {
      assert.deepEqual(faults(COMPLETE.filter((name) => name !== path)), [`${path} is missing`]);
    });
  }

  for (const path of ['test/a.test.ts', 'src/engine/engine.ts', 'dist/src/engine/engine.js.map', 'dist/test/a.test.js', 'dist/src/a.test.js', 'dist/nodes/demo/demo.editor.js', '.ci/run', 'node_modules/a/index.js', 'dist/nodes/demo/data.csv']) {
    it(`do not include ${path}`, () => {
      assert.deepEqual(faults([...COMPLETE, path]), [`${path} does not belong into the package`]);
    });
  }

  it('hold no empty file and are not heavier than they should be', () => {
    assert.deepEqual(contentFaults([...files(COMPLETE.slice(1)), { path: 'package.json', size: 0 }], PROMISED), ['package.json is empty']);
    assert.match(contentFaults([...files(COMPLETE.slice(1)), { path: 'package.json', size: 3e6 }], PROMISED)[0]!, /^the package has 30\d+ bytes, more than 2000000$/);
  });
});
