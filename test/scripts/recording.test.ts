import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoError } from '../../scripts/demo/options';
import { readRecording, type Recording } from '../../scripts/demo/recording';

describe('a recording', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ncs-recording-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (text: string, exclude: readonly string[] = []): Recording => {
    const file = join(folder, 'r.csv');
    writeFileSync(file, text);
    return readRecording(file, exclude);
  };

  for (const [name, separator] of [['commas', ','], ['semicolons', ';'], ['tabs', '\t']] as const) {
    it(`may be separated by ${name}`, () => {
      const { features, timeColumn, payloads } = read(['time,a,b', '2026-01-01 00:00:00,1,2.5', '2026-01-01 00:00:01,,x'].join('\r\n').replaceAll(',', separator));
      assert.deepEqual([features, timeColumn], [['a', 'b'], 'time']);
      assert.deepEqual(payloads, [
        { a: 1, b: 2.5, ts: '2026-01-01 00:00:00' },
        { a: null, b: 'x', ts: '2026-01-01 00:00:01' },
      ]);
    });
  }

  it('has its clock found by what stands in the column, whatever its name and place', () => {
    assert.equal(read('a,when\n1,2026-01-01T00:00:00Z\n').timeColumn, 'when');
    assert.equal(read('a,timestamp\n5,1700000000\n').timeColumn, 'timestamp');
  });

  it('without a clock has rows a second apart', () => {
    const { timeColumn, payloads } = read('a,b\n1,2\n3,4\n5,6\n');
    assert.equal(timeColumn, null);
    const times = payloads.map(({ ts }) => ts as number);
    assert.deepEqual(times.slice(1).map((time, i) => time - times[i]!), [1000, 1000]);
  });

  it('leaves out the columns that are named, and refuses to leave out others', () => {
    assert.deepEqual(read('time,a,b\n2026-01-01 00:00,1,2\n', ['b']).features, ['a']);
    assert.throws(() => read('a,b\n1,2\n', ['c']), (error: unknown) => error instanceof DemoError && error.message.endsWith('has no column c; its columns are a, b'));
  });

  it('that holds nothing is refused in one sentence', () => {
    for (const [text, sentence] of [['', /has no rows below a header$/], ['a,b\n', /has no rows below a header$/], ['time\n2026-01-01 00:00\n', /has no feature left to publish$/]] as const) {
      assert.throws(() => read(text), (error: unknown) => error instanceof DemoError && sentence.test(error.message), JSON.stringify(text));
    }
  });
});
