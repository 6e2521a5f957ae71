"""Eight at once: the same crew of threads in the same number of processes, whether they speak HTTP or SQL."""

import multiprocessing
import threading
import time
from collections.abc import Callable

PROCESSES, THREADS = 2, 4  # both cores may work for the driver too, so that it is not held back by one interpreter
AT_ONCE = PROCESSES * THREADS

Work = Callable[[], Callable[[], object]]
"""Opens what one worker needs (a connection) and returns the deed that is counted."""


def per_second(work: Work, *, seconds: float) -> float:
    """How many deeds a second eight workers complete between them, warmed up before the counting starts."""
    fork = multiprocessing.get_context("fork")
    done, ready = fork.Queue(), fork.Barrier(AT_ONCE + 1)
    crew = [fork.Process(target=_process, args=(work, seconds, ready, done), daemon=True) for _ in range(PROCESSES)]
    for process in crew:
        process.start()
    ready.wait(60)
    counted = [done.get(timeout=seconds + 120) for _ in range(AT_ONCE)]
    for process in crew:
        process.join()
    if failures := [one for one in counted if isinstance(one, str)]:
        raise SystemExit(f"A worker of the bench failed: {failures[0]}")
    return sum(counted)


def _process(work, seconds, ready, done) -> None:
    threads = [threading.Thread(target=_worker, args=(work, seconds, ready, done)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _worker(work, seconds, ready, done) -> None:
    """Put one number on `done`: deeds a second of this worker; or a sentence if it failed."""
    try:
        deed = work()
        for _ in range(5):
            deed()
        ready.wait(60)
        count, start = 0, time.monotonic()
        while (now := time.monotonic()) < start + seconds:
            deed()
            count += 1
        done.put(count / (now - start))
    except Exception as error:
        ready.abort()
        done.put(f"{type(error).__name__}: {error}")
