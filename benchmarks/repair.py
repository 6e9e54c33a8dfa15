"""How often a rebuilt list page is mended without help, and whether a wrong one ever is.

    python benchmarks/repair.py [-v] [--only WORD] [CORPUS...]

Each page on which a list of HTML rows is found gives six redesigns (class names, nesting, addresses, a table, another
host, all of these) and up to seven impostors.  What the store knows are the rows of the original page but its two
newest, so that a redesign also brings two new rows; the original is the archived page.  A redesign counts as mended when
the proposal is accepted, at least nine tenths of the known rows are found, all moves lead to the row of the same
title, and no row becomes news but the two new ones.  An impostor that is accepted is a wrong repair, and so is a
redesign that is accepted with a false move or false news.

The rows of the impostors are taken from the pages that come next, and the last impostor is the next page itself.  The
corpora hold several pages of some sites: a row that the known list shows, too, is no stranger and is left out; a page
that shows most of the known rows is the same list, and is passed over for the one behind it.

The sample sites are always measured; a CORPUS is a folder of cases as for benchmarks/listing.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, takewhile
from pathlib import Path

from crawler.errors import GazetteError
from crawler.learning.matching import address, day_of, key
from crawler.learning.repair import Decision, Proposal, propose
from crawler.listing.detect import possible_listings, read_listing
from crawler.model import Entry, KnownEntry, Listing
from crawler.normalise.places import country_of
from crawler.normalise.urls import canonical
from crawler.page import Page, read_page
from crawler.samples.sites import all_sites

sys.path.insert(0, str(Path(__file__).parent))
from listing import cases  # type: ignore[import-not-found]
from redesigns import IMPOSTORS, REDESIGNS, strangers  # type: ignore[import-not-found]

TODAY = date(2026, 6, 1)
LEAST_ROWS = 5
NEWS = 2
ANOTHER = "another page"


@dataclass
class Tally:
    """What came of one kind of page."""

    tried: int = 0
    good: int = 0
    wrong: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Known:
    """A page, its list, and what a store would know of it."""

    name: str
    page: Page
    listing: Listing
    country: str

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.listing.entries

    @property
    def fresh(self) -> set[str]:
        """The titles and addresses of the rows that the store does not know yet."""
        return (
            {x for e in self.entries[:NEWS] for x in (key(e.title), canonical(e.url))}
            if len(self.entries) > LEAST_ROWS
            else set()
        )

    def store(self) -> list[KnownEntry]:
        rows = self.entries[NEWS:] if self.fresh else self.entries
        return [KnownEntry(canonical(e.url), (e.title,), day_of(e), e.pinned) for e in rows]


def originals(corpora: Sequence[Path]) -> Iterator[Known]:
    for site in all_sites():
        answer = site.pages[site.start]
        yield from _known(f"samples/{site.name}", answer.body, f"http://{site.name}.example{site.start}", "")
    for corpus in corpora:
        for name, path, want in cases(corpus):
            if path.suffix != ".json":
                yield from _known(name, path.read_bytes(), want["url"], want.get("country") or "")


def _known(name: str, body: bytes, url: str, country: str) -> Iterator[Known]:
    try:
        page = read_page(body, url)
        country = country or country_of(url, "")
        listing = read_listing(page, today=TODAY, country=country, learn=True)
    except GazetteError:
        return
    titles = {key(e.title) for e in listing.entries}
    if listing.mechanism == "html" and listing.profile and min(len(titles), len(listing.entries)) >= LEAST_ROWS:
        yield Known(name, page, listing, country)


def ask(known: Known, page: Page) -> Proposal:
    return propose(page, known.store(), [known.page], known.listing.profile, today=TODAY, country=known.country)


def same_row(entries: Sequence[Entry]) -> Callable[[Entry], bool]:
    """Tells whether a row is one of some rows: by its address, or by its title where no day tells them apart."""
    urls = {address(e) for e in entries}
    days: dict[str, set[str]] = defaultdict(set)
    for e in entries:
        days[key(e.title)].add(day_of(e))

    def same(row: Entry) -> bool:
        there, day = days.get(key(row.title), set()), day_of(row)
        return address(row) in urls or bool(there and (not day or day in there or "" in there))

    return same


def impostors(known: Known, others: Sequence[Known], near: int) -> Iterator[tuple[str, Page]]:
    """Pages that are not the known list, each with the name of what it pretends; made of the pages that come next.

    Of those the first `near` show the same list.
    """
    same = same_row(known.entries)
    rows = list(islice((e for other in others for e in other.entries[:20] if not same(e)), 200))
    for make in IMPOSTORS:
        page = make(known.page, known.entries, rows)
        if page is not None and not (make is strangers and _still(known, page)):
            yield make.__name__, page
    yield from ((ANOTHER, other.page) for other in others[near : near + 1])


def alike(known: Known, others: Sequence[Known]) -> int:
    """How many of the next pages show the same list: most of its rows, or of those that the known rule finds there."""
    same = same_row(known.entries)

    def shows(other: Known) -> bool:
        lists = [other.entries, _read(known, other.page)]
        return any(sum(map(same, rows)) > max(len(rows), LEAST_ROWS) / 2 for rows in lists)

    return sum(1 for _ in takewhile(shows, others))


def _read(known: Known, page: Page) -> tuple[Entry, ...]:
    """What the rule of a known list finds on another page."""
    try:
        return read_listing(page, today=TODAY, country=known.country, profile=known.listing.profile).entries
    except GazetteError:
        return ()


def _still(known: Known, page: Page) -> bool:
    """Whether a page of strangers still shows the known list: its titles stand beside the links that were changed."""
    titles = {key(e.title) for e in known.entries}
    lists = [one.entries for one in possible_listings(page, today=TODAY, country=known.country)]
    read = [len({key(e.title) for e in rows} & titles) for rows in (_read(known, page), *lists)]
    return read[0] > 1 or max(read) > len(titles) / 2


def judge(known: Known, proposal: Proposal, tally: Tally) -> None:
    """A redesign: mended, waiting, or wrong."""
    tally.tried += 1
    if proposal.decision is not Decision.ACCEPT:
        tally.waiting.append(f"{known.name}: {'; '.join(proposal.reasons)}")
        return
    w = proposal.weighed
    false_moves = [m for m in w.moves if key(m.entry.title) not in {key(t) for t in m.known.titles}]
    news = [e for e in (*w.fresh, *w.older, *w.misplaced) if known.fresh.isdisjoint((key(e.title), canonical(e.url)))]
    if false_moves or news:
        tally.wrong.append(f"{known.name}: {len(false_moves)} false moves; news: {[e.title[:50] for e in news[:3]]}")
    elif len(w.pairs) < 0.9 * len(known.store()):
        tally.waiting.append(f"{known.name}: accepted with {len(w.pairs)} of {len(known.store())} rows")
    else:
        tally.good += 1


def main() -> int:
    """Print the table; 1 when a wrong repair was accepted or fewer than nine tenths were mended."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", metavar="CORPUS", nargs="*", type=Path)
    parser.add_argument("--only", default="", metavar="WORD", help="only pages whose name has the word")
    parser.add_argument("-v", action="store_true", help="tell each page that waits or is wrong")
    words = parser.parse_args()
    every = list(originals(words.corpora))
    tallies: dict[str, Tally] = {make.__name__: Tally() for make in (*REDESIGNS, *IMPOSTORS)} | {ANOTHER: Tally()}
    began, passed = time.process_time(), 0
    for i, known in enumerate(every):
        if words.only not in known.name:
            continue
        for redesign in REDESIGNS:
            page = redesign(known.page, known.entries)
            if page is not None:
                judge(known, ask(known, page), tallies[redesign.__name__])
        others = every[i + 1 :] + every[:i]
        near = alike(known, others)
        passed += near
        for name, page in impostors(known, others, near):
            tallies[name].tried += 1
            proposal = ask(known, page)
            if proposal.decision is Decision.ACCEPT:
                tallies[name].wrong.append(f"{known.name}: {'; '.join(proposal.reasons)}")
            else:
                tallies[name].good += 1
    _tell(tallies, len(every), time.process_time() - began, verbose=words.v)
    print(f"left out as another page, since they show the same list: {passed}")
    redesigned = [tallies[make.__name__] for make in REDESIGNS]
    wrong = sum(len(t.wrong) for t in tallies.values())
    return int(wrong > 0 or sum(t.good for t in redesigned) < 0.9 * sum(t.tried for t in redesigned))


def _tell(tallies: dict[str, Tally], pages: int, seconds: float, *, verbose: bool) -> None:
    print(
        f"{pages} pages, {seconds:.0f} s of CPU\n{'page':14} {'tried':>6} {'right':>6} {'share':>7} {'waits':>6} {'wrong':>6}"
    )
    for name, tally in tallies.items():
        share = f"{tally.good / tally.tried:.1%}" if tally.tried else ""
        print(f"{name:14} {tally.tried:6} {tally.good:6} {share:>7} {len(tally.waiting):6} {len(tally.wrong):6}")
    redesigned = [tallies[make.__name__] for make in REDESIGNS]
    good, tried = sum(t.good for t in redesigned), sum(t.tried for t in redesigned)
    print(f"redesigns mended without help: {good} of {tried} ({good / max(tried, 1):.1%})")
    for name, tally in tallies.items() if verbose else ():
        for line in tally.wrong:
            print(f"WRONG  {name}: {line}")
        for line in tally.waiting:
            print(f"waits  {name}: {line}")


if __name__ == "__main__":
    sys.exit(main())
