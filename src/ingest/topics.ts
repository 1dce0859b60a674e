// Topics: MQTT filters as the user writes them, and templates that say which level of a topic names the device.

const MOST_BYTES = 65_535;

/** True for a valid MQTT topic filter (shared subscriptions included), else a sentence that says what is wrong. */
export function checkFilter(filter: string): true | string {
  if (filter.trim() === '') return 'A topic filter must not be empty.';
  if (filter.includes('\0')) return 'A topic filter must not hold a NUL character.';
  if (new TextEncoder().encode(filter).length > MOST_BYTES) return `A topic filter must not be longer than ${MOST_BYTES} bytes.`;
  const levels = filter.split('/');
  if (levels[0] === '$share' && (levels.length < 3 || levels.slice(2).join('/') === '' || !levels[1] || /[+#]/.test(levels[1]))) {
    return 'A shared subscription is written $share/group/filter.';
  }
  const hash = levels.findIndex((level) => level.includes('#'));
  if (hash >= 0 && (levels[hash] !== '#' || hash !== levels.length - 1)) return '# must stand alone as the last level.';
  if (levels.some((level) => level.includes('+') && level !== '+')) return '+ must stand alone in its level.';
  return true;
}

/** True for a valid template, else a sentence that says what is wrong. */
export function checkTemplate(template: string): true | string {
  const levels = template.split('/');
  let placeholders = 0;
  for (const [i, level] of levels.entries()) {
    if (/^\{[^{}]+\}$/.test(level)) placeholders++;
    else if (/[{}]/.test(level)) return 'A placeholder such as {device} must stand alone in its level.';
    else if (level.includes('#') && (level !== '#' || i !== levels.length - 1)) return '# must stand alone as the last level.';
    else if (level.includes('+') && level !== '+') return '+ must stand alone in its level.';
  }
  return placeholders > 0 ? true : 'A template needs at least one placeholder such as {device}.';
}

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
