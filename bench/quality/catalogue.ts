// All quality benchmarks by name.
import type { BenchmarkName } from './arguments';
import type { Benchmark } from './benchmark';
import { calibration } from './calibration';
import { clustering } from './clustering';
import { drift } from './drift';
import { faults } from './faults';
import { nab } from './nab';
import { skab } from './skab';
import { tep } from './tep';

export const CATALOGUE: Readonly<Record<BenchmarkName, Benchmark>> = { skab, nab, tep, clustering, calibration, drift, faults };
