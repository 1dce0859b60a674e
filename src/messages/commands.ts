// Commands that come in: their names, and the knobs as messages spell them.
import type { KnobOverrides, Knobs, ProfileName } from '../engine';
import { PROFILES } from '../engine';
import { InputError } from './errors';

export const COMMANDS = ['status', 'clusters', 'reset', 'export', 'import', 'label', 'feedback', 'configure', 'tune', 'benchmark'] as const;
export type Command = (typeof COMMANDS)[number];

/** Characters of an unknown command that are told. */
const MOST_TOLD = 100;

/** @throws InputError UNKNOWN_COMMAND */
export function parseCommand(value: unknown): Command {
  const command = COMMANDS.find((name) => name === value);
  if (command) return command;
  // what is no text may be anything, and nothing that JSON could write
  if (typeof value !== 'string') throw new InputError('UNKNOWN_COMMAND', 'refused.command.type', { type: value === null ? 'null' : typeof value });
  throw new InputError('UNKNOWN_COMMAND', 'refused.command', { command: nameOfCommand(value) });
}

/** What the answer to a command calls it, known or not; '' for what is no text. */
export const nameOfCommand = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MOST_TOLD) : '');

const KNOB_NAMES: Readonly<Record<string, keyof Knobs>> = {
  base_threshold: 'baseThreshold',
  learning_rate: 'learningRate',
  max_clusters: 'maxClusters',
  memory_limit_mb: 'memoryLimitMb',
  drift_sensitivity: 'driftSensitivity',
  outlier_threshold: 'outlierThreshold',
  batch_size: 'batchSize',
  enable_drift_detection: 'enableDriftDetection',
  quality_check_interval: 'qualityCheckInterval',
  auto_scaling: 'autoScaling',
  warmup: 'warmup',
  shingle: 'shingle',
  alarms_per_week: 'alarmsPerWeek',
  seed: 'seed',
};

/** A sentence of the engine that begins with a knob's name, in a message's spelling. */
export function inMessageSpelling(sentence: string): string {
  const found = Object.entries(KNOB_NAMES).find(([, knob]) => sentence.startsWith(`${knob} `));
  return found ? found[0] + sentence.slice(found[1].length) : sentence;
}

/** The knobs in a message's spelling. */
export function knobMessage(knobs: Readonly<Knobs>): Record<string, number | boolean> {
  return Object.fromEntries(Object.entries(KNOB_NAMES).map(([name, knob]) => [name, knobs[knob]]));
}

export interface Configuration {
  readonly profile?: ProfileName;
  readonly overrides: KnobOverrides;
  /** The only features from now on, in order; null: the names of the next warm-up. */
  readonly features?: readonly string[] | null;
}

/** The payload of `configure`. @throws InputError BAD_COMMAND with a sentence; whether values are in range is the engine's to say */
export function parseConfiguration(payload: unknown): Configuration {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new InputError('BAD_COMMAND', 'refused.configure');
  }
  const overrides: Record<string, number | boolean> = {};
  let profile: ProfileName | undefined;
  let features: readonly string[] | null | undefined;
  for (const [name, value] of Object.entries(payload as Record<string, unknown>)) {
    if (name === 'profile' || name === 'use_case') {
      if (typeof value !== 'string' || !Object.hasOwn(PROFILES, value)) throw new InputError('BAD_COMMAND', 'refused.profile', { name: String(value) });
      profile = value as ProfileName;
    } else if (name === 'features') features = parseFeatures(value);
    else if (!Object.hasOwn(KNOB_NAMES, name)) throw new InputError('BAD_COMMAND', 'refused.configure.name', { name });
    else if (typeof value !== 'number' && typeof value !== 'boolean') throw new InputError('BAD_COMMAND', 'refused.configure.type', { name });
    else overrides[KNOB_NAMES[name]!] = value;
  }
  return { overrides, ...(profile !== undefined && { profile }), ...(features !== undefined && { features }) };
}

function parseFeatures(value: unknown): readonly string[] | null {
  if (value === null || (Array.isArray(value) && value.length === 0)) return null;
  const isList = Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '' && name !== '__proto__') && new Set(value).size === value.length;
  if (!isList) throw new InputError('BAD_COMMAND', 'refused.features.list');
  return value as string[];
}

/** Names by cluster id; an empty one takes the name away. */
export type Labels = ReadonlyMap<number, string>;

/** Characters of a name. */
const LONGEST_LABEL = 256;

/** The payload of `label`: `{cluster_id, label}`, or a map `{"3": "night"}`. @throws InputError BAD_COMMAND */
export function parseLabels(payload: unknown): Labels {
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  const given = isObject ? (payload as Record<string, unknown>) : {};
  const entries: [unknown, unknown][] = Object.hasOwn(given, 'cluster_id') ? [[given['cluster_id'], given['label']]] : Object.entries(given);
  if (entries.length === 0) throw new InputError('BAD_COMMAND', 'refused.label');
  return new Map(entries.map(([id, label]) => [parseClusterId(id), parseLabel(label)]));
}

function parseClusterId(value: unknown): number {
  const id = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) throw new InputError('BAD_COMMAND', 'refused.label.id');
  return id;
}

function parseLabel(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string' || value.trim().length > LONGEST_LABEL) {
    throw new InputError('BAD_COMMAND', 'refused.label.text', { most: LONGEST_LABEL });
  }
  return value.trim();
}
