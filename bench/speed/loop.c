/* The arithmetic that no clustering can do without, in plain C: nearest of K clusters by weighted squared distance, update of the winner's mean
 * and variance. Compiled with -DD=dimensions -DK=clusters. Usage: loop ROWS_FILE PASSES; the file holds rows of native doubles. Prints ns per
 * point and a checksum. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double mean[K * D], variance[K * D], precision[K * D], count[K];

static int step(const double *x) {
  int winner = 0;
  double least = 1e300;
  for (int k = 0; k < K; k++) {
    double sum = 0;
    for (int j = 0; j < D; j++) {
      double e = x[j] - mean[k * D + j];
      sum += e * e * precision[k * D + j];
    }
    if (sum < least) {
      least = sum;
      winner = k;
    }
  }
  double young = 1 / ++count[winner];
  double rate = young > 1e-3 ? young : 1e-3;
  for (int o = winner * D, j = 0; j < D; j++, o++) {
    double e = x[j] - mean[o];
    mean[o] += rate * e;
    double v = variance[o] + rate * (e * e - variance[o]);
    variance[o] = v > 1e-6 ? v : 1e-6;
    precision[o] = 1 / variance[o];
  }
  return winner;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  int passes = atoi(argv[2]);
  FILE *file = fopen(argv[1], "rb");
  if (!file) return 3;
  fseek(file, 0, SEEK_END);
  size_t bytes = (size_t)ftell(file), n = bytes / sizeof(double) / D;
  rewind(file);
  double *rows = malloc(bytes);
  if (!rows || n < K || fread(rows, 1, bytes, file) != bytes) return 4;
  for (int i = 0; i < K * D; i++) {
    mean[i] = rows[i];
    variance[i] = precision[i] = 1;
  }
  long checksum = 0;
  double start = 0;
  for (int pass = -1; pass < passes; pass++) {
    if (pass == 0) start = seconds();
    for (size_t i = 0; i < n; i++) checksum += step(rows + i * D);
  }
  printf("%.2f %ld\n", (seconds() - start) * 1e9 / ((double)passes * (double)n), checksum);
  return 0;
}
