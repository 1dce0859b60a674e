import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTime } from '../../src/ingest';
import { readRecording, type Recording } from '../../scripts/demo/recording';

const T = Date.UTC(2024, 11, 30, 23, 59, 58);
const ROWS = [0, 1, 2, 3, 4];

describe('the clock of a recording', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ncs-clock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (text: string): Recording => {
    const file = join(folder, 'r.csv');
    writeFileSync(file, text);
    return readRecording(file, []);
  };
  /** A recording with these columns and one feature more; the same number of cells each. */
  const withColumns = (columns: Record<string, readonly (string | number)[]>): Recording => {
    const all = { ...columns, flow: Object.values(columns)[0]!.map((_, i) => [7, 9, 8][i % 3]!) };
    const lines = all.flow.map((_, row) => Object.values(all).map((cells) => cells[row]).join(';'));
    return read([Object.keys(all).join(';'), ...lines].join('\n'));
  };
  /** As ingestion reads them. */
  const times = ({ payloads }: Recording): (number | null)[] => payloads.map(({ ts }) => parseTime(ts));
  const assertClock = (recording: Recording, column: string, reading: RegExp, expected: readonly number[]): void => {
    assert.equal(recording.timeColumn, column);
    assert.match(recording.notes[0]!, reading);
    assert.deepEqual(times(recording), expected);
  };
  const assertNone = (recording: Recording, features: readonly string[], note = /^clock {3}no time column: rows are taken to be one second apart$/): void => {
    assert.deepEqual([recording.timeColumn, recording.features], [null, features]);
    assert.match(recording.notes[0]!, note);
    assert.deepEqual(times(recording).map((time) => time! - times(recording)[0]!), ROWS.slice(0, recording.payloads.length).map((row) => 1000 * row));
  };

  it('survives a cell that is empty or no time: its row takes the time from the rows beside it, and the console says so', () => {
    const texts = ROWS.map((row) => new Date(T + 60_000 * row).toISOString());
    for (const [bad, at] of [['', 0], ['', 2], ['-', 4], ['0000-00-00', 1]] as const) {
      const long = Array.from({ length: 20 }, (_, row) => (row === at ? bad : new Date(T + 60_000 * row).toISOString()));
      assertClock(withColumns({ time: long }), 'time', /^clock {3}time, read as ISO 8601; rows without a readable time: 1, /, long.map((_, row) => T + 60_000 * row));
    }
    assert.equal(withColumns({ time: texts.map((text, i) => (i % 2 ? 'x' : text)) }).timeColumn, null, 'a column of which half are none is no clock');
  });

  it('is found by values that run like one, in seconds or milliseconds, whatever the column is called', () => {
    for (const title of ['epoch', 'Zeit', 'time_s', 'when', 'column', 'Date/Time']) {
      assertClock(withColumns({ [title]: ROWS.map((row) => T / 1000 + row) }), title, /read as seconds since 1970$/, ROWS.map((row) => T + 1000 * row));
    }
    const { timeColumn, notes, payloads } = withColumns({ t: ROWS.map((row) => T + 100 * row), u: ROWS });
    assert.deepEqual([timeColumn, notes[0], payloads[1]!['ts'], payloads[1]!['u']], ['t', 'clock   t, read as milliseconds since 1970', String(T + 100), 1]);
    assertClock(withColumns({ t: ROWS.map((row) => T / 1000 + row / 4) }), 't', /seconds since 1970$/, ROWS.map((row) => T + 250 * row));
  });

  it('is no column that goes back, stands still, runs unevenly or lies in another century', () => {
    const epoch = T / 1000;
    for (const cells of [[0, 1, 2, 1, 3], [0, 0, 0, 0, 0], [0, 1, 40, 47, 300]]) assertNone(withColumns({ energy: cells.map((cell) => epoch + cell) }), ['energy', 'flow']);
    assertNone(withColumns({ energy: ROWS.map((row) => 400_000_000 + row) }), ['energy', 'flow']);
    assertNone(withColumns({ energy: ROWS.map((row) => 6_000_000_000 + row) }), ['energy', 'flow']);
  });

  it('may be written with the day first, or the month first where a day beyond 12 tells it', () => {
    const minutes = [58, 59, 60, 61, 62].map((minute) => Date.UTC(2024, 11, 30, 23, minute));
    const written = (format: (date: Date, pad: (n: number) => string) => string): string[] => minutes.map((time) => format(new Date(time), (n) => String(n).padStart(2, '0')));
    const clock = (date: Date, pad: (n: number) => string): string => `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:00`;
    assertClock(withColumns({ Zeit: written((d, pad) => `${pad(d.getUTCDate())}.12.2024 ${clock(d, pad)}`) }), 'Zeit', /read as day first$/, minutes);
    assertClock(withColumns({ when: written((d, pad) => `${d.getUTCDate()}/12/24 ${clock(d, pad)}`) }), 'when', /read as day first$/, minutes);
    assertClock(withColumns({ when: written((d, pad) => `12/${d.getUTCDate()}/2024, ${clock(d, pad)}`) }), 'when', /read as month first$/, minutes);
    assertClock(withColumns({ when: written((d, pad) => `2024/12/${d.getUTCDate()} ${clock(d, pad)}`) }), 'when', /read as year first$/, minutes);
    const half = ['12/30/2024 11:59:00 PM', '12/31/2024 12:00:00 AM', '12/31/2024 12:01 am'];
    assertClock(withColumns({ when: half }), 'when', /read as month first$/, minutes.slice(1, 4));
  });

  it('is taken in the order that does not run backwards; within one day either will do; else it is left, and the console says why', () => {
    const march = ['03/11/2024 23:00', '03/12/2024 00:00', '04/01/2024 01:00'];
    assertClock(withColumns({ time: march }), 'time', /read as month first$/, [Date.UTC(2024, 2, 11, 23), Date.UTC(2024, 2, 12), Date.UTC(2024, 3, 1, 1)]);
    const day = withColumns({ time: ['03/01/2024 01:02:03 PM', '03/01/2024 01:02:04 PM', '03/01/2024 01:02:06 PM'] });
    assert.deepEqual(times(day).map((time) => (time! % 86_400_000) / 1000), [46_923, 46_924, 46_926]);
    assertNone(withColumns({ time: ['03/01/2024 23:00', '03/02/2024 00:00'] }), ['flow'], /\(in time either the day or the month could come first\)/);
    assertNone(withColumns({ time: ['31/02/2024 23:00', '31/02/2024 23:01'] }), ['flow']);
  });

  it('may stand in two columns, a date and a time of day; or be a date alone', () => {
    const expected = [Date.UTC(2024, 11, 30, 23, 59), Date.UTC(2024, 11, 31)];
    const iso = withColumns({ date: ['2024-12-30', '2024-12-31'], time: ['23:59', '0:00'] });
    assertClock(iso, 'date + time', /^clock {3}date and time, read as year first$/, expected);
    assert.deepEqual(iso.features, ['flow']);
    assertClock(withColumns({ Uhrzeit: ['23:59:00', '00:00:00'], Datum: ['30.12.2024', '31.12.2024'] }), 'Datum + Uhrzeit', /read as day first$/, expected);
    assertClock(withColumns({ date: ['2024-12-30', '2024-12-31'] }), 'date', /read as year first$/, [Date.UTC(2024, 11, 30), Date.UTC(2024, 11, 31)]);
    assertNone(withColumns({ 'installed': ['2020-01-01', '2020-01-01'] }), ['flow']);
  });
});
