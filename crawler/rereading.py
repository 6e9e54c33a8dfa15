"""Archived pages read by today's rules, as a crawl would read them.

This module does not know where the pages are kept, nor what becomes of the reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.items import FetchedPage, Reading
from crawler.keys import Source
from crawler.learning.siblings import check_profile
from crawler.model import Article, ArticleProfile, Entry
from crawler.normalise.article import normalise
from crawler.page import Page, read_page
from crawler.reading.article import read_article
from crawler.reading.joining import join_parts


def profile_for(source: Source, learned: ArticleProfile | None, page: Page) -> tuple[ArticleProfile | None, str]:
    """The profile to read a page by: what is pinned, else what was learned, else none; and why what was learned does not fit."""
    rules = source.article
    if rules.body or rules.title or rules.date:
        return ArticleProfile(rules.body, rules.title, rules.date), ""
    misfit = check_profile(learned, page) if learned is not None else ""
    return (None if misfit else learned), misfit


def read_again(
    pages: Sequence[FetchedPage],
    source: Source,
    learned: ArticleProfile | None,
    entry: Entry,
    today: date,
    *,
    max_bytes: int,
) -> Article:
    """The article of archived pages (its parts in order); `today` is the day on which they were fetched.

    Raises PageError for pages that cannot be read any more.
    """
    parts = []
    for fetched in pages:
        page = read_page(fetched.body, fetched.url, content_type=fetched.content_type, max_bytes=max_bytes)
        profile, _ = profile_for(source, learned, page)
        parts.append(read_article(page, today=today, country=source.place, entry=entry, profile=profile))
    raw = join_parts(tuple(parts)) if len(parts) > 1 else parts[0]
    return normalise(Reading(source.name, entry, 0, raw), source.language)
