"""Whether what came in a list's place is that list: nothing of a stranger's page may become news.

A page whose rows are all unknown, and that stands elsewhere or looks otherwise than the list that we know, is held
back: a parked domain, an error page with links, a menu, a site that was rebuilt with other addresses.

This module does not know how a list is found, nor what becomes of a source whose list is held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.errors import FetchError, ListNotFound
from crawler.listing.holder import holder_of, is_empty
from crawler.model import Listing
from crawler.page import Page
from crawler.running import Crawl, Run
from crawler.store import past

# Redirects that are meant for good (RFC 9110, 15.4.2 and 15.4.9).
_FOR_GOOD = frozenset({301, 308})
# So large a share of known titles under unknown addresses is a rebuilt site.
_TITLES = 0.5
# So large a share of known rows makes a page that looks otherwise the source's list.
_KNOWN = 0.3
_EMPTY = ("what holds the rows is there, and holds no link",)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a source's list before a run: its address, how it reached us, the row selector, the holder."""

    source: str
    url: str
    mechanism: str = ""
    row: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """A list as the source's: its rows, where they stand ("" when not markup), what holds them."""

    listing: Listing
    template: str = ""
    holder: str = ""


def recognise(crawl: Crawl, run: Run, page: Page, find: Callable[[], Listing]) -> Listing:
    """The list that `find` sees on a page, once it is known to be the source's; of older pages and feeds, as found.

    Raises as `familiar` and `nothing_found`; for a page that only a script fills, FetchError that says so.
    """
    record = run.record
    row = run.source.list.row or (record.list_profile.row if record.list_profile else "")
    memory = Memory(run.source.name, run.source.url, record.mechanism, row, record.holder)
    first = not run.tally.pages and not run.by_feed
    try:
        listing = find()
    except ListNotFound as error:
        sight = nothing_found(page, error, memory) if first and run.was_known else None
        if sight is None:
            raise
    else:
        if not first or not listing.entries:
            return listing
        sight = _seen(crawl, run, page, listing, memory)
    run.tally.template, run.holder = sight.template, sight.holder
    run.tally.moved_to = moved_to(memory, page, run.redirects)
    return sight.listing


def _seen(crawl: Crawl, run: Run, page: Page, listing: Listing, memory: Memory) -> Sight:
    if not run.was_known:
        row = listing.profile.row if listing.profile else ""
        return Sight(listing, row, holder_of(page, row))
    titles = past.known_titles(crawl.store, run.source.name, (e.title for e in listing.entries))
    return familiar(page, listing, memory, crawl.known(run, listing), titles)


def familiar(page: Page, listing: Listing, memory: Memory, known_urls: int, known_titles: int) -> Sight:
    """The listing when it is the source's, which has rows already; raises FetchError (kind: parked, rebuilt,
    foreign-list) for one that is held back.  `known_urls` and `known_titles` count its rows that were known before.
    """
    row = listing.profile.row if listing.profile else ""
    usual = row == memory.row if memory.row else memory.mechanism in (listing.mechanism, "feed")
    strange = strange_host(memory, page.url)
    # A start page shows one or two of the known rows among those of others.
    enough = known_urls > 0 and known_urls >= len(listing.entries) * _KNOWN
    if enough or listing.mechanism == "script-rows" or (usual and not strange):
        return Sight(listing, row, holder_of(page, row))
    # A menu is easily taken for the list when the list itself is empty.
    if not strange and is_empty(page, memory.holder):
        return Sight(Listing(memory.mechanism, (), why=_EMPTY), memory.row, memory.holder)
    raise _held(page, len(listing.entries), memory, known_titles)


def nothing_found(page: Page, error: ListNotFound, memory: Memory) -> Sight | None:
    """A list without rows when its holder is there (or the page says so); None, and the place in `error`, when it is gone."""
    if not strange_host(memory, page.url) and (error.word == "empty-list" or is_empty(page, memory.holder)):
        return Sight(Listing(memory.mechanism, (), why=_EMPTY), memory.row, memory.holder)
    if memory.holder and error.word in ("no-list", "no-links"):
        error.message = f"{error.message}; the list used to stand at `{memory.holder}`"
    return None


def strange_host(memory: Memory, url: str) -> bool:
    """Whether a page came from another host than the source's (a leading `www.` apart)."""
    return _place(url) != _place(memory.url)


def moved_to(memory: Memory, page: Page, reasons: tuple[object, ...]) -> str:
    """Where the list says that it is for good, by its redirects or its canonical link to another host; "" else.

    A safe or slightly other spelling of the same address is no move.
    """
    if reasons and all(reason in _FOR_GOOD for reason in reasons):
        return page.url if _plain(page.url) != _plain(memory.url) else ""
    if page.root is None or strange_host(memory, page.url):
        return ""
    for link in page.root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            url = page.absolute(link.get("href"))
            return url if url and strange_host(memory, url) else ""
    return ""


def _held(page: Page, rows: int, memory: Memory, titles: int) -> FetchError:
    name = memory.source
    if titles >= rows * _TITLES:
        return FetchError(
            f"the site was rebuilt: {titles} of {rows} titles are known, under other addresses; they are held back, "
            "so that nothing is told twice", url=page.url, kind="rebuilt",
            mend=f"`gazette inspect {page.url}`; if it is right, follow it with `gazette add` and pause {name}",
        )  # fmt: skip
    if strange_host(memory, page.url):
        return FetchError(
            f"the address leads to another site ({urlsplit(page.url).netloc}), and its {rows} rows are not those that are known; they are held back",
            url=page.url, kind="parked", mend=f"look for the list's new address and change `url` of {name}",
        )  # fmt: skip
    return FetchError(
        f"another page came in the list's place: its {rows} rows are not those that are known, and do not stand where the list stood; "
        "they are held back", url=page.url, kind="foreign-list", mend=f"`gazette inspect {memory.url}` shows what came",
    )  # fmt: skip


def _place(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.port if parts.port not in (80, 443) else None


def _plain(url: str) -> tuple[object, ...]:
    parts = urlsplit(url)
    return (*_place(url), parts.path.rstrip("/"), parts.query)
