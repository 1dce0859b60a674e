import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoError } from '../../scripts/demo/options';
import { readRecording, type Recording } from '../../scripts/demo/recording';

describe('the columns of a recording', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ncs-columns-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (content: string | Uint8Array, exclude: readonly string[] = []): Recording => {
    const file = join(folder, 'r.csv');
    writeFileSync(file, content);
    return readRecording(file, exclude);
  };
  const rows = ({ payloads }: Recording): object[] => payloads.map((payload) => Object.fromEntries(Object.entries(payload).filter(([name]) => name !== 'ts')));
  const refused = (content: string | Uint8Array): string => {
    try {
      read(content);
    } catch (error) {
      if (error instanceof DemoError) return error.message;
      throw error;
    }
    return assert.fail('it was read');
  };

  it('write numbers with a comma where commas separate no columns, with points between thousands', () => {
    for (const separator of [';', '\t']) {
      const text = ['a;b;c;d', '21,5;1.234,5;1.234;10,3', '-3;987,25;2.5;1,5E-3', '0,125;2.000;3;'].join('\n').replaceAll(';', separator);
      assert.deepEqual(rows(read(text)), [
        { a: 21.5, b: 1234.5, c: 1.234, d: 10.3 },
        { a: -3, b: 987.25, c: 2.5, d: 0.0015 },
        { a: 0.125, b: 2000, c: 3, d: null },
      ]);
    }
    assert.deepEqual(rows(read('a,b\n"21,5",1\n22,2\n')), [{ a: '21,5', b: 1 }, { a: 22, b: 2 }], 'between commas it could be anything');
  });

  it('may come in the encodings of spreadsheets', () => {
    const text = 'Temp °C;Zähler\r\n21,5;1\r\n22;3\r\n';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), utf16, Buffer.from(utf16).swap16(), Buffer.from(text, 'latin1')]) {
      assert.deepEqual(rows(read(bytes)), [{ 'Temp °C': 21.5, 'Zähler': 1 }, { 'Temp °C': 22, 'Zähler': 3 }]);
    }
  });

  it('none of them vanishes: a name that is taken, missing or reserved is replaced, and the console says so', () => {
    const { features, notes, payloads } = read('time,ts,a,a,,__proto__,constructor\n2026-01-01 00:00,1,2,3,4,5,6\n');
    assert.deepEqual(features, ['ts (2)', 'a', 'a (2)', 'column 5', 'column 6', 'constructor']);
    assert.equal(JSON.stringify(payloads[0]), '{"ts (2)":1,"a":2,"a (2)":3,"column 5":4,"column 6":5,"constructor":6,"ts":"2026-01-01 00:00"}');
    assert.deepEqual(notes.slice(1), ['names   column 2 "ts" is called "ts (2)", column 4 "a" is called "a (2)", column 5 without a title is called "column 5", column 6 "__proto__" is called "column 6"']);
  });

  it('without numbers, and one that only numbers the rows, are left out and named; they are not counted', () => {
    const { features, notes, payloads } = read(',state,on,a,empty,\n0,running,ON,5,,\n1,idle,OFF,x,,\n2,idle,OFF,7,,\n');
    assert.deepEqual(features, ['on', 'a']);
    assert.deepEqual(notes.slice(1), ['without column 1 (counts the rows), state (no numbers), empty (no numbers)']);
    assert.deepEqual(Object.keys(payloads[0]!), ['on', 'a', 'ts']);
    assert.match(refused('time,state\n2026-01-01 00:00,running\n'), /has no feature left to publish$/);
  });

  it('without a header have numbers for names, and no row is lost', () => {
    const { features, notes, payloads } = read('10.12,3,2026-01-01 00:00\n10.5,4,2026-01-01 00:01\n');
    assert.deepEqual([features, payloads.length, payloads[0]!['column 1']], [['column 1', 'column 2'], 2, 10.12]);
    assert.match(notes[1]!, /^header {2}none: /);
    assert.deepEqual(read('10.12,3\n10.5,4\n', ['column 2']).features, ['column 1']);
    assert.deepEqual(read('10,3;4\n11;5\n').features, ['column 1', 'column 2']);
  });

  it('that are numbered have a header, as an array written to a file has', () => {
    for (const header of ['0,1,2', '1,2,3']) {
      const { features, payloads } = read(`${header}\n5.5,6,7\n`);
      assert.deepEqual([features, payloads.length], [header.split(','), 1]);
    }
  });

  it('are not to be had from a file that is no text, or broken; one printable sentence says so', () => {
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x22, 0x1b]);
    assert.match(refused(picture), /r\.csv is no text file$/);
    assert.match(refused(Buffer.from('a,b\n1,2\n', 'utf16le')), /r\.csv is no text file$/);
    for (const text of ['a,b\n1,"2\n', `a,b\n1,2"${'x\n'.repeat(1000)}"3\n`]) {
      const sentence = refused(text);
      assert.match(sentence, /r\.csv cannot be read as CSV: [\x20-\x7e]+$/);
      assert.ok(sentence.length < folder.length + 240, `${sentence.length} characters`);
    }
  });

  it('count the rows that only repeat the one before', () => {
    const twice = (row: number): string => `2026-01-01 00:00:0${row},${row}\n`.repeat(2);
    assert.equal(read(`time,a\n${twice(1)}${twice(2)}${twice(3)}`).repeats, 3);
    assert.equal(read('a\n7\n7\n7\n').repeats, 0, 'without a clock each has its own time');
  });
});
