// The nodes of this package, as package.json names them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const { 'node-red': section } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { 'node-red': { nodes: Record<string, string> } };

export const ourTypes: readonly string[] = Object.keys(section.nodes);

/** Config nodes stand in no palette. */
const isConfig = (type: string): boolean => /category: ?['"]config['"]/.test(readFileSync(join(ROOT, 'nodes', type, `${type}.editor.ts`), 'utf8'));

export const configTypes: readonly string[] = ourTypes.filter(isConfig);
export const paletteTypes: readonly string[] = ourTypes.filter((type) => !isConfig(type));
