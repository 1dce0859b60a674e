// Which Node-RED the tests run on: 4.1 unless whoever starts them asks for another (scripts/compat.ts).
import assert from 'node:assert/strict';

const WANTED = process.env['NCS_TEST_NODE_RED'] ?? '4.1';
/** The Node.js versions on which a Node-RED is tested. */
const NODE: Readonly<Record<string, RegExp>> = { '4.1': /^v(?:20|22|24)\./, '5.0': /^v(?:22|24)\./ };

export const isNodeRed5 = WANTED === '5.0';

/** For the title of a test, so that every run tells where it ran. */
export const platform = `Node-RED ${(require('node-red/package.json') as { version: string }).version} on Node ${process.version}`;

/** A wrong Node-RED would let a ring pass that has tested something else. */
export function assertPlatform(version: string | undefined): void {
  assert.equal(version?.split('.').slice(0, 2).join('.'), WANTED, `the tests were to run on Node-RED ${WANTED}`);
  assert.ok(platform.startsWith(`Node-RED ${version?.split('-')[0]} `), `${platform}, not ${version}`);
  assert.match(process.version, NODE[WANTED] ?? /^$/);
}
