// One cache line between two pinned threads, in C.
//   pingpong each|batch CPU CPU SECONDS   prints nanoseconds per round trip: the median of round trips timed one by one, as
//                                         Threadmill times operations, or of batches of 1,000 with no clock read between
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 1000, MAX_TIMES = 1 << 25 };
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
    if (argc != 5)
        return 2;
    int size = strcmp(argv[1], "each") ? BATCH : 1;
    pthread_t other;
    pthread_create(&other, 0, second, (void *)(intptr_t)atoi(argv[3]));
    pin(atoi(argv[2]));
    double *times = malloc(MAX_TIMES * sizeof *times);
    int count = 0;
    long mine = 0;
    for (double start = now(), last = start; count < MAX_TIMES && last - start < atof(argv[4]) * 1e9; count++) {
        for (int i = 0; i < size; i++, mine += 2) {
            atomic_store_explicit(&turn, mine + 1, memory_order_release);
            while (atomic_load_explicit(&turn, memory_order_acquire) != mine + 2) {
            }
        }
        double at = now();
        times[count] = (at - last) / size;
        last = at;
    }
    atomic_store(&stop, 1);
    pthread_join(other, 0);
    qsort(times, (size_t)count, sizeof *times, by_value);
    printf("%.1f\n", times[count / 2]);
}
