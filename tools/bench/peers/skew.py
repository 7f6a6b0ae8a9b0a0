# Start skew of N Python threads at a barrier, in ns.
import sys, threading, time

n = int(sys.argv[1])
line = threading.Barrier(n)
at = [0] * n


def body(i):
    line.wait()
    at[i] = time.perf_counter_ns()


threads = [threading.Thread(target=body, args=(i,)) for i in range(n)]
[t.start() for t in threads]
[t.join() for t in threads]
print(max(at) - min(at))
