"""Locks on an output folder: one process writes the store, one publishes.

A lock is the kernel's (flock), so it ends with its process, however that ends.  This module does not know what is done
while one is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from crawler.errors import StoreBusy, StoreError


@contextmanager
def held(output: Path, name: str, busy: str, *, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock file `name` of a folder, which is made when it is not there.

    Raises StoreBusy (exit 75) with the words `busy` when another process has it for longer than `patience` seconds,
    StoreError when the folder cannot be written.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        lock = FileLock(output / name)
        lock.acquire(timeout=patience)
    except Timeout:
        raise StoreBusy(busy, mend="wait for it to end; nothing is lost") from None
    except OSError as error:
        raise StoreError(
            f"{output} cannot be written ({error.strerror})", kind="read-only", mend="see the folder's owner and rights"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def writer_lock(output: Path) -> Iterator[None]:
    """Hold the one writer's lock of an output folder; raises StoreBusy at once when another process has it."""
    with held(output, "gazette.lock", f"another crawl holds {output}"):
        yield
