// ncs-models: a config node whose models several nodes share, with one budget and one store.
import type { NodeAPI, NodeDef } from 'node-red';
import { wordingOf } from '../../src/messages/languages';
import { openKeeper, type ModelsNode, type StoreConfig } from '../keeper';
import { readKnobs, type KnobConfig } from '../knobs';
import { settingProblem } from '../settings';
import { migrateModels } from './migration';

interface ModelsConfig extends NodeDef, KnobConfig, StoreConfig {}

export = function register(RED: NodeAPI): void {
  const text = (key: string, values?: Record<string, string | number>): string => RED._(`ncs-models.${key}`, values);

  function NcsModels(this: ModelsNode, config: ModelsConfig): void {
    RED.nodes.createNode(this, config);
    this.keeper = null;
    const { settings, isNewer } = migrateModels(config);
    if (isNewer) this.warn(text('warning.newer'));
    try {
      this.keeper = openKeeper(RED, this, readKnobs(settings), settings, ({ kind, values }) => this.warn(text(`warning.${kind}`, { ...values })));
    } catch (error) {
      const problem = settingProblem(error, wordingOf(text('language')));
      this.error(problem);
    }
    this.on('close', (_removed: boolean, done: () => void) => {
      void (this.keeper?.close() ?? Promise.resolve()).finally(done);
    });
  }

  RED.nodes.registerType('ncs-models', NcsModels);
};
