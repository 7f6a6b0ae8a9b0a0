# How long the start of 1,000 Python threads takes that then wait, in ms.
import threading, time

gate = threading.Event()
threads = [threading.Thread(target=gate.wait) for _ in range(1000)]
start = time.perf_counter()
[t.start() for t in threads]
print((time.perf_counter() - start) * 1e3)
gate.set()
