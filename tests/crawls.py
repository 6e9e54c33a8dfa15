"""Crawls at a stopped clock, each in a process of its own, as cron makes them; and a board of notices to crawl."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import random
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.samples.server import Answer, Site
from crawler.samples.sites import ROBOTS

# One server forks them all, so that Scrapy is loaded once.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["crawler.run", "feeds.crawling"])
WORDS = (
    "harbour customs parcel tariff inspection quarter permit licence depot carrier schedule public hearing draft rule winter "
    "summer bridge tunnel office region council meeting results safety training budget survey repair opening closing route "
    "north south island market price fuel weather storm relief volunteers school hospital water power rail ferry airport"
).split()


def crawl_in_child(
    folder: str,
    now: str,
    names: tuple[str, ...],
    environment: dict[str, str],
    publishing: bool,
    everything: bool,
    hosts: tuple[str, ...],
) -> None:
    """What the child does: one crawl, quietly; its exit status is the command's."""
    from crawler.errors import GazetteError
    from feeds.crawling import run_crawl
    from tests.inside import rehearse

    if hosts:
        rehearse({host: [["127.0.0.1"]] for host in hosts})

    os.environ |= {"GAZETTE_NOW": now, **environment}
    os.chdir(folder)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            status = run_crawl(Path("gazette.toml"), names, everything=everything and not names, backfill=1, publishing=publishing, log="text")  # fmt: skip
        except GazetteError as error:
            status = error.exit_status
    os._exit(status)


@dataclass(slots=True)
class Follower:
    """A folder with its configuration, and a clock that goes on by `step` with each crawl.

    `hosts` are names that lead to loopback; `everything` crawls what is not due, too.
    """

    folder: Path
    at: datetime = datetime(2024, 5, 13, 8, tzinfo=UTC)
    step: timedelta = timedelta(hours=2)
    environment: dict[str, str] = field(default_factory=dict)
    publishing: bool = False
    everything: bool = True
    hosts: tuple[str, ...] = ()

    def configure(self, sources: dict[str, str], more: str = "", gazette: str = "delay = 0\ntimeout = 5") -> None:
        """Follow these sources (name to address); `more` goes to each of them."""
        tables = "".join(
            f'[[source]]\nname = "{n}"\nurl = "{u}"\nallow_private = true\n{more}\n' for n, u in sources.items()
        )
        (self.folder / "gazette.toml").write_text(f"[gazette]\n{gazette}\n{tables}")

    def crawl(self, *names: str) -> int:
        """One crawl; its exit status."""
        self.at += self.step
        now = self.at.isoformat()
        words = (str(self.folder), now, names, self.environment, self.publishing, self.everything, self.hosts)
        child = PROCESSES.Process(target=crawl_in_child, args=words)
        child.start()
        child.join(120)
        assert child.exitcode is not None
        return child.exitcode

    def health(self, name: str = "board") -> dict[str, Any]:
        """What the store says of a source."""
        return self.ask("SELECT * FROM source WHERE name = ?", name)[0]

    def states(self, runs: int, name: str = "board") -> list[str]:
        """The states after each of so many crawls."""
        out = []
        for _ in range(runs):
            self.crawl()
            out.append(str(self.health(name)["state"]))
        return out

    def titles(self) -> list[str]:
        """The titles of the live articles, in the order of their ids."""
        return [r["title"] for r in self.ask("SELECT title FROM article WHERE state = 'live' ORDER BY id")]

    def ask(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Rows of the store."""
        connection = sqlite3.connect(self.folder / "output" / "gazette.db")
        connection.row_factory = sqlite3.Row
        try:
            return [dict(r) for r in connection.execute(sql, values)]
        finally:
            connection.close()


def sentence(seed: str, words: int = 12) -> str:
    """Words that say nothing, the same for the same seed."""
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize()


def page(title: str, inner: str) -> bytes:
    """A page with a menu, as the board's pages are."""
    menu = "".join(f'<li><a href="/{w}">{w.capitalize()}</a></li>' for w in ("home", "about", "services", "contact"))
    return f"<html><head><title>{title}</title></head><body><ul class=menu>{menu}</ul>{inner}<div class=foot>Port office</div></body></html>".encode()


@dataclass(slots=True)
class Board:
    """A notice board whose list shows its newest rows in one of two templates."""

    name: str = "board"
    rows: int = 12
    notices: list[tuple[str, date]] = field(default_factory=list)
    site: Site = field(default_factory=lambda: Site("board", "Notices", "/notices", {"/robots.txt": ROBOTS}))

    def __post_init__(self) -> None:
        for n in range(self.rows):
            self.post(date(2024, 4, 20) + timedelta(days=n * 2))

    def post(self, day: date) -> str:
        """Publish one more notice; its title."""
        number = len(self.notices) + 1
        title = f"{sentence(f'{self.name} title {number}', 5)} ({number})"
        text = "".join(f"<p>{sentence(f'{self.name} {number} {p}', 25)}.</p>" for p in range(3))
        inner = f"<h1>{title}</h1><p class=day>{day:%d.%m.%Y}</p><div class=text>{text}</div>"
        self.site.pages[f"/notices/{number}.html"] = Answer(page(title, inner))
        self.notices.append((title, day))
        self.show()
        return title

    def listing(self, template: str = "list", count: int = 0) -> Answer:
        """The list page with its newest rows."""
        newest = list(enumerate(self.notices, 1))[::-1][: count or self.rows]
        if template == "table":
            rows = "".join(f'<tr><td>{d:%Y-%m-%d}</td><td><a href="/notices/{n}.html">{t}</a></td></tr>' for n, (t, d) in newest)  # fmt: skip
            return Answer(page("Notices", f"<table class=grid>{rows}</table>"))
        rows = "".join(f'<li><a href="/notices/{n}.html">{t}</a><span>{d:%Y-%m-%d}</span></li>' for n, (t, d) in newest)
        return Answer(page("Notices", f"<ul class=news>{rows}</ul>"))

    def show(self, answer: Answer | None = None) -> None:
        """What the list's address answers from now on; the list itself when nothing is given."""
        self.site.pages[self.site.start] = answer or self.listing()
