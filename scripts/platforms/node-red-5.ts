// The second platform that the package promises to work on, Node-RED 5 on Node 22, in a folder of its own with a lock file of its own: it is
// no dependency of the package, and neither is its interpreter.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CheckFailed, environmentOf, run, type Platform } from '../pack/commands';

const ROOT = join(__dirname, '../..');
const HOME = join(ROOT, 'test/compat');
/** npm does not say of which lock file the installed packages are. */
const MARK = join(HOME, 'node_modules/.lock-hash');
/** The oldest Node.js that has what the preloaded hook needs. */
const OLDEST = [22, 15] as const;

/** Node-RED 5, installed if it is not there as its lock file says. @throws CheckFailed */
export function nodeRed5(): Platform {
  const hash = createHash('sha256').update(readFileSync(join(HOME, 'package-lock.json'))).digest('hex');
  if (!existsSync(MARK) || readFileSync(MARK, 'utf8') !== hash) {
    process.stdout.write('installing Node-RED 5 and Node 22 into test/compat …\n');
    run('npm', ['ci', '--no-audit', '--no-fund'], HOME);
    writeFileSync(MARK, hash);
  }
  return { name: 'Node-RED 5.0', home: HOME, node: interpreter() };
}

/** The one from npm; where there is none for this machine, the one that runs this, if it is new enough. */
function interpreter(): string {
  const { platform, arch } = process;
  const folders = [`node-${platform}-${arch}`, `node-bin-${platform}-${arch}`, `node-win-${arch}`];
  const installed = folders.flatMap((folder) => ['node', 'node.exe'].map((file) => join(HOME, 'node_modules', folder, 'bin', file))).find((file) => existsSync(file));
  if (installed !== undefined) return installed;
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return process.execPath;
  throw new CheckFailed(`npm has no Node 22 for ${platform}-${arch}: run this with Node ${OLDEST.join('.')} or later (this is ${process.version})`);
}

/** What makes the tests, and every program that they start, find Node-RED 5 where they ask for Node-RED. */
export function testEnvironmentOf(platform: Platform): NodeJS.ProcessEnv {
  return {
    ...environmentOf(platform),
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${pathToFileURL(join(HOME, 'node-red-5.mjs')).href}`.trim(),
    NCS_TEST_NODE_RED: '5.0',
  };
}
