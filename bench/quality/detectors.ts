// Engines under test as the scorers want them. One answer object per detector, overwritten by every point.
import type { Subjects } from './subject';

export interface AnomalyAnswer {
  score: number;
  outlier: boolean;
  changepoint: boolean;
}
export interface AnomalyDetector {
  update(x: Float64Array, t: number): AnomalyAnswer;
}
export type AnomalyDetectors = (about: { readonly dims: number; readonly warmup: number }) => AnomalyDetector;

/** Rows: score and flag of every row. @param warmup points of the engine's warm-up, of those the benchmark allows */
export function rowDetectors(subjects: Subjects, warmup: (allowed: number) => number): AnomalyDetectors {
  return ({ dims, warmup: allowed }) => {
    const subject = subjects(dims, warmup(allowed));
    const answer: AnomalyAnswer = { score: 0, outlier: false, changepoint: false };
    return {
      update(x, t) {
        subject.process(x, t);
        answer.score = subject.outlierScore;
        answer.outlier = subject.isOutlier;
        answer.changepoint = subject.changePoint;
        return answer;
      },
    };
  };
}

/** Alarms: what a user is told, an alarm's opening and its updates. */
export function alarmDetectors(subjects: Subjects, warmup: (allowed: number) => number): AnomalyDetectors {
  return ({ dims, warmup: allowed }) => {
    const subject = subjects(dims, warmup(allowed));
    const answer: AnomalyAnswer = { score: 0, outlier: false, changepoint: false };
    return {
      update(x, t) {
        subject.process(x, t);
        answer.score = subject.alarmScore;
        answer.outlier = subject.alarm === 'open' || subject.alarm === 'update';
        answer.changepoint = subject.changePoint;
        return answer;
      },
    };
  };
}

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
  const subject = subjects(dimensions);
  const answer: ClusteringAnswer = { clusterId: 0, outlierScore: 0, drift: false };
  return {
    reportsDrift: true,
    update(x, t) {
      subject.process(x, t);
      answer.clusterId = subject.judged ? subject.clusterId - 1 : 0;
      answer.outlierScore = subject.pointScore;
      answer.drift = subject.drift;
      return answer;
    },
  };
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
  const subject = subjects(dimensions);
  const answer: CalibrationAnswer = { score: 0, outlier: false, drift: false };
  return {
    update(x, t) {
      subject.process(x, t);
      answer.score = subject.outlierScore;
      answer.outlier = subject.isOutlier;
      answer.drift = subject.drift;
      return answer;
    },
  };
}
