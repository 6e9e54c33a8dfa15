"""`gazette archive export`: the archived pages as WARC (ISO 28500), for tools that read web archives.

The archive keeps of an answer its address, time, Content-Type and bytes with content coding undone, so the records'
HTTP headers are made anew from these.

This module does not know how pages are kept.
"""

from __future__ import annotations

import io
import json
import os
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import config as configuration
from crawler.clock import now, stamp
from crawler.errors import ConfigError, StoreError
from crawler.store.archive import ARCHIVE, Archive, Capture
from feeds.progress import counting
from feeds.terminal import Teller

_NAMESPACE = uuid.UUID("6f0f3a52-9a4e-5b7c-8d6e-2f1f5a1c7b39")


def export(path: Path, to: Path, sources: tuple[str, ...], *, overwrite: bool = False, as_json: bool = False) -> int:
    """Write the captures of these sources (of all when none is given) to a WARC file; 1 when some could not be read.

    A name ending in `.gz` makes one gzip member a record, as WARC readers want it.  Under its name there is only a
    whole file.  Raises ConfigError for a name that is taken, StoreError for a file that cannot be written.
    """
    config = configuration.load(path)
    names = {s.name for s in config.pick(sources)} if sources else set()
    if to.exists() and not overwrite:
        raise ConfigError(f"there is a {to} already", mend="give another name, or say --overwrite")
    teller = Teller("text")
    part = to.with_name(to.name + ".part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with Archive(config.output / ARCHIVE, writable=False) as archive, part.open("wb") as out:
            with counting(teller, "captures") as told:
                written, damaged = write_warc(archive, out, to.name, names, now(), told)
            out.flush()
            os.fsync(out.fileno())
        part.replace(to)
    except OSError as error:
        raise StoreError(f"{to} cannot be written ({error.strerror})", mend="give another place") from error
    finally:
        part.unlink(missing_ok=True)
    size = to.stat().st_size
    if as_json:
        print(
            json.dumps(
                {"file": str(to), "captures": written, "damaged": damaged, "bytes": size}, ensure_ascii=False, indent=1
            )
        )
    else:
        teller.line(f"{to}: {written} captures, {size:,} bytes")
    if damaged:
        teller.trouble("archive", "warning", "damaged", "", f"{damaged} captures are damaged and left out", "`gazette doctor --mend` forgets them")  # fmt: skip
    return 1 if damaged else 0


def write_warc(
    archive: Archive, out: IO[bytes], name: str, sources: set[str], at: datetime, told: Callable[[int, int], None]
) -> tuple[int, int]:
    """Write one warcinfo record and a response record a capture; how many captures were written, how many are damaged.

    `told` hears how many of how many are done.
    """
    writer = WARCWriter(out, gzip=name.endswith(".gz"))
    info = writer.create_warcinfo_record(name, {"software": "gazette", "format": "WARC File Format 1.0"})
    info.rec_headers.replace_header("WARC-Date", stamp(at))
    info.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{name} {stamp(at)}')}>")
    writer.write_record(info)
    written = damaged = 0
    numbers = list(archive.numbers(sources))
    for done, number in enumerate(numbers):
        told(done, len(numbers))
        try:
            capture = archive.capture(number)
        except StoreError as error:
            if error.word != "damaged":
                raise
            damaged += 1
            continue
        if capture is not None:
            writer.write_record(_record(writer, capture))
            written += 1
    return written, damaged


def _record(writer: WARCWriter, capture: Capture) -> object:
    type_ = " ".join(capture.page.content_type.split())
    headers = [("Content-Type", type_)] if type_ else []
    headers.append(("Content-Length", str(len(capture.page.body))))
    # The same capture has the same id in every export, so that two exports can be merged.
    identity = uuid.uuid5(_NAMESPACE, f"{capture.guid} {capture.part} {capture.at} {capture.page.url} {capture.sha256}")
    return writer.create_warc_record(
        capture.page.url,
        "response",
        payload=io.BytesIO(capture.page.body),
        length=len(capture.page.body),
        http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": capture.at, "WARC-Record-ID": f"<urn:uuid:{identity}>"},
    )
