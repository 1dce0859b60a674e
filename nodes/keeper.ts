// The models of a node: its own, or those of the config node that it shares with others.
import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import { Keeper, type Notice } from '../src/models/keeper';
import type { ModelOptions } from '../src/models/options';
import { SettingError, numberSetting, textSetting } from './settings';

const MINUTE = 60_000;

/** What the dialogs save about the store. */
export interface StoreConfig {
  store?: unknown;
  saveInterval?: unknown;
  retentionDays?: unknown;
}

/** The models that a node works with: those of the config node it names, or its own. @throws SettingError */
export function keeperOf(
  RED: NodeAPI,
  node: Node,
  options: ModelOptions,
  config: StoreConfig & { readonly models?: unknown },
  notice: (notice: Notice) => void,
): { readonly keeper: Keeper; readonly isOwn: boolean } {
  const shared = textSetting(config.models);
  return shared === '' ? { keeper: openKeeper(RED, node, options, config, notice), isOwn: true } : { keeper: sharedKeeper(RED, shared), isOwn: false };
}

/** Node-RED knows where a user's files are; a test that has no such place keeps its models in memory. */
function directoryOf(RED: NodeAPI): string | null {
  const { userDir } = RED.settings as { userDir?: unknown };
  return typeof userDir === 'string' && userDir !== '' ? join(userDir, 'ncs', 'models') : null;
}

/** Models that belong to a node. @throws SettingError */
export function openKeeper(RED: NodeAPI, node: Node, options: ModelOptions, config: StoreConfig, notice: (notice: Notice) => void): Keeper {
  const store = textSetting(config.store) || 'disk';
  if (store !== 'disk' && store !== 'memory') throw new SettingError('setting.choice', { name: 'store', choices: 'disk, memory', value: store });
  return new Keeper({
    owner: node.id,
    options,
    directory: store === 'disk' ? directoryOf(RED) : null,
    saveInterval: MINUTE * numberSetting('saveInterval', config.saveInterval, { min: 0.01, max: 1440 }, 5),
    retentionDays: numberSetting('retentionDays', config.retentionDays, { min: 0, max: 3650 }, 30),
    notice,
  });
}

/** A config node with models for several nodes. */
export interface ModelsNode extends Node {
  /** null if its settings are not valid. */
  keeper: Keeper | null;
}

/** @throws SettingError if there is no such node, or it has no models */
function sharedKeeper(RED: NodeAPI, id: string): Keeper {
  const node = RED.nodes.getNode(id) as Partial<ModelsNode> | null;
  if (!node?.keeper) throw new SettingError('setting.models');
  return node.keeper;
}
