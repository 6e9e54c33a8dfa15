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
from feeds.items import Item, item_of, link, title_of
from feeds.select import Shelf
from feeds.text import language


def story_items(stories: Sequence[Story], shelf: Shelf) -> tuple[Item, ...]:
    """One item a story that is still told, the latest to begin first.

    It is dated when a second teller was found, and updated only when one joins or leaves.
    """
    items = (_item(story, shelf) for story in stories if any(t.state == "live" for t in story.tellers))
    return tuple(sorted(items, key=lambda i: (i.published, i.id), reverse=True))


def _item(story: Story, shelf: Shelf) -> Item:
    first = item_of(next(t for t in story.tellers if t.state == "live"))
    rows = "".join(f"<li>{_teller(t, shelf)}</li>" for t in story.tellers)
    names = dict.fromkeys(_name(t, shelf) for t in story.tellers)
    told = f"<p>Told by {len(names)} source{'' if len(names) == 1 else 's'}, in this order:</p>"
    began = parse_stamp(story.created)
    return replace(
        first, id=story.guid, html=f'<div lang="en">{told}<ol>{rows}</ol></div>\n<hr>\n{first.html}', authors=tuple(names),
        published=began, updated=parse_stamp(story.changed), arrived=began,
    )  # fmt: skip


def _teller(told: StoredArticle, shelf: Shelf) -> str:
    """Who told it, under which headline, and when it was first seen."""
    seen = f"{told.first_seen[:10]} {told.first_seen[11:16]} UTC"
    headline = title_of(told)
    shown = link(told.article.url, headline) if told.state == "live" else f"<del>{escape(headline)}</del> (withdrawn)"
    tag = language(told.article.language)
    words = f'<span lang="{tag}">{shown}</span>' if tag else shown
    return f"{escape(_name(told, shelf))}: {words}, first seen {seen}"


def _name(told: StoredArticle, shelf: Shelf) -> str:
    origin = shelf.origins.get(told.article.source)
    return origin.title if origin else told.article.source
