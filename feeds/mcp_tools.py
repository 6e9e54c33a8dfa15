"""What a language model may do with gazette: search, read an article, list sources, see a source's health, add a source.

Each tool is a plain function on a configuration file.  Answers are typed and bounded; what cannot be done is a ToolError
that names the mend.

This module does not know how a tool is called, nor over what.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcp.server.mcpserver.exceptions import ToolError

from crawler import config as configuration
from crawler.config import Config
from crawler.errors import GazetteError
from crawler.health import BROKEN
from crawler.store.database import NAME, Store
from crawler.store.history import changes_of, find_article
from crawler.store.search import Filters, checked
from crawler.store.search import search as find
from feeds.mcp_types import (
    Added,
    Article,
    Attachment,
    Brief,
    Change,
    Evidence,
    FoundArticles,
    Health,
    Issue,
    SourceBrief,
    Sources,
)
from feeds.report import rows_of
from feeds.select import coverage_of
from feeds.web import queries

# Bounds of an answer: articles, characters of a text, sources, issues, values of evidence a field.
MOST_FOUND, MOST_TEXT, MOST_SOURCES, MOST_ISSUES, MOST_EVIDENCE = 50, 40_000, 200, 20, 3
_SENTENCE = 300
_ADD_SECONDS = 180.0


@contextmanager
def _told() -> Iterator[None]:
    """Our errors as the model is to read them."""
    try:
        yield
    except GazetteError as error:
        raise ToolError(str(error)) from None


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools over one configuration file.

    `may_add` when whoever started them has the token; `private` when what is added may lead to private addresses.
    """

    path: Path
    may_add: bool
    private: bool = False

    def search(
        self, words: str, source: str, topic: str, language: str, since: str, until: str, limit: int
    ) -> FoundArticles:
        """Articles with these words, best first."""
        with _told():
            filters = checked(Filters((source,) if source else (), (topic,) if topic else (), since, until, language))
            with self._store() as store:
                found = find(store, words, filters, min(limit, MOST_FOUND))
        out = [
            Brief(
                id=hit.stored.id, guid=hit.stored.guid, source=hit.stored.article.source, title=hit.stored.article.title,
                url=hit.stored.article.url, published=hit.stored.article.published.value if hit.stored.article.published else None,
                first_published_here=hit.stored.feed_time, language=hit.stored.article.language, state=hit.stored.state,
                excerpt=hit.excerpt.text[:_SENTENCE],
            )
            for hit in found.hits
        ]  # fmt: skip
        return FoundArticles(total=found.total, more=found.more or found.total > len(out), articles=out)

    def read_article(self, article: str, offset: int, length: int) -> Article:
        """One article: its fields, a piece of its text, where the fields come from, what became of it."""
        with _told(), self._store() as store:
            number = find_article(store, article.strip())
            row = queries.article(store, number) if number is not None else None
            if row is None or number is None:
                raise ToolError(
                    f"there is no article {article[:200]!r}. Mend: give an id, guid or address that search told"
                )
            changes = changes_of(store, number)
        text = row["body_text"]
        end = min(offset + min(length, MOST_TEXT), len(text))
        return Article(
            **{k: row[k] for k in ("id", "guid", "source", "title", "url", "published", "updated", "language", "issuer", "author",
                                   "document_number", "note", "state", "revision", "first_seen")},
            text=text[offset:end], characters=len(text), next_offset=end if end < len(text) else None,
            attachments=[Attachment(url=a["url"], title=a.get("title") or "", type=a.get("type") or "") for a in row["attachments"][:100]],
            evidence={field: [Evidence(value=str(e["value"])[:_SENTENCE], place=str(e["from"])[:_SENTENCE]) for e in found[:MOST_EVIDENCE]]
                      for field, found in row["evidence"].items()},
            changes=[Change(at=c.at, kind=c.kind, fields=list(c.fields), detail=c.detail[:_SENTENCE]) for c in changes[-MOST_ISSUES:]],
        )  # fmt: skip

    def list_sources(self, words: str, state: str, after: str, limit: int) -> Sources:
        """Sources by name, those after `after`."""
        with _told():
            rows = sorted(rows_of(self._config()), key=lambda r: str(r["name"]))
        wanted = [r for r in rows if (not state or r["state"] == state) and _says(r, words)]
        rest = [r for r in wanted if r["name"] > after]
        shown = rest[: min(limit, MOST_SOURCES)]
        return Sources(
            total=len(wanted),
            sources=[
                SourceBrief(
                    **{k: r[k] for k in ("name", "url", "state", "topics", "articles", "newest")},
                    broken=r["state"] in BROKEN, reason=(r["reason"] or "")[:_SENTENCE],
                )
                for r in shown
            ],
            next_after=shown[-1]["name"] if len(rest) > len(shown) else None,
        )  # fmt: skip

    def source_health(self, name: str) -> Health:
        """How one source does, since when, why, and what to do."""
        with _told():
            config = self._config()
            (row,) = rows_of(config, (name,))
            issues: list[Issue] = []
            seen = ""
            if (config.output / NAME).exists():
                with self._store() as store:
                    issues = [
                        Issue(**{k: str(t[k])[:_SENTENCE] for k in ("at", "level", "kind", "url", "message", "mend")})
                        for t in queries.troubles(store, name)[:MOST_ISSUES]
                    ]
                    seen = coverage_of(store, name).sentence()
        known = {k: row.get(k) or "" for k in ("reason", "mend", "expected", "seen", "note")}
        return Health.model_validate(
            row | known | {
                "broken": row["state"] in BROKEN, "coverage": seen, "issues": issues,
                "more_issues": max(row["troubles"] - len(issues), 0),
            }
        )  # fmt: skip

    async def add_source(self, address: str, name: str, topics: list[str], look_only: bool) -> Added:
        """Look at a list page and follow it, as `gazette add` does; in a process of its own, since Scrapy starts once."""
        if not self.may_add and not look_only:
            raise ToolError(
                "adding a source needs the token. Mend: start `gazette mcp` with GAZETTE_TOKEN set to the token of [gazette.web]"
            )
        words = [sys.executable, "-m", "feeds.cli", "add", "--json", "--config", str(self.path.resolve())]
        words += [] if look_only else ["--yes"]
        words += ["--allow-private"] if self.private else []
        words += [f"--name={name}"] if name else []
        words += [f"--topic={topic}" for topic in topics]
        (found,) = json.loads(await _run([*words, "--", address], address))
        return Added(**found)

    def _config(self) -> Config:
        return configuration.load(self.path)

    def _store(self) -> Store:
        return Store(self._config().output / NAME, writable=False)


def may_add(config: Config) -> bool:
    """Whether this process was given the token (GAZETTE_TOKEN), which is that of the configuration if it names one."""
    given, told = os.environ.get("GAZETTE_TOKEN", ""), config.gazette.web.token
    return bool(given) and (not told or hmac.compare_digest(given.encode(), told.encode()))


async def _run(words: list[str], address: str) -> bytes:
    """What a command of ours says; its error is a ToolError.  It ends with us, and after _ADD_SECONDS."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*words, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe)
    try:
        async with asyncio.timeout(_ADD_SECONDS):
            out, err = await process.communicate()
    except TimeoutError:
        raise ToolError(
            f"{address} did not answer within {_ADD_SECONDS:.0f} s. Mend: try again, or run `gazette add` on a terminal"
        ) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        said = err.decode("utf-8", "replace").strip().splitlines()
        raise ToolError(said[-1].removeprefix("gazette: ") if said else "adding failed. Mend: run `gazette add`")
    return out


def _says(row: dict[str, Any], words: str) -> bool:
    text = " ".join(str(row.get(k) or "") for k in ("name", "url", "reason", "topics")).casefold()
    return all(word in text for word in words.casefold().split())
