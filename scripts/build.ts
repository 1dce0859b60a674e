// Builds the package into dist/, mirroring the source tree: Node-RED looks for a node's html, locales and icons beside its .js.
// The runtime is compiled file by file (one shared instance of every module); the editor code of a node is bundled into its html.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(__dirname, '..');
const dist = join(root, 'dist');

function compile(project: string): void {
  const run = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], { cwd: root, stdio: 'inherit' });
  if (run.status !== 0) process.exit(run.status ?? 1);
}

// one html per node: its editor code first (not minified: palette previews read it), then the style of all dialogs and its own dialog
function editorPage(name: string): string {
  const folder = join(root, 'nodes', name);
  const bundle = buildSync({
    entryPoints: [join(folder, `${name}.editor.ts`)],
    bundle: true,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    write: false,
  }).outputFiles[0];
  if (!bundle) throw new Error(`no editor code came out for ${name}`);
  const style = readFileSync(join(root, 'nodes/editor.css'), 'utf8');
  return `<script type="text/javascript">\n${bundle.text}</script>\n\n<style>\n${style}</style>\n\n${readFileSync(join(folder, `${name}.html`), 'utf8')}`;
}

rmSync(dist, { recursive: true, force: true });
compile('tsconfig.build.json');
compile('tsconfig.editor.json');
for (const name of readdirSync(join(root, 'nodes')).filter((entry) => existsSync(join(root, 'nodes', entry, `${entry}.html`)))) {
  const target = join(dist, 'nodes', name);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, `${name}.html`), editorPage(name));
  for (const part of ['locales', 'icons']) {
    const source = join(root, 'nodes', name, part);
    if (existsSync(source)) cpSync(source, join(target, part), { recursive: true });
  }
}
