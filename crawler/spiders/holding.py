"""Whether what came in a list's place is that list: nothing of a stranger's page may become news.

A page whose rows are all unknown, and that stands elsewhere or looks otherwise than the list that we know, is held
back: a parked domain, an error page with links, a menu, a site that was rebuilt with other addresses.

This module does not know how a list is found, nor what becomes of a source whose list is held.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.errors import FetchError, ListNotFound
from crawler.listing.template import SEPARATOR, read_by_template, template_of
from crawler.model import Listing
from crawler.page import Page
from crawler.running import Crawl, Run

# Redirects that are meant for good (RFC 9110, 15.4.2 and 15.4.9).
_FOR_GOOD = {301, 308}
# So many unknown rows of which half have known titles are a rebuilt site.
_TITLES = 0.5


def familiar(crawl: Crawl, run: Run, page: Page, listing: Listing | None) -> Listing:
    """The listing when it is the source's; else what stands where its rows stood.

    `listing` is None when searching found no list.  Raises FetchError (kind: parked, rebuilt, foreign-list) for a
    page that is held back, ListNotFound when there is nothing at all.
    """
    template = run.record.template
    if listing is not None:
        run.template = template_of(page, listing)
        known = crawl.knows(run, listing)
        usual = not template or run.template == template or listing.mechanism != run.record.mechanism == "html"
        if not run.was_known or known.urls or (usual and not strange_host(run, page.url)):
            return listing
        # A menu is easily taken for the list when the list itself is empty or has one row left.
        if not strange_host(run, page.url):
            own = read_by_template(page, template)
            if own is not None and (not own.entries or crawl.knows(run, own).urls):
                run.template = template
                return own
        raise _held(run, page, listing, known.titles)
    own = read_by_template(page, template)
    if own is None or (own.entries and not crawl.knows(run, own).urls):
        gone = f"; the list used to stand at `{template.partition(SEPARATOR)[0]}`" if template else ""
        raise ListNotFound(
            f"no rows of links repeat on this page{gone}", url=page.url,
            mend="give the address of the page that lists the news",
        )  # fmt: skip
    run.template = template
    return own


def strange_host(run: Run, url: str) -> bool:
    """Whether a page came from another host than the source's (a leading `www.` apart)."""
    return _host(url) != _host(run.source.url)


def moved_to(run: Run, url: str, reasons: list[object]) -> str:
    """Where the list has moved for good; "" when it did not, or only to a safe or slightly other spelling."""
    if not reasons or any(reason not in _FOR_GOOD for reason in reasons):
        return ""
    return url if _plain(url) != _plain(run.source.url) else ""


def canonical_elsewhere(run: Run, page: Page) -> str:
    """The address that the page calls its own, when that is on another host; "" else."""
    if page.root is None:
        return ""
    for link in page.root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            url = page.absolute(link.get("href"))
            return url if url and strange_host(run, url) and not strange_host(run, page.url) else ""
    return ""


def _held(run: Run, page: Page, listing: Listing, titles: int) -> FetchError:
    rows, name = len(listing.entries), run.source.name
    if strange_host(run, page.url):
        return FetchError(
            f"the address leads to another site ({_host(page.url)}), and none of its {rows} rows is known; they are held back",
            url=page.url, kind="parked", mend=f"look for the list's new address and change `url` of {name}",
        )  # fmt: skip
    if titles >= rows * _TITLES:
        return FetchError(
            f"the site was rebuilt: {titles} of {rows} titles are known, under other addresses; they are held back, so that nothing is told twice",
            url=page.url, kind="rebuilt", mend=f"`gazette inspect {run.source.url}`; if it is right, give the list a new name in place of {name}",
        )  # fmt: skip
    return FetchError(
        f"another page came in the list's place: none of its {rows} rows is known, and they do not stand where the list stood; they are held back",
        url=page.url, kind="foreign-list", mend=f"`gazette inspect {run.source.url}` shows what came",
    )  # fmt: skip


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _plain(url: str) -> tuple[str, int | None, str, str]:
    parts = urlsplit(url)
    port = parts.port if parts.port not in (80, 443) else None
    return _host(url), port, parts.path.rstrip("/"), parts.query
