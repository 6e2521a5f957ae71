"""Eight at once: the same crew, whether it speaks HTTP or SQL."""

import multiprocessing
import threading
import time
from collections.abc import Callable

AT_ONCE = 8

Work = Callable[[], Callable[[], object]]
"""Opens what one worker needs (a connection) and returns the deed that is counted."""


def per_second(work: Work, *, seconds: float, processes: int = 1) -> float:
    """How many deeds a second eight workers complete between them, warmed up before the counting starts.

    They are threads, as in a program somebody would write; spread over two processes, no interpreter's lock holds them back.
    """
    fork = multiprocessing.get_context("fork")
    done, ready = fork.Queue(), fork.Barrier(AT_ONCE + 1)
    threads = AT_ONCE // processes
    crew = [fork.Process(target=_process, args=(threads, work, seconds, ready, done)) for _ in range(processes)]
    for process in crew:
        process.start()
    ready.wait(60)
    counted = [done.get(timeout=seconds + 120) for _ in range(AT_ONCE)]
    for process in crew:
        process.join()
    if failures := [one for one in counted if isinstance(one, str)]:
        raise SystemExit(f"A worker of the bench failed: {failures[0]}")
    return sum(counted)


def _process(threads: int, *work) -> None:
    crew = [threading.Thread(target=_worker, args=work) for _ in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
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
