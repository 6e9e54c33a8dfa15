"""A look at a page that may become a source, by a process of its own: Twisted's reactor starts once in a process.

The child is asked in JSON on its standard input and answers in JSON: nothing that a page could have shaped is executed
here.  What it saw of the list comes as the page's own bytes, and is read again.

This module does not know what is done with what was seen.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crawler import config as configuration
from crawler.config import Config, one_source
from crawler.errors import FetchError, GazetteError
from crawler.items import FetchedPage, RawArticle, Reading
from crawler.keys import Source
from crawler.model import Entry
from crawler.normalise.article import normalise
from crawler.store.runs import Issue

# So many articles are read to try a list; a look takes so many seconds at most.
SAMPLE = 3
LONGEST = 150.0
_BEGINNING = 400


@dataclass(frozen=True, slots=True)
class Told:
    """An article that was read to try a list, in brief; `day` is "" when it tells none, `note` says why no text is there."""

    url: str
    title: str
    day: str
    issuer: str
    language: str
    beginning: str
    characters: int
    attachments: int
    note: str


def told_of(source: Source, entry: Entry, raw: RawArticle) -> Told:
    """What to show of an article that was read."""
    article = normalise(Reading(source.name, entry, 0, raw), source.language)
    return Told(
        article.url, article.title, article.published.value if article.published else "", article.issuer, article.language,
        article.body_text[:_BEGINNING], len(article.body_text), len(article.attachments), article.note,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: the page that held the list (None when none came), the articles, what failed, one and as a whole."""

    fetched: FetchedPage | None = None
    articles: tuple[Told, ...] = ()
    troubles: tuple[Issue, ...] = ()
    error: GazetteError | None = None


def look(path: Path, fields: dict[str, Any], *, longest: float = LONGEST) -> Look:
    """Fetch the list page of a source (`fields` as in `[[source]]`) and some of its articles; nothing is stored.

    `path` is the configuration whose settings hold.  Raises FetchError when it takes longer than `longest` seconds, or
    when the child breaks.
    """
    asked = json.dumps({"config": str(path), "fields": fields})
    words = [sys.executable, "-m", "feeds.looking"]
    try:
        done = subprocess.run(  # noqa: S603 (our own command)
            words, input=asked, capture_output=True, text=True, timeout=longest, check=False
        )
    except subprocess.TimeoutExpired:
        raise FetchError(
            f"the site took longer than {longest:.0f} s",
            url=fields["url"],
            mend="try again later, or with `gazette add`",
        ) from None
    try:
        return _answer(json.loads(done.stdout))
    except (ValueError, KeyError, TypeError):
        raise FetchError(
            "the look at the page broke off", url=fields["url"], kind="fault", mend="report this as a fault of gazette"
        ) from None


def _answer(told: dict[str, Any]) -> Look:
    page, error = told["page"], told["error"]
    return Look(
        FetchedPage(page["url"], base64.b64decode(page["body"]), page["content_type"]) if page else None,
        tuple(Told(**one) for one in told["articles"]),
        tuple(Issue(**one) for one in told["troubles"]),
        GazetteError(error["message"], url=error["url"], mend=error["mend"], kind=error["kind"]) if error else None,
    )


def _see(asked: dict[str, Any]) -> dict[str, Any]:
    """The child's part: look, and tell what was seen as JSON knows it."""
    from crawler.run import probe  # Scrapy is loaded only where something is fetched

    path = Path(asked["config"])
    config = configuration.load(path) if path.exists() else Config(folder=path.parent)
    source = one_source(asked["fields"])
    (seen,) = probe(config, (source,), sample=SAMPLE)
    page = seen.fetched
    place = {e.url: n for n, e in enumerate(seen.listing.entries)} if seen.listing is not None else {}
    read = sorted(seen.articles, key=lambda pair: place.get(pair[0].url, 0))
    return {
        "page": page and {"url": page.url, "body": base64.b64encode(page.body).decode(), "content_type": page.content_type},
        "articles": [asdict(told_of(source, entry, raw)) for entry, raw in read],
        "troubles": [asdict(issue) for issue in seen.troubles],
        "error": seen.error and _told(seen.error),
    }  # fmt: skip


def _told(error: GazetteError) -> dict[str, str]:
    return {"message": error.message, "url": error.url, "mend": error.mend, "kind": error.word}


def main() -> None:
    """The child: one question on standard input, one answer on standard output."""
    try:
        answer = _see(json.load(sys.stdin))
    except GazetteError as error:
        answer = {"page": None, "articles": [], "troubles": [], "error": _told(error)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
