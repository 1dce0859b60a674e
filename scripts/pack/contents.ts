// What may be in the packed package, and what must be.

const ALLOWED: readonly RegExp[] = [
  /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|THIRD-PARTY\.md)$/,
  /^examples\/[\w-]+\.json$/,
  /^dist\/(?:src|nodes)\/(?:[\w-]+\/)*[\w-]+\.(?:js|d\.ts)$/,
  /^dist\/nodes\/[\w-]+\/[\w-]+\.html$/,
  /^dist\/nodes\/[\w-]+\/icons\/[\w-]+\.svg$/,
  /^dist\/nodes\/[\w-]+\/locales\/[\w-]+\/[\w-]+\.(?:json|html)$/,
];

/** Of every node: what Node-RED looks for beside its .js. */
const OF_A_NODE = ['NAME.js', 'NAME.html', 'icons/NAME.svg', ...['en-US', 'de'].flatMap((language) => [`locales/${language}/NAME.json`, `locales/${language}/NAME.html`])];
const ALWAYS = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'examples/flows.json'];
/** More than this is a mistake: something was packed along, bytes. */
const LARGEST = 2_000_000;

export interface PackedFile {
  readonly path: string;
  readonly size: number;
}

export interface Promised {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly 'node-red': { readonly nodes: Readonly<Record<string, string>> };
}

/** What is wrong with the contents of a packed package, one sentence each. */
export function contentFaults(files: readonly PackedFile[], { exports, 'node-red': { nodes } }: Promised): string[] {
  const paths = new Set(files.map(({ path }) => path));
  const doors = Object.values(exports).flatMap((door) => (typeof door === 'string' ? [door] : Object.values(door)));
  const required = [
    ...ALWAYS,
    ...doors.map((path) => path.replace(/^\.\//, '')),
    ...Object.entries(nodes).flatMap(([name, path]) => OF_A_NODE.map((part) => path.replace(/[^/]+$/, part.replaceAll('NAME', name)))),
  ];
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return [
    ...files.filter(({ path }) => !ALLOWED.some((pattern) => pattern.test(path)) || /\.(?:test|editor)\./.test(path)).map(({ path }) => `${path} does not belong into the package`),
    ...[...new Set(required)].filter((path) => !paths.has(path)).map((path) => `${path} is missing`),
    ...files.filter((file) => file.size === 0).map(({ path }) => `${path} is empty`),
    ...(size > LARGEST ? [`the package has ${size} bytes, more than ${LARGEST}`] : []),
  ];
}
