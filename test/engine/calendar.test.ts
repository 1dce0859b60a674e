import assert from 'node:assert/strict';
import { array, assert as check, constantFrom, integer, property } from 'fast-check';
import { Calendar } from '../../src/engine/calendar';

const read = (zone: string, time: string): { day: number; hour: number; isWeekend: boolean } => {
  const calendar = new Calendar(zone);
  calendar.read(Date.parse(time));
  return { day: calendar.day, hour: calendar.hour, isWeekend: calendar.isWeekend };
};

describe('calendar', () => {
  it('counts hours and days by the clock of the zone', () => {
    assert.deepEqual(read('UTC', '1970-01-01T00:00Z'), { day: 0, hour: 0, isWeekend: false });
    assert.equal(read('Europe/Berlin', '2024-01-15T12:30Z').hour, 13);
    assert.equal(read('Asia/Kolkata', '2024-01-15T12:30Z').hour, 18);
    assert.equal(read('America/St_Johns', '2024-01-15T12:29Z').hour, 8);
    assert.equal(read('Pacific/Auckland', '2024-01-15T12:30Z').day, read('UTC', '2024-01-15T12:30Z').day + 1);
  });

  it('knows summer time to the hour', () => {
    assert.equal(read('Europe/Berlin', '2024-03-31T00:59Z').hour, 1);
    assert.equal(read('Europe/Berlin', '2024-03-31T01:00Z').hour, 3);
    assert.equal(read('Europe/Berlin', '2024-10-27T00:59Z').hour, 2);
    assert.equal(read('Europe/Berlin', '2024-10-27T01:00Z').hour, 2);
  });

  it('knows the weekend, by the local day', () => {
    const weekend = (zone: string, time: string): boolean => read(zone, time).isWeekend;
    for (const [day, is] of [[4, false], [5, true], [6, true], [7, false]] as const) assert.equal(weekend('UTC', `2024-10-0${day}T12:00Z`), is);
    assert.equal(weekend('UTC', '1969-12-27T12:00Z'), true);
    assert.equal(weekend('UTC', '1969-12-29T12:00Z'), false);
    assert.equal(weekend('Europe/Berlin', '2024-10-04T22:30Z'), true);
  });

  it('agrees with the date that the system prints, whatever time and zone', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Caracas'];
    check(
      property(constantFrom(...zones), array(integer({ min: Date.UTC(1990, 0), max: Date.UTC(2035, 0) }), { minLength: 1, maxLength: 20 }), (zone, times) => {
        const calendar = new Calendar(zone);
        const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', hourCycle: 'h23', weekday: 'short' });
        for (const time of times) {
          calendar.read(time);
          const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
          assert.equal(calendar.hour, Number(parts['hour']));
          assert.equal(calendar.isWeekend, parts['weekday'] === 'Sat' || parts['weekday'] === 'Sun');
        }
      }),
    );
  });

  it('refuses a zone that does not exist and keeps its own', () => {
    assert.throws(() => new Calendar('Mars/Olympus'), new RangeError('there is no time zone called Mars/Olympus'));
    const calendar = new Calendar('Asia/Tokyo');
    assert.throws(() => calendar.use('Nowhere'), RangeError);
    assert.equal(calendar.timeZone, 'Asia/Tokyo');
    calendar.read(0);
    assert.equal(calendar.hour, 9);
  });
});
