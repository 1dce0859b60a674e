// Who imports whom, read from the source text itself: `import type`, re-exports, `import('…')`, `import x = require('…')` and `require('…')`
// count alike. A parser of its own, because the compiler and the bundler both forget types before anybody can ask.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix, relative, sep } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

export interface Import {
  /** The importing file, relative to the root, with forward slashes. */
  readonly from: string;
  readonly line: number;
  /** As written; null if only known when the program runs. */
  readonly specifier: string | null;
  /** The imported file, relative to the root; null for a package, a builtin module or a file that is not there. */
  readonly file: string | null;
  /** The imported package, `node` for builtin modules; null for a file. */
  readonly package: string | null;
  /** Nothing of it is left when the program runs. */
  readonly isType: boolean;
}

const ENDINGS = ['', '.ts', '.d.ts', '.mts', '.json', '/index.ts'];
const SOURCE = /\.[mc]?ts$/;
const BUILTIN = new Set(builtinModules);

export class ImportGraph {
  private constructor(
    readonly files: readonly string[],
    readonly imports: readonly Import[],
  ) {}

  /** The TypeScript files below `folders` of `root`. @throws Error if a file cannot be parsed */
  static read(root: string, folders: readonly string[]): ImportGraph {
    const files = folders.flatMap((folder) => sourcesBelow(join(root, folder))).map((file) => relative(root, file).split(sep).join('/'));
    return new ImportGraph(files, files.flatMap((file) => importsOf(root, file)));
  }

  /** One path round every circle that is found, `a -> b -> a`. */
  circles(): string[] {
    const targets = new Map<string, Set<string>>();
    for (const { from, file } of this.imports) if (file) targets.set(from, (targets.get(from) ?? new Set()).add(file));
    const found = new Set<string>();
    const finished = new Set<string>();
    const path: string[] = [];
    const visit = (file: string): void => {
      const at = path.indexOf(file);
      if (at >= 0) found.add([...path.slice(at), file].join(' -> '));
      if (at >= 0 || finished.has(file)) return;
      path.push(file);
      for (const target of targets.get(file) ?? []) visit(target);
      path.pop();
      finished.add(file);
    };
    for (const file of this.files) visit(file);
    return [...found];
  }
}

function sourcesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => SOURCE.test(name) && !name.split(sep).includes('node_modules'))
    .map((name) => join(folder, name))
    .toSorted();
}

function importsOf(root: string, from: string): Import[] {
  const text = readFileSync(join(root, from), 'utf8');
  const { program, errors } = parseSync(from, text);
  if (errors[0]) throw new Error(`${from}: ${errors[0].message}`);
  const found: Import[] = [];
  const add = (start: number, specifier: string | null, isType = false): void => {
    const line = text.slice(0, start).split('\n').length;
    const file = specifier?.startsWith('.') ? resolve(root, from, specifier) : null;
    found.push({ from, line, specifier, file, package: specifier === null || specifier.startsWith('.') ? null : packageOf(specifier), isType });
  };
  const literal = (node: { type: string; value?: unknown }): string | null => (node.type === 'Literal' && typeof node.value === 'string' ? node.value : null);
  new Visitor({
    ImportDeclaration: ({ start, source, importKind }) => add(start, source.value, importKind === 'type'),
    ExportAllDeclaration: ({ start, source, exportKind }) => add(start, source.value, exportKind === 'type'),
    ExportNamedDeclaration: ({ start, source, exportKind }) => source && add(start, source.value, exportKind === 'type'),
    ImportExpression: ({ start, source }) => add(start, literal(source)),
    TSImportType: ({ start, source }) => add(start, source.value, true),
    TSExternalModuleReference: ({ start, expression }) => add(start, expression.value),
    CallExpression({ start, callee, arguments: [argument] }) {
      if (callee.type === 'Identifier' && callee.name === 'require') add(start, argument ? literal(argument) : null);
    },
  }).visit(program);
  return found;
}

function resolve(root: string, from: string, specifier: string): string | null {
  const base = posix.normalize(posix.join(dirname(from), specifier));
  // what is imported as .js or .mjs is written as .ts or .mts
  const candidates = [...ENDINGS.map((ending) => base + ending), base.replace(/\.([mc]?)js$/, '.$1ts')];
  return candidates.find((candidate) => statSync(join(root, candidate), { throwIfNoEntry: false })?.isFile()) ?? null;
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  if (specifier.startsWith('node:') || BUILTIN.has(parts[0]!)) return 'node';
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
}
