"""Lay files so that no reader ever sees half of one, and leave alone those that are right already.

This module does not know what is in a file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import StoreError
from crawler.store.locks import held

_PATIENCE = 600.0


def write(path: Path, content: bytes) -> bool:
    """Lay one file, written beside and renamed; False when it held these bytes already.  Raises StoreError."""
    if _holds(path, content):
        return False
    _put(path, content)
    return True


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        # Not there, or not to be read: what is wrong with it, writing tells.
        return False


def _put(path: Path, content: bytes) -> None:
    try:
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


@dataclass(slots=True)
class Laying:
    """An output folder that is published into; `mark` is a file that is there from its first change to the end."""

    output: Path
    mark: Path
    changed: bool = False

    def lay(self, name: str, content: bytes) -> bool:
        """Lay one file of the folder; False when it held these bytes already.  Raises StoreError."""
        path = self.output / name
        if _holds(path, content):
            return False
        if not self.changed:
            _put(self.mark, b"")
            self.changed = True
        _put(path, content)
        return True


@contextmanager
def publishing(output: Path) -> Iterator[Laying]:
    """Only one process publishes a folder at a time; the next one waits.  Raises StoreBusy after ten minutes."""
    with held(output, "publish.lock", f"another process publishes {output}", patience=_PATIENCE):
        mark = output / "publish.begun"
        if mark.exists():
            # What a killed publication had laid beside and not yet renamed; nobody else writes while the lock is held.
            # Only then: to look through a history of a million files takes longer than to add to it.
            for folder in ("feeds", "history"):
                for left in (output / folder).rglob(".*.*"):
                    left.unlink(missing_ok=True)
            mark.unlink()
        laying = Laying(output, mark)
        yield laying
        if laying.changed:
            mark.unlink(missing_ok=True)
