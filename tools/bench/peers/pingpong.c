// One cache line between two pinned threads, in C.
//   pingpong CPU CPU SECONDS   prints nanoseconds per round trip, the median of batches of 1,000
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCH = 1000, MAX_BATCHES = 1 << 20 };
static _Alignas(128) atomic_long turn;
static _Alignas(128) atomic_int stop;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void pin(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

static void *second(void *cpu) {
    pin((int)(intptr_t)cpu);
    for (long mine = 1; ; mine += 2) {
        while (atomic_load_explicit(&turn, memory_order_acquire) != mine)
            if (atomic_load_explicit(&stop, memory_order_relaxed))
                return 0;
        atomic_store_explicit(&turn, mine + 1, memory_order_release);
    }
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv) {
    if (argc != 4)
        return 2;
    pthread_t other;
    pthread_create(&other, 0, second, (void *)(intptr_t)atoi(argv[2]));
    pin(atoi(argv[1]));
    double *batches = malloc(MAX_BATCHES * sizeof *batches);
    int count = 0;
    long mine = 0;
    for (double start = now(); count < MAX_BATCHES && now() - start < atof(argv[3]) * 1e9; count++) {
        double from = now();
        for (int i = 0; i < BATCH; i++, mine += 2) {
            atomic_store_explicit(&turn, mine + 1, memory_order_release);
            while (atomic_load_explicit(&turn, memory_order_acquire) != mine + 2) {
            }
        }
        batches[count] = (now() - from) / BATCH;
    }
    atomic_store(&stop, 1);
    pthread_join(other, 0);
    qsort(batches, (size_t)count, sizeof *batches, by_value);
    printf("%.1f\n", batches[count / 2]);
}
