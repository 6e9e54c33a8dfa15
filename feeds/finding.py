"""`gazette search`, `stories` and `story`: what is found, as text for people and as JSON for machines.

This module does not know how anything is found.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.text import Text

from crawler import config as configuration
from crawler.clock import now
from crawler.normalise.excerpt import Excerpt
from crawler.store import stories
from crawler.store.articles import StoredArticle
from crawler.store.database import NAME, Store
from crawler.store.search import Filters, checked, search
from feeds.terminal import console, json_text, plain, table


def show_search(path: Path, words: str, filters: Filters, limit: int, *, as_json: bool) -> None:
    """Print what a search finds."""
    config = configuration.load(path)
    filters = checked(filters)
    with Store(config.output / NAME, writable=False) as store:
        found = search(store, words, filters, limit)
    if as_json:
        hits = [
            {**_brief(hit.stored), "excerpt": hit.excerpt.text, "marks": [list(m) for m in hit.excerpt.marks]}
            for hit in found.hits
        ]
        print(json_text({"total": found.total, "more": found.more, "hits": hits}))
        return
    out = console()
    for hit in found.hits:
        gone = " (withdrawn)" if hit.stored.state == "withdrawn" else ""
        out.print(_marked(hit.title, "bold"))
        out.print(
            Text(plain(f"  {_day(hit.stored)}  {hit.stored.article.source}  number {hit.stored.id}{gone}"), style="dim")
        )
        out.print(Text(plain(f"  {hit.stored.article.url}"), style="cyan", overflow="fold"))
        if hit.excerpt.text:
            out.print(_marked(hit.excerpt, ""))
        out.print()
    more = "more than " if found.more else ""
    noun = "article" if found.total == 1 else "articles"
    order = "best first" if found.ranked else "newest first, the words in the title before"
    out.print(f"{len(found.hits)} of {more}{found.total} {noun}, {order}." if found.hits else "Nothing found.")


def show_stories(path: Path, limit: int, *, as_json: bool) -> None:
    """Print the stories that changed last."""
    config = configuration.load(path)
    with Store(config.output / NAME, writable=False) as store:
        found = stories.latest(store, limit)
    if as_json:
        print(json_text([_story(story) for story in found]))
        return
    columns: list[tuple[str, dict[str, Any]]] = [
        ("story", {"justify": "right"}), ("changed", {"no_wrap": True}), ("tellers", {"justify": "right"}), ("title", {"overflow": "fold"}),
    ]  # fmt: skip
    rows = [[str(s.id), s.changed[:10], str(len(s.tellers)), s.title] for s in found]
    console().print(table(columns, rows) if rows else "No two articles tell the same.")


def show_story(path: Path, number: int, article: int, *, as_json: bool) -> None:
    """Print one story with its tellers, after taking `article` out of it when that is not 0."""
    config = configuration.load(path)
    with Store(config.output / NAME, writable=bool(article)) as store:
        story = stories.split(store, number, article, now()) if article else stories.one(store, number)
    if as_json:
        print(json_text(_story(story) if story else None))
        return
    if story is None:
        print(f"Article {article} stays apart; story {number} had no other tellers and is no more.")
        return
    columns: list[tuple[str, dict[str, Any]]] = [
        ("article", {"justify": "right"}), ("day", {"no_wrap": True}), ("source", {"overflow": "fold"}), ("alike", {"justify": "right"}),
        ("title", {"overflow": "fold"}),
    ]  # fmt: skip
    rows = [
        [str(t.id), _day(t), t.article.source, f"{share:.0%}", t.article.title]
        for t, share in zip(story.tellers, story.likenesses, strict=True)
    ]
    console().print(table(columns, rows))


def _marked(piece: Excerpt, style: str) -> Text:
    text = Text(plain(piece.text), style=style)
    if len(text) == len(piece.text):
        for start, end in piece.marks:
            text.stylize("bold yellow", start, end)
    return text


def _day(stored: StoredArticle) -> str:
    return stored.article.published.day if stored.article.published else stored.feed_time[:10]


def _brief(stored: StoredArticle) -> dict[str, Any]:
    article = stored.article
    return {"id": stored.id, "guid": stored.guid, "source": article.source, "url": article.url, "title": article.title,
            "day": _day(stored), "language": article.language, "state": stored.state}  # fmt: skip


def _story(story: stories.Story) -> dict[str, Any]:
    tellers = [{**_brief(t), "likeness": share} for t, share in zip(story.tellers, story.likenesses, strict=True)]
    return {
        "id": story.id,
        "title": story.title,
        "created": story.created,
        "changed": story.changed,
        "tellers": tellers,
    }
