// The dialog of ncs-stream-in.
import { checkFilter, checkTemplate } from '../../src/ingest/topics';
import { isEnv, numberRule, textOf, validator } from '../editor-rules';

interface Dialog {
  topics: string[];
  name?: string;
  _(key: string): string;
}

const LIST = '#node-input-topic-list';

const checkTopic = (topic: string): true | string => (isEnv(topic) ? true : checkFilter(topic));

function checkTopics(topics: unknown): true | string {
  if (!Array.isArray(topics) || topics.length === 0) return 'At least one topic filter is needed.';
  for (const topic of topics) {
    const verdict = checkTopic(String(topic));
    if (verdict !== true) return `${String(topic)}: ${verdict}`;
  }
  return true;
}

const templateRule = (value: unknown): true | string => (textOf(value) === '' || isEnv(value) ? true : checkTemplate(textOf(value)));

/** The rows of the list are no inputs that the editor watches: they are marked here, as it marks its own. */
function markTopic(this: HTMLElement): void {
  const topic = String($(this).val() ?? '').trim();
  const verdict = topic === '' ? true : checkTopic(topic);
  $(this).toggleClass('input-error', verdict !== true).attr('title', verdict === true ? '' : verdict);
}

RED.nodes.registerType('ncs-stream-in', {
  category: 'analysis',
  color: '#C9DDEB',
  defaults: {
    name: { value: '' },
    broker: { value: '', type: 'mqtt-broker', required: true, label: 'broker' },
    topics: { value: ['plant/+/telemetry'], label: 'topics', validate: validator(checkTopics) },
    qos: { value: '1', label: 'QoS' },
    keyTemplate: { value: 'plant/{device}/telemetry', label: 'device in the topic', validate: validator(templateRule) },
    keyField: { value: '', label: 'device in the payload' },
    timeField: { value: '', label: 'time field' },
    maxBytes: { value: '1048576', label: 'largest payload', validate: validator(numberRule(1, 268435456, true)) },
    reportInterval: { value: '60', label: 'report interval', validate: validator(numberRule(0, 86400)) },
    reconnectLimit: { value: '0', label: 'reconnect limit', validate: validator(numberRule(0, 1000000, true)) },
  },
  inputs: 0,
  outputs: 2,
  icon: 'ncs-stream-in.svg',
  paletteLabel: 'ncs stream in',
  label(this: Dialog) {
    return this.name || this.topics?.[0] || 'ncs stream in';
  },
  labelStyle(this: Dialog) {
    return this.name ? 'red-ui-flow-node-label-italic' : '';
  },
  outputLabels(this: Dialog, index: number) {
    return this._(index === 0 ? 'ncs-stream-in.output.points' : 'ncs-stream-in.output.events');
  },
  oneditprepare(this: Dialog) {
    const placeholder = this._('ncs-stream-in.placeholder.topic');
    const list = $(LIST) as JQuery & { editableList(...args: unknown[]): JQuery };
    list.editableList({
      removable: true,
      sortable: true,
      height: 'auto',
      addItem(row: JQuery, _index: number, item: { topic?: string }) {
        $('<input>', { type: 'text', class: 'ncs-topic', style: 'width: 100%', placeholder, 'aria-label': placeholder })
          .val(item.topic ?? '')
          .on('input change', markTopic)
          .appendTo(row)
          .trigger('change');
      },
    });
    for (const topic of this.topics ?? []) list.editableList('addItem', { topic });
  },
  oneditsave(this: Dialog) {
    this.topics = $(LIST)
      .find('.ncs-topic')
      .toArray()
      .map((input) => String($(input).val() ?? '').trim())
      .filter((topic) => topic !== '');
  },
});
