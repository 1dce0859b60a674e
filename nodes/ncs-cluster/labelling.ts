// Names of clusters: given by command or by a property of the message, and what becomes of them when clusters merge or fade.
import { InputError } from '../../src/messages/errors';
import type { Labels } from '../../src/messages/commands';
import type { DeviceModel, Observation } from '../../src/models/model';

/** Names of clusters that are no more are swept out when there are so many. */
const MOST_NAMES = 400;

/** Gives or, with an empty text, takes names. @throws InputError BAD_COMMAND for a cluster that is not there; no name is changed then */
export function nameClusters(model: DeviceModel, names: Labels): void {
  for (const id of names.keys()) {
    if (!model.engine?.cluster(id)) throw new InputError('BAD_COMMAND', 'refused.label.cluster', { key: model.key, id });
  }
  for (const [id, name] of names) nameCluster(model, id, name);
}

const nameCluster = (model: DeviceModel, id: number, name: string): void => model.label(id, name === '' ? null : name);

/** After a point: a cluster that took in a named one answers to its name, and the point's own name goes to the cluster it fell into. */
export function nameByPoint(model: DeviceModel, { result }: Pick<Observation, 'result'>, name: string | null): void {
  if (!result) return;
  for (const { type, clusterId, into } of result.events) {
    if (type === 'merged') inherit(model, clusterId, into!);
  }
  if (name !== null && result.clusterId && name !== model.labelOf(result.clusterId)) nameCluster(model, result.clusterId, name);
  if (model.labels.size > MOST_NAMES) sweep(model);
}

function inherit(model: DeviceModel, from: number, to: number): void {
  const name = model.labelOf(from);
  if (name !== null && model.labelOf(to) === null) model.label(to, name);
}

function sweep(model: DeviceModel): void {
  for (const id of model.labels.keys()) if (!model.engine?.cluster(id)) model.label(id, null);
}
