// What the node shows beneath itself.
import type { NodeStatus } from 'node-red';
import type { Keeper } from '../../src/models/keeper';
import type { DeviceModel } from '../../src/models/model';

/** Characters that the editor has room for. */
const LONGEST = 20;

export interface Situation {
  /** The last message ended with an error that is none of the input's. */
  readonly broken: boolean;
  readonly keeper: Keeper;
  /** The model just used, and the cluster that its stream is in. */
  readonly model: DeviceModel | null;
  readonly clusterId: number;
}

export function statusOf(text: (key: string, values?: Record<string, string | number>) => string, { broken, keeper, model, clusterId }: Situation): NodeStatus {
  const { pool, state } = keeper;
  if (broken) return { fill: 'red', shape: 'ring', text: text('status.error') };
  if (pool.hasAlarm) return { fill: 'red', shape: 'dot', text: text('status.outlier') };
  if (pool.hasDrift) return { fill: 'yellow', shape: 'dot', text: text('status.drift') };
  if (state === 'full') return { fill: 'red', shape: 'ring', text: text('status.storeFull') };
  if (state === 'in use') return { fill: 'yellow', shape: 'ring', text: text('status.storeInUse') };
  if (keeper.isDamaged) return { fill: 'yellow', shape: 'ring', text: text('status.storeDamaged') };
  const shown = model ?? [...pool].at(-1);
  if (!shown && keeper.restored > 0) return { fill: 'green', shape: 'dot', text: text('status.restored', { n: keeper.restored }) };
  if (!shown) return { fill: 'grey', shape: 'ring', text: text('status.waiting') };
  if (!shown.engine) return { fill: 'blue', shape: 'ring', text: text('status.learning', { n: Math.floor(100 * shown.progress) }) };
  const label = shown === model ? shown.labelOf(clusterId) : null;
  // by characters: half an emoji is none
  if (label !== null) return { fill: 'green', shape: 'dot', text: Array.from(label).slice(0, LONGEST).join('') };
  const count = shown.engine.clusters().length;
  return { fill: 'green', shape: 'dot', text: text(count === 1 ? 'status.cluster' : 'status.clusters', { n: count }) };
}
