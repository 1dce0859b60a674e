import assert from 'node:assert/strict';
import { AlarmLayer } from '../../src/engine/alarms';
import { Evidence } from '../../src/engine/evidence';
import { resolveKnobs, tuningOf } from '../../src/engine/profiles';
import type { AlarmView } from '../../src/engine/views';
import { near } from './closeness';
import { solve } from './quadrature';

const D = 4;
const OPENING = -Math.log(1e-4);
/** A kind: channels range 0, stuck 1, daily 2, point 3, regime 4. */
const kind = (channel: number, feature = 0, high = true): number => (channel * D + feature) * 2 + (high ? 1 : 0);
const POINT = kind(3);

/** An alarm layer, fed with evidence by hand; tells what was told. */
class Scene {
  readonly layer: AlarmLayer;
  readonly evidence = new Evidence(D);
  readonly told: string[] = [];
  n = 0;

  constructor(alarmsPerWeek = 1) {
    this.layer = new AlarmLayer(D, tuningOf(resolveKnobs('streaming_iot')), alarmsPerWeek);
  }

  /** One point with the given evidence; time in ms. */
  point(pairs: readonly (readonly [kind: number, strength: number, size?: number])[] = [], time = NaN, accepted = false): string {
    this.n++;
    this.evidence.count = pairs.length;
    pairs.forEach(([kind, strength, size = strength], i) => {
      this.evidence.kinds[i] = kind;
      this.evidence.strengths[i] = strength;
      this.evidence.sizes[i] = size;
    });
    const most = Math.max(0, ...pairs.map(([, strength]) => strength));
    this.layer.step(this.evidence, time, most >= OPENING, accepted);
    const { phase } = this.layer;
    if (phase !== 'none') this.told.push(`${this.n} ${phase}`);
    return phase;
  }

  quiet(points: number): void {
    for (let i = 0; i < points; i++) this.point();
  }

  view(): AlarmView | null {
    return this.layer.view(this.evidence, D);
  }
}

describe('alarms: one event, one alarm', () => {
  it('a single spike opens and closes 61 points later, quietly', () => {
    const scene = new Scene();
    scene.quiet(10);
    scene.point([[POINT, 20]]);
    scene.quiet(100);
    assert.deepEqual(scene.told, ['11 open', '72 close']);
  });

  it('evidence below the opening level opens nothing, but has a score', () => {
    const scene = new Scene();
    assert.equal(scene.point([[POINT, OPENING - 0.1]]), 'none');
    assert.ok(scene.layer.score > 0.8 && scene.layer.score < 0.85);
    assert.equal(scene.layer.alarmId, 0);
    assert.equal(scene.view(), null);
  });

  it('at the opening level the score is 0.85', () => {
    const scene = new Scene();
    assert.equal(scene.point([[POINT, OPENING + 1e-9]]), 'open');
    near(scene.layer.score, 0.85, 1e-6);
  });

  it('while the same goes on nothing is said', () => {
    const scene = new Scene();
    for (let i = 0; i < 300; i++) scene.point([[POINT, 20]]);
    assert.deepEqual(scene.told, ['1 open']);
    assert.equal(scene.view()?.suppressed, 299);
  });

  it('what is a quarter stronger than the peak is told at once', () => {
    const scene = new Scene();
    scene.point([[POINT, 20]]);
    assert.equal(scene.point([[POINT, 24]]), 'none');
    assert.equal(scene.point([[POINT, 31]]), 'update');
  });

  it('another kind of no greater strength is told when 60 points have passed', () => {
    const scene = new Scene();
    scene.point([[POINT, 20]]);
    for (let i = 0; i < 70; i++) scene.point([[POINT, 20], [kind(4, i), 15]]);
    // a new feature every point: news each time
    assert.deepEqual(scene.told, ['1 open', '62 update']);
  });

  it('an event that grows without end is told again and again, but rarely', () => {
    const scene = new Scene();
    for (let i = 0; i < 600; i++) scene.point([[POINT, 20 * 1.002 ** i]]);
    assert.ok(scene.told.length > 2 && scene.told.length < 12, scene.told.join(', '));
  });

  it('ids count up by one', () => {
    const scene = new Scene();
    const ids: number[] = [];
    for (let i = 0; i < 4; i++) {
      scene.point([[kind(3, i), 20]]);
      ids.push(scene.layer.alarmId);
      scene.quiet(100);
      assert.equal(scene.layer.alarmId, 0);
    }
    assert.deepEqual(ids, [1, 2, 3, 4]);
  });

  it('the id of an alarm is told with its close, then no more', () => {
    const scene = new Scene();
    scene.point([[POINT, 20]]);
    while (scene.point() !== 'close') assert.equal(scene.layer.alarmId, 1);
    assert.equal(scene.layer.alarmId, 1);
    assert.equal(scene.view()?.reason, 'quiet');
    scene.point();
    assert.equal(scene.layer.alarmId, 0);
    assert.equal(scene.view(), null);
  });

  it('what is remembered is the size: a larger spike is told though tails that have learned give it less evidence', () => {
    const scene = new Scene();
    scene.point([[POINT, 40, 15]]);
    scene.quiet(100);
    scene.point([[POINT, 30, 25]]);
    assert.deepEqual(scene.told, ['1 open', '62 close', '102 open']);
  });

  it('nor is the same spike told again because tails that have learned give it more', () => {
    const scene = new Scene();
    for (let n = 0; n < 1000; n++) scene.point(n % 100 ? [] : [[POINT, 30, 15]]);
    assert.equal(scene.point([[POINT, 60, 15]]), 'none');
  });
});

describe('alarms: what comes again', () => {
  /** Spikes every `gap` points; how many of them were told. */
  function visits(scene: Scene, count: number, gap: number, strength = 20): number[] {
    const told: number[] = [];
    for (let visit = 1; visit <= count; visit++) {
      if (scene.point([[POINT, strength]]) === 'open') told.push(visit);
      scene.quiet(gap - 1);
    }
    return told;
  }

  it('is told the first times and known after about eight visits', () => {
    const told = visits(new Scene(), 40, 300);
    assert.ok(told.length >= 3 && told.length <= 9 && told.at(-1)! <= 10, told.join(', '));
  });

  it('is told again when it is larger', () => {
    const scene = new Scene();
    visits(scene, 30, 300);
    assert.equal(scene.point([[POINT, 30]]), 'open');
  });

  it('another feature, another direction or another channel is another kind', () => {
    for (const other of [kind(3, 1), kind(3, 0, false), kind(4, 0)]) {
      const scene = new Scene();
      visits(scene, 30, 300);
      assert.equal(scene.point([[other, 20]]), 'open');
    }
  });

  it('is news again after it has stayed away for several of its gaps', () => {
    const scene = new Scene();
    visits(scene, 12, 300);
    scene.quiet(5000);
    assert.equal(scene.point([[POINT, 20]]), 'open');
  });

  it('counts its visits', () => {
    const scene = new Scene();
    const seen: number[] = [];
    for (let i = 0; i < 3; i++) {
      scene.point([[POINT, 20]]);
      seen.push(scene.view()!.visits);
      scene.quiet(2000);
    }
    assert.deepEqual(seen, [1, 2, 3]);
  });

  it('rows less than 20 points apart are one visit', () => {
    const scene = new Scene();
    for (let i = 0; i < 5; i++) {
      scene.point([[POINT, 20]]);
      scene.quiet(15);
    }
    scene.quiet(3000);
    scene.point([[POINT, 30]]);
    assert.equal(scene.view()?.visits, 2);
  });

  it('a known visit explains the weaker evidence of the daily profile on the same row', () => {
    const known = new Scene();
    visits(known, 30, 300);
    assert.equal(known.point([[POINT, 20], [kind(2), 15]]), 'none');
    assert.equal(new Scene().point([[kind(2), 15]]), 'open');
  });

  it('more kinds than the memory holds do no harm', () => {
    const layer = new AlarmLayer(200, tuningOf(resolveKnobs('streaming_iot')), 1);
    const evidence = new Evidence(200);
    for (let i = 0; i < 5000; i++) {
      evidence.count = 1;
      evidence.kinds[0] = (i * 7) % 2000;
      evidence.strengths[0] = evidence.sizes[0] = 10 + (i % 13);
      layer.step(evidence, NaN, true, false);
      assert.ok(layer.score >= 0 && layer.score <= 1);
    }
  });
});

describe('alarms: the end of an event', () => {
  it('a level that the engine has accepted closes its alarm', () => {
    const scene = new Scene();
    for (let i = 0; i < 100; i++) scene.point([[kind(4), 20]]);
    assert.equal(scene.point([[kind(4), 20]], NaN, true), 'close');
    assert.equal(scene.view()?.reason, 'accepted');
  });

  it('what lasts for a whole memory without news is accepted too, and stays quiet', () => {
    const scene = new Scene();
    for (let i = 0; i < 3000; i++) scene.point([[POINT, 20]]);
    assert.deepEqual(scene.told, ['1 open', '1002 close']);
  });

  it('a reset closes an open alarm and says whether there was one', () => {
    const scene = new Scene();
    assert.equal(scene.layer.reset(), false);
    scene.point([[POINT, 20]]);
    assert.equal(scene.layer.reset(), true);
    assert.deepEqual([scene.layer.phase, scene.view()?.reason, scene.layer.isOpen], ['close', 'reset', false]);
    scene.point();
    assert.equal(scene.view(), null);
  });
});

describe('alarms: the opening level', () => {
  /** The least strength that opens an alarm after 100 points at this interval. */
  function level(interval: number, alarmsPerWeek = 1): number {
    const opens = (strength: number): number => {
      const scene = new Scene(alarmsPerWeek);
      for (let i = 0; i < 100; i++) scene.point([], i * interval);
      return scene.point([[POINT, strength]], 100 * interval) === 'open' ? 1 : 0;
    };
    return solve(opens, 0.5, 1, 30);
  }

  it('is one false alarm a week: at one point a minute p = 1e-4', () => {
    near(level(60_000), -Math.log(60 / (7 * 86_400)), 1e-9);
  });

  it('follows interval and alarms per week', () => {
    near(level(300_000), -Math.log(300 / (7 * 86_400)), 1e-9);
    near(level(60_000, 5), -Math.log(300 / (7 * 86_400)), 1e-9);
  });

  it('stays where the evidence is calibrated: p from 1e-6 to 1e-3', () => {
    near(level(10), -Math.log(1e-6), 1e-9);
    near(level(86_400_000), -Math.log(1e-3), 1e-9);
  });

  it('is not moved by a gap in the stream or a time that jumps back', () => {
    const scene = new Scene();
    for (let i = 0; i < 100; i++) scene.point([], i * 60_000 + (i > 50 ? 30 * 86_400_000 : 0) - (i > 70 ? 40 * 86_400_000 : 0));
    assert.equal(scene.point([[POINT, -Math.log(60 / (7 * 86_400)) - 0.1]]), 'none');
    assert.equal(scene.point([[kind(3, 1), -Math.log(60 / (7 * 86_400)) + 0.1]]), 'open');
  });

  it('can be changed while running', () => {
    const scene = new Scene();
    for (let i = 0; i < 100; i++) scene.point([], i * 60_000);
    scene.layer.retune(0.01);
    assert.equal(scene.point([[POINT, 12]], 6_000_000), 'none');
    scene.layer.retune(1);
    assert.equal(scene.point([[kind(3, 1), 12]], 6_060_000), 'open');
  });

  it('an alarm tells when it began', () => {
    const scene = new Scene();
    for (let i = 0; i < 20; i++) scene.point([], 1000 * i);
    scene.point([[POINT, 20]], 20_000);
    for (let i = 21; i < 30; i++) scene.point([[POINT, 20]], 1000 * i);
    assert.deepEqual([scene.view()?.since, scene.view()?.points, scene.view()?.channel, scene.view()?.feature], [20_000, 9, 'point', 0]);
  });

  it('without time stamps it began at no known time', () => {
    const scene = new Scene();
    scene.point([[POINT, 20]]);
    assert.equal(scene.view()?.since, null);
  });
});
