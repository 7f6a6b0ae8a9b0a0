// The measuring loop in C, for comparison: an empty function called through a pointer, each call timed by one chained clock
// read and recorded in a log-linear histogram (1,024 cells per power of two), or not timed at all.
//   loop clock|tsc|bare|increment THREADS SECONDS   prints nanoseconds of CPU time per operation, the median of the threads:
// on a machine that does other work too, wall time would measure that work
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

static uint64_t monotonic(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t cpu_time(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

__attribute__((noinline)) static void nothing(void) { __asm__ volatile(""); }
static _Alignas(128) atomic_long shared_counter;
__attribute__((noinline)) static void increment(void) { atomic_fetch_add(&shared_counter, 1); }

static void (*volatile target)(void) = nothing;
static volatile int stop;
static pthread_barrier_t line;
static uint64_t ns_per_tick_q32; // nanoseconds per tick, 32 fraction bits
static enum { CLOCK, TSC, BARE } mode;

struct result { _Alignas(128) double ns_per_op; };

static inline void record(uint64_t *cells, uint64_t ns) {
    int bucket = 64 - __builtin_clzll(ns | 2047) - 11;
    cells[((uint64_t)bucket << 10) + (ns >> bucket)]++;
}

static void *body(void *p) {
    struct result *result = ((void **)p)[0];
    int cpu = (int)(intptr_t)((void **)p)[1];
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    uint64_t *cells = calloc(34 * 1024, sizeof *cells);
    void (*call)(void) = target;
    uint64_t ops = 0;
    pthread_barrier_wait(&line);
    uint64_t from = monotonic(), used = cpu_time();
    if (mode == BARE) {
        while (!stop) { call(); ops++; }
    } else if (mode == CLOCK) {
        for (uint64_t last = from; !stop; ops++) {
            call();
            uint64_t now = monotonic();
            record(cells, now - last);
            last = now;
        }
    } else {
        for (uint64_t last = __rdtsc(); !stop; ops++) {
            call();
            uint64_t now = __rdtsc();
            record(cells, (now - last) * ns_per_tick_q32 >> 32);
            last = now;
        }
    }
    result->ns_per_op = (double)(cpu_time() - used) / (double)ops;
    free(cells);
    return NULL;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    if (argc != 4) return fprintf(stderr, "loop clock|tsc|bare|increment THREADS SECONDS\n"), 2;
    int threads = atoi(argv[2]), cpus = (int)sysconf(_SC_NPROCESSORS_ONLN);
    mode = !strcmp(argv[1], "clock") ? CLOCK : !strcmp(argv[1], "tsc") ? TSC : BARE;
    if (!strcmp(argv[1], "increment")) target = increment;
    uint64_t t0 = monotonic(), c0 = __rdtsc();
    while (monotonic() - t0 < 20000000u) { }
    ns_per_tick_q32 = (uint64_t)((double)(monotonic() - t0) / (double)(__rdtsc() - c0) * 4294967296.0);
    pthread_barrier_init(&line, NULL, (unsigned)threads);
    struct result *results = aligned_alloc(128, sizeof *results * (size_t)threads);
    pthread_t *ids = calloc((size_t)threads, sizeof *ids);
    for (int i = 0; i < threads; i++) {
        void **p = calloc(2, sizeof *p);
        p[0] = &results[i];
        p[1] = (void *)(intptr_t)(i % cpus);
        pthread_create(&ids[i], NULL, body, p);
    }
    struct timespec length = { (time_t)atof(argv[3]), (long)((atof(argv[3]) - (double)(time_t)atof(argv[3])) * 1e9) };
    nanosleep(&length, NULL);
    stop = 1;
    double *all = calloc((size_t)threads, sizeof *all);
    for (int i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        all[i] = results[i].ns_per_op;
    }
    qsort(all, (size_t)threads, sizeof *all, ascending);
    printf("%.3f\n", all[threads / 2]);
    return 0;
}
