from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.errors import ConfigError
from crawler.items import FetchedPage
from crawler.keys import ArchiveRules
from crawler.store.archive import ENOUGH, Archive
from feeds.archiving import export
from tests.store.test_archive import page

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
LIST = FetchedPage("https://example.org/", b"<html>\xa1</html>", "text/html;\r\n charset=gbk")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sources = "".join(f'[[source]]\nname = "{n}"\nurl = "https://example.org/{n}"\n' for n in ("post", "more"))
    (tmp_path / "gazette.toml").write_text(sources)
    with Archive(tmp_path / "output" / "archive.db") as archive:
        for n in range(ENOUGH + 2):
            archive.keep("post", f"urn:{n}", (page(n), page(1000 + n)), NOW + timedelta(minutes=n))
        archive.keep("more", "urn:more", (page(0),), NOW)
        archive.keep_list("more", LIST, NOW, ArchiveRules())
    return tmp_path


def records(file: Path) -> list[tuple[str, str, str, bytes]]:
    """Type, address, date, payload of each record."""
    out = []
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            told = record.rec_headers.get_header
            out.append((told("WARC-Type"), told("WARC-Target-URI"), told("WARC-Date"), record.content_stream().read()))
    return out


@pytest.mark.parametrize("name", ["pages.warc.gz", "pages.warc"])
def test_every_page_is_a_response_record_as_it_came(folder: Path, name: str) -> None:
    file = folder / name
    assert export(folder / "gazette.toml", file, ()) == 0
    assert Checker(Namespace(inputs=[str(file)], verbose=False)).process_all() == 0
    found = records(file)
    assert found[0][0] == "warcinfo"
    assert [r[0] for r in found[1:]] == ["response"] * (2 * ENOUGH + 6)
    assert ("response", "https://example.org/7", "2024-05-02T08:07:00Z", page(7).body) in found
    assert ("response", LIST.url, "2024-05-02T08:00:00Z", LIST.body) in found


def test_headers_are_made_anew(folder: Path) -> None:
    export(folder / "gazette.toml", folder / "more.warc.gz", ("more",))
    with (folder / "more.warc.gz").open("rb") as stream:
        found = [r for r in ArchiveIterator(stream) if r.rec_type == "response"]
        assert [r.http_headers.get_statuscode() for r in found] == ["200", "200"]
    types = {r.rec_headers.get_header("WARC-Target-URI"): r.http_headers.get_header("Content-Type") for r in found}
    assert types == {LIST.url: "text/html; charset=gbk", "https://example.org/0": "text/html; charset=utf-8"}
    assert all(r.rec_headers.get_header("WARC-Payload-Digest").startswith("sha1:") for r in found)


def test_a_damaged_page_is_left_out_and_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Archive(folder / "output" / "archive.db") as archive:
        archive.store.execute("UPDATE page SET data = substr(data, 1, 20) WHERE id = 5")
    assert export(folder / "gazette.toml", folder / "pages.warc.gz", ()) == 1
    assert "1 captures are damaged and left out" in capsys.readouterr().err
    assert len(records(folder / "pages.warc.gz")) == 2 * ENOUGH + 6


def test_a_file_that_is_there_is_not_replaced_unasked(folder: Path) -> None:
    (folder / "pages.warc.gz").write_bytes(b"mine")
    with pytest.raises(ConfigError, match="already"):
        export(folder / "gazette.toml", folder / "pages.warc.gz", ())
    assert (folder / "pages.warc.gz").read_bytes() == b"mine"
    assert export(folder / "gazette.toml", folder / "pages.warc.gz", (), overwrite=True) == 0
