// The saved settings of ncs-stream-in, checked.
import type { NodeDef } from 'node-red';
import { DEFAULT_LIMITS, filterFault, templateFault, type IngestOptions } from '../../src/ingest';
import { SettingError, numberSetting, textSetting } from '../settings';
import type { Subscription } from './broker';

export interface StreamInConfig extends NodeDef {
  broker: string;
  topics: unknown;
  qos: unknown;
  keyTemplate: unknown;
  keyField: unknown;
  timeField: unknown;
  silentAfter?: unknown;
  maxBytes: unknown;
  reportInterval: unknown;
  reconnectLimit: unknown;
}

export interface StreamInSettings {
  readonly subscription: Subscription;
  readonly ingest: IngestOptions;
  /** Seconds between two reports, 0 = none. */
  readonly reportInterval: number;
  readonly reconnectLimit: number;
}

const milliseconds = (seconds: number | null): number | null => (seconds === null ? null : 1000 * seconds);

/** @throws SettingError a sentence that says what is wrong */
export function readSettings(config: StreamInConfig): StreamInSettings {
  const filters = (Array.isArray(config.topics) ? config.topics : []).map(textSetting).filter((filter) => filter !== '');
  if (filters.length === 0) throw new SettingError('setting.topics');
  for (const filter of filters) {
    const fault = filterFault(filter);
    if (fault) throw new SettingError(`setting.topic.${fault}`, { topic: filter });
  }
  const template = textSetting(config.keyTemplate);
  const templateProblem = template === '' ? null : templateFault(template);
  if (templateProblem) throw new SettingError(`setting.topic.${templateProblem}`, { topic: template });
  const qos = numberSetting('qos', config.qos, { min: 0, max: 2, integer: true }, 1);
  if (qos === 2) throw new SettingError('setting.qos');
  return {
    subscription: { filters: [...new Set(filters)], qos: qos as 0 | 1 },
    ingest: {
      keyTemplate: template,
      keyField: textSetting(config.keyField),
      timeField: textSetting(config.timeField),
      silentAfter: milliseconds(numberSetting('silentAfter', config.silentAfter, { min: 0, max: 31_536_000 }, null)),
      limits: {
        maxBytes: numberSetting('maxBytes', config.maxBytes, { min: 1, max: 268_435_456, integer: true }, DEFAULT_LIMITS.maxBytes),
      },
    },
    reportInterval: numberSetting('reportInterval', config.reportInterval, { min: 0, max: 86_400 }, 60),
    reconnectLimit: numberSetting('reconnectLimit', config.reconnectLimit, { min: 0, max: 1_000_000, integer: true }, 0),
  };
}
