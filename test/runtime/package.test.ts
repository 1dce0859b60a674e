import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

  it('has both nodes, enabled, without an error', async () => {
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

  it('serves their texts', async () => {
    const catalogues = JSON.parse(await text('nodes/messages?lng=en-US')) as Record<string, unknown>;
    for (const name of NODES) {
      assert.deepEqual(catalogues[`${MODULE}/${name}`], JSON.parse(readFileSync(join(ROOT, 'nodes', name, 'locales/en-US', `${name}.json`), 'utf8')));
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

  it('offers the example flow, as it stands in the repository', async () => {
    const examples = JSON.parse(await text('library/examples/flows/')) as unknown[];
    assert.ok(examples.includes(MODULE));
    assert.equal(await text(`library/examples/flows/${MODULE}/flows`), readFileSync(join(ROOT, 'examples/flows.json'), 'utf8'));
  });
});
