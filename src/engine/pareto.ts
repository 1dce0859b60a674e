// The generalised Pareto law of excesses, on the logarithmic scale, in units of its scale.

/** Below this a shape counts as exponential. */
const FLAT = 1e-4;

/** The excess that one in exp(z) goes beyond. */
export const excessAt = (xi: number, z: number): number => (Math.abs(xi) < FLAT ? z : Math.expm1(xi * z) / xi);

/** ln of the probability of a larger excess. */
export const lnBeyond = (xi: number, excess: number): number => -(Math.abs(xi) < FLAT ? excess : Math.log1p(xi * excess) / xi);

/** 1 - 1/2 (1 - M1^2/M2)^-1 of the moments of ln excess ratios: 0 for a power law, negative for what is lighter. */
export const shortness = (m1: number, m2: number): number => 1 - 0.5 / (1 - Math.min(0.999, (m1 * m1) / Math.max(m2, 1e-12)));
