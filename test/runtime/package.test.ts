import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '../../src/messages/languages';
import { MODULE, Runtime } from '../support/node-red';

const ROOT = join(__dirname, '../..');
const NODES = ['ncs-cluster', 'ncs-models', 'ncs-stream-in'];

interface NodeSet {
  readonly module: string;
  readonly name: string;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly err?: unknown;
}

describe('the package in a real Node-RED', () => {
  let runtime: Runtime;
  before(async () => {
    runtime = await Runtime.get();
  });

  const text = async (path: string, headers?: Record<string, string>): Promise<string> => {
    const response = await runtime.get(path, headers);
    assert.equal(response.status, 200, path);
    return response.text();
  };

  it('has its nodes, enabled, without an error', async () => {
    const sets = (JSON.parse(await text('nodes')) as NodeSet[]).filter(({ module }) => module === MODULE);
    assert.deepEqual(
      sets.map(({ name, types, enabled, err }) => ({ name, types, enabled, err })).toSorted((a, b) => a.name.localeCompare(b.name)),
      NODES.map((name) => ({ name, types: [name], enabled: true, err: undefined })),
    );
  });

  it('serves their icons', async () => {
    for (const name of NODES) {
      const response = await runtime.get(`icons/${MODULE}/${name}.svg`);
      assert.equal(response.headers.get('content-type'), 'image/svg+xml');
      // for an unknown icon the editor gets the default one
      assert.equal(await response.text(), readFileSync(join(ROOT, 'nodes', name, 'icons', `${name}.svg`), 'utf8'));
    }
  });

  it('serves their texts in every language', async () => {
    for (const language of LANGUAGES) {
      const catalogues = JSON.parse(await text(`nodes/messages?lng=${language}`)) as Record<string, unknown>;
      const page = await text('nodes', { accept: 'text/html', 'accept-language': language });
      for (const name of NODES) {
        const folder = join(ROOT, 'nodes', name, 'locales', language);
        assert.deepEqual(catalogues[`${MODULE}/${name}`], JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
        assert.ok(page.includes(readFileSync(join(folder, `${name}.html`), 'utf8').trim()), `${name} in ${language}`);
      }
    }
  });

  it('serves their dialogs, editor code and help', async () => {
    const page = await text('nodes', { accept: 'text/html', 'accept-language': 'en-US' });
    for (const name of NODES) {
      for (const part of [`data-template-name="${name}"`, `data-help-name="${name}"`, `RED.nodes.registerType("${name}"`]) {
        assert.equal(page.split(part).length - 1, 1, part);
      }
    }
  });

  it('offers its example flows, as they stand in the repository', async () => {
    const examples = JSON.parse(await text('library/examples/flows/')) as unknown[];
    assert.ok(examples.includes(MODULE));
    const names = readdirSync(join(ROOT, 'examples'));
    assert.ok(names.length >= 7);
    for (const name of names) {
      assert.equal(await text(`library/examples/flows/${MODULE}/${name.replace('.json', '')}`), readFileSync(join(ROOT, 'examples', name), 'utf8'));
    }
  });
});
