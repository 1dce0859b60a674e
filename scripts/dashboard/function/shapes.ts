// What the dashboard remembers of each device, and what its panels show. Plain data: it lives in a flow context, which may be a file.

/** Name to value, raw units. */
export type Values = Record<string, number>;

export interface Cluster {
  id: number;
  label: string | null;
  weight: number;
  centroid: Values;
  spread: Values;
}

/** Two axes through the space of features, each feature divided by its spread. */
export interface Projection {
  features: string[];
  centre: number[];
  scale: number[];
  across: number[];
  up: number[];
}

export interface Frame {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

export interface Device {
  name: string;
  /** Arrival of its last message, ms; the dashboard's clock. */
  seen: number;
  progress: number;
  ready: boolean;
  cluster: number | null;
  label: string | null;
  dwell: number;
  score: number;
  odd: boolean;
  clusters: Record<string, Cluster>;
  /** Its last readings, the latest last. */
  trail: Values[];
  /** Highest score of each second that brought a reading, with event time. */
  times: number[];
  scores: number[];
  second: number;
  projection: Projection | null;
  frame: Frame | null;
  /** When its clusters were last asked for, ms. */
  asked: number;
}

export interface Alarm {
  device: string;
  id: number | null;
  sentence: string;
  channel: string | null;
  score: number;
  since: string;
  visits: number;
  /** Why it closed; '' while it is open, `point` for a single reading. */
  end: string;
  ended: string;
}

export interface Drift {
  device: string;
  event: string;
  severity: string;
  text: string;
  at: string;
}

export interface Health {
  models: number;
  points: number;
  memoryMb: number;
  limitMb: number;
  rejected: number;
}

export interface Memory {
  devices: Record<string, Device>;
  open: Alarm[];
  closed: Alarm[];
  drifts: Drift[];
  health: Health | null;
  healthAsked: number;
  /** Of the node itself, points per second; null until it has told. */
  throughput: number | null;
  /** Updates since the last status: its count of points goes on with them. */
  updates: number;
  /** Updates counted here since `countedAt`, and what they make per second. */
  counted: number;
  countedAt: number;
  rate: number | null;
  threshold: number;
  /** Device to the time at which a page last said that it shows it, ms. */
  watched: Record<string, number>;
}

// oxlint-disable-next-line typescript/no-explicit-any -- whatever a flow sends
export type Payload = Record<string, any>;

export interface Incoming {
  payload?: unknown;
  ncs?: { key?: string };
  topic?: string;
}

export interface Question {
  command: 'clusters' | 'status';
  ncs?: { key: string };
}

export function emptyMemory(threshold: number): Memory {
  return { devices: {}, open: [], closed: [], drifts: [], health: null, healthAsked: 0, throughput: null, updates: 0, counted: 0, countedAt: 0, rate: null, threshold, watched: {} };
}
