// The dialog of ncs-cluster: a profile presets the knobs, a filled field overrides it; the empty ones show the profile's value.
import { PROFILES, RANGES, type Knobs, type ProfileName } from '../../src/engine/profiles';
import { isEnv, numberRule, textOf, validator, type Validator } from '../editor-rules';

type KnobName = keyof typeof RANGES;

interface Dialog {
  name?: string;
  profile: string;
  _(key: string): string;
}

function knobRule(name: KnobName): Validator {
  const { min, max, open, integer } = RANGES[name];
  const inRange = numberRule(min, max, integer ?? false, true);
  return validator((value) => {
    const verdict = inRange(value);
    if (verdict !== true || !open || isEnv(value) || textOf(value) === '') return verdict;
    return Number(value) > min && Number(value) < max ? true : `Must lie between ${min} and ${max}.`;
  });
}

const profileOf = (name: string): Readonly<Knobs> => PROFILES[(name in PROFILES ? name : 'streaming_iot') as ProfileName];
const KNOBS = Object.keys(RANGES) as KnobName[];

/** Shows the profile's values behind the empty fields. */
function showProfile(name: string, dialog: Dialog): void {
  const knobs = profileOf(name);
  for (const knob of KNOBS) $(`#node-input-${knob}`).attr('placeholder', String(knobs[knob]));
  const state = dialog._(`ncs-cluster.choice.${knobs.enableDriftDetection ? 'on' : 'off'}`);
  $('#ncs-drift-profile').text(`${dialog._('ncs-cluster.choice.profile')} (${state})`);
}

function typedInput(field: string, types: unknown[]): void {
  const input = $(`#node-input-${field}`) as JQuery & { typedInput(options: object): JQuery };
  input.typedInput({ types, typeField: `#node-input-${field}Type` });
}

function showInterval(): void {
  $('#ncs-update-interval').toggle($('#node-input-updates').val() === 'interval');
}

RED.nodes.registerType('ncs-cluster', {
  category: 'analysis',
  color: '#B9D8C2',
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
    keyProperty: { value: '' },
    keyPropertyType: { value: 'default' },
    timeProperty: { value: '' },
    timePropertyType: { value: 'default' },
    updates: { value: 'every' },
    updateInterval: { value: '5', label: 'update interval', validate: validator(numberRule(0.1, 86400)) },
    outlierMode: { value: 'alarms' },
    topicMode: { value: 'type' },
    statusInterval: { value: '60', label: 'status interval', validate: validator(numberRule(0, 86400)) },
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
    const byDefault = (what: string): object => ({ value: 'default', label: this._(`ncs-cluster.default.${what}`), hasValue: false });
    typedInput('keyProperty', [byDefault('key'), 'msg', 'str', 'jsonata', 'env']);
    typedInput('timeProperty', [byDefault('time'), 'msg', 'jsonata']);
    $('#node-input-profile').on('change', () => showProfile(String($('#node-input-profile').val()), this));
    showProfile(this.profile, this);
    $('#node-input-updates').on('change', showInterval);
    showInterval();
  },
});
