// Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations (Golub, Van Loan, Matrix Computations, section 8.5).

const SWEEPS = 30;

/** @param matrix symmetric, d x d; it is left as it was @returns eigenvalues, and eigenvectors in the columns of a d x d matrix */
export function eigen(matrix: Float64Array, d: number): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = new Float64Array(d * d);
  for (let j = 0; j < d; j++) vectors[j * d + j] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    let on = 0;
    for (let p = 0; p < d; p++) {
      on += a[p * d + p]! * a[p * d + p]!;
      for (let q = 0; q < p; q++) off += a[p * d + q]! * a[p * d + q]!;
    }
    if (off <= 1e-24 * on) break;
    for (let p = 0; p < d - 1; p++) for (let q = p + 1; q < d; q++) rotate(a, vectors, d, p, q);
  }
  return { values: Float64Array.from({ length: d }, (_, j) => a[j * d + j]!), vectors };
}

/** The rotation in the plane of p and q that makes their common element 0. */
function rotate(a: Float64Array, vectors: Float64Array, d: number, p: number, q: number): void {
  const pq = a[p * d + q]!;
  if (pq === 0) return;
  const theta = (a[q * d + q]! - a[p * d + p]!) / (2 * pq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < d; k++) {
    const kp = a[k * d + p]!;
    const kq = a[k * d + q]!;
    a[k * d + p] = c * kp - s * kq;
    a[k * d + q] = s * kp + c * kq;
  }
  for (let k = 0; k < d; k++) {
    const pk = a[p * d + k]!;
    const qk = a[q * d + k]!;
    a[p * d + k] = c * pk - s * qk;
    a[q * d + k] = s * pk + c * qk;
    const vp = vectors[k * d + p]!;
    const vq = vectors[k * d + q]!;
    vectors[k * d + p] = c * vp - s * vq;
    vectors[k * d + q] = s * vp + c * vq;
  }
}
