// STREAM's four loops in C, by McCalpin's rules: arrays far larger than the caches, the best pass counts, bytes as the source
// reads and writes them.
//   stream copy|scale|add|triad BYTES_PER_ARRAY SECONDS   prints bytes per second, the best pass
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

__attribute__((noinline)) static void copy(double *restrict c, const double *restrict a, size_t n) { for (size_t i = 0; i < n; i++) c[i] = a[i]; }
__attribute__((noinline)) static void scale(double *restrict b, const double *restrict c, double q, size_t n) { for (size_t i = 0; i < n; i++) b[i] = q * c[i]; }
__attribute__((noinline)) static void add(double *restrict c, const double *restrict a, const double *restrict b, size_t n) { for (size_t i = 0; i < n; i++) c[i] = a[i] + b[i]; }
__attribute__((noinline)) static void triad(double *restrict a, const double *restrict b, const double *restrict c, double q, size_t n) { for (size_t i = 0; i < n; i++) a[i] = b[i] + q * c[i]; }

int main(int argc, char **argv) {
    if (argc != 4)
        return 2;
    size_t n = strtoull(argv[2], 0, 10) / sizeof(double);
    double seconds = atof(argv[3]);
    double *a = aligned_alloc(4096, n * sizeof *a), *b = aligned_alloc(4096, n * sizeof *b), *c = aligned_alloc(4096, n * sizeof *c);
    for (size_t i = 0; i < n; i++)
        a[i] = 1, b[i] = 2, c[i] = 0;
    char kernel = argv[1][0];
    int arrays = kernel == 'c' || kernel == 's' ? 2 : 3;
    double best = 0;
    for (double start = now(); now() - start < seconds;) {
        double from = now();
        switch (kernel) {
            case 'c': copy(c, a, n); break;
            case 's': scale(b, c, 3, n); break;
            case 'a': add(c, a, b, n); break;
            default: triad(a, b, c, 3, n);
        }
        double rate = (double)arrays * (double)n * sizeof(double) / (now() - from);
        if (rate > best)
            best = rate;
    }
    printf("%.0f\n", best);
    return a[n / 2] + b[n / 2] + c[n / 2] < 0;
}
