// Text that is one value: "21.5", "21,5", "21.5 °C", "ON", "NaN". The last format to be asked: it takes everything.
import type { Decoded, Format } from '../reading';
import { measurement } from '../fields';

const SINGLE = 'value';

export const text: Format = {
  name: 'text',
  decode(payload: string): Decoded {
    const word = payload.trim();
    if (word === '') return { gone: 'empty_payload' };
    const measured = measurement(word);
    if (!measured) return { rows: [{ fields: new Map([[SINGLE, word]]) }] };
    const fields = new Map([[SINGLE, measured.value]]);
    return { rows: [measured.unit ? { fields, units: new Map([[SINGLE, measured.unit]]) } : { fields }] };
  },
};
