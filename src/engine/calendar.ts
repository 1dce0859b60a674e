// Local time: which day, which hour, weekend or not. A machine follows the clock on the wall, which jumps twice a year.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Clocks are changed at full quarters of an hour: within one the offset stands. */
const QUARTER = HOUR / 4;
/** 1970 began on a Thursday; days counted from Monday. */
const FIRST_WEEKDAY = 3;
const SATURDAY = 5;

export class Calendar {
  private zone = 'UTC';
  private format: Intl.DateTimeFormat | null = null;
  private quarter = NaN;
  private offset = 0;
  /** From when to when day and hour are those of the last time. */
  private from = NaN;
  private until = NaN;
  /** Days since 1970 and hour 0..23 of the last time, by the local clock; whether that day is a Saturday or Sunday. */
  day = 0;
  hour = 0;
  isWeekend = false;

  /** @throws RangeError if there is no such time zone */
  constructor(timeZone: string) {
    this.use(timeZone);
  }

  get timeZone(): string {
    return this.zone;
  }

  /** @param timeZone a name of the IANA database, such as Europe/Berlin @throws RangeError if there is none of that name; nothing is changed then */
  use(timeZone: string): void {
    this.format = timeZone === 'UTC' ? null : formatOf(timeZone);
    this.zone = timeZone;
    this.quarter = this.from = NaN;
    this.offset = 0;
  }

  /** @param time ms since 1970, UTC */
  read(time: number): void {
    // a stream has many points in a quarter of an hour
    if (time >= this.from && time < this.until) return;
    const quarter = Math.floor(time / QUARTER);
    if (this.format !== null && quarter !== this.quarter) {
      this.quarter = quarter;
      this.offset = offsetOf(this.format, quarter * QUARTER);
    }
    const local = time + this.offset;
    const day = Math.floor(local / DAY);
    this.day = day;
    this.hour = Math.min(23, Math.floor((local - day * DAY) / HOUR));
    const weekday = (day + FIRST_WEEKDAY) % 7;
    this.isWeekend = (weekday < 0 ? weekday + 7 : weekday) >= SATURDAY;
    const isWhole = this.offset % QUARTER === 0;
    this.from = isWhole ? quarter * QUARTER : NaN;
    this.until = (quarter + 1) * QUARTER;
  }
}

/** By zone, for all calendars: one takes some 50 KB beside the heap, where no budget counts them, and .4 ms to make. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError if there is no such time zone */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  if (!isTimeZone(timeZone)) throw new RangeError(`there is no time zone called ${timeZone}`);
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  return format;
}

/** Whether it is a name of the IANA database, such as Europe/Berlin. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** What the local clock is ahead of UTC, ms: from "GMT+05:30", "GMT-3" or "GMT". */
function offsetOf(format: Intl.DateTimeFormat, time: number): number {
  const name = format.formatToParts(time).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes = '0'] = /([+-])(\d+)(?::(\d+))?/.exec(name) ?? [];
  if (hours === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60_000);
}
