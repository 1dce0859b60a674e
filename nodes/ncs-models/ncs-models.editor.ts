// The dialog of ncs-models: profile and knobs as in ncs-cluster, and what concerns the store.
import { KNOBS, knobRule, profileOf } from '../editor-knobs';
import { numberRule, validator } from '../editor-rules';

interface Dialog {
  name?: string;
  profile: string;
  _(key: string): string;
}

/** Shows the profile's values behind the empty fields. */
function showProfile(name: string, dialog: Dialog): void {
  const knobs = profileOf(name);
  for (const knob of KNOBS) $(`#node-config-input-${knob}`).attr('placeholder', String(knobs[knob]));
  const state = dialog._(`ncs-models.choice.${knobs.enableDriftDetection ? 'on' : 'off'}`);
  $('#ncs-models-drift-profile').text(`${dialog._('ncs-models.choice.profile')} (${state})`);
}

function showStore(): void {
  $('#ncs-models-on-disk').toggle($('#node-config-input-store').val() === 'disk');
}

RED.nodes.registerType('ncs-models', {
  category: 'config',
  defaults: {
    name: { value: '' },
    profile: { value: 'streaming_iot', label: 'profile' },
    baseThreshold: { value: '', label: 'base threshold', validate: knobRule('baseThreshold') },
    learningRate: { value: '', label: 'learning rate', validate: knobRule('learningRate') },
    maxClusters: { value: '', label: 'most clusters', validate: knobRule('maxClusters') },
    memoryLimitMb: { value: '', label: 'memory', validate: knobRule('memoryLimitMb') },
    driftSensitivity: { value: '', label: 'drift sensitivity', validate: knobRule('driftSensitivity') },
    outlierThreshold: { value: '', label: 'outlier threshold', validate: knobRule('outlierThreshold') },
    batchSize: { value: '', label: 'rows per slice', validate: knobRule('batchSize') },
    enableDriftDetection: { value: '', label: 'drift detection' },
    qualityCheckInterval: { value: '', label: 'check interval', validate: knobRule('qualityCheckInterval') },
    warmup: { value: '', label: 'warm-up', validate: knobRule('warmup') },
    shingle: { value: '', label: 'points per vector', validate: knobRule('shingle') },
    alarmsPerWeek: { value: '', label: 'false alarms per week', validate: knobRule('alarmsPerWeek') },
    seed: { value: '', label: 'seed', validate: knobRule('seed') },
    store: { value: 'disk' },
    saveInterval: { value: '5', label: 'minutes between saves', validate: validator(numberRule(0.01, 1440)) },
    retentionDays: { value: '30', label: 'days of retention', validate: validator(numberRule(0, 3650)) },
    configVersion: { value: 1 },
  },
  icon: 'ncs-models.svg',
  paletteLabel: 'ncs models',
  label(this: Dialog) {
    return this.name || 'ncs models';
  },
  oneditprepare(this: Dialog) {
    $('#node-config-input-profile').on('change', () => showProfile(String($('#node-config-input-profile').val()), this));
    showProfile(this.profile, this);
    $('#node-config-input-store').on('change', showStore);
    showStore();
  },
});
