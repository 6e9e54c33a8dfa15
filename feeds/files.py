"""Lay files so that no reader ever sees half of one, and leave alone those that are right already.

This module does not know what is in a file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import StoreError
from crawler.store.locks import held

_PATIENCE = 600.0


def write(path: Path, content: bytes) -> bool:
    """Lay one file, written beside and renamed; False when it held these bytes already.  Raises StoreError."""
    try:
        if path.exists() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).chmod(0o644)
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written ({error.strerror})",
            kind="read-only",
            mend="see the folder's rights and the disk's space",
        ) from error
    return True


def names_in(folder: Path) -> set[str]:
    """The names of the files of a folder; none when it does not exist."""
    try:
        with os.scandir(folder) as found:
            return {entry.name for entry in found}
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be read ({error.strerror})", kind="read-only", mend="see its rights"
        ) from error


@contextmanager
def publishing_lock(output: Path) -> Iterator[None]:
    """Only one process publishes a folder at a time; the next one waits.  Raises StoreBusy after ten minutes."""
    with held(output, "publish.lock", f"another process publishes {output}", patience=_PATIENCE):
        # What a killed publication had laid beside and not yet renamed; nobody else writes while the lock is held.
        for folder in ("feeds", "history"):
            for left in (output / folder).rglob(".*.*"):
                left.unlink(missing_ok=True)
        yield
