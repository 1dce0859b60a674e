import assert from 'node:assert/strict';
import { Ingest } from '../../src/ingest';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A machine's clock, a device that sends on it, and a look every second. */
class Clock {
  now = 0;
  readonly told: string[] = [];

  constructor(readonly ingest: Ingest) {
    ingest.connected();
  }

  send(topic: string, retained = false): void {
    const { news } = this.ingest.accept(topic, Buffer.from('1'), this.now, retained);
    for (const { key, state, reason, topic: from } of news) this.told.push(`${this.now / SECOND} ${key} ${state} ${reason} ${from}`);
  }

  wait(ms: number): void {
    for (const end = this.now + ms; this.now < end; ) {
      this.now += Math.min(SECOND, end - this.now);
      for (const { key, state, reason, topic } of this.ingest.stale(this.now)) this.told.push(`${this.now / SECOND} ${key} ${state} ${reason} ${topic}`);
    }
  }

  /** Sends `count` times, every `ms`. */
  rhythm(topic: string, count: number, ms: number): void {
    for (let i = 0; i < count; i++) {
      this.send(topic);
      this.wait(ms);
    }
  }
}

describe('silence', () => {
  it('of a device is told once, after three of its usual pauses and a minute at least, and its end with the next reading', () => {
    const clock = new Clock(new Ingest());
    clock.rhythm('fast', 10, SECOND);
    clock.wait(2 * MINUTE);
    assert.deepEqual(clock.told.splice(0), ['0 fast online first_reading fast', '70 fast stale silent fast']);
    clock.send('fast');
    assert.deepEqual(clock.told.splice(0), ['130 fast returned reading fast']);
    const slow = new Clock(new Ingest());
    slow.rhythm('slow', 10, 10 * MINUTE);
    slow.wait(19 * MINUTE);
    assert.deepEqual(slow.told.splice(1), []);
    slow.wait(2 * MINUTE);
    assert.deepEqual(slow.told.splice(1), [`${90 * 60 + 30 * 60 + 1} slow stale silent slow`]);
  });

  it('is learned from a device that sends now and then: another rhythm is told at first, then it is known', () => {
    const clock = new Clock(new Ingest());
    clock.rhythm('a', 20, SECOND);
    clock.rhythm('a', 20, 4 * MINUTE);
    const stale = clock.told.filter((line) => line.includes('stale'));
    assert.ok(stale.length >= 1 && stale.length <= 2, stale.join());
  });

  it('can be set, and switched off', () => {
    const set = new Clock(new Ingest({ silentAfter: 5 * SECOND }));
    set.send('a');
    set.wait(10 * SECOND);
    assert.deepEqual(set.told.splice(1), ['7 a stale silent a']);
    const off = new Clock(new Ingest({ silentAfter: 0 }));
    off.rhythm('a', 5, SECOND);
    off.wait(10 * MINUTE);
    assert.deepEqual(off.told.splice(1), []);
  });

  it('is not told of what nobody can know: one message alone, what the broker kept, no connection, a clock that was set, a device that said goodbye', () => {
    const clock = new Clock(new Ingest());
    clock.send('once');
    clock.send('kept', true);
    clock.rhythm('gone', 5, SECOND);
    clock.ingest.accept('gone', Buffer.from(''), clock.now);
    clock.rhythm('a', 5, SECOND);
    // no look is made while there is no connection
    clock.now += 10 * MINUTE;
    clock.ingest.connected();
    clock.wait(30 * SECOND);
    clock.send('a');
    clock.now += 365 * 24 * 60 * MINUTE;
    clock.wait(30 * SECOND);
    clock.send('a');
    clock.now -= 365 * 24 * 60 * MINUTE;
    clock.wait(30 * SECOND);
    assert.deepEqual(clock.told.filter((line) => line.includes('stale')), []);
  });
});
