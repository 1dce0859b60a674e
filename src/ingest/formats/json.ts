// JSON: an object of fields (nested names joined by a dot), an array of numbers, an array of objects (several rows), a number.
import type { Decoded, Format, Limits, RawValue, Rejection, Row } from '../reading';

const MOST_DEPTH = 16;
/** A number by itself, and the positions of an array of numbers, have no names: these are given. */
const SINGLE = 'value';
const POSITION = 'x';
/** A payload whose `schema` begins with this is a message of our own coming back. */
const OWN_SCHEMA = 'ncs/';

class Refusal extends Error {
  constructor(readonly reason: Rejection) {
    super(reason);
  }
}

export const json: Format = {
  name: 'json',
  decode(text: string, limits: Limits): Decoded | null {
    const first = text.trimStart().charAt(0);
    if (first !== '{' && first !== '[') return scalar(text);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { rejected: 'bad_json' };
    }
    // asked first: ours may be larger than any reading
    if (Array.isArray(value) ? value.some(isOwn) : isOwn(value)) return { own: true };
    try {
      return { rows: rowsOf(value, limits) };
    } catch (error) {
      if (error instanceof Refusal) return { rejected: error.reason };
      throw error;
    }
  },
};

/** `null`, `true` and quoted texts; plain numbers are left to the text format, which knows more of them. */
function scalar(text: string): Decoded | null {
  const word = text.trim();
  if (word === 'null') return { gone: 'null_payload' };
  if (!word.startsWith('"')) return null;
  try {
    const value: unknown = JSON.parse(word);
    return typeof value === 'string' ? { rows: [{ fields: new Map([[SINGLE, value]]) }] } : null;
  } catch {
    return { rejected: 'bad_json' };
  }
}

function rowsOf(value: unknown, limits: Limits): Row[] {
  if (!Array.isArray(value)) return [row(value, limits)];
  const elements: readonly unknown[] = value;
  // what begins with an object is a list of rows; an element that is none spoils no other: a row without fields is refused by itself
  if (isObject(elements.find((element) => element !== null))) {
    if (elements.length > limits.maxRows) throw new Refusal('too_many_rows');
    return elements.map((element) => (isObject(element) ? row(element, limits) : { fields: new Map() }));
  }
  return [row(value, limits)];
}

function row(value: unknown, limits: Limits): Row {
  const fields = new Map<string, RawValue>();
  flatten(value, '', 0, fields, limits);
  return { fields };
}

function isOwn(value: unknown): boolean {
  if (!isObject(value) || !Object.hasOwn(value, 'schema')) return false;
  const { schema } = value as { schema: unknown };
  return typeof schema === 'string' && schema.startsWith(OWN_SCHEMA);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

function flatten(value: unknown, name: string, depth: number, fields: Map<string, RawValue>, limits: Limits): void {
  if (depth > MOST_DEPTH) throw new Refusal('too_deep');
  if (Array.isArray(value)) {
    value.forEach((element: unknown, i) => flatten(element, name === '' ? `${POSITION}${i}` : `${name}.${i}`, depth + 1, fields, limits));
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      // a field of this name could only be meant to reach a prototype
      if (key !== '__proto__') flatten(inner, name === '' ? key : `${name}.${key}`, depth + 1, fields, limits);
    }
  } else {
    fields.set(name === '' ? SINGLE : name, value as RawValue);
    if (fields.size > limits.maxFields) throw new Refusal('too_many_fields');
  }
}
