import assert from 'node:assert/strict';
import { paletteTypes } from '../support/our-nodes';
import { askNpm, delivered, readManifest, scorecard, type Module, type PackageDocument } from '../support/scorecard';

/** The twelve checks of the flow library (P02 is turned off there). */
const CHECKS = ['D01', 'D02', 'D03', 'N01', 'N02', 'P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08'];
/** A piece of the catalogue as it could be; the package itself may stand in it. */
const CATALOGUE: readonly Module[] = [
  { id: 'node-red-node-random', types: ['random'] },
  { id: '@flowfuse/node-red-dashboard', types: ['ui-base', 'ui-chart', 'ui-template'] },
  { id: '@neurocluster/node-red-ncs', types: paletteTypes },
];

describe('the scorecard of the flow library', function () {
  this.timeout(120_000);
  let documents: Map<string, PackageDocument>;
  before(() => {
    documents = new Map(['node-red', ...Object.keys(readManifest().dependencies)].map((name) => [name, askNpm(name)]));
  });

  it('is 12 of 12', async () => {
    const { package: subject, ...card } = await scorecard(readManifest(), { catalogue: CATALOGUE, documents });
    assert.deepEqual(Object.keys(card).toSorted(), CHECKS);
    assert.deepEqual(CHECKS.filter((check) => !card[check]!.test).map((check) => [check, card[check]]), []);
    const { name, version, dependencies } = readManifest();
    assert.deepEqual(subject, { name, version });
    assert.deepEqual([...(card['N02']!['nodes'] as string[])].toSorted(), [...paletteTypes].toSorted(), 'it has read our nodes, and an example of each');
    assert.equal(card['D01']!['total'], Object.keys(dependencies).length);
    assert.deepEqual(card['P06']!['versions'], [documents.get('node-red')!['dist-tags']['latest']]);
  });

  it('is no scorecard that a bad package passes too', async () => {
    const good = readManifest();
    const bad = { ...good, name: 'node-red-ncs', engines: { node: '^20' }, 'node-red': { ...(good['node-red'] as object), version: '<1' } };
    const dependencies = { 'agent-base': '4.0.0', mqtt: '^4.0.0', ajv: '*', express: '*', semver: '*', ws: '*', yallist: '*' };
    for (const property of ['license', 'repository', 'bugs']) delete (bad as Record<string, unknown>)[property];
    const withBad = new Map(documents).set('agent-base', { name: 'agent-base', 'dist-tags': { latest: '4.0.0' }, versions: { '4.0.0': {} } });
    const taken = [...CATALOGUE, { id: 'node-red-contrib-other', types: ['ncs-cluster'] }];
    const card = await scorecard({ ...bad, dependencies }, { catalogue: taken, documents: withBad }, (flow) => flow.replaceAll('"ncs-cluster"', '"ncs-other"'));
    // P05 and P08 cannot fail in the tool: below
    assert.deepEqual(CHECKS.filter((check) => card[check]?.test !== false), ['P05', 'P08']);
  });

  it('leaves nothing unsaid that the tool does not look at: keyword, name, and every package that comes along', () => {
    const { keywords, name } = readManifest();
    assert.ok((keywords as string[]).includes('node-red'));
    assert.match(name, /^@[a-z\d][\w.-]*\/[a-z\d][\w.-]*$/);
    assert.ok(delivered.length > 20, 'the lock file was read');
    assert.deepEqual(delivered.filter(([place, version]) => place.endsWith('node_modules/agent-base') && Number(version.split('.')[0]) < 6), []);
  });
});
