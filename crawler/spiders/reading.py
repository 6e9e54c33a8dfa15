"""Article pages of a run: read by what is pinned or learned, the first few together.

This module does not know how pages are fetched.
"""

from __future__ import annotations

from crawler.items import Fetched, RawArticle
from crawler.learning.siblings import learn_article
from crawler.model import Entry
from crawler.page import Page
from crawler.reading.article import read_article
from crawler.rereading import profile_for
from crawler.running import Crawl, Run
from crawler.store.runs import Issue

# So many articles of a source are read together, to learn what they share.
LEARN_FROM = 3


def read(crawl: Crawl, run: Run, page: Page, entry: Entry) -> RawArticle:
    """An article by what is pinned or was learned of its source; a page that does not fit is read as if nothing was."""
    profile, misfit = profile_for(run.source, run.article_profile, page)
    if misfit:
        run.misfits += 1
        message = f"{misfit}; it was read by the general rules"
        crawl.trouble(run, Issue("profile", message, "nothing to do; it is learned anew when this goes on", page.url))
    return read_article(page, today=crawl.now().date(), country=run.source.place, entry=entry, profile=profile)


def is_to_learn(run: Run) -> bool:
    """Whether this source's articles are still to be read together (the first few pages wait for each other)."""
    return run.article_profile is None and not run.source.article.body


def learn_and_read(crawl: Crawl, run: Run) -> list[tuple[Entry, int, RawArticle, Fetched]]:
    """Learn from the pages that wait, keep it, and read them by it; each with its row and its position."""
    waiting, run.waiting = run.waiting, []
    if len(waiting) > 1:
        pages, entries = [w[0] for w in waiting], [w[1] for w in waiting]
        crawl.learned(run, learn_article(pages, entries, today=crawl.now().date(), country=run.source.place))
    return [(entry, position, read(crawl, run, page, entry), fetched) for page, entry, position, fetched in waiting]
