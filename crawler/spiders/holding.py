"""Whether what came in a list's place is that list: nothing of a stranger's page may become news.

A page whose rows are all unknown, and that stands elsewhere or looks otherwise than the list that we know, is held
back: a parked domain, an error page with links, a menu, a site that was rebuilt with other addresses.

This module does not know how a list is found, nor what becomes of a source whose list is held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler import mending
from crawler.errors import FetchError, ListNotFound
from crawler.learning.repair import Decision, Proposal
from crawler.listing.holder import holder_of, is_empty
from crawler.model import Listing
from crawler.normalise.urls import canonical
from crawler.page import Page
from crawler.running import Crawl, Run
from crawler.store import entries, past, repairs

# Redirects that are meant for good (RFC 9110, 15.4.2 and 15.4.9).
_FOR_GOOD = frozenset({301, 308})
# So large a share of known titles under unknown addresses is a rebuilt site.
_TITLES = 0.5
# So large a share of known rows makes a page that looks otherwise the source's list.
_KNOWN = 0.3
# So many known titles under unknown addresses are no chance; so small a share of the usual rows is odd.
MOVED = 3
FEW_ROWS = 0.5
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
class Doubt:
    """Why a list may not be the one that is known: it stands elsewhere; known rows have other addresses; few are left."""

    elsewhere: bool
    moved: bool
    few: bool


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
        if sight is None and first and run.was_known:
            sight = _mended(crawl, run, page, mending.look(mending.patient_of(crawl, run), page, crawl.now()))
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
    row = listing.profile.row if listing.profile else ""
    if not run.was_known or listing.mechanism == "script-rows":
        return Sight(listing, row, holder_of(page, row))
    store, name = crawl.store, run.source.name
    there = entries.known_urls(store, name, [canonical(e.url) for e in listing.entries])
    unknown = [e.title for e in listing.entries if canonical(e.url) not in there]
    titles = past.known_titles(store, name, unknown)
    doubt = Doubt(
        not is_usual(listing, memory, page) and row not in repairs.seen_templates(store, name),
        titles >= MOVED or (titles > 0 and not there),
        len(listing.entries) < FEW_ROWS * repairs.usual_rows(store, name),
    )
    proposal = None
    if (doubt.elsewhere or doubt.moved or doubt.few) and not is_empty(page, memory.holder):
        proposal = mending.look(mending.patient_of(crawl, run), page, crawl.now())
        # The rule still stands, and every row is where it was: there is nothing to mend.
        same = proposal.profile is not None and proposal.profile.row == memory.row and not proposal.moves
        sight = None if same else _mended(crawl, run, page, proposal)
        if sight is not None:
            return sight
    unproven = proposal is not None and proposal.decision is not Decision.ACCEPT
    # What would become news is not proven to be the source's.
    if unproven and unknown and ((doubt.elsewhere and memory.row) or (doubt.moved and not there)):
        raise held(page, len(listing.entries), memory, titles, proposal)
    return familiar(page, listing, memory, len(there), titles)


def _mended(crawl: Crawl, run: Run, page: Page, proposal: Proposal) -> Sight | None:
    """The list by a mended rule, which is taken; None when it is not proven."""
    if proposal.decision is not Decision.ACCEPT or proposal.listing is None:
        return None
    mending.mend(crawl, run, page, proposal)
    row = proposal.profile.row if proposal.profile else ""
    return Sight(proposal.listing, row, holder_of(page, row))


def is_usual(listing: Listing, memory: Memory, page: Page) -> bool:
    """Whether a list stands where the known one stood, on the host where it stood."""
    row = listing.profile.row if listing.profile else ""
    usual = row == memory.row if memory.row else memory.mechanism in (listing.mechanism, "feed")
    return usual and not strange_host(memory, page.url)


def familiar(page: Page, listing: Listing, memory: Memory, known_urls: int, known_titles: int) -> Sight:
    """The listing when it is the source's, which has rows already; raises FetchError (kind: parked, rebuilt,
    foreign-list) for one that is held back.  `known_urls` counts its rows that were known before, `known_titles`
    those that are known by their titles only.
    """
    row = listing.profile.row if listing.profile else ""
    # A start page shows one or two of the known rows among those of others.
    enough = known_urls > 0 and known_urls >= len(listing.entries) * _KNOWN
    if enough or listing.mechanism == "script-rows" or is_usual(listing, memory, page):
        return Sight(listing, row, holder_of(page, row))
    # A menu is easily taken for the list when the list itself is empty.
    if not strange_host(memory, page.url) and is_empty(page, memory.holder):
        return Sight(Listing(memory.mechanism, (), why=_EMPTY), memory.row, memory.holder)
    raise held(page, len(listing.entries), memory, known_titles)


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


def held(page: Page, rows: int, memory: Memory, titles: int, proposal: Proposal | None = None) -> FetchError:
    """The error for a list that is held back: nothing of it becomes news before somebody looked."""
    name = memory.source
    why = f" ({proposal.reasons[-1]})" if proposal is not None else ""
    mend = f"`gazette repair {name}` shows what was found; with --accept it is taken"
    if titles >= rows * _TITLES:
        return FetchError(
            f"the site was rebuilt: {titles} of {rows} titles are known, under other addresses{why}; they are held back, "
            "so that nothing is told twice", url=page.url, kind="rebuilt", mend=mend,
        )  # fmt: skip
    if strange_host(memory, page.url):
        return FetchError(
            f"the address leads to another site ({urlsplit(page.url).netloc}), and its {rows} rows are not those that are known{why}; "
            "they are held back", url=page.url, kind="parked", mend=f"look for the list's new address and change `url` of {name}",
        )  # fmt: skip
    return FetchError(
        f"another page came in the list's place: its {rows} rows are not those that are known, and do not stand where the list "
        f"stood{why}; they are held back", url=page.url, kind="foreign-list", mend=mend,
    )  # fmt: skip


def _place(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.port if parts.port not in (80, 443) else None


def _plain(url: str) -> tuple[object, ...]:
    parts = urlsplit(url)
    return (*_place(url), parts.path.rstrip("/"), parts.query)
