// The regimes of a warm-up: its rows divided into cells, and these joined again, once with the features as they are and once without the
// correlations inside the regimes. The shorter description of the rows wins (Rissanen 1978, Modeling by shortest data description).
import { agglomerate, codeLength, groupsOf, measure, type Group, type Table } from './agglomeration';
import { measureEvidence } from './dwelling';
import { joinHalos } from './halo';
import { divide } from './seeding';
import { whiten } from './whitening';

export interface Regimes {
  readonly groups: readonly Group[];
  /** Independent points that one point counts for, of each feature. */
  readonly evidence: Float64Array;
}

export function findRegimes(table: Table, most: number, seed: number): Regimes {
  const plain = divideAndJoin(table, most, seed);
  if (plain.groups.length < 2) return plain;
  const whitened = whiten(table);
  if (!whitened) return plain;
  const { n, d, scales } = table;
  const white = divideAndJoin(whitened.table, most, seed);
  const evidence = plain.evidence.reduce((sum, value) => sum + value, 0) / d;
  const lnScale = scales.reduce((sum, { sd }) => sum + Math.log(sd), 0);
  const plainLength = codeLength(table, plain.groups, evidence) - evidence * n * lnScale;
  const whiteLength = codeLength(whitened.table, white.groups, evidence) - evidence * n * whitened.lnVolume + 0.25 * d * (d - 1) * Math.log(n);
  if (plainLength <= whiteLength) return plain;
  const groups = white.groups.map(({ rows }) => measure(table, rows));
  return { groups, evidence: measureEvidence(table, groups).map((value, j) => value * whitened.share[j]!) };
}

function divideAndJoin(table: Table, most: number, seed: number): Regimes {
  const { values, n, d, scales } = table;
  const cells = groupsOf(table, divide(values, n, d, scales, most, seed).label);
  const evidence = measureEvidence(table, agglomerate(table, cells, new Float64Array(d).fill(1)));
  return { groups: joinHalos(table, agglomerate(table, cells, evidence)), evidence };
}
