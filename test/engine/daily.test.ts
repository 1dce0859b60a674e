import assert from 'node:assert/strict';
import { Calendar } from '../../src/engine/calendar';
import { normalEquivalent } from '../../src/engine/charts';
import { DailyChannel } from '../../src/engine/daily';
import { StateReader, StateSize, StateWriter } from '../../src/engine/state';
import { near } from './closeness';
import { noise } from './streams';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday. */
const T0 = Date.UTC(2024, 4, 6);
/** The n-th workday from there, ms. */
const workday = (n: number): number => T0 + (7 * Math.floor(n / 5) + (n % 5)) * DAY;

/** A profile after `days` days of one reading an hour: 10 x the hour, plus or minus 1 day about. */
function profile(days: number, dimensions = 1): DailyChannel {
  const daily = new DailyChannel(dimensions, new Calendar('UTC'));
  for (let day = 0; day < days; day++) {
    for (let hour = 0; hour < 24; hour++) {
      daily.step(new Float64Array(dimensions).fill(10 * hour + (day % 2 ? 1 : -1)), workday(day) + hour * HOUR);
    }
  }
  return daily;
}

const at = (daily: DailyChannel, value: number, day: number, hour: number): number => daily.step(Float64Array.of(value), workday(day) + hour * HOUR);

describe('daily', () => {
  it('an hour judges once it has been seen on five earlier days', () => {
    assert.equal(at(profile(4), 500, 4, 3), 0);
    assert.ok(at(profile(5), 500, 5, 3) > 20);
  });

  it('a value that is usual at another hour is odd at this one', () => {
    const daily = profile(20);
    assert.ok(at(daily, 30, 20, 3) < 2);
    assert.ok(at(daily, 30, 20, 15) > 20);
  });

  it('the judgement is a t value with days - 1 degrees of freedom', () => {
    // six days of -1, 1, -1, … about 30: mean 30, variance 1 in every hour and so nearly in the pool
    const statistic = at(profile(6), 34, 6, 3);
    near(statistic, normalEquivalent(16 / (1 + 1 / 6), 6), 0.15);
  });

  it('half of an hour belongs to the same hour, the next hour does not', () => {
    const daily = profile(10);
    near(daily.step(Float64Array.of(34), workday(10) + 3.999 * HOUR), at(profile(10), 34, 10, 3), 1e-9);
    assert.ok(daily.step(Float64Array.of(34), workday(10) + 4 * HOUR) > 5, 'usual there: 40');
  });

  it('every hour of every day has a bin of its own', () => {
    const daily = new DailyChannel(1, new Calendar('UTC'));
    for (let day = 0; day < 8; day++) for (let hour = 0; hour < 24; hour++) at(daily, 100 * hour + (day % 2), 300 + day, hour);
    for (let hour = 0; hour < 24; hour++) assert.ok(at(daily, 100 * hour + 0.5, 308, hour) < 1, `hour ${hour}`);
  });

  it('without a time stamp nothing is judged or learned', () => {
    const [daily, untouched] = [profile(6), profile(6)];
    for (let i = 0; i < 100; i++) assert.equal(daily.step(Float64Array.of(1e6), NaN), 0);
    assert.equal(at(daily, 32, 6, 3), at(untouched, 32, 6, 3));
  });

  it('a missing value is not judged, and the feature that is odd is named', () => {
    const daily = profile(6, 3);
    assert.equal(daily.step(Float64Array.of(NaN, NaN, NaN), workday(6)), 0);
    assert.ok(daily.step(Float64Array.of(30, NaN, 90), workday(6) + 3 * HOUR) > 5);
    assert.equal(daily.feature, 2);
  });

  it('a gross error moves the profile by no more than three sd', () => {
    const [daily, clean] = [profile(10), profile(10)];
    at(daily, 1e9, 10, 3);
    at(clean, 31, 10, 3);
    assert.ok(at(daily, 30, 11, 3) < 2);
    assert.ok(at(daily, 40, 12, 3) > 0.5 * at(clean, 40, 12, 3));
  });

  it('a steady stream is judged fairly: about 5 % of the values beyond 2 sd', () => {
    const daily = new DailyChannel(1, new Calendar('UTC'));
    const { normal } = noise(4);
    let beyond = 0;
    const days = 60;
    for (let day = 0; day < days; day++) for (let hour = 0; hour < 24; hour++) if (at(daily, normal(), day, hour) > 4) beyond++;
    const share = beyond / (24 * (days - 5));
    assert.ok(share > 0.02 && share < 0.09, `${share}`);
  });

  it('times before 1970 have hours too', () => {
    const daily = new DailyChannel(1, new Calendar('UTC'));
    for (let day = -20; day < -1; day++) for (let hour = 0; hour < 24; hour++) daily.step(Float64Array.of(10 * hour + (day % 2)), day * DAY + hour * HOUR);
    assert.ok(daily.step(Float64Array.of(30), -DAY + 3 * HOUR) < 3);
    assert.ok(daily.step(Float64Array.of(30), -DAY + 15 * HOUR) > 20);
  });

  it('merging adds two profiles hour by hour', () => {
    const [early, late] = [new DailyChannel(1, new Calendar('UTC')), new DailyChannel(1, new Calendar('UTC'))];
    for (let day = 0; day < 12; day++) {
      for (let hour = 0; hour < 12; hour++) at(early, 10 * hour + (day % 2), day, hour);
      for (let hour = 12; hour < 24; hour++) at(late, 10 * hour + (day % 2), day, hour);
    }
    early.mergeFrom(late, 0.5);
    assert.ok(at(early, 150, 12, 15) < 2);
    assert.ok(at(early, 30, 13, 15) > 20);
    assert.ok(at(early, 30, 13, 3) < 2);
  });

  it('a weekend is compared with weekends: the first quiet Saturday is nothing odd, a workday like a Sunday is', () => {
    const daily = new DailyChannel(1, new Calendar('UTC'));
    const level = (day: number): number => (day % 7 >= 5 ? 10 : 100) + ((day >> 1) % 2);
    const read = (day: number, value: number): number => daily.step(Float64Array.of(value), T0 + day * DAY + 12 * HOUR);
    for (let day = 0; day < 35; day++) {
      const statistic = read(day, level(day));
      assert.ok(statistic < 9, `day ${day}: ${statistic}`);
    }
    assert.ok(read(35, 10) > 20, 'a Monday like a Sunday');
    assert.ok(read(40, 100) > 20, 'a Saturday like a workday');
  });

  it('follows the clock on the wall through the change to summer time', () => {
    const daily = new DailyChannel(1, new Calendar('Europe/Berlin'));
    const change = Date.UTC(2024, 2, 31, 1);
    for (let time = change - 34 * DAY; time < change + 26 * DAY; time += HOUR) {
      const local = new Date(time + (time < change ? 1 : 2) * HOUR);
      const statistic = daily.step(Float64Array.of(10 * local.getUTCHours() + (local.getUTCDate() % 3)), time);
      assert.ok(statistic < 12, `${local.toISOString()}: ${statistic}`);
    }
  });

  it('a profile by another clock adds nothing', () => {
    const [own, untouched] = [profile(6), profile(6)];
    const foreign = new DailyChannel(1, new Calendar('Asia/Tokyo'));
    for (let day = 0; day < 9; day++) for (let hour = 0; hour < 24; hour++) at(foreign, 1000, day, hour);
    own.mergeFrom(foreign, 0.5);
    assert.equal(at(own, 33, 6, 3), at(untouched, 33, 6, 3));
  });

  it('restores what it holds, and nothing that it does not', () => {
    const [empty, full] = [new DailyChannel(2, new Calendar('UTC')), profile(20, 2)];
    for (const original of [empty, full]) {
      const size = new StateSize();
      original.exchange(size);
      const bytes = new Uint8Array(size.total);
      original.exchange(new StateWriter(bytes, 0));
      const copy = profile(3, 2);
      copy.exchange(new StateReader(bytes, 0));
      assert.equal(copy.step(Float64Array.of(33, 31), workday(20)), original.step(Float64Array.of(33, 31), workday(20)));
    }
    const size = new StateSize();
    new DailyChannel(8, new Calendar('UTC')).exchange(size);
    assert.ok(size.total < 200, 'nothing is held before the first time stamp');
  });
});
