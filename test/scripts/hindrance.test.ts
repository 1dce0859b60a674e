import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Demo } from '../support/demo';

describe('npm start with a flow that cannot start', () => {
  let userDir: string;
  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'ncs-hindrance-'));
  });
  afterEach(() => rmSync(userDir, { recursive: true }));

  const CASES: readonly [string, string, RegExp][] = [
    ['it needs a node that is not there', JSON.stringify([{ id: 'tab', type: 'tab' }, { id: 'n', z: 'tab', type: 'gone-node', wires: [] }]), /^Node-RED does not start the flow in \S+flows\.json: it needs gone-node, which is not there\. /],
    ['its file is broken', '[{"id":', /^\S+flows\.json holds no flow: mend it, or delete it to get the example back$/],
  ];
  for (const [name, flow, sentence] of CASES) {
    it(`ends in one sentence: ${name}`, async () => {
      writeFileSync(join(userDir, 'flows.json'), flow);
      const { code, lines, errors } = await new Demo(['--port', '0', '--mqtt-port', '0', '--user-dir', userDir]).finished;
      assert.deepEqual([code, lines, errors.length], [1, [], 1], errors.join('\n'));
      assert.match(errors[0]!, sentence);
    }).timeout(60_000);
  }
});
