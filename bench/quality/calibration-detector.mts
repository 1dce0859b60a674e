// The detector that the calibration scorer loads: the variant that the environment names.
import type { Variant } from './benchmark.js';
import { calibrationDetector, type CalibrationDetector } from './detectors.js';
import { loadSubjects } from './load.js';

const subjects = await loadSubjects(JSON.parse(process.env['QUALITY_VARIANT'] ?? 'null') as Variant);

export const make = ({ dims }: { readonly dims: number }): CalibrationDetector => calibrationDetector(subjects, dims);
