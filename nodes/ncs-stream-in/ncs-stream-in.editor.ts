// The dialog of ncs-stream-in.
import { filterFault, templateFault, type TopicFault } from '../../src/ingest/topics';
import { isEnv, numberRule, say, textOf, validator, type Check, type EditorNode, type Fault } from '../editor-rules';
import { showProblems, type Form } from '../form.editor';
import { CONFIG_VERSION, migrateStreamIn } from './migration';

interface Dialog extends EditorNode {
  topics: string[];
  name?: string;
  configVersion?: number;
  _(key: string): string;
}

const LIST = '#node-input-topic-list';

const text = (key: string): Fault => ({ key });
const verdictOf = (fault: TopicFault | null): true | Fault => (fault === null ? true : text(`topic.${fault}`));
const topicRule: Check = (topic) => (isEnv(topic) ? true : verdictOf(filterFault(textOf(topic))));
const templateRule: Check = (value) => (textOf(value) === '' || isEnv(value) ? true : verdictOf(templateFault(textOf(value))));

const topicsRule: Check = (topics) => {
  if (!Array.isArray(topics) || topics.length === 0) return text('rule.topics');
  return topics.map(topicRule).find((verdict) => verdict !== true) ?? true;
};

RED.nodes.registerType('ncs-stream-in', {
  category: 'analysis',
  color: '#C9DDEB',
  defaults: {
    name: { value: '' },
    broker: { value: '', type: 'mqtt-broker', required: true },
    topics: { value: ['plant/+/telemetry'], validate: validator('label.topics', topicsRule) },
    qos: { value: '1' },
    keyTemplate: { value: 'plant/{device}/telemetry', validate: validator('label.key-template', templateRule) },
    keyField: { value: '' },
    timeField: { value: '' },
    silentAfter: { value: '', validate: validator('label.silent', numberRule({ min: 0, max: 31_536_000 }, true)) },
    maxBytes: { value: '1048576', validate: validator('label.max-bytes', numberRule({ min: 1, max: 268_435_456, integer: true })) },
    reportInterval: { value: '60', validate: validator('label.report', numberRule({ min: 0, max: 86_400 })) },
    reconnectLimit: { value: '0', validate: validator('label.reconnect', numberRule({ min: 0, max: 1_000_000, integer: true })) },
    configVersion: { value: 1 },
  },
  inputs: 1,
  outputs: 2,
  icon: 'ncs-stream-in.svg',
  paletteLabel: 'ncs stream in',
  label(this: Dialog) {
    return this.name || this.topics?.[0] || 'ncs stream in';
  },
  labelStyle(this: Dialog) {
    return this.name ? 'red-ui-flow-node-label-italic' : '';
  },
  inputLabels(this: Dialog) {
    return this._('ncs-stream-in.input');
  },
  outputLabels(this: Dialog, index: number) {
    return this._(index === 0 ? 'ncs-stream-in.output.points' : 'ncs-stream-in.output.events');
  },
  oneditprepare(this: Dialog) {
    const form: Form = { node: this, prefix: 'node-input' };
    $('#ncs-newer').prop('hidden', !migrateStreamIn({ ...this }).isNewer);
    const placeholder = this._('ncs-stream-in.placeholder.topic');
    const list = $(LIST) as JQuery & { editableList(...args: unknown[]): JQuery };
    /** The rows of the list are no inputs that the editor watches: they are marked here, as it marks its own. */
    const judge = (input: JQuery): void => {
      const topic = String(input.val() ?? '').trim();
      const verdict = topic === '' ? true : topicRule(topic);
      input.toggleClass('input-error', verdict !== true).attr('title', verdict === true ? '' : say(this, verdict));
    };
    list.editableList({
      removable: true,
      sortable: true,
      height: 'auto',
      addItem(row: JQuery, _index: number, item: { topic?: string }) {
        const input = $('<input>', { type: 'text', class: 'ncs-topic', style: 'width: 100%', placeholder, 'aria-label': placeholder });
        input.val(item.topic ?? '').on('input change', () => judge(input)).appendTo(row);
        judge(input);
      },
    });
    for (const topic of this.topics ?? []) list.editableList('addItem', { topic });
    showProblems(form);
  },
  oneditsave(this: Dialog) {
    this.topics = $(LIST)
      .find('.ncs-topic')
      .toArray()
      .map((input) => String($(input).val() ?? '').trim())
      .filter((topic) => topic !== '');
    this.configVersion = Math.max(CONFIG_VERSION, Number(this.configVersion) || 0);
  },
});
