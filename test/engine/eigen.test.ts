import assert from 'node:assert/strict';
import { eigen } from '../../src/engine/eigen';
import { near } from './closeness';
import { noise } from './streams';

describe('eigen', () => {
  it('of a 2 x 2 matrix, worked out by hand', () => {
    const { values, vectors } = eigen(Float64Array.of(2, 1, 1, 2), 2);
    assert.deepEqual([...values.slice().sort()].map((value) => Math.round(value * 1e12) / 1e12), [1, 3]);
    near(Math.abs(vectors[0]!), Math.SQRT1_2, 1e-12);
  });

  it('vectors are orthonormal and give the matrix back, up to 64 features', () => {
    for (const d of [1, 3, 8, 64]) {
      const { normal } = noise(d);
      const matrix = new Float64Array(d * d);
      for (let j = 0; j < d; j++) for (let k = 0; k <= j; k++) matrix[j * d + k] = matrix[k * d + j] = normal();
      const before = matrix.slice();
      const { values, vectors } = eigen(matrix, d);
      assert.deepEqual(matrix, before);
      for (let j = 0; j < d; j++) {
        for (let k = 0; k < d; k++) {
          let product = 0;
          let back = 0;
          for (let l = 0; l < d; l++) {
            product += vectors[l * d + j]! * vectors[l * d + k]!;
            back += vectors[j * d + l]! * values[l]! * vectors[k * d + l]!;
          }
          near(product, j === k ? 1 : 0, 1e-10);
          near(back, matrix[j * d + k]!, 1e-10);
        }
      }
    }
  });
});
