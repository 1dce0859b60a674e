// The texts of a node: which its catalogue has, and which its code, dialog and editor code ask for. Read from the source text.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor, type Argument, type Expression } from 'oxc-parser';

/** A key that is asked for; as a pattern where a part of it is only known at run time. */
export interface Wanted {
  readonly place: string;
  /** null: the scan cannot tell what is asked for. */
  readonly key: RegExp | null;
}

/** All keys of a catalogue, joined by dots as the code writes them. */
export function keysOf(catalogue: object, prefix = ''): string[] {
  return Object.entries(catalogue).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${prefix}${name}.`) : [prefix + name],
  );
}

/** All texts of a catalogue with their keys. */
export function textsIn(catalogue: object, prefix = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? textsIn(value, `${prefix}${name}.`) : [[prefix + name, String(value)] as [string, string]],
  );
}

/** What the files of a node's folder ask for, and the editor code they share with other nodes. */
export function wantedBy(folder: string, node: string): Wanted[] {
  const shared = new Set<string>();
  const own = readdirSync(folder)
    .filter((name) => /\.(?:html|ts)$/.test(name))
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      for (const [, module] of text.matchAll(SHARED)) shared.add(`../${module!}.ts`);
      return name.endsWith('.ts') ? wantedByCode(name, text, node) : wantedByDialog(name, text);
    });
  return [...own, ...[...shared].flatMap((name) => wantedByCode(name, readFileSync(join(folder, name), 'utf8'), node))];
}

const SHARED = /from '\.\.\/(editor-rules|[\w-]+\.editor)'/g;

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const exactly = (key: string): RegExp => new RegExp(`^${literally(key)}$`);

function wantedByDialog(name: string, text: string): Wanted[] {
  return [...text.matchAll(/data-i18n="([^"]*)"/g)].flatMap(([, keys]) =>
    keys!.split(';').map((key) => ({ place: name, key: exactly(key.replace(/^\[[^\]]*\]/, '')) })),
  );
}

/** `text('key')` at run time (the node's name goes before), `RED._('key')` and in the editor `this._('key')`. */
function wantedByCode(name: string, text: string, node: string): Wanted[] {
  const found: Wanted[] = [];
  const { program } = parseSync(name, text);
  // what hands its own argument on asks for nothing by itself
  const wrappers: [number, number][] = [];
  new Visitor({
    FunctionDeclaration({ id, start, end }) {
      if (id?.name === 'say') wrappers.push([start, end]);
    },
    VariableDeclarator({ id, start, end }) {
      if (id.type === 'Identifier' && id.name === 'text') wrappers.push([start, end]);
    },
  }).visit(program);
  new Visitor({
    CallExpression({ callee, start, arguments: [argument] }) {
      const short = callee.type === 'Identifier' && callee.name === 'text';
      const full = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === '_';
      if ((!short && !full) || wrappers.some(([from, to]) => start >= from && start < to)) return;
      const place = `${name}:${text.slice(0, start).split('\n').length}`;
      const patterns = argument ? patternsOf(argument) : [null];
      for (const pattern of patterns) found.push({ place, key: pattern === null ? null : new RegExp(`^${short ? `${literally(node)}\\.` : ''}${pattern}$`) });
    },
  }).visit(program);
  return found;
}

function patternsOf(argument: Argument | Expression): (string | null)[] {
  if (argument.type === 'Literal' && typeof argument.value === 'string') return [literally(argument.value)];
  if (argument.type === 'ConditionalExpression') return [...patternsOf(argument.consequent), ...patternsOf(argument.alternate)];
  if (argument.type === 'TemplateLiteral') return [argument.quasis.map(({ value }) => literally(value.cooked ?? value.raw)).join('[^.]+')];
  return [null];
}

/** The members of a type that is a choice of texts. */
export function membersOf(file: string, type: string): string[] {
  const members: string[] = [];
  new Visitor({
    TSTypeAliasDeclaration({ id, typeAnnotation }) {
      if (id.name !== type || typeAnnotation.type !== 'TSUnionType') return;
      for (const member of typeAnnotation.types) {
        if (member.type === 'TSLiteralType' && member.literal.type === 'Literal' && typeof member.literal.value === 'string') members.push(member.literal.value);
      }
    },
  }).visit(parseSync(file, readFileSync(file, 'utf8')).program);
  return members;
}
