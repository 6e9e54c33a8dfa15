"""`gazette inspect`: what a page holds, as a dict for machines and as text for people.

This module does not know how a list is found or an article read.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from crawler import config as configuration
from crawler.clock import now
from crawler.config import Config
from crawler.errors import ConfigError, GazetteError, ListNotFound, PageError
from crawler.items import RawArticle, Reading
from crawler.listing.detect import read_listing
from crawler.model import Article, Entry, Listing
from crawler.normalise.article import normalise
from crawler.normalise.places import country_of
from crawler.page import MAX_BYTES, Page, read_page
from crawler.reading.article import read_article
from feeds.terminal import console, json_text, plain, table

Answer = dict[str, Any]


def answer_lines(requests: Iterable[bytes], out: TextIO) -> None:
    """Answer one request a line, in order; whatever a line holds, the next one goes on."""
    for line in requests:
        if line.strip():
            out.write(json_text(answer(line), indent=None) + "\n")
            out.flush()


def answer(line: bytes) -> Answer:
    """The answer to one request line: {"id", "path", "url", "as"}."""
    number: Any = None
    try:
        request = json.loads(line)
        if not isinstance(request, dict) or not isinstance(request.get("path"), str):
            raise ConfigError("the request is not an object with a path", mend='send {"id", "path", "url", "as"}')
        number = request.get("id")
        page = saved_page(Path(request["path"]), str(request.get("url") or ""))
        return {"id": number, **look(page, str(request.get("as") or ""))}
    except GazetteError as error:
        return {"id": number, "error": {"kind": error.word, "message": error.message, "mend": error.mend}}
    except ValueError as error:
        return {
            "id": number,
            "error": {
                "kind": "request",
                "message": f"the line is not JSON ({error})",
                "mend": "send one JSON object a line",
            },
        }
    except Exception as error:  # a fault of ours in one page must not cost the pages after it
        message = f"{type(error).__name__}: {error}"
        return {
            "id": number,
            "error": {"kind": "fault", "message": message, "mend": "report this as a fault of gazette"},
        }


def saved_page(path: Path, url: str) -> Page:
    """A page from a file (`.gz` is unpacked); raises PageError when it cannot be read."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path) as stream:
                body = stream.read(MAX_BYTES + 1)
        else:
            with path.open("rb") as stream:
                body = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError) as error:
        raise PageError(
            f"{path} cannot be read ({error})", url=url, mend="see that the file is there and whole"
        ) from None
    return read_page(body, url or path.resolve().as_uri())


def look(page: Page, kind: str) -> Answer:
    """A list answer or an article answer; when `kind` is empty, a list if there is a sure one, else an article."""
    today = now().date()
    country = country_of(page.url, str(page.root.get("lang") or "") if page.root is not None else "")
    if kind not in ("", "list", "article"):
        raise ConfigError(f"a page is read as list or article, not as {kind!r}", mend='say "list" or "article"')
    if kind in ("", "list"):
        try:
            listing = read_listing(page, today=today, country=country)
            if kind or listing.confidence >= 0.5:
                return list_answer(listing)
        except ListNotFound:
            if kind:
                raise
    raw = read_article(page, today=today, country=country)
    reading = Reading("inspect", Entry(raw.url or page.url, raw.title), 0, raw)
    return article_answer(normalise(reading), raw)


def list_answer(listing: Listing) -> Answer:
    """A list as `inspect` tells it."""
    entries = [
        {
            "url": e.url,
            "title": e.title,
            "date": e.date.value if e.date else None,
            "date_precision": e.date.precision if e.date else None,
        }
        for e in listing.entries
    ]
    following = listing.next.url if listing.next else None
    out = {"as": "list", "mechanism": listing.mechanism, "entries": entries, "next": following,
           "confidence": round(listing.confidence, 3), "why": list(listing.why)}  # fmt: skip
    if listing.follow:
        out["follow"] = listing.follow.url
    return out


def article_answer(article: Article, raw: RawArticle) -> Answer:
    """An article as `inspect` tells it."""
    return {
        "as": "article", "title": article.title,
        "published": article.published.value if article.published else None,
        "published_precision": article.published.precision if article.published else None,
        "updated": article.updated.value if article.updated else None,
        "issuer": article.issuer, "author": article.author, "language": article.language,
        "body_text": article.body_text, "body_html": article.body_html,
        "attachments": [asdict(a) for a in article.attachments],
        "evidence": {name: [{"value": e.value, "from": e.place, "rank": e.rank} for e in found] for name, found in article.evidence},
        "note": raw.note, "flags": list(raw.flags), "forward": raw.forward,
    }  # fmt: skip


def inspect_one(path: Path, what: str, *, as_: str, url: str, allow_private: bool, as_json: bool) -> int:
    """Inspect one address or file; 3 when nothing could be read."""
    if what.startswith(("http://", "https://")):
        page = fetched_page(path, what, allow_private=allow_private)
    else:
        page = saved_page(Path(what), url)
    found = look(page, as_)
    if as_json:
        print(json_text(found))
    elif found["as"] == "list":
        show_list(found)
    else:
        show_article(found)
    return 0


def fetched_page(path: Path, url: str, *, allow_private: bool) -> Page:
    """A page from its address, fetched as a crawl would; raises GazetteError when it does not come."""
    from crawler.run import probe  # Scrapy is loaded only where something is fetched

    config = configuration.load(path) if path.exists() else Config()
    source = configuration.one_source({"url": url, "name": "inspect", "allow_private": allow_private})
    (seen,) = probe(config, (source,), sample=-1)
    if seen.error or seen.page is None:
        raise seen.error or PageError("the page did not come", url=url, mend="try again")
    return seen.page


def show_list(found: Answer) -> None:
    """A list for people."""
    out = console()
    out.print(
        f"list: {found['mechanism']}, {len(found['entries'])} rows, confidence {found['confidence']:.2f}", markup=False
    )
    for sentence in found["why"]:
        out.print(f"  {plain(sentence)}", markup=False)
    rows = [[e["date"] or "", e["title"], e["url"]] for e in found["entries"]]
    out.print(
        table(
            [
                ("day", {"no_wrap": True}),
                ("title", {"ratio": 3}),
                ("address", {"ratio": 2, "overflow": "fold", "style": "dim"}),
            ],
            rows,
        )
    )
    if found.get("follow"):
        out.print(f"the list itself is at {found['follow']}", markup=False)
    out.print(f"next page: {found['next'] or 'none'}", markup=False)


def show_article(found: Answer) -> None:
    """An article for people: each field with the place that it came from, then the beginning of the body."""
    out = console()
    for name in ("title", "published", "updated", "issuer", "author", "language", "note"):
        if found[name]:
            first = next(iter(found["evidence"].get(name, [])), None)
            out.print(f"{name}: {plain(str(found[name]))}" + (f"   [{first['from']}]" if first else ""), markup=False)
    for file in found["attachments"]:
        out.print(f"attachment: {plain(file['title'])} <{file['url']}> {file['type']}", markup=False)
    text = found["body_text"]
    out.print(f"body: {len(text)} characters", markup=False)
    out.print(plain(text[:600]) + ("…" if len(text) > 600 else ""), markup=False)
