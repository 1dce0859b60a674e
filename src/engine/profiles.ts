// The knobs a user turns, the profiles that preset them, and the constants the engine derives from them.

/** Everything that can be set. Ranges are given in `RANGES`; `memoryLimitMb`, `batchSize` and `autoScaling` act outside one engine. */
export interface Knobs {
  /** Similarity needed to join a cluster: a point may join iff the tail probability of its distance is >= baseThreshold^18. */
  baseThreshold: number;
  /** Share of a cluster's statistics that is replaced in 100 of its points; the memory is 100 / learningRate points. */
  learningRate: number;
  maxClusters: number;
  /** All models of a pool together, MB. */
  memoryLimitMb: number;
  /** Drift iff p <= 10^(-20 driftSensitivity); lower = more sensitive. */
  driftSensitivity: number;
  /** Outlier iff score >= outlierThreshold, where score = 1 - p^KAPPA (0.85 is p = 1e-4). */
  outlierThreshold: number;
  /** Rows per slice of a batch between which the caller yields. */
  batchSize: number;
  enableDriftDetection: boolean;
  /** Points between checks for clusters that fell idle. */
  qualityCheckInterval: number;
  autoScaling: boolean;
  /** Points that are collected before the first judgement. */
  warmup: number;
  /** How many successive points make one vector. */
  shingle: number;
  /** Expected false alarms per model and week at which an alarm opens. */
  alarmsPerWeek: number;
  seed: number;
}

export type ProfileName = 'streaming_iot' | 'real_time_low_latency' | 'high_accuracy_research' | 'large_scale_production';

const common = { driftSensitivity: 0.3, outlierThreshold: 0.85, warmup: 256, shingle: 1, alarmsPerWeek: 1, seed: 1 };

export const PROFILES: Readonly<Record<ProfileName, Readonly<Knobs>>> = {
  streaming_iot: {
    ...common,
    baseThreshold: 0.68,
    learningRate: 0.1,
    maxClusters: 25,
    memoryLimitMb: 48,
    batchSize: 500,
    enableDriftDetection: true,
    qualityCheckInterval: 200,
    autoScaling: false,
  },
  real_time_low_latency: {
    ...common,
    baseThreshold: 0.65,
    learningRate: 0.08,
    maxClusters: 20,
    memoryLimitMb: 32,
    batchSize: 100,
    enableDriftDetection: false,
    qualityCheckInterval: 200,
    autoScaling: false,
  },
  high_accuracy_research: {
    ...common,
    baseThreshold: 0.75,
    learningRate: 0.04,
    maxClusters: 50,
    memoryLimitMb: 128,
    batchSize: 2000,
    enableDriftDetection: true,
    qualityCheckInterval: 100,
    autoScaling: false,
  },
  large_scale_production: {
    ...common,
    baseThreshold: 0.7,
    learningRate: 0.06,
    maxClusters: 40,
    memoryLimitMb: 64,
    batchSize: 1000,
    enableDriftDetection: true,
    qualityCheckInterval: 200,
    autoScaling: true,
  },
};

/** What holds where no profile is asked for. */
export const NCS_DEFAULTS: Readonly<Knobs> = { ...PROFILES.streaming_iot, learningRate: 0.06, maxClusters: 30, memoryLimitMb: 50 };

interface Range {
  readonly min: number;
  readonly max: number;
  /** The bounds themselves are not allowed. */
  readonly open?: boolean;
  readonly integer?: boolean;
}

export const RANGES: Readonly<Record<Exclude<keyof Knobs, 'enableDriftDetection' | 'autoScaling'>, Range>> = {
  baseThreshold: { min: 0, max: 1, open: true },
  learningRate: { min: 0.001, max: 0.5 },
  maxClusters: { min: 1, max: 200, integer: true },
  memoryLimitMb: { min: 1, max: 4096 },
  driftSensitivity: { min: 0.05, max: 1 },
  outlierThreshold: { min: 0, max: 1, open: true },
  batchSize: { min: 1, max: 100_000, integer: true },
  qualityCheckInterval: { min: 1, max: 1_000_000, integer: true },
  warmup: { min: 20, max: 100_000, integer: true },
  shingle: { min: 1, max: 100, integer: true },
  alarmsPerWeek: { min: 0.001, max: 100_000 },
  seed: { min: 0, max: 4_294_967_295, integer: true },
};

export type KnobOverrides = { readonly [K in keyof Knobs]?: Knobs[K] | undefined };

/**
 * The knobs in force: a profile's (or, without one, `NCS_DEFAULTS`), with the given ones in their place.
 * @throws RangeError `Unknown use case: NAME` for a profile that does not exist, or a sentence that names the knob and its range.
 */
export function resolveKnobs(profile: string | null, overrides: KnobOverrides = {}): Knobs {
  if (profile !== null && !Object.hasOwn(PROFILES, profile)) throw new RangeError(`Unknown use case: ${profile}`);
  return overrideKnobs(profile === null ? NCS_DEFAULTS : PROFILES[profile as ProfileName], overrides);
}

/** A copy of the knobs with some replaced; the others stay. @throws RangeError a sentence that names the knob and its range. */
export function overrideKnobs(knobs: Readonly<Knobs>, overrides: KnobOverrides): Knobs {
  const result: Record<string, number | boolean> = { ...knobs };
  for (const name of Object.keys(knobs) as (keyof Knobs)[]) {
    const value = overrides[name];
    if (value !== undefined) result[name] = checked(name, value);
  }
  return result as unknown as Knobs;
}

function checked(name: keyof Knobs, value: number | boolean): number | boolean {
  if (name === 'enableDriftDetection' || name === 'autoScaling') {
    if (typeof value !== 'boolean') throw new RangeError(`${name} must be true or false`);
    return value;
  }
  const { min, max, open, integer } = RANGES[name];
  const inside = typeof value === 'number' && (open ? value > min && value < max : value >= min && value <= max);
  if (!inside || (integer && !Number.isInteger(value))) {
    throw new RangeError(`${name} must be ${integer ? 'a whole number' : 'a number'} ${open ? 'between' : 'from'} ${min} ${open ? 'and' : 'to'} ${max}`);
  }
  return value;
}

/** score = 1 - p^KAPPA, so that 0.85 is p = 1e-4. */
export const KAPPA = Math.log(0.15) / Math.log(1e-4);

/** The score of a tail probability given as its logarithm: 0 for p = 1, towards 1 as p falls. */
export const scoreOf = (lnP: number): number => (lnP < 0 ? 1 - Math.exp(KAPPA * lnP) : 0);

/** Constants derived from the knobs. One object per engine, shared by its parts and rewritten by `configure`. */
export interface Tuning {
  /** Gain of the slow statistics, and its reciprocal: the memory in points. */
  alpha: number;
  memory: number;
  maxClusters: number;
  /** ln p at which a distance no longer joins, a row is an outlier, a regime has drifted. */
  lnJoin: number;
  lnFlag: number;
  lnDrift: number;
  detectDrift: boolean;
  checkInterval: number;
}

export function tune(tuning: Tuning, knobs: Readonly<Knobs>): void {
  tuning.alpha = knobs.learningRate / 100;
  tuning.memory = 1 / tuning.alpha;
  tuning.maxClusters = knobs.maxClusters;
  tuning.lnJoin = Math.log(knobs.baseThreshold) * 18;
  tuning.lnFlag = Math.log(1 - knobs.outlierThreshold) / KAPPA;
  tuning.lnDrift = -20 * knobs.driftSensitivity * Math.LN10;
  tuning.detectDrift = knobs.enableDriftDetection;
  tuning.checkInterval = knobs.qualityCheckInterval;
}

export function tuningOf(knobs: Readonly<Knobs>): Tuning {
  const tuning: Tuning = { alpha: 0, memory: 0, maxClusters: 0, lnJoin: 0, lnFlag: 0, lnDrift: 0, detectDrift: true, checkInterval: 0 };
  tune(tuning, knobs);
  return tuning;
}
