// Which room of the house may import from which: down only.
import type { Import, ImportGraph } from './import-graph';

interface Room {
  /** Where it is; the first room that fits a file is its room. */
  readonly path: RegExp;
  /** Other rooms, or files of them, that it may import. */
  readonly below: readonly RegExp[];
  /** Packages it may import; `runtime`: those in `dependencies`, builtin modules, and types of Node-RED, which is there by itself. */
  readonly packages: 'none' | 'runtime' | 'any';
}

const ENGINE = /^src\/engine\//;
const INGEST = /^src\/ingest\//;
const MESSAGES = /^src\/messages\//;
const MODELS = /^src\/models\//;
const SOURCE = /^src\//;
/** Whoever installs the package has it. */
const HOST = 'node-red';
const NODE_COMMONS = /^nodes\/[^/]+\.ts$/;

const ROOMS: readonly Room[] = [
  { path: ENGINE, below: [], packages: 'none' },
  { path: INGEST, below: [/^src\/engine\/point\.ts$/], packages: 'none' },
  { path: MESSAGES, below: [ENGINE], packages: 'runtime' },
  { path: MODELS, below: [ENGINE, MESSAGES], packages: 'runtime' },
  { path: /^src\/client\//, below: [ENGINE, MESSAGES, MODELS], packages: 'runtime' },
  { path: /^src\/tools\//, below: [ENGINE, INGEST, MESSAGES, MODELS], packages: 'runtime' },
  { path: NODE_COMMONS, below: [SOURCE], packages: 'runtime' },
  // a node knows nothing of another one
  { path: /^nodes\/[^/]+\//, below: [SOURCE, NODE_COMMONS], packages: 'runtime' },
  { path: /^scripts\//, below: [SOURCE], packages: 'any' },
  { path: /^bench\//, below: [SOURCE], packages: 'any' },
];

export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** What breaks the rules, one sentence each. */
export function violations({ imports }: ImportGraph, manifest: Manifest): string[] {
  return imports.flatMap((edge) => {
    const verdict = judge(edge, manifest);
    return verdict === null ? [] : [`${edge.from}:${edge.line} ${verdict}`];
  });
}

function judge(edge: Import, manifest: Manifest): string | null {
  const room = ROOMS.find(({ path }) => path.test(edge.from));
  if (!room) return 'stands in no room of the house';
  if (edge.specifier === null) return room.packages === 'any' ? null : 'imports something that is only known at run time';
  if (edge.package !== null) return judgePackage(room, edge, edge.package, manifest);
  if (edge.file === null) return `imports ${edge.specifier}, which is not there`;
  if (homeOf(edge.file) === homeOf(edge.from) || room.below.some((path) => path.test(edge.file!))) return null;
  return `may not import ${edge.file}`;
}

/** Files of one home import each other freely: a room, or one node's folder. */
function homeOf(file: string): string {
  const room = ROOMS.find(({ path }) => path.test(file));
  return room ? (room.path === NODE_COMMONS ? 'nodes' : room.path.exec(file)![0]) : file;
}

function judgePackage({ packages }: Room, { isType }: Import, name: string, { name: own, dependencies = {}, devDependencies = {} }: Manifest): string | null {
  if (packages === 'none') return `may not import ${name}: its room needs nothing but itself`;
  const isRuntime = name === 'node' || Object.hasOwn(dependencies, name);
  if (packages === 'runtime') return isRuntime || (isType && name === HOST) ? null : `imports ${name}, which is not there when the package is installed`;
  return isRuntime || name === own || Object.hasOwn(devDependencies, name) ? null : `imports ${name}, which package.json does not name`;
}
