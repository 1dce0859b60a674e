// What each panel shows, from what is remembered.
import { nextProjection, project } from './projection';
import type { Cluster, Device, Frame, Memory } from './shapes';

/** A page that has not said for so long what it shows is closed. */
const PAGE_GONE = 60_000;
/** How far the map follows at each look: 10 % a second is a calm turn. */
const PACE = 0.1;
/** Share of a device's weight from which a cluster is drawn as one to look at. */
const WEIGHTY = 0.04;
/** The drawing: width, height and border that no centre comes into. */
const WIDTH = 640;
const HEIGHT = 340;
const BORDER = 56;
/** A reading beyond the map is drawn this far inside its edge. */
const EDGE = 8;
/** Arrivals are counted for so long, ms. */
const COUNT_FOR = 5000;
const SMALLEST = 5;
const LARGEST = 46;
/** A map shows at least so many spreads, else noise would look like structure. */
const LEAST_SPAN = 12;

/** The devices whose pages are open, and the first one for those that have not chosen. */
function shownDevices(memory: Memory, now: number): Device[] {
  for (const [name, at] of Object.entries(memory.watched)) if (now - at > PAGE_GONE) delete memory.watched[name];
  return Object.values(memory.devices).filter(({ name }, i) => i === 0 || memory.watched[name] !== undefined);
}

const byDevice = <T>(devices: Device[], show: (device: Device) => T): Record<string, T> => Object.fromEntries(devices.map((device) => [device.name, show(device)]));

function stateOf(device: Device, memory: Memory): string {
  if (!device.ready) return 'learning';
  if (memory.open.some((alarm) => alarm.device === device.name)) return 'alarm';
  return memory.drifts.some((drift) => drift.device === device.name && drift.event === 'detected') ? 'drift' : 'normal';
}

function nowPanel(memory: Memory, shown: Device[], now: number): object {
  return {
    devices: Object.values(memory.devices).map((device) => ({ name: device.name, state: stateOf(device, memory) })),
    shown: byDevice(shown, (device) => ({
      ready: device.ready,
      progress: device.progress,
      cluster: device.cluster,
      label: device.label,
      dwell: device.dwell,
      score: device.score,
      odd: device.odd,
      clusters: Object.keys(device.clusters).length,
      quiet: Math.round((now - device.seen) / 1000),
    })),
  };
}

/** From the smallest to the largest value, and more where that is too little for a map. */
function around(values: number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const missing = Math.max(0, LEAST_SPAN - (high - low)) / 2;
  return [low - missing, high + missing];
}

const follow = (from: number, to: number, isOutward: boolean): number => (isOutward ? to : from + PACE * (to - from));

/** The part of the plane that is shown: grows at once so that nothing is cut off, shrinks slowly so that nothing jumps. */
function nextFrame(places: { x: number; y: number }[], before: Frame | null): Frame {
  const [left, right] = around(places.map(({ x }) => x));
  const [bottom, top] = around(places.map(({ y }) => y));
  if (!before) return { left, right, bottom, top };
  return {
    left: follow(before.left, left, left < before.left),
    right: follow(before.right, right, right > before.right),
    bottom: follow(before.bottom, bottom, bottom < before.bottom),
    top: follow(before.top, top, top > before.top),
  };
}

const within = (value: number, size: number): number => Math.min(size - EDGE, Math.max(EDGE, value));
/** Whole units: a map that stands still is not drawn anew. */
const rounded = (value: number): number => Math.round(value);

function mapOf(device: Device): object {
  const clusters: Cluster[] = Object.values(device.clusters);
  const learning = { ready: device.ready, progress: device.progress };
  device.projection = nextProjection(clusters, device.projection, PACE);
  const { projection } = device;
  if (!projection || clusters.length === 0) return { ...learning, circles: [], trail: [], point: null };
  const places = clusters.map(({ centroid }) => project(centroid, projection));
  const frame = (device.frame = nextFrame(places, device.frame));
  const onPaper = ({ x, y }: { x: number; y: number }): { x: number; y: number } => ({
    x: rounded(BORDER + ((x - frame.left) / (frame.right - frame.left)) * (WIDTH - 2 * BORDER)),
    y: rounded(HEIGHT - BORDER - ((y - frame.bottom) / (frame.top - frame.bottom)) * (HEIGHT - 2 * BORDER)),
  });
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const circles = clusters.map(({ id, label, weight }, k) => {
    const share = weight / total;
    const { x, y } = onPaper(places[k]!);
    return { id, label, x, y, r: rounded(Math.max(SMALLEST, LARGEST * Math.sqrt(share))), share, weighty: share >= WEIGHTY, now: id === device.cluster };
  });
  // large ones behind, so that small ones can be seen and touched
  circles.sort((a, b) => b.r - a.r);
  const trail = device.trail.map((values) => {
    const { x, y } = onPaper(project(values, projection));
    return { x: within(x, WIDTH), y: within(y, HEIGHT), outside: x !== within(x, WIDTH) || y !== within(y, HEIGHT) };
  });
  return { ...learning, circles, trail, point: trail.at(-1) ?? null, odd: device.odd };
}

function scoreOf({ ready, progress, times, scores }: Device, threshold: number): object {
  return { ready, progress, threshold, times, scores: scores.map((score) => Math.round(score * 1000) / 1000) };
}

/** Points per second: the node's own measure, once a minute, else what has arrived here. */
function pointRate(memory: Memory, now: number): number | null {
  const elapsed = now - memory.countedAt;
  if (elapsed >= COUNT_FOR) {
    if (memory.countedAt > 0) memory.rate = (1000 * memory.counted) / elapsed;
    memory.counted = 0;
    memory.countedAt = now;
  }
  return memory.throughput ?? memory.rate;
}

/** One message for each panel, in the order of the outputs. */
export function showPanels(memory: Memory, now: number): { payload: unknown }[] {
  const shown = shownDevices(memory, now);
  const known = Object.values(memory.devices);
  const learning = known.filter(({ ready }) => !ready).length;
  const panels = [
    nowPanel(memory, shown, now),
    { devices: known.length, learning, open: memory.open, closed: memory.closed },
    byDevice(shown, mapOf),
    byDevice(shown, (device) => scoreOf(device, memory.threshold)),
    { devices: known.length, learning, drifts: memory.drifts },
    { health: memory.health && { ...memory.health, points: memory.health.points + memory.updates }, throughput: pointRate(memory, now) },
  ];
  return panels.map((payload) => ({ payload }));
}
