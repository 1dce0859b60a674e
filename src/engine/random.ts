// Seeded random numbers (mulberry32): small, fast, the same on every machine.

export interface Random {
  /** Uniform in [0, 1). */
  readonly uniform: () => number;
  /** Standard normal (polar method, Marsaglia and Bray 1964). */
  readonly normal: () => number;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  let spare = NaN;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = NaN;
      return value;
    }
    let x: number, y: number, r: number;
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      r = x * x + y * y;
    } while (r >= 1 || r === 0);
    const f = Math.sqrt((-2 * Math.log(r)) / r);
    spare = y * f;
    return x * f;
  };
  return { uniform, normal };
}
