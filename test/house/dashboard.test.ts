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
    /** From link out to link in, as nodes of one kind in one file tell it. */
    const linksOf = (nodes: FlowNode[], type: 'link in' | 'link out'): string[] =>
      nodes.filter((node) => node.type === type).flatMap(({ id, links }) => (links as string[]).map((other) => (type === 'link out' ? `${id} to ${other}` : `${other} to ${id}`)));
    const all = [...flow, ...dashboard];
    assert.deepEqual(linksOf(all, 'link out').toSorted(), linksOf(all, 'link in').toSorted());
    const [cluster, stream] = ['ncs-cluster', 'ncs-stream-in'].map((type) => flow.find((node) => node.type === type)!);
    const outlets = new Set(flow.filter(({ type }) => type === 'link out').map(({ id }) => id));
    const wired = [...(cluster!['wires'] as string[][]), (stream!['wires'] as string[][])[0]!].map((ends) => ends.filter((id) => outlets.has(id)).length);
    assert.deepEqual(wired, [1, 1, 1, 1, 1], 'the four outputs, and what comes in');
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
