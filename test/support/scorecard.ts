// The scorecard of the Node-RED flow library, made by its own tool (node-red-dev) without the web: a catalogue and package documents of our own.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const TOOL = join(ROOT, 'test/scorecard');
const LONGEST = 60_000;

export type Card = Readonly<Record<string, { readonly test: boolean; readonly [detail: string]: unknown }>>;

export interface Manifest {
  name: string;
  dependencies: Record<string, string>;
  [property: string]: unknown;
}

/** A module of the flow library's catalogue. */
export interface Module {
  readonly id: string;
  readonly types: readonly string[];
}

/** What a registry says of a package. */
export interface PackageDocument {
  readonly name: string;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, { readonly dependencies?: Record<string, string>; readonly engines?: Record<string, string> }>>;
}

interface Locked {
  readonly version: string;
  readonly dev?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly engines?: Record<string, string>;
}

const { packages: locked } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };

/** The packages that come with ours, by their places in node_modules. */
export const delivered: readonly (readonly [place: string, version: string])[] = Object.entries(locked)
  .filter(([place, { dev }]) => place !== '' && dev !== true)
  .map(([place, { version }]) => [place, version]);

export const readManifest = (): Manifest => JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

/** What npm knows of a package now: it is asked as it is set up on this machine. */
export function askNpm(name: string): PackageDocument {
  const answer = JSON.parse(execFileSync('npm', ['view', name, '--json'], { cwd: ROOT, encoding: 'utf8' })) as unknown;
  const newest = (Array.isArray(answer) ? answer.at(-1) : answer) as { version: string; versions: string | string[]; 'dist-tags': Record<string, string>; dependencies?: Record<string, string>; engines?: Record<string, string> };
  const { dependencies = {}, engines = {} } = newest;
  const versions = [newest.versions].flat().map((version) => [version, version === newest.version ? { dependencies, engines } : {}]);
  return { name, 'dist-tags': newest['dist-tags'], versions: Object.fromEntries(versions) as PackageDocument['versions'] };
}

/** The package that our lock file has. */
function fromLock(name: string): PackageDocument | null {
  const found = locked[`node_modules/${name}`];
  return found ? { name, 'dist-tags': { latest: found.version }, versions: { [found.version]: { dependencies: found.dependencies ?? {}, engines: found.engines ?? {} } } } : null;
}

export interface Web {
  readonly catalogue: readonly Module[];
  readonly documents: ReadonlyMap<string, PackageDocument>;
}

/** The card of this package, changed as a test wants it. */
export async function scorecard(manifest: Manifest, web: Web, examples: (flow: string) => string = (flow) => flow): Promise<Card> {
  const folder = mkdtempSync(join(tmpdir(), 'ncs-scorecard-'));
  const server = await serve(web);
  try {
    const copy = join(folder, 'package');
    mkdirSync(join(copy, 'examples'), { recursive: true });
    cpSync(join(ROOT, 'dist'), join(copy, 'dist'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'dir');
    cpSync(join(ROOT, 'examples'), join(copy, 'examples'), { recursive: true });
    for (const name of readdirSync(join(copy, 'examples'))) {
      const file = join(copy, 'examples', name);
      writeFileSync(file, examples(readFileSync(file, 'utf8')));
    }
    writeFileSync(join(copy, 'package.json'), JSON.stringify(manifest));
    const card = join(folder, 'card.json');
    const said = await runTool(copy, card, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    assert.match(said, /Complete/, said);
    return JSON.parse(readFileSync(card, 'utf8')) as Card;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  }
}

function runTool(folder: string, card: string, url: string): Promise<string> {
  const args = ['--require', join(TOOL, 'local-web.cjs'), join(TOOL, 'node_modules/node-red-dev/bin/run'), 'validate', '--path', folder, '--output', card];
  // the registry that its helpers ask, in the name that they read
  const env = { ...process.env, NCS_SCORECARD_SERVER: url, npm_registry: `${url}/` };
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, args, { cwd: folder, env, timeout: LONGEST }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stdout}${stderr}`));
      else resolve(`${stdout}${stderr}`);
    });
    child.stdin?.end();
  });
}

async function serve({ catalogue, documents }: Web): Promise<Server> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').replace(/^\//, '');
    const answer = path === 'catalogue.json' ? { modules: catalogue } : (documents.get(path) ?? fromLock(path));
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? { error: 'not found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
