import assert from 'node:assert/strict';
import { text } from '../../../src/ingest/formats/text';
import { DEFAULT_LIMITS } from '../../../src/ingest/reading';

const decode = (payload: string): unknown => text.decode(payload, DEFAULT_LIMITS);

describe('format text', () => {
  it('a number is the value, with its unit if there is one', () => {
    assert.deepEqual(decode('21.5'), { rows: [{ fields: new Map([['value', 21.5]]) }] });
    assert.deepEqual(decode(' 21,5 °C\r\n'), { rows: [{ fields: new Map([['value', 21.5]]), units: new Map([['value', '°C']]) }] });
  });

  it('anything else is a text, to be judged as a field', () => {
    for (const word of ['ON', 'NaN', 'running', '1,234', '0x1F']) assert.deepEqual(decode(` ${word} `), { rows: [{ fields: new Map([['value', word]]) }] });
  });

  it('nothing says that the device is gone', () => {
    for (const nothing of ['', ' ', '\r\n\t']) assert.deepEqual(decode(nothing), { gone: 'empty_payload' });
  });
});
