// tsx scripts/compat.ts RING…: runs npm scripts of package.json, the very same tests, on Node-RED 5 and Node 22.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CheckFailed } from './pack/commands';
import { nodeRed5, testEnvironmentOf } from './platforms/node-red-5';

try {
  const env = testEnvironmentOf(nodeRed5());
  for (const ring of process.argv.slice(2)) {
    const { status, error } = spawnSync('npm', ['run', ring], { cwd: join(__dirname, '..'), env, stdio: 'inherit' });
    if (error) throw error;
    if (status !== 0) process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${error instanceof CheckFailed ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
