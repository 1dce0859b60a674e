import assert from 'node:assert/strict';
import { nextProjection, project } from '../../../scripts/dashboard/function/projection';
import type { Cluster, Projection, Values } from '../../../scripts/dashboard/function/shapes';
import { seededRandom } from '../../../src/engine/random';

const FEATURES = ['flow', 'pressure', 'current', 'speed', 'vibration'];
const SPREAD = [1.4, 0.03, 0.6, 3, 0.09];
/** Regimes, in spreads. */
const PLACES = [
  [0, 0, 0, 0, 0],
  [30, 20, 25, 40, 4],
  [28, -10, 22, 35, 12],
  [-6, 4, 18, -3, -9],
];

const named = (values: readonly number[]): Values => Object.fromEntries(FEATURES.map((name, i) => [name, values[i]!]));
const clusterAt = (place: readonly number[], id: number, weight = 100): Cluster => ({
  id,
  label: null,
  weight,
  centroid: named(place.map((value, i) => 50 + value * SPREAD[i]!)),
  spread: named(SPREAD),
});
const clusters = PLACES.map((place, id) => clusterAt(place, id + 1));

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
/** How far an axis has turned, degrees. */
const turned = (a: readonly number[], b: readonly number[]): number => (180 / Math.PI) * Math.acos(Math.min(1, dot(a, b)));
const settled = (from: Projection | null, given: Cluster[], steps = 200): Projection => {
  let projection = from;
  for (let i = 0; i < steps; i++) projection = nextProjection(given, projection, 0.1);
  return projection!;
};

function assertOrthonormal({ across, up }: Projection): void {
  for (const [value, expected] of [[dot(across, across), 1], [dot(up, up), 1], [dot(across, up), 0]] as const) assert.ok(Math.abs(value - expected) < 1e-9);
}

describe('the map of clusters', () => {
  it('shows the plane in which the clusters lie farthest apart, the longer way across', () => {
    const flat = PLACES.slice(0, 3).map((place, id) => clusterAt(place.map((value, i) => (i < 2 ? value : 0)), id + 1));
    const projection = nextProjection(flat, null, 0.1)!;
    assertOrthonormal(projection);
    const places = flat.map(({ centroid }) => project(centroid, projection));
    // nothing is lost of what lies in a plane
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < i; j++) {
        const shown = Math.hypot(places[i]!.x - places[j]!.x, places[i]!.y - places[j]!.y);
        const real = Math.hypot(...PLACES[i]!.slice(0, 2).map((value, k) => value - PLACES[j]![k]!));
        assert.ok(Math.abs(shown - real) < 0.01 * real, `${shown} for ${real}`);
      }
    }
    const width = (axis: 'x' | 'y'): number => Math.max(...places.map((place) => place[axis])) - Math.min(...places.map((place) => place[axis]));
    assert.ok(width('x') > width('y'));
  });

  it('is the same in any units', () => {
    const factors = [1000, 0.01, 1, 60, 1e6];
    const inUnits = (values: Values): Values => Object.fromEntries(FEATURES.map((name, i) => [name, values[name]! * factors[i]!]));
    const rescaled = clusters.map((cluster) => ({ ...cluster, centroid: inUnits(cluster.centroid), spread: inUnits(cluster.spread) }));
    const [one, other] = [nextProjection(clusters, null, 0.1)!, nextProjection(rescaled, null, 0.1)!];
    for (const [i, { centroid }] of clusters.entries()) {
      const [a, b] = [project(centroid, one), project(rescaled[i]!.centroid, other)];
      assert.ok(Math.hypot(a.x - b.x, a.y - b.y) < 1e-6);
    }
  });

  it('keeps its orientation while centroids tremble, also where no direction is longer than another', () => {
    const random = seededRandom(5);
    // a square: any pair of axes in its plane is as good
    const square = [[10, 10], [10, -10], [-10, 10], [-10, -10]].map(([a, b]) => [a!, b!, 0, 0, 0]);
    const trembling = (): Cluster[] => square.map((place, id) => clusterAt(place.map((value) => value + 0.5 * random.normal()), id + 1, 100 + 20 * random.uniform()));
    const first = settled(null, trembling(), 1);
    let projection = first;
    let most = 0;
    for (let i = 0; i < 300; i++) {
      const next = nextProjection(trembling(), projection, 0.1)!;
      most = Math.max(most, turned(next.across, projection.across), turned(next.up, projection.up));
      projection = next;
    }
    assert.ok(most < 2, `${most} degrees in one step`);
    assert.ok(turned(projection.across, first.across) < 20, `${turned(projection.across, first.across)} degrees in all`);
  });

  it('is never mirrored or turned over, whatever the axes were when it began', () => {
    const known = settled(null, clusters);
    const faces = [known, { ...known, across: known.across.map((value) => -value) }, { ...known, across: known.up, up: known.across }];
    for (const before of faces) {
      const next = nextProjection(clusters, before, 0.1)!;
      assert.ok(turned(next.across, before.across) < 1 && turned(next.up, before.up) < 1);
    }
  });

  it('turns slowly to a new regime, and ends where a fresh look would', () => {
    const before = settled(null, clusters.slice(0, 3));
    const far = [...clusters.slice(0, 3), clusterAt([0, 0, -60, 50, 60], 9)];
    const step = nextProjection(far, before, 0.1)!;
    assertOrthonormal(step);
    assert.ok(turned(step.up, before.up) < 12, `${turned(step.up, before.up)} degrees`);
    const [end, fresh] = [settled(step, far, 300), nextProjection(far, null, 1)!];
    // the same plane: each axis of one lies in that of the other
    for (const axis of [end.across, end.up]) assert.ok(Math.abs(Math.hypot(dot(axis, fresh.across), dot(axis, fresh.up)) - 1) < 1e-3);
  });

  it('counts a missing value as being in the middle, and lets no feature without scatter take over', () => {
    const projection = settled(null, clusters);
    const middle = project(Object.fromEntries(FEATURES.map((name, i) => [name, projection.centre[i]!])), projection);
    assert.deepEqual([middle.x, middle.y], [0, 0]);
    assert.deepEqual(project({}, projection), middle);
    const flagged = clusters.map((cluster, i) => ({ ...cluster, centroid: { ...cluster.centroid, valve: i % 2 }, spread: { ...cluster.spread, valve: 0 } }));
    const places = flagged.map(({ centroid }) => project(centroid, nextProjection(flagged, null, 0.1)!));
    assert.ok(places.every(({ x, y }) => Math.hypot(x, y) < 100), JSON.stringify(places));
  });

  it('is there for one feature, for one cluster, and begins anew with other features', () => {
    const only = (value: number): Cluster => ({ id: 1, label: null, weight: 1, centroid: { level: value }, spread: { level: 2 } });
    const line = nextProjection([only(10), only(20)], null, 0.1)!;
    assert.equal(project({ level: 20 }, line).x - project({ level: 10 }, line).x, 5);
    assert.equal(project({ level: 20 }, line).y, 0);
    assertOrthonormal(nextProjection([clusters[0]!], line, 0.1)!);
    assert.deepEqual(nextProjection([], line, 0.1), line);
    assert.equal(nextProjection([], null, 0.1), null);
  });
});
