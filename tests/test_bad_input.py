"""What goes wrong is one line that names source, URL, fault and mend; the other sources go on; nothing is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from crawler.samples.server import Answer, Site, serving
from tests.conftest import Gazette
from tests.sites import broken, forbidding, old_cms, picture, text_only


def configure(folder: Path, *sites: tuple[str, str], more: str = "") -> None:
    lines = ["[gazette]", "delay = 0", "timeout = 5"]
    for name, url in sites:
        lines += ["[[source]]", f'name = "{name}"', f'url = "{url}"', "allow_private = true"]
    (folder / "gazette.toml").write_text("\n".join(lines) + "\n" + more)


def count(folder: Path, sql: str = "SELECT count(*) FROM article") -> int:
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    try:
        return int(connection.execute(sql).fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (broken(500), "the server answered 500"),
        (broken(404), "the page is not there (404)"),
        (text_only(), "list"),
        (picture(), "is a file"),
        (forbidding(), "robots.txt"),
    ],
    ids=["500", "404", "no-list", "not-html", "robots"],
)
def test_a_bad_source_is_named_and_the_others_go_on(gazette: Gazette, tmp_path: Path, bad: Site, said: str) -> None:
    with serving([bad, old_cms()]) as (wrong, good):
        configure(tmp_path, ("wrong", wrong.url), ("good", good.url))
        done = gazette("crawl")
        assert done.returncode == 3
        line = next(line for line in done.stderr.splitlines() if line.startswith("wrong: "))
        assert said in line
        assert wrong.url in line
        assert "Mend: " in line
        assert "Traceback" not in done.stdout + done.stderr
        assert count(tmp_path) == 9


def test_a_host_that_refuses(gazette: Gazette, tmp_path: Path) -> None:
    configure(tmp_path, ("away", "http://127.0.0.1:9/news"))
    done = gazette("crawl")
    assert done.returncode == 3
    assert "away: the host refuses connections <http://127.0.0.1:9/news>. Mend:" in done.stderr


def test_a_private_address_is_refused_unless_the_source_allows_it(gazette: Gazette, tmp_path: Path) -> None:
    with serving([old_cms()]) as (site,):
        (tmp_path / "gazette.toml").write_text(
            f'[gazette]\ndelay = 0\n[[source]]\nname = "inside"\nurl = "{site.url}"\n'
        )
        done = gazette("crawl")
        assert done.returncode == 3
        assert "127.0.0.1 is a private address" in done.stderr
        assert "allow_private" in done.stderr
        assert site.asked == []


def test_a_redirect_to_a_private_address_is_refused(gazette: Gazette, tmp_path: Path) -> None:
    away = Site("away", "", "/news", {"/news": Answer(b"", status=302, headers=(("Location", "http://[::1]:1/"),))})
    with serving([away]) as (site,):
        configure(tmp_path, ("away", site.url.replace("127.0.0.1", "localhost")))
        done = gazette("crawl")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_a_source_that_breaks_keeps_its_articles_and_its_feed(gazette: Gazette, tmp_path: Path) -> None:
    with serving([old_cms()]) as (site,):
        configure(tmp_path, ("good", site.url))
        assert gazette("crawl").returncode == 0
        feed = tmp_path / "output" / "feeds" / "good.rss"
        before, stored = feed.read_bytes(), count(tmp_path)
        site.pages["/?list_4/"] = Answer(b"<html><body>Internal error</body></html>", status=500)
        assert gazette("crawl", "--all").returncode == 3
        assert feed.read_bytes() == before
        assert count(tmp_path) == stored
        said = gazette("health")
        assert said.returncode == 3
        assert "unreachable" in said.stdout


def test_an_unknown_key_names_file_line_and_mend(gazette: Gazette, tmp_path: Path) -> None:
    (tmp_path / "gazette.toml").write_text(
        '[[source]]\nurl = "https://example.org/news"\n\n[[source]]\nurl = "https://example.org/b"\ntopic = "x"\n'
    )
    done = gazette("crawl")
    assert done.returncode == 2
    assert done.stderr == "gazette: gazette.toml, line 6: unknown key 'topic'. Mend: did you mean 'topics'?\n"


def test_a_second_crawl_at_once_finds_the_lock(gazette: Gazette, tmp_path: Path) -> None:
    from crawler.store.locks import writer_lock

    configure(tmp_path, ("away", "http://127.0.0.1:9/news"))
    with writer_lock(tmp_path / "output"):
        done = gazette("crawl")
    assert done.returncode == 75
    assert "another crawl holds" in done.stderr
