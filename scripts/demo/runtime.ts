// Node-RED in this process, with its own user directory in the repository, the example flow and its dashboard deployed.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import express from 'express';
import type RED from 'node-red';
import { listen } from './listen';
import { DemoError } from './options';

const HOST = '127.0.0.1';
const FLOW = 'flows.json';
/** Node-RED's log level of errors; warnings have a larger number. */
const ERROR = 20;

export interface RuntimeOptions {
  /** The repository: a package that Node-RED loads as if it were installed. */
  readonly root: string;
  readonly userDir: string;
  readonly port: number;
  readonly log: (line: string) => void;
}

export class NodeRed {
  private constructor(
    private readonly red: typeof RED,
    private readonly server: Server,
    readonly port: number,
    /** False if the user has changed the flow: it is kept. */
    readonly isExample: boolean,
    private readonly flowFile: string,
  ) {}

  /** @throws DemoError */
  static async start({ root, userDir, port, log }: RuntimeOptions): Promise<NodeRed> {
    if (!existsSync(join(root, 'dist/nodes/ncs-cluster/ncs-cluster.js'))) throw new DemoError('the nodes are not built: run "npm ci" first (or "npm run build")');
    const isExample = placeFlow(exampleFlow(root), userDir);
    const app = express();
    const server = createServer(app);
    const bound = await listen(server, port, HOST, 'another Node-RED', '--port');
    const red = (await import('node-red')).default;
    let isUp = false;
    red.init(server, {
      userDir,
      nodesDir: root,
      flowFile: FLOW,
      flowFilePretty: true,
      uiHost: HOST,
      uiPort: bound,
      httpAdminRoot: '/',
      httpNodeRoot: '/',
      telemetry: { enabled: false, updateNotification: false },
      credentialSecret: secretOf(userDir),
      editorTheme: { tours: false, palette: { catalogues: [] } },
      logging: { console: { level: 'off' }, lines: { level: 'warn', metrics: false, audit: false, handler: () => logLine(log, () => isUp) } },
    } as unknown as Parameters<typeof red.init>[1]);
    app.use('/', red.httpAdmin);
    app.use('/', red.httpNode);
    const runtime = new NodeRed(red, server, bound, isExample, join(userDir, FLOW));
    const started = new Promise<string | null>((resolve) => {
      red.events.once('flows:started', () => resolve(null));
      red.events.on('runtime-event', (event: RuntimeEvent) => {
        // a warning without this state does not keep it from starting
        if (event.payload?.error && event.payload.state === 'stop') resolve(hindrance(event.payload, join(userDir, FLOW)));
      });
    });
    await red.start();
    const problem = await started;
    isUp = true;
    if (problem === null) return runtime;
    await runtime.stop();
    throw new DemoError(problem);
  }

  get url(): string {
    return `http://${HOST}:${this.port}/`;
  }

  /** The first page of the dashboard in the flow that runs; null if it has none. */
  get dashboardUrl(): string | null {
    const path = dashboardPath(readFileSync(this.flowFile, 'utf8'));
    return path === null ? null : new URL(path, this.url).href;
  }

  async stop(): Promise<void> {
    await this.red.stop();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

/** What Node-RED says instead of starting a flow. */
interface RuntimeEvent {
  readonly payload?: { readonly state?: string; readonly error?: string; readonly types?: readonly string[]; readonly modules?: readonly string[] };
}

function hindrance({ error, types, modules }: NonNullable<RuntimeEvent['payload']>, file: string): string {
  const wanted = types ?? modules ?? [];
  const what = wanted.length ? `it needs ${wanted.join(', ')}, which ${wanted.length === 1 ? 'is' : 'are'} not there` : error;
  return `Node-RED does not start the flow in ${file}: ${what}. Build the package again (npm run build), or delete the file to get the example back`;
}

/** Errors of the runtime, one line each, and warnings once it is up: those of its start are about settings that the demo made. */
const logLine = (log: (line: string) => void, isUp: () => boolean) => (event: { level: number; msg: unknown; type?: string; name?: string }) => {
  if (event.level > ERROR && !isUp()) return;
  const source = event.type ? `${event.type}${event.name ? ` "${event.name}"` : ''}: ` : '';
  const message = typeof event.msg === 'string' ? event.msg : event.msg instanceof Error ? event.msg.message : JSON.stringify(event.msg);
  log(`  ${source}${message.trim()}`);
};

/** The key that the editor's passwords are encrypted with: made once, kept beside them. */
function secretOf(userDir: string): string {
  const file = join(userDir, '.secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** Node-RED would start with an empty editor, and say nothing here. */
function isFlow(text: string): boolean {
  try {
    return text.trim() === '' || Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

interface PageNode {
  readonly id: string;
  readonly type: string;
  readonly path?: string;
  readonly ui?: string;
  readonly order?: number;
}

function dashboardPath(flow: string): string | null {
  const nodes = JSON.parse(flow || '[]') as PageNode[];
  const [page] = nodes.filter(({ type }) => type === 'ui-page').toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const base = nodes.find(({ id }) => id === page?.ui);
  return page && base ? `${base.path ?? ''}${page.path ?? ''}` : null;
}

/** The two files as one flow: their link nodes know each other. */
function exampleFlow(root: string): string {
  const files = ['flows.json', 'dashboard.json'].map((name) => JSON.parse(readFileSync(join(root, 'examples', name), 'utf8')) as unknown[]);
  return `${JSON.stringify(files.flat(), null, 2)}\n`;
}

const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Puts the example flow into the user directory, unless the user has changed the one that is there; returns whether it did. @throws DemoError */
function placeFlow(fresh: string, userDir: string): boolean {
  mkdirSync(userDir, { recursive: true });
  const target = join(userDir, FLOW);
  const mark = join(userDir, '.example');
  const known = existsSync(mark) ? readFileSync(mark, 'utf8') : '';
  if (existsSync(target) && fingerprint(readFileSync(target, 'utf8')) !== known) {
    if (!isFlow(readFileSync(target, 'utf8'))) throw new DemoError(`${target} holds no flow: mend it, or delete it to get the example back`);
    return false;
  }
  writeFileSync(target, fresh);
  writeFileSync(mark, fingerprint(fresh));
  return true;
}
