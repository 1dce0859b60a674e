import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFlow, type FlowNode } from '../../scripts/dashboard/flow';

const textOf = (name: string): string => readFileSync(join(__dirname, '../../examples', name), 'utf8');
const nodesOf = (name: string): FlowNode[] => JSON.parse(textOf(name)) as FlowNode[];

describe('examples/dashboard.json', () => {
  it('is what its sources in scripts/dashboard make (npx tsx scripts/dashboard.ts writes it)', () => {
    assert.equal(textOf('dashboard.json'), `${JSON.stringify(dashboardFlow(), null, 2)}\n`);
  }).timeout(60_000);

  it('and flows.json know each other\'s link nodes, and share no id', () => {
    const [flow, dashboard] = [nodesOf('flows.json'), nodesOf('dashboard.json')];
    const ids = [...flow, ...dashboard].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const linksOf = (nodes: FlowNode[], type: string): string[] => nodes.filter((node) => node.type === type).flatMap((node) => (node['links'] as string[]).map((link) => (type === 'link out' ? `${node.id} ${link}` : `${link} ${node.id}`)));
    assert.deepEqual(linksOf(flow, 'link out').toSorted(), linksOf(dashboard, 'link in').toSorted());
    assert.deepEqual(linksOf(dashboard, 'link out'), linksOf(flow, 'link in'));
    assert.equal(linksOf(flow, 'link out').length, 5);
  });

  it('names no foreign host', () => {
    assert.deepEqual(textOf('dashboard.json').match(/(?:https?:)?\/\/[\w-]+\.[^\s"'`\\]+/g), null);
  });

  it('has no wire that ends nowhere', () => {
    const nodes = nodesOf('dashboard.json');
    const ids = new Set(nodes.map(({ id }) => id));
    assert.deepEqual(nodes.flatMap((node) => ((node['wires'] ?? []) as string[][]).flat()).filter((id) => !ids.has(id)), []);
  });
});
