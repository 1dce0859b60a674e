// npm run verify:pack: packs the package, looks what is in it, installs it into an empty user directory of each Node-RED, starts that, runs the
// example on it, and uses the package's doors as a program would.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckFailed, NodeRedProcess, environmentOf, run, type Platform } from './pack/commands';
import { contentFaults, type PackedFile, type Promised } from './pack/contents';
import { ExampleRun } from './pack/example-run';
import { nodeRed5 } from './platforms/node-red-5';

const ROOT = join(__dirname, '..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Promised & { name: string; version: string };
const { name } = manifest;

const SETTINGS = `module.exports = {
  uiHost: '127.0.0.1',
  flowFile: 'flows.json',
  credentialSecret: 'verify',
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, palette: { catalogues: [] } },
};
`;

/** A program that uses every door. */
const PROGRAM = `
const assert = require('node:assert/strict');
const { StreamClusterer } = require('${name}/engine');
const { Ingest, DEFAULT_LIMITS } = require('${name}/ingest');
const { schemas } = require('${name}');
const engine = new StreamClusterer({ features: ['flow', 'pressure'] });
for (let i = 0; i < 300; i++) engine.process(Float64Array.of(100 + Math.sin(i), 5 + Math.cos(3 * i)), i * 1000);
assert.equal(engine.process(Float64Array.of(100, 90), 300_000).isOutlier, true);
const ingest = new Ingest({ keyTemplate: 'plant/{device}', keyField: '', timeField: '', limits: DEFAULT_LIMITS });
const { readings } = ingest.accept('plant/a', Buffer.from('{"flow": 1}'), 1_700_000_000_000, false);
assert.deepEqual([readings[0].key, readings[0].values.get('flow')], ['a', 1]);
assert.ok(schemas.cluster_update && schemas.outlier && schemas.drift_detection);
assert.throws(() => require('${name}/dist/src/engine/clusters.js'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
import('${name}/engine').then((module) => assert.equal(module.StreamClusterer, StreamClusterer));
`;

const TYPED = `import { StreamClusterer, type Knobs } from '${name}/engine';
import { Ingest, type Reading } from '${name}/ingest';
import { schemas, type ClusterUpdate } from '${name}';
const engine = new StreamClusterer({ features: ['flow'] });
export const score: number = engine.process(Float64Array.of(1), 0).outlierScore;
export const rows = (ingest: Ingest): readonly Reading[] => ingest.accept('t', Buffer.from('1'), 0, false).readings;
export const label = (update: ClusterUpdate, knobs: Knobs): string => \`\${update.key} \${knobs.maxClusters} \${schemas.outlier.type}\`;
// @ts-expect-error a feature list is needed: types that say nothing would let this pass
new StreamClusterer({});
`;

function expect(holds: boolean, sentence: string): void {
  if (!holds) throw new CheckFailed(sentence);
}

function pack(folder: string): string {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], ROOT).replace(/^[^[]*/, '')) as [{ filename: string; files: PackedFile[] }];
  const faults = contentFaults(packed.files, manifest);
  expect(faults.length === 0, faults.join('\n'));
  const size = packed.files.reduce((sum, file) => sum + file.size, 0);
  process.stdout.write(`packed ${packed.filename}: ${packed.files.length} files, ${Math.round(size / 1024)} kB, nothing missing, nothing too much\n`);
  return join(folder, packed.filename);
}

function install(userDir: string, tarball: string, platform: Platform): void {
  mkdirSync(userDir);
  run('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline', tarball], userDir, environmentOf(platform));
  for (const stray of ['node-red', 'typescript', 'esbuild']) expect(!existsSync(join(userDir, 'node_modules', stray)), `${stray} is installed along`);
}

/** Starts a Node-RED on the user directory: it has the nodes and the examples, and the example works. */
async function start(folder: string, userDir: string, platform: Platform): Promise<void> {
  const settings = join(folder, 'settings.js');
  writeFileSync(settings, SETTINGS);
  const example = await ExampleRun.prepare();
  const runtime = await NodeRedProcess.start(platform, userDir, settings, example.variables);
  try {
    const { version } = JSON.parse(await runtime.get('settings')) as { version: string };
    expect(`Node-RED ${version}`.startsWith(platform.name), `this is Node-RED ${version}, not ${platform.name}`);
    await checkNodes(runtime);
    const flow = await runtime.get(`library/examples/flows/${name}/flows`);
    expect(flow === readFileSync(join(ROOT, 'examples/flows.json'), 'utf8'), 'the example is not served');
    await runtime.deploy(JSON.parse(flow));
    const devices = await example.learn();
    expect(!/\[error\]/.test(runtime.log), `Node-RED complains:\n${runtime.log}`);
    const interpreter = run(platform.node, ['--version'], userDir).trim();
    process.stdout.write(`installed and started on Node-RED ${version} with Node ${interpreter}: ${ourTypes.join(', ')}; its example has learned ${devices.join(', ')}\n`);
  } finally {
    await runtime.stop();
    await example.stop();
  }
}

const ourTypes = Object.keys(manifest['node-red'].nodes);

async function checkNodes(runtime: NodeRedProcess): Promise<void> {
  const sets = (JSON.parse(await runtime.get('nodes')) as { module: string; version: string; types: string[]; enabled: boolean; err?: string }[]).filter(({ module }) => module === name);
  for (const type of ourTypes) {
    const set = sets.find(({ types }) => types.includes(type));
    expect(set?.enabled === true && set.err === undefined && set.version === manifest.version, `${type} is not loaded: ${JSON.stringify(set ?? null)}`);
    expect((await runtime.get(`icons/${name}/${type}.svg`)) === readFileSync(join(ROOT, 'nodes', type, `icons/${type}.svg`), 'utf8'), `${type} has lost its icon`);
  }
}

function use(userDir: string): void {
  writeFileSync(join(userDir, 'program.cjs'), PROGRAM);
  run(process.execPath, ['program.cjs'], userDir);
  writeFileSync(join(userDir, 'typed.ts'), TYPED);
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const types = ['--typeRoots', join(ROOT, 'node_modules/@types'), '--types', 'node'];
  run(process.execPath, [compiler, '--noEmit', '--strict', '--target', 'es2022', '--module', 'node16', ...types, 'typed.ts'], userDir);
  process.stdout.write(`used by a program: ${Object.keys(manifest.exports).join(', ')}, with types\n`);
}

async function verify(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ncs-pack-'));
  try {
    const tarball = pack(folder);
    const platforms: Platform[] = [{ name: 'Node-RED 4.1', home: ROOT, node: process.execPath }, nodeRed5()];
    for (const [i, platform] of platforms.entries()) {
      install(join(folder, `user-${i}`), tarball, platform);
      await start(folder, join(folder, `user-${i}`), platform);
    }
    use(join(folder, 'user-0'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

verify().catch((error: unknown) => {
  process.stderr.write(`${error instanceof CheckFailed ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
