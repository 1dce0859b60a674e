// The simulated plant: three devices of a pump station with real units and unequal scales, regimes, a day rhythm, faults and one drift.
// Pure: the next row of a device follows from its seed and its clock alone.
import { seededRandom, type Random } from '../../src/engine/random';

interface Sensor {
  readonly name: string;
  /** Level in each regime. */
  readonly levels: readonly number[];
  readonly noise: number;
  /** Smallest step that the sensor can show. */
  readonly step: number;
  /** Amplitude of the day rhythm. */
  readonly daily?: number;
  /** Samples that it takes to follow a change of regime; 1 = at once. */
  readonly inertia?: number;
}

/** What goes wrong, from sample `at` on, for `length` samples (Infinity: for good), every `every` samples. */
interface Fault {
  readonly sensor: string;
  readonly kind: 'offset' | 'spike' | 'stuck' | 'noise';
  readonly size: number;
  readonly at: number;
  readonly length: number;
  readonly every?: number;
}

export interface DeviceDesign {
  readonly name: string;
  readonly sensors: readonly Sensor[];
  /** Samples in each regime, one after the other, for ever. */
  readonly schedule: readonly (readonly [regime: number, samples: number])[];
  readonly faults: readonly Fault[];
}

const DAY = 86_400_000;

export class PlantDevice {
  private readonly random: Random;
  private readonly state: Float64Array;
  private readonly held: Float64Array;
  private n = 0;

  constructor(
    readonly design: DeviceDesign,
    seed: number,
  ) {
    this.random = seededRandom(seed);
    this.state = Float64Array.from(design.sensors, (sensor) => sensor.levels[design.schedule[0]![0]]!);
    this.held = Float64Array.from(this.state);
  }

  private regime(): number {
    const { schedule } = this.design;
    let rest = this.n % schedule.reduce((sum, [, samples]) => sum + samples, 0);
    for (const [regime, samples] of schedule) {
      if (rest < samples) return regime;
      rest -= samples;
    }
    return 0;
  }

  private faultsNow(sensor: Sensor): Fault[] {
    return this.design.faults.filter((fault) => {
      if (fault.sensor !== sensor.name || this.n < fault.at) return false;
      const age = fault.every ? (this.n - fault.at) % fault.every : this.n - fault.at;
      return age < fault.length;
    });
  }

  /** The readings at a time of the plant's own clock, ms. */
  next(time: number): Record<string, number> {
    const regime = this.regime();
    const row: Record<string, number> = {};
    this.design.sensors.forEach((sensor, j) => {
      this.state[j] = this.state[j]! + (sensor.levels[regime]! - this.state[j]!) / (sensor.inertia ?? 1);
      const rhythm = (sensor.daily ?? 0) * Math.sin((2 * Math.PI * (time % DAY)) / DAY);
      let value = this.state[j] + rhythm + sensor.noise * this.random.normal();
      let held = false;
      for (const { kind, size } of this.faultsNow(sensor)) {
        if (kind === 'noise') value += size * this.random.normal();
        else if (kind === 'stuck') held = true;
        else value += size;
      }
      if (held) value = this.held[j]!;
      const decimals = Math.max(0, Math.ceil(-Math.log10(sensor.step)));
      this.held[j] = value;
      row[sensor.name] = Number((Math.round(value / sensor.step) * sensor.step).toFixed(decimals));
    });
    this.n++;
    return row;
  }
}

/** Samples are taken 20 times a second: 256 of them, 13 s, are the warm-up. */
export const DEVICES: readonly DeviceDesign[] = [
  {
    name: 'pump-1',
    sensors: [
      { name: 'flow_m3_h', levels: [118, 182], noise: 1.4, step: 0.1, inertia: 4 },
      { name: 'pressure_in_bar', levels: [1.62, 1.48], noise: 0.012, step: 0.001, daily: 0.01, inertia: 4 },
      { name: 'pressure_out_bar', levels: [5.31, 6.42], noise: 0.03, step: 0.01, inertia: 3 },
      { name: 'motor_current_a', levels: [38.5, 61.2], noise: 0.6, step: 0.1, inertia: 2 },
      { name: 'speed_rpm', levels: [1180, 1476], noise: 3, step: 1, inertia: 3 },
      { name: 'vibration_mm_s', levels: [1.9, 2.6], noise: 0.09, step: 0.01, inertia: 3 },
      { name: 'bearing_temp_c', levels: [48.2, 51], noise: 0.25, step: 0.1, daily: 0.3, inertia: 30 },
    ],
    schedule: [[0, 45], [1, 35]],
    faults: [
      { sensor: 'vibration_mm_s', kind: 'offset', size: 3.4, at: 420, length: 2 },
      { sensor: 'pressure_in_bar', kind: 'spike', size: -0.9, at: 1500, length: 1, every: 9000 },
      { sensor: 'vibration_mm_s', kind: 'offset', size: 4.6, at: 3900, length: 60, every: 14_400 },
      { sensor: 'motor_current_a', kind: 'noise', size: 9, at: 7200, length: 80, every: 18_000 },
    ],
  },
  {
    name: 'pump-2',
    sensors: [
      { name: 'flow_m3_h', levels: [64], noise: 0.9, step: 0.1 },
      { name: 'pressure_in_bar', levels: [2.11], noise: 0.015, step: 0.001, daily: 0.01 },
      { name: 'pressure_out_bar', levels: [7.84], noise: 0.04, step: 0.01 },
      { name: 'motor_current_a', levels: [29.3], noise: 0.35, step: 0.1 },
      { name: 'vibration_mm_s', levels: [1.4], noise: 0.07, step: 0.01 },
      { name: 'bearing_temp_c', levels: [44.6], noise: 0.3, step: 0.1, daily: 0.3 },
    ],
    schedule: [[0, 1000]],
    faults: [
      // the impeller wears: the same pressure takes more current, for good
      { sensor: 'motor_current_a', kind: 'offset', size: 2.1, at: 460, length: Infinity },
      { sensor: 'bearing_temp_c', kind: 'stuck', size: 0, at: 4800, length: 160, every: 12_000 },
      { sensor: 'flow_m3_h', kind: 'offset', size: -22, at: 9600, length: 40, every: 16_000 },
    ],
  },
  {
    name: 'tank',
    sensors: [
      { name: 'level_m', levels: [3.42, 4.1], noise: 0.012, step: 0.001, daily: 0.02, inertia: 8 },
      { name: 'inflow_l_s', levels: [31.5, 12.4], noise: 0.5, step: 0.1, inertia: 3 },
      { name: 'outflow_l_s', levels: [30.8, 33.1], noise: 0.6, step: 0.1, daily: 1.1, inertia: 3 },
      { name: 'water_temp_c', levels: [11.8, 11.8], noise: 0.06, step: 0.01, daily: 0.2 },
      { name: 'turbidity_ntu', levels: [0.42, 0.46], noise: 0.018, step: 0.001 },
      { name: 'chlorine_mg_l', levels: [0.31, 0.31], noise: 0.006, step: 0.001 },
      { name: 'ph', levels: [7.48, 7.48], noise: 0.012, step: 0.01, daily: 0.02 },
      { name: 'conductivity_us_cm', levels: [512, 509], noise: 2.4, step: 1 },
    ],
    schedule: [[0, 60], [1, 50]],
    faults: [
      { sensor: 'turbidity_ntu', kind: 'offset', size: 0.9, at: 2600, length: 50, every: 15_000 },
      { sensor: 'chlorine_mg_l', kind: 'offset', size: -0.14, at: 6000, length: 120, every: 21_000 },
      { sensor: 'ph', kind: 'stuck', size: 0, at: 10_800, length: 200, every: 24_000 },
    ],
  },
];
