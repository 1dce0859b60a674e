// Engines under test as the scorers want them. One answer object per detector, overwritten by every point.
import type { Subject, Subjects } from './subject';

export interface AnomalyAnswer {
  score: number;
  outlier: boolean;
  changepoint: boolean;
}
export interface AnomalyDetector {
  update(x: Float64Array, t: number): AnomalyAnswer;
}
export type AnomalyDetectors = (about: { readonly dims: number; readonly warmup: number }) => AnomalyDetector;

/** Feeds points to a subject, and has its answer read into the one object that every point overwrites. */
const reading =
  <A>(subject: Subject, answer: A, read: (subject: Subject, answer: A) => void) =>
  (x: Float64Array, t: number): A => {
    subject.process(x, t);
    read(subject, answer);
    return answer;
  };

/** @param warmup points of the engine's warm-up, of those the benchmark allows */
const anomalyDetectors =
  (subjects: Subjects, warmup: (allowed: number) => number, read: (subject: Subject, answer: AnomalyAnswer) => void): AnomalyDetectors =>
  ({ dims, warmup: allowed }) => ({ update: reading(subjects(dims, warmup(allowed)), { score: 0, outlier: false, changepoint: false }, read) });

/** Rows: score and flag of every row. */
export const rowDetectors = (subjects: Subjects, warmup: (allowed: number) => number): AnomalyDetectors =>
  anomalyDetectors(subjects, warmup, (subject, answer) => {
    answer.score = subject.outlierScore;
    answer.outlier = subject.isOutlier;
    answer.changepoint = subject.changePoint;
  });

/** Alarms: what a user is told, an alarm's opening and its updates. */
export const alarmDetectors = (subjects: Subjects, warmup: (allowed: number) => number): AnomalyDetectors =>
  anomalyDetectors(subjects, warmup, (subject, answer) => {
    answer.score = subject.alarmScore;
    answer.outlier = subject.alarm === 'open' || subject.alarm === 'update';
    answer.changepoint = subject.changePoint;
  });

export interface ClusteringAnswer {
  clusterId: number;
  outlierScore: number;
  drift: boolean;
}
export interface Clusterer {
  readonly reportsDrift: boolean;
  update(x: Float64Array, t: number): ClusteringAnswer;
}

/** Clusters: -1 = in none, 0 during the warm-up. */
export function clusterer(subjects: Subjects, dimensions: number): Clusterer {
  const answer: ClusteringAnswer = { clusterId: 0, outlierScore: 0, drift: false };
  const update = reading(subjects(dimensions), answer, (subject) => {
    answer.clusterId = subject.judged ? subject.clusterId - 1 : 0;
    answer.outlierScore = subject.pointScore;
    answer.drift = subject.drift;
  });
  return { reportsDrift: true, update };
}

export interface CalibrationAnswer {
  score: number;
  outlier: boolean;
  drift: boolean;
}
export interface CalibrationDetector {
  update(x: Float64Array, t: number): CalibrationAnswer;
}

export function calibrationDetector(subjects: Subjects, dimensions: number): CalibrationDetector {
  const answer: CalibrationAnswer = { score: 0, outlier: false, drift: false };
  const update = reading(subjects(dimensions), answer, (subject) => {
    answer.score = subject.outlierScore;
    answer.outlier = subject.isOutlier;
    answer.drift = subject.drift;
  });
  return { update };
}
