// The tail of the standard normal law, on the logarithmic scale.

/** From here on only the square matters, which may be infinite. */
const FAR = 1e100;

/** ln of the two-sided normal tail 2 Q(z). */
export function lnNormalTail(z: number): number {
  if (z < 1e-9) return 0;
  if (z < 1) return Math.log(1 - 0.6826895 * z);
  if (z > FAR) return (-z * z) / 2;
  return (-z * z) / 2 + Math.log((0.7978846 * z) / (z * z + 1 - 0.6 / z));
}

/** The z^2 whose two-sided tail has this logarithm: by bisection, for what is asked rarely. */
export function squareAt(lnTail: number): number {
  let low = 0;
  let high = 1 - 2 * lnTail;
  for (let k = 0; k < 100; k++) {
    const middle = (low + high) / 2;
    if (lnNormalTail(Math.sqrt(middle)) > lnTail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
