// What comes from the nodes, kept as long as the dashboard needs it.
import type { Alarm, Device, Health, Incoming, Memory, Payload, Values } from './shapes';

/** More devices are not listed; their alarms are. */
const MOST_DEVICES = 200;
/** Seconds of scores and readings that are shown. */
const MOST_SCORES = 300;
const MOST_READINGS = 10;
const MOST_CLOSED = 6;
const MOST_OPEN = 100;
const MOST_DRIFTS = 4;
const SECOND = 1000;

/** The device called so; made at its first message, null if there are too many. */
function deviceOf(memory: Memory, name: string): Device | null {
  const known = Object.hasOwn(memory.devices, name) ? memory.devices[name] : undefined;
  if (known) return known;
  if (Object.keys(memory.devices).length >= MOST_DEVICES) return null;
  const device: Device = {
    name,
    seen: 0,
    progress: 0,
    ready: false,
    cluster: null,
    label: null,
    dwell: 0,
    score: 0,
    odd: false,
    clusters: {},
    trail: [],
    times: [],
    scores: [],
    second: 0,
    projection: null,
    frame: null,
    asked: 0,
  };
  memory.devices[name] = device;
  return device;
}

/** Takes a message of ncs-cluster, ncs-stream-in or a page in. */
export function take(memory: Memory, msg: Incoming, now: number): void {
  const payload = (typeof msg.payload === 'object' && msg.payload !== null ? msg.payload : {}) as Payload;
  if (typeof payload['watch'] === 'string') memory.watched[payload['watch']] = now;
  else if (payload['schema'] === undefined) takeReading(memory, msg.ncs?.key ?? msg.topic ?? '', payload);
  else if (payload['type'] === 'cluster_update') takeUpdate(memory, payload, now);
  else if (payload['type'] === 'outlier') takeAlarm(memory, payload);
  else if (payload['type'] === 'drift_detection') takeDrift(memory, payload);
  else if (payload['type'] === 'algorithm_status') takeStatus(memory, payload);
  else if (payload['type'] === 'performance_metrics') memory.throughput = payload['throughput_points_per_second'];
  else if (payload['type'] === 'command_result' && payload['ok'] === true) takeAnswer(memory, payload);
}

/** The last readings are the trail of the present point on the map. */
function takeReading(memory: Memory, name: string, values: Payload): void {
  const device = Object.hasOwn(memory.devices, name) ? memory.devices[name] : undefined;
  const numbers = Object.entries(values).filter(([, value]) => typeof value === 'number');
  if (!device || numbers.length === 0) return;
  device.trail.push(Object.fromEntries<number>(numbers));
  if (device.trail.length > MOST_READINGS) device.trail.shift();
}

function takeUpdate(memory: Memory, update: Payload, now: number): void {
  memory.counted++;
  memory.updates++;
  const device = deviceOf(memory, update['key']);
  if (!device) return;
  const wasReady = device.ready;
  if (wasReady && !update['learning'].ready) forget(memory, device);
  device.seen = now;
  device.progress = update['learning'].progress;
  device.ready = update['learning'].ready;
  device.cluster = update['cluster_id'];
  device.label = update['label'];
  device.dwell = update['dwell_seconds'];
  device.odd = update['is_outlier'];
  device.score = update['outlier_score'];
  // the row that ends the learning is the last one without a score
  if (!wasReady || !device.ready) return;
  keepScore(device, Date.parse(update['timestamp']), now);
  for (const event of update['events'] as Payload[]) if (event['type'] === 'merged' || event['type'] === 'faded') delete device.clusters[event['cluster_id']];
  if (update['cluster_id'] !== null) keepCluster(device, update);
}

function keepCluster(device: Device, { cluster_id: id, label, weight, centroid, spread }: Payload): void {
  device.clusters[id] = { id, label, weight, centroid, spread };
}

/** Several readings within a second are one point of the chart, and the highest of them counts: no spike is lost. */
function keepScore(device: Device, t: number, now: number): void {
  const second = Math.floor(now / SECOND);
  const last = device.scores.length - 1;
  if (second === device.second && last >= 0) device.scores[last] = Math.max(device.scores[last]!, device.score);
  else {
    device.times.push(t);
    device.scores.push(device.score);
    device.second = second;
    if (device.scores.length > MOST_SCORES) {
      device.times.shift();
      device.scores.shift();
    }
  }
}

/** A device that learns anew has no clusters, alarms and drifts of before. */
function forget(memory: Memory, device: Device): void {
  device.clusters = {};
  device.times = [];
  device.scores = [];
  device.projection = null;
  device.frame = null;
  memory.open = memory.open.filter((alarm) => alarm.device !== device.name);
  memory.drifts = memory.drifts.filter((drift) => drift.device !== device.name);
}

function takeAlarm(memory: Memory, message: Payload): void {
  const before = memory.open.find(({ device, id }) => device === message['key'] && id === message['alarm_id']);
  const isOver = message['event'] === 'close' || message['event'] === 'point';
  const alarm: Alarm = {
    device: message['key'],
    id: message['alarm_id'],
    // what it was about says more than that it is over
    sentence: message['event'] === 'close' && before ? before.sentence : message['sentence'],
    channel: message['channel'],
    score: message['outlier_score'],
    since: message['since'] ?? message['timestamp'],
    visits: message['visits'],
    end: message['event'] === 'point' ? 'point' : (message['reason'] ?? ''),
    ended: message['timestamp'],
  };
  if (before) memory.open.splice(memory.open.indexOf(before), 1);
  if (isOver) memory.closed = [alarm, ...memory.closed].slice(0, MOST_CLOSED);
  else memory.open = [alarm, ...memory.open].slice(0, MOST_OPEN);
}

/** Of each device the last one. */
function takeDrift(memory: Memory, { key, event, severity, recommendation_text: text, timestamp: at }: Payload): void {
  const others = memory.drifts.filter(({ device }) => device !== key);
  memory.drifts = [{ device: key, event, severity, text, at }, ...others].slice(0, MOST_DRIFTS);
}

/** That of one model among several says nothing about the node. */
function takeStatus(memory: Memory, status: Payload): void {
  if (status['key'] !== '*' && status['models'] !== 1) return;
  const rejects = Object.values(status['rejects'] as Values).reduce((sum, count) => sum + count, 0);
  const health: Health = { models: status['models'], points: status['total_points_processed'], memoryMb: status['memory_usage_mb'], limitMb: status['memory_limit_mb'], rejected: rejects };
  memory.health = health;
  memory.updates = 0;
}

function takeAnswer(memory: Memory, { command, result }: Payload): void {
  if (command === 'status') takeStatus(memory, result);
  // the one message that tells the threshold
  if (command === 'configure') memory.threshold = result['configuration'].outlier_threshold ?? memory.threshold;
  if (command !== 'clusters') return;
  for (const model of result['models'] as Payload[]) {
    const device = deviceOf(memory, model['key']);
    if (!device) continue;
    device.clusters = {};
    for (const cluster of model['clusters'] as Payload[]) keepCluster(device, cluster);
  }
}
