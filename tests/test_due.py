"""`gazette crawl` takes what is due, and fails once for each new breakage."""

from __future__ import annotations

from pathlib import Path

from crawler.samples.server import Answer, serving
from tests.conftest import Gazette
from tests.sites import old_cms
from tests.test_bad_input import configure, count

NINE = "2024-06-12T01:00:00Z"


def test_a_source_is_fetched_again_once_it_is_due(gazette: Gazette, tmp_path: Path) -> None:
    with serving([old_cms()]) as (site,):
        configure(tmp_path, ("post", site.url))
        assert gazette("crawl", now=NINE).returncode == 0
        asked = len(site.asked)
        again = gazette("crawl", now="2024-06-12T01:01:00Z")
        assert again.returncode == 0
        assert again.stdout.startswith("nothing is due; the first is due at 2024-06-12T0")
        assert len(site.asked) == asked
        assert gazette("crawl", now="2024-06-12T06:00:00Z").returncode == 0
        assert len(site.asked) > asked
        assert gazette("crawl", "post", now="2024-06-12T06:00:01Z").returncode == 0
        assert count(tmp_path, "SELECT count(*) FROM run") == 3


def test_a_clock_that_jumped_ahead_and_back_stops_no_source(gazette: Gazette, tmp_path: Path) -> None:
    with serving([old_cms()]) as (site,):
        configure(tmp_path, ("post", site.url))
        for now in (NINE, "2031-01-01T00:00:00Z", "2024-06-12T05:30:00Z"):
            done = gazette("crawl", now=now)
            assert done.returncode == 0
            assert "nothing is due" not in done.stdout
        assert "post: ok" in done.stdout


def test_a_breakage_fails_one_crawl_and_then_shows_in_health_alone(gazette: Gazette, tmp_path: Path) -> None:
    with serving([old_cms()]) as (site,):
        configure(tmp_path, ("post", site.url))
        assert gazette("crawl", now="2024-06-12T01:00:00Z").returncode == 0
        good, site.pages["/?list_4/"] = site.pages["/?list_4/"], Answer(b"<html><body>Down</body></html>", status=500)
        assert gazette("crawl", now="2024-06-12T08:00:00Z").returncode == 3
        assert gazette("crawl", now="2024-06-12T12:00:00Z").returncode == 0
        assert gazette("health", now="2024-06-12T12:00:00Z").returncode == 3
        site.pages["/?list_4/"] = Answer(b"<html><body>Gone</body></html>", status=404)
        assert gazette("crawl", now="2024-06-13T12:00:00Z").returncode == 3
        site.pages["/?list_4/"] = good
        assert gazette("crawl", now="2024-06-15T12:00:00Z").returncode == 0
        assert gazette("health", now="2024-06-15T12:00:00Z").returncode == 0


def test_retry_after_puts_a_source_off(gazette: Gazette, tmp_path: Path) -> None:
    with serving([old_cms()]) as (site,):
        configure(tmp_path, ("post", site.url))
        body = b"<html><body>Later</body></html>"
        site.pages["/?list_4/"] = Answer(body, status=503, headers=(("Retry-After", "7200"),))
        assert gazette("crawl", now=NINE).returncode == 3
        asked = len(site.asked)
        assert "due at 2024-06-12T03:00:00Z" in gazette("crawl", now="2024-06-12T02:59:00Z").stdout
        assert len(site.asked) == asked
