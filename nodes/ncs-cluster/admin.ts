// What the dialog asks a deployed ncs-cluster for: its models as a list, one as a file, and a file back. Routes of the admin API, behind its
// permissions; the texts are those of the commands export and import.
import type { IncomingMessage } from 'node:http';
import type { NodeAPI } from 'node-red';
import { InputError } from '../../src/messages/errors';
import { ExportFault } from '../../src/models/model-export';
import type { ModelPool } from '../../src/models/pool';
import type { CommandDesk } from './commands';
import type { Exported } from './transfer';
import { OUTLIERS, STATUS, onPort, type Outgoing } from './sender';

/** Sent by the dialog only: a page of another origin cannot send this type without being asked about it first. */
export const MODEL_TYPE = 'application/vnd.ncs.model+json';
const MOST_BYTES = 64 * 1_048_576;

/** What a refusal is called; the dialog has a sentence for each. */
type Refusal = 'NOT_DEPLOYED' | 'NO_MODEL' | 'NOT_A_MODEL' | 'WRONG_VERSION' | 'TOO_LARGE' | 'WRONG_TYPE' | 'BAD_COMMAND';

const HTTP_STATUS: Readonly<Record<Refusal, number>> = {
  NOT_DEPLOYED: 404,
  NO_MODEL: 404,
  NOT_A_MODEL: 400,
  WRONG_VERSION: 400,
  BAD_COMMAND: 400,
  TOO_LARGE: 413,
  WRONG_TYPE: 415,
};

class Refused extends Error {
  constructor(
    readonly code: Refusal,
    message: string,
  ) {
    super(message);
  }
}

/** What a running node opens to the routes. */
export interface OpenNode {
  readonly pool: ModelPool;
  readonly desk: CommandDesk;
  /** Sends what an import has to say on the node's outputs. */
  readonly tell: (payloads: readonly Outgoing[]) => void;
}

interface Request extends IncomingMessage {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
}
interface Response {
  status(code: number): Response;
  type(type: string): Response;
  attachment(name: string): Response;
  json(body: object): void;
  send(body: string): void;
}

/** Of a model in memory or in the store: reading all of those would make the others go. */
function entryOf(pool: ModelPool, key: string): object {
  const { points = 0, clusters = 0, ready = false } = pool.summary(key) ?? {};
  return { key, points, clusters, ready };
}

type Act = (request: Request, response: Response) => void | Promise<void>;

/** A handler of a route that answers a refusal with its code. */
const answer =
  (act: Act) =>
  (request: Request, response: Response): void => {
    Promise.resolve()
      .then(() => act(request, response))
      .catch((error: unknown) => refuse(error, response));
  };

export class ModelRoutes {
  private readonly nodes = new Map<string, OpenNode>();

  constructor({ httpAdmin, auth }: Pick<NodeAPI, 'httpAdmin' | 'auth'>) {
    const read = auth.needsPermission('ncs-cluster.read');
    const write = auth.needsPermission('ncs-cluster.write');
    httpAdmin.get('/ncs-cluster/:id/models', read, answer((request, response) => this.list(request, response)) as never);
    httpAdmin.get('/ncs-cluster/:id/model', read, answer((request, response) => this.download(request, response)) as never);
    httpAdmin.post('/ncs-cluster/:id/model', write, answer((request, response) => this.upload(request, response)) as never);
  }

  open(id: string, node: OpenNode): void {
    this.nodes.set(id, node);
  }

  close(id: string): void {
    this.nodes.delete(id);
  }

  private node({ params }: Request): OpenNode {
    const node = this.nodes.get(params['id'] ?? '');
    if (!node) throw new Refused('NOT_DEPLOYED', 'this node is not deployed, or does not run');
    return node;
  }

  /** A dialog may be open before its node is deployed: that is no error. */
  private list({ params }: Request, response: Response): void {
    const node = this.nodes.get(params['id'] ?? '');
    response.json({ deployed: node !== undefined, models: node ? node.pool.keys().map((key) => entryOf(node.pool, key)) : [] });
  }

  private download(request: Request, response: Response): void {
    const { pool, desk } = this.node(request);
    const key = keyOf(request);
    if (key === null || !pool.find(key)) throw new Refused('NO_MODEL', `there is no model called ${String(key)}`);
    const { result } = desk.run('export', key, undefined, Date.now()).reply as { result: Exported };
    response.type(MODEL_TYPE).attachment(`${key.replaceAll(/[^\w.-]+/g, '_')}.ncs.json`).send(result.model);
  }

  private async upload(request: Request, response: Response): Promise<void> {
    const { pool, desk, tell } = this.node(request);
    if (request.headers['content-type']?.split(';')[0] !== MODEL_TYPE) throw new Refused('WRONG_TYPE', `a model is sent as ${MODEL_TYPE}`);
    const text = await bodyOf(request);
    const { reply, closed, states } = desk.run('import', keyOf(request), text, Date.now());
    tell([...onPort(OUTLIERS, closed), ...onPort(STATUS, [...states, reply])]);
    const { imported } = (reply as unknown as { result: { imported: string[] } }).result;
    const [first] = imported;
    response.json({ ...(first !== undefined && entryOf(pool, first)), imported });
  }
}

const keyOf = ({ query }: Request): string | null => (typeof query['key'] === 'string' && query['key'] !== '' ? query['key'] : null);

async function bodyOf(request: Request): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    // what follows is read too, and forgotten: an answer to a request that is still being sent would not be seen
    if (length <= MOST_BYTES) parts.push(part);
  }
  if (length > MOST_BYTES) throw new Refused('TOO_LARGE', `a model has at most ${MOST_BYTES} bytes`);
  return Buffer.concat(parts).toString();
}

function refuse(error: unknown, response: Response): void {
  const known = refusalOf(error);
  if (known) response.status(HTTP_STATUS[known.code]).json({ code: known.code, message: known.message });
  else response.status(500).json({ code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error) });
}

function refusalOf(error: unknown): { readonly code: Refusal; readonly message: string } | null {
  if (error instanceof Refused) return error;
  if (!(error instanceof InputError)) return null;
  return { code: error instanceof ExportFault ? error.kind : 'BAD_COMMAND', message: error.message };
}
