"""`gazette doctor` and `gazette backup`: is everything whole, and a copy in case it is not.

This module does not know what the tables mean; store.upkeep does.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from crawler import config as configuration
from crawler.errors import ConfigError, StoreBusy, StoreError
from crawler.store.archive import ARCHIVE, Archive
from crawler.store.database import NAME, Store, told
from crawler.store.locks import writer_lock
from crawler.store.upkeep import Finding, findings
from feeds.terminal import json_text, plain

# Less free space than this, or than a tenth of what is stored, is told before it runs out.
_LEAST_FREE = 256 * 1024 * 1024
# Beyond this a look takes so long that it says so first.
_LARGE = 1024**3


def run_doctor(path: Path, *, mend: bool, as_json: bool = False) -> int:
    """Check the store; a line each for what is wrong.  1 when something is and was not mended, else 0."""
    config = configuration.load(path)
    size = _stored(config.output)
    if size > _LARGE and sys.stderr.isatty():
        print(f"looking at {size / 2**30:.1f} GB, half a minute each", file=sys.stderr)
    with ExitStack() as stack:
        if mend:
            stack.enter_context(writer_lock(config.output))
        found = list(_look(config.output, mend=mend))
        if mend and any(done for _, done in found):
            # What was mended is looked at again: a mend may uncover more, and must not be believed.
            again = [(f, done) for f, done in _look(config.output, mend=True) if f.kind != "disk-space"]
            found = [(f, done) for f, done in found if done or f.kind == "disk-space"] + again
    if as_json:
        rows = [{"kind": f.kind, "message": f.message, "mend": f.advice, "mended": done} for f, done in found]
        print(json_text(rows))
    else:
        for finding, done in found:
            print(plain(f"mended: {finding.message}" if done else f"wrong: {finding.message}. Mend: {finding.advice}"))
        if not found:
            print("nothing is wrong")
    return 1 if any(not done for _, done in found) else 0


def _look(output: Path, *, mend: bool) -> Iterator[tuple[Finding, bool]]:
    """What is wrong, each with whether it is mended now."""
    yield from ((finding, False) for finding in disk_space(output))
    try:
        with ExitStack() as stack:
            store = stack.enter_context(Store(output / NAME, writable=mend))
            kept = (output / ARCHIVE).exists()
            archive = stack.enter_context(Archive(output / ARCHIVE, writable=mend)) if kept else None
            for finding in findings(store, archive):
                if mend and finding.mend is not None:
                    finding.mend()
                    yield finding, True
                else:
                    yield finding, False
    except StoreBusy:
        raise
    except StoreError as error:
        yield Finding(error.word, error.message, error.mend), False


def disk_space(output: Path) -> Iterator[Finding]:
    """Whether the disk is about to be full."""
    if not output.exists():
        return
    free = shutil.disk_usage(output).free
    stored = _stored(output)
    if free < max(_LEAST_FREE, stored // 10):
        yield Finding(
            "disk-space",
            f"{free // 2**20} MB are free where {output} is, which holds {stored // 2**20} MB",
            "free some space, or keep fewer pages ([gazette.archive] in the configuration)",
        )


def _stored(output: Path) -> int:
    """The bytes of the store and its archive."""
    return sum(f.stat().st_size for f in (output / NAME, output / ARCHIVE) if f.exists())


def run_backup(path: Path, to: Path, *, overwrite: bool = False, as_json: bool = False) -> None:
    """Copy both files of the store while it may be written, and prove the copies.

    `to` is a folder, or a name ending in `.db` for the store, beside which the archive is put as `NAME-archive.db`.
    Raises ConfigError when a copy is there already, StoreError when a file cannot be copied or proved.
    """
    config = configuration.load(path)
    store, archive = config.output / NAME, config.output / ARCHIVE
    if not store.exists():
        raise StoreError(f"there is no {store}", mend="`gazette crawl` makes it")
    single = to.suffix == ".db" and not to.is_dir()
    pairs = [(store, to if single else to / NAME)]
    if archive.exists():
        # After the store: the archive is written before the store that refers to it, so its copy has all of that.
        pairs.append((archive, to.with_name(f"{to.stem}-archive.db") if single else to / ARCHIVE))
    for source, target in pairs:
        if target.exists() and (not overwrite or target.samefile(source)):
            raise ConfigError(f"there is a {target} already", mend="give another place, or say --overwrite")
    copies = []
    for source, target in pairs:
        rows = copy_database(source, target)
        size = target.stat().st_size
        copies.append({"file": str(target), "bytes": size, "rows": rows})
        if not as_json:
            print(f"{target}: {size:,} bytes, {rows:,} rows, checked")
    if as_json:
        print(json_text(copies))


def copy_database(source: Path, target: Path) -> int:
    """Copy a database that may be written meanwhile; the rows of the copy.  Under its name there is only a proved copy.

    Raises StoreError for a source or a copy that is damaged, and for a disk that is full.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        uri = f"{source.resolve().as_uri()}?mode=ro"
        with (
            closing(sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)) as held,
            closing(sqlite3.connect(part, isolation_level=None)) as copy,
        ):
            # One read transaction from counting to copying: both see the same state.
            held.execute("BEGIN")
            before = _rows(held)
            held.backup(copy)
            # One file, without a journal beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            said = copy.execute("PRAGMA integrity_check(3)").fetchall()
            if said != [("ok",)]:
                raise StoreError(
                    f"the copy of {source} is damaged ({'; '.join(' '.join(str(r[0]).split()) for r in said)})",
                    kind="damaged",
                    mend="`gazette doctor` says what is wrong with it",
                )
            after = _rows(copy)
            if after != before:
                raise StoreError(f"the copy of {source} has other rows than it", mend="run the command again")
        part.replace(target)
        return sum(after.values())
    except sqlite3.Error as error:
        raise told(error, source) from error
    except OSError as error:
        raise StoreError(f"{target} cannot be written ({error.strerror})", mend="give another place") from error
    finally:
        part.unlink(missing_ok=True)


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has; the shadow tables of the full-text index stand for it."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    ).fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608
