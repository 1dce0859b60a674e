// Probabilities by numerical integration: slow, plain, and independent of the engine's formulas.

/** Integral of f over [a, b] by Simpson's rule with 2 x `steps` intervals. */
export function integrate(f: (x: number) => number, a: number, b: number, steps = 4000): number {
  const h = (b - a) / (2 * steps);
  let sum = f(a) + f(b);
  for (let i = 1; i < 2 * steps; i++) sum += (i % 2 ? 4 : 2) * f(a + i * h);
  return (sum * h) / 3;
}

/** P(|Z| > z) of a standard normal. */
export function normalTail(z: number): number {
  return 2 * integrate((x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI), z, z + 12);
}

/** P(|T| > t) of Student's t with nu degrees of freedom: by x = tan(angle), so that the range is finite. */
export function studentTail(t: number, nu: number): number {
  const density = (angle: number): number => Math.cos(angle) ** (nu - 1);
  const angle = Math.atan(t / Math.sqrt(nu));
  return integrate(density, angle, Math.PI / 2) / integrate(density, 0, Math.PI / 2);
}

/** P(chi-square with d degrees of freedom > x): the radial integral of a d-dimensional normal. */
export function chiSquareTail(x: number, d: number): number {
  const peak = Math.sqrt(Math.max(0, d - 1));
  const density = (r: number): number => Math.exp((d - 1) * (Math.log(r + 1e-300) - Math.log(peak || 1)) - (r * r - peak * peak) / 2);
  const far = peak + 14;
  const from = Math.sqrt(x);
  return integrate(density, from, Math.max(far, from + 14)) / integrate(density, 0, far);
}

/** The x in [low, high] at which a monotone function has the value y. */
export function solve(f: (x: number) => number, y: number, low: number, high: number): number {
  const rising = f(high) > f(low);
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (f(middle) < y === rising) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean of the squared deviations. */
export function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
