// The dialog of ncs-models: profile and knobs as in ncs-cluster, and what concerns the store.
import { entry, field, noteChange, showProblems, type Form } from '../form.editor';
import { knobRule, zoneRule, showProfile } from '../profile.editor';
import { numberRule, validator, type EditorNode, type Fault } from '../editor-rules';
import { CONFIG_VERSION, migrateModels } from './migration';

interface Dialog extends EditorNode {
  name?: string;
  configVersion?: number;
}

const text = (key: string): Fault => ({ key });
const showStore = (form: Form): void => void $('.ncs-on-disk').toggle(entry(form, 'store') !== 'memory');

RED.nodes.registerType('ncs-models', {
  category: 'config',
  defaults: {
    name: { value: '' },
    profile: { value: 'streaming_iot' },
    baseThreshold: { value: '', validate: knobRule('baseThreshold') },
    learningRate: { value: '', validate: knobRule('learningRate') },
    maxClusters: { value: '', validate: knobRule('maxClusters') },
    memoryLimitMb: { value: '', validate: knobRule('memoryLimitMb') },
    driftSensitivity: { value: '', validate: knobRule('driftSensitivity') },
    outlierThreshold: { value: '', validate: knobRule('outlierThreshold') },
    batchSize: { value: '', validate: knobRule('batchSize') },
    enableDriftDetection: { value: '' },
    qualityCheckInterval: { value: '', validate: knobRule('qualityCheckInterval') },
    warmup: { value: '', validate: knobRule('warmup') },
    shingle: { value: '', validate: knobRule('shingle') },
    alarmsPerWeek: { value: '', validate: knobRule('alarmsPerWeek') },
    timeZone: { value: '', validate: zoneRule },
    seed: { value: '', validate: knobRule('seed') },
    store: { value: 'disk' },
    saveInterval: { value: '5', validate: validator('label.saveInterval', numberRule({ min: 0.01, max: 1440 })) },
    retentionDays: { value: '30', validate: validator('label.retentionDays', numberRule({ min: 0, max: 3650 })) },
    configVersion: { value: 1 },
  },
  icon: 'ncs-models.svg',
  paletteLabel: 'ncs models',
  label(this: Dialog) {
    return this.name || 'ncs models';
  },
  oneditprepare(this: Dialog) {
    const form: Form = { node: this, prefix: 'node-config-input' };
    $('#ncs-models-newer').prop('hidden', !migrateModels({ ...this }).isNewer);
    showProfile(form);
    noteChange(form, ['shingle'], text('note.anew'));
    showProblems(form);
    field(form, 'store').on('change', () => showStore(form));
    showStore(form);
  },
  oneditsave(this: Dialog) {
    this.configVersion = Math.max(CONFIG_VERSION, Number(this.configVersion) || 0);
  },
});
