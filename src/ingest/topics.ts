// Topics: MQTT filters as the user writes them, and templates that say which level of a topic names the device.

const MOST_BYTES = 65_535;

/** What can be wrong with a topic filter or a template, each with its sentence. */
const FAULTS = {
  empty: 'A topic filter must not be empty.',
  nul: 'A topic filter must not hold a NUL character.',
  long: `A topic filter must not be longer than ${MOST_BYTES} bytes.`,
  shared: 'A shared subscription is written $share/group/filter.',
  hash: '# must stand alone as the last level.',
  plus: '+ must stand alone in its level.',
  placeholder: 'A placeholder such as {device} must stand alone in its level.',
  device: 'A template needs at least one placeholder such as {device}.',
} as const;
export type TopicFault = keyof typeof FAULTS;

const sentence = (fault: TopicFault | null): true | string => (fault === null ? true : FAULTS[fault]);

/** What is wrong with an MQTT topic filter, null for a valid one (shared subscriptions included). */
export function filterFault(filter: string): TopicFault | null {
  if (filter.trim() === '') return 'empty';
  if (filter.includes('\0')) return 'nul';
  if (new TextEncoder().encode(filter).length > MOST_BYTES) return 'long';
  const levels = filter.split('/');
  if (levels[0] === '$share' && (levels.length < 3 || levels.slice(2).join('/') === '' || !levels[1] || /[+#]/.test(levels[1]))) return 'shared';
  const hash = levels.findIndex((level) => level.includes('#'));
  if (hash >= 0 && (levels[hash] !== '#' || hash !== levels.length - 1)) return 'hash';
  return levels.some((level) => level.includes('+') && level !== '+') ? 'plus' : null;
}

/** What is wrong with a template, null for a valid one. */
export function templateFault(template: string): TopicFault | null {
  const levels = template.split('/');
  let placeholders = 0;
  for (const [i, level] of levels.entries()) {
    if (/^\{[^{}]+\}$/.test(level)) placeholders++;
    else if (/[{}]/.test(level)) return 'placeholder';
    else if (level.includes('#') && (level !== '#' || i !== levels.length - 1)) return 'hash';
    else if (level.includes('+') && level !== '+') return 'plus';
  }
  return placeholders > 0 ? null : 'device';
}

/** True for a valid MQTT topic filter, else a sentence that says what is wrong. */
export const checkFilter = (filter: string): true | string => sentence(filterFault(filter));

/** True for a valid template, else a sentence that says what is wrong. */
export const checkTemplate = (template: string): true | string => sentence(templateFault(template));

/** Finds the device in topics of one shape, e.g. `plant/{device}/telemetry`; several placeholders are joined by a slash. */
export class TopicTemplate {
  private readonly levels: readonly string[];

  /** @throws RangeError with the sentence of `checkTemplate` */
  constructor(template: string) {
    const verdict = checkTemplate(template);
    if (verdict !== true) throw new RangeError(verdict);
    this.levels = template.split('/');
  }

  /** The device that a topic names, null if the topic has another shape. */
  match(topic: string): string | null {
    const levels = topic.split('/');
    const found: string[] = [];
    for (const [i, pattern] of this.levels.entries()) {
      if (pattern === '#') return found.join('/');
      const level = levels[i];
      if (level === undefined) return null;
      if (pattern.startsWith('{')) found.push(level);
      else if (pattern !== '+' && pattern !== level) return null;
    }
    return levels.length === this.levels.length ? found.join('/') : null;
  }
}
