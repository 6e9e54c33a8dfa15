"""A page that only a browser shows is rendered by a worker as by one process, and takes its turn as any other."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from scrapy.utils.misc import load_object

from crawler import browser
from crawler.samples.texts import HARBOUR
from crawler.settings import DOWNLOAD_HANDLERS
from crawler.workers.board import Board
from crawler.workers.connection import connect
from crawler.workers.lease import Lease
from crawler.workers.transport import use
from tests.conftest import rows
from tests.sites import shell
from tests.test_politeness import counting
from tests.workers.machines import configure, crawl_by_queue, needs_redis, redis_server

DELAY = 0.3
NOW = "2024-06-03T08:00:00Z"
# Seconds: a wait begins when a request was handed on, before the host saw it.
TOLERANCE = 0.15


@needs_redis
@pytest.mark.skipif(not browser.chromium(), reason="no Chromium on this machine")
def test_a_worker_renders_a_page_and_waits_before_and_after_it(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with counting(shell().pages) as host, redis_server() as redis:
        configure(folder, {"shell": f"http://127.0.0.1:{host.port}/"}, f"delay = {DELAY}", "browser = true")
        assert crawl_by_queue(folder, redis.url, NOW, workers=2) == 0
    assert {title for (title,) in rows(folder, "SELECT title FROM article")} == {n.title for n in HARBOUR}
    # What the page asked for itself is a part of it.
    asked = [at for at, path in host.came if not path.startswith("/api/")]
    assert len(asked) == len(HARBOUR) + 2
    assert min(later - at for at, later in itertools.pairwise(asked)) >= DELAY - TOLERANCE


@pytest.mark.parametrize(
    ("rendering", "alone"), [(False, DOWNLOAD_HANDLERS), (True, browser.settings()["DOWNLOAD_HANDLERS"])]
)
def test_a_worker_fetches_as_one_process_does_but_for_the_wait(rendering: bool, alone: dict[str, str]) -> None:
    url = "redis://127.0.0.1:1/0"
    many = use(Lease(Board(connect(url), url), "job", "news.example.org", 1), rendering=rendering)["DOWNLOAD_HANDLERS"]
    assert isinstance(many, dict)
    assert set(many) == set(alone)
    for scheme, name in alone.items():
        # With whatever bounds and gates that has.
        assert issubclass(load_object(many[scheme]), load_object(name))
