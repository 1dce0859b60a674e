import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { measureFeature } from '../../src/engine/scaling';
import { divide, type Cells } from '../../src/engine/seeding';
import { flat, rowsOf } from './streams';

const cellsOf = (rows: readonly Float64Array[], most: number, seed = 1): Cells => {
  const d = rows[0]!.length;
  const values = flat(rows);
  const scales = Array.from({ length: d }, (_, j) => measureFeature(values, rows.length, d, j));
  return divide(values, rows.length, d, scales, most, seed);
};

/** Row i belongs to blob i mod 3, blobs 1,000 sd apart, on features of very different scales. */
const CENTRES = [
  [0, 0],
  [1000, 0],
  [0, 1e9],
];
const blobs = (n: number, seed: number): Float64Array[] => rowsOf(n, 2, seed, (i, j, normal) => CENTRES[i % 3]![j]! + normal * (j ? 1e6 : 1));

describe('seeding', () => {
  it('finds well separated blobs, whatever the scales of the features', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const { label, count } = cellsOf(blobs(240, seed), 3, seed);
        assert.equal(count, 3);
        for (let i = 3; i < label.length; i++) assert.equal(label[i], label[i % 3]);
        assert.equal(new Set(label.slice(0, 3)).size, 3);
      }),
      { numRuns: 25 },
    );
  });

  it('with more cells than blobs no cell holds rows of two blobs', () => {
    const { label, count } = cellsOf(blobs(300, 4), 12);
    assert.equal(count, 12);
    const blobOfCell = new Map<number, number>();
    label.forEach((cell, i) => {
      if (blobOfCell.has(cell)) assert.equal(blobOfCell.get(cell), i % 3, `row ${i}`);
      blobOfCell.set(cell, i % 3);
    });
  });

  it('every row gets the cell of its nearest centre', () => {
    const rows = rowsOf(200, 1, 5);
    const { label, count } = cellsOf(rows, 5);
    const sum = new Float64Array(count);
    const size = new Float64Array(count);
    label.forEach((cell, i) => {
      sum[cell] = sum[cell]! + rows[i]![0]!;
      size[cell] = size[cell]! + 1;
    });
    // cells of one feature are intervals: sorted by value, the labels change count - 1 times
    const order = [...label.keys()].sort((a, b) => rows[a]![0]! - rows[b]![0]!);
    const changes = order.filter((i, at) => at > 0 && label[i] !== label[order[at - 1]!]).length;
    assert.equal(changes, new Set(label).size - 1);
  });

  it('the same seed gives the same cells', () => {
    const rows = rowsOf(200, 3, 6);
    assert.deepEqual(cellsOf(rows, 10, 3), cellsOf(rows, 10, 3));
    assert.notDeepEqual(cellsOf(rows, 10, 3).label, cellsOf(rows, 10, 4).label);
  });

  it('equal rows make one cell', () => {
    assert.equal(cellsOf(rowsOf(100, 2, 1, () => 7), 10).count, 1);
  });

  it('there are never more cells than distinct rows', () => {
    const { count } = cellsOf(rowsOf(100, 1, 1, (i) => i % 3), 10);
    assert.equal(count, 3);
  });

  it('missing values are skipped: a blob is found from the features that are there', () => {
    const rows = blobs(300, 8).map((row, i) => (i % 5 ? row : Float64Array.of(row[0]!, NaN)));
    const { label } = cellsOf(rows, 3);
    // blob 1 is apart on the first feature alone
    rows.forEach((_, i) => assert.equal(label[i] === label[1], i % 3 === 1, `row ${i}`));
  });

  it('rows without any value are no obstacle', () => {
    const rows = blobs(90, 9).map((row, i) => (i === 40 ? Float64Array.of(NaN, NaN) : row));
    const { label, count } = cellsOf(rows, 3);
    assert.ok(label.every((cell) => cell >= 0 && cell < count));
    assert.equal(new Set(label.slice(0, 3)).size, 3);
    assert.equal(cellsOf(rowsOf(30, 2, 1, () => NaN), 3).label.length, 30);
  });
});
