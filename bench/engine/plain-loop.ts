// The arithmetic that no clustering can do without: nearest cluster by weighted squared distance, update of its mean and variance. The same
// in C: bench/speed/loop.c.
export class PlainLoop {
  private readonly mean: Float64Array;
  private readonly variance: Float64Array;
  private readonly precision: Float64Array;
  private readonly count: Float64Array;

  constructor(
    seeds: readonly Float64Array[],
    private readonly dimensions: number,
    private readonly clusters: number,
  ) {
    this.mean = new Float64Array(clusters * dimensions);
    this.variance = new Float64Array(clusters * dimensions).fill(1);
    this.precision = new Float64Array(clusters * dimensions).fill(1);
    this.count = new Float64Array(clusters);
    seeds.slice(0, clusters).forEach((row, k) => this.mean.set(row, k * dimensions));
  }

  process(x: Float64Array): number {
    const { mean, variance, precision, dimensions, clusters } = this;
    let winner = 0;
    let least = Infinity;
    for (let k = 0; k < clusters; k++) {
      let sum = 0;
      for (let j = 0, o = k * dimensions; j < dimensions; j++, o++) {
        const e = x[j]! - mean[o]!;
        sum += e * e * precision[o]!;
      }
      if (sum < least) {
        least = sum;
        winner = k;
      }
    }
    const rate = Math.max(1e-3, 1 / ++this.count[winner]!);
    for (let j = 0, o = winner * dimensions; j < dimensions; j++, o++) {
      const e = x[j]! - mean[o]!;
      mean[o] = mean[o]! + rate * e;
      variance[o] = Math.max(1e-6, variance[o]! + rate * (e * e - variance[o]!));
      precision[o] = 1 / variance[o]!;
    }
    return winner;
  }
}
