"""Stories as items: the first telling in full, and above it everyone who tells the same.

This module does not know when articles tell the same, nor any feed format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from crawler.clock import parse_stamp
from crawler.store.articles import StoredArticle
from crawler.store.stories import Story
from feeds.items import Item, Teller, item_of, link, title_of
from feeds.select import Shelf
from feeds.text import language, uri


def story_items(stories: Sequence[Story], shelf: Shelf) -> tuple[Item, ...]:
    """One item a story that is still told, the latest to begin first.

    It is dated when a second teller was found, and updated only when one joins or leaves.
    """
    items = (_item(story, shelf) for story in stories if any(t.state == "live" for t in story.tellers))
    return tuple(sorted(items, key=lambda i: (i.published, i.id), reverse=True))


def _item(story: Story, shelf: Shelf) -> Item:
    first = item_of(next(t for t in story.tellers if t.state == "live"))
    tellers = tuple(_teller(t, shelf) for t in story.tellers)
    names = tuple(dict.fromkeys(t.source for t in tellers))
    told = f"<p>Told by {len(names)} source{'' if len(names) == 1 else 's'}, in this order:</p>"
    rows = "".join(f"<li>{_row(t)}</li>" for t in tellers)
    began = parse_stamp(story.created)
    return replace(
        first, id=story.guid, html=f'<div lang="en">{told}<ol>{rows}</ol></div>\n<hr>\n{first.html}', authors=names,
        published=began, updated=parse_stamp(story.changed), arrived=began, tellers=tellers,
    )  # fmt: skip


def _teller(told: StoredArticle, shelf: Shelf) -> Teller:
    article = told.article
    return Teller(
        _name(told, shelf), title_of(told), uri(article.url), language(article.language), parse_stamp(told.first_seen),
        told.state != "live",
    )  # fmt: skip


def _row(teller: Teller) -> str:
    """One teller as markup."""
    title = escape(teller.title)
    shown = f"<del>{title}</del> (withdrawn)" if teller.withdrawn else link(teller.url, teller.title)
    words = f'<span lang="{teller.language}">{shown}</span>' if teller.language else shown
    return f"{escape(teller.source)}: {words}, first seen {teller.seen:%Y-%m-%d %H:%M} UTC"


def _name(told: StoredArticle, shelf: Shelf) -> str:
    origin = shelf.origin(told.article.source)
    return origin.title if origin else told.article.source
