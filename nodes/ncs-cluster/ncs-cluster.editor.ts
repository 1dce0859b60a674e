// The dialog of ncs-cluster.
import { entry, field, noteChange, showProblems, typedInput, type Form } from '../form.editor';
import { knobRule, showProfile, zoneRule } from '../profile.editor';
import { numberRule, validator, type EditorNode, type EditorRule, type Fault } from '../editor-rules';
import { FeatureList, featuresRule } from './features.editor';
import { showLearnedModels } from './learned-models.editor';
import { CONFIG_VERSION, migrateCluster } from './migration';

interface Dialog extends EditorNode {
  id: string;
  name?: string;
  features?: string[];
  configVersion?: number;
  _(key: string): string;
}

/** The editor's own judgement of a TypedInput. */
const typedRule = (type: string): EditorRule => RED.validators.typedInput(type);
const text = (key: string): Fault => ({ key });
const formOf = (node: Dialog): Form => ({ node, prefix: 'node-input' });
let features: FeatureList;

/** Fields that settings of an older version lack get what a new node has. */
function fillMissing(form: Form, node: Dialog): void {
  const { settings, isNewer } = migrateCluster({ ...node });
  $('#ncs-newer').prop('hidden', !isNewer);
  for (const [name, { value, type }] of Object.entries(node._def?.defaults ?? {})) {
    // the editor itself fills the list of config nodes
    if (type !== undefined || (node as unknown as Record<string, unknown>)[name] !== undefined) continue;
    const filled = (settings as unknown as Record<string, unknown>)[name] ?? value;
    if (typeof filled === 'string') field(form, name).val(filled);
  }
}

/** What a shared ncs-models decides is not asked for here. */
function showOwner(form: Form): void {
  const chosen = entry(form, 'models');
  $('.ncs-own').toggle(chosen === '' || chosen === '_ADD_');
}

function showUpdates(form: Form): void {
  const updates = entry(form, 'updates');
  $('#ncs-when-interval').toggle(updates === 'interval');
  $('.ncs-when-change').toggle(updates === 'change');
}

RED.nodes.registerType('ncs-cluster', {
  category: 'analysis',
  color: '#B9D8C2',
  defaults: {
    name: { value: '' },
    models: { value: '', type: 'ncs-models', required: false },
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
    keyProperty: { value: '', validate: typedRule('keyPropertyType') },
    keyPropertyType: { value: 'default' },
    timeProperty: { value: '', validate: typedRule('timePropertyType') },
    timePropertyType: { value: 'default' },
    labelProperty: { value: '', validate: typedRule('labelPropertyType') },
    labelPropertyType: { value: 'none' },
    features: { value: [], validate: validator('label.features', featuresRule) },
    resetOnDrift: { value: false },
    updates: { value: 'every' },
    updateInterval: { value: '5', validate: validator('label.updateInterval', numberRule({ min: 0.1, max: 86_400 })) },
    sizeDelta: { value: '5', validate: validator('label.sizeDelta', numberRule({ min: 0, max: 1_000_000_000 }, true)) },
    qualityDelta: { value: '0.1', validate: validator('label.qualityDelta', numberRule({ min: 0, max: 1 }, true)) },
    outlierMode: { value: 'alarms' },
    language: { value: '' },
    topicMode: { value: 'type' },
    statusInterval: { value: '60', validate: validator('label.statusInterval', numberRule({ min: 0, max: 86_400 })) },
    store: { value: 'disk' },
    configVersion: { value: 1 },
  },
  inputs: 1,
  outputs: 4,
  icon: 'ncs-cluster.svg',
  paletteLabel: 'ncs cluster',
  label(this: Dialog) {
    return this.name || 'ncs cluster';
  },
  labelStyle(this: Dialog) {
    return this.name ? 'red-ui-flow-node-label-italic' : '';
  },
  inputLabels(this: Dialog) {
    return this._('ncs-cluster.input');
  },
  outputLabels(this: Dialog, index: number) {
    return this._(`ncs-cluster.output.${index}`);
  },
  oneditprepare(this: Dialog) {
    const form = formOf(this);
    fillMissing(form, this);
    typedInput(form, 'keyProperty', [{ value: 'default', label: this._('ncs-cluster.default.key'), hasValue: false }, 'msg', 'str', 'jsonata', 'env']);
    typedInput(form, 'timeProperty', [{ value: 'default', label: this._('ncs-cluster.default.time'), hasValue: false }, 'msg', 'jsonata', 'env']);
    typedInput(form, 'labelProperty', [{ value: 'none', label: this._('ncs-cluster.default.label'), hasValue: false }, 'msg', 'str', 'jsonata', 'env']);
    features = new FeatureList(this, this.features ?? []);
    showProfile(form);
    noteChange(form, ['shingle'], text('note.anew'));
    noteChange(form, ['keyProperty', 'keyPropertyType'], text('note.key'));
    showProblems(form);
    field(form, 'models').on('change', () => showOwner(form));
    field(form, 'updates').on('change', () => showUpdates(form));
    showOwner(form);
    showUpdates(form);
    showLearnedModels(this);
  },
  oneditsave(this: Dialog) {
    this.features = features.names();
    this.configVersion = Math.max(CONFIG_VERSION, Number(this.configVersion) || 0);
  },
});
