// What the node shows beneath itself.
import type { NodeStatus } from 'node-red';
import type { DeviceModel } from '../../src/models/model';
import type { ModelPool } from '../../src/models/pool';
import type { Watch } from './outputs';

/** Characters that the editor has room for. */
const LONGEST = 20;

export interface Situation {
  /** The last message ended with an error that is none of the input's. */
  readonly broken: boolean;
  readonly watch: Watch;
  readonly pool: ModelPool;
  /** The model just used, and the cluster that its stream is in. */
  readonly model: DeviceModel | null;
  readonly clusterId: number;
}

export function statusOf(text: (key: string, values?: Record<string, string | number>) => string, { broken, watch, pool, model, clusterId }: Situation): NodeStatus {
  if (broken) return { fill: 'red', shape: 'ring', text: text('status.error') };
  if (watch.hasAlarm) return { fill: 'red', shape: 'dot', text: text('status.outlier') };
  if (watch.hasDrift) return { fill: 'yellow', shape: 'dot', text: text('status.drift') };
  const shown = model ?? [...pool].at(-1);
  if (!shown) return { fill: 'grey', shape: 'ring', text: text('status.waiting') };
  if (!shown.engine) return { fill: 'blue', shape: 'ring', text: text('status.learning', { n: Math.floor(100 * shown.progress) }) };
  const label = shown === model ? shown.labelOf(clusterId) : null;
  if (label !== null) return { fill: 'green', shape: 'dot', text: label.slice(0, LONGEST) };
  const count = shown.engine.clusters().length;
  return { fill: 'green', shape: 'dot', text: text(count === 1 ? 'status.cluster' : 'status.clusters', { n: count }) };
}
