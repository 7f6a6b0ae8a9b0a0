// How late a thread of the normal class wakes from clock_nanosleep to set times a millisecond apart, pinned to one CPU.
//   wakeup CPU LOOPS   prints the mean in microseconds
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
    if (argc != 3)
        return 2;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(atoi(argv[1]), &set);
    sched_setaffinity(0, sizeof set, &set);
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    long long due = t.tv_sec * 1000000000LL + t.tv_nsec;
    double late = 0;
    int loops = atoi(argv[2]);
    for (int i = 0; i < loops; i++) {
        due += 1000000;
        t.tv_sec = due / 1000000000;
        t.tv_nsec = due % 1000000000;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0);
        clock_gettime(CLOCK_MONOTONIC, &t);
        late += (double)(t.tv_sec * 1000000000LL + t.tv_nsec - due);
    }
    printf("%.1f\n", late / loops / 1e3);
}
