"""How often a rebuilt list page is mended without help, and whether a wrong one ever is.

    python benchmarks/repair.py [-v] [CORPUS...]

Each page on which a list of HTML rows is found gives six redesigns (class names, nesting, addresses, a table, another
host, all of these) and up to seven impostors.  What the store knows are the rows of the original page but its two
newest, so that a redesign also brings two new rows; the original is the archived page.  A redesign counts as mended when
the proposal is accepted, at least nine tenths of the known rows are found, all moves lead to the row of the same
title, and no row becomes news but the two new ones.  An impostor that is accepted is a wrong repair, and so is a
redesign that is accepted with a false move or false news.

The sample sites are always measured; a CORPUS is a folder of cases as for benchmarks/listing.py.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from crawler.errors import GazetteError
from crawler.learning.matching import day_of, key
from crawler.learning.repair import Decision, Proposal, propose
from crawler.listing.detect import read_listing
from crawler.model import Entry, KnownEntry, Listing
from crawler.normalise.places import country_of
from crawler.normalise.urls import canonical
from crawler.page import Page, read_page
from crawler.samples.sites import all_sites

sys.path.insert(0, str(Path(__file__).parent))
from listing import cases  # type: ignore[import-not-found]
from redesigns import IMPOSTORS, REDESIGNS  # type: ignore[import-not-found]

TODAY = date(2026, 6, 1)
LEAST_ROWS = 5
NEWS = 2


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


def _still(known: Known, page: Page) -> bool:
    """Whether a page of strangers still shows known titles, which stand beside the links there."""
    try:
        rows = read_listing(page, today=TODAY, country=known.country, profile=known.listing.profile).entries
    except GazetteError:
        return False
    return len({key(e.title) for e in rows} & {key(e.title) for e in known.entries}) > 1


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
    verbose = "-v" in sys.argv
    every = list(originals([Path(a) for a in sys.argv[1:] if not a.startswith("-")]))
    tallies: dict[str, Tally] = {make.__name__: Tally() for make in (*REDESIGNS, *IMPOSTORS)} | {
        "another page": Tally()
    }
    began = time.process_time()
    for i, known in enumerate(every):
        for redesign in REDESIGNS:
            page = redesign(known.page, known.entries)
            if page is not None:
                judge(known, ask(known, page), tallies[redesign.__name__])
        others = [e for k in range(1, len(every)) for e in every[(i + k) % len(every)].entries[:20]][:200]
        pages = [(m.__name__, m(known.page, known.entries, others)) for m in IMPOSTORS]
        pages.append(("another page", every[(i + 1) % len(every)].page))
        for name, page in pages:
            if page is None or (name == "strangers" and _still(known, page)):
                continue
            tallies[name].tried += 1
            proposal = ask(known, page)
            if proposal.decision is Decision.ACCEPT:
                tallies[name].wrong.append(f"{known.name}: {'; '.join(proposal.reasons)}")
            else:
                tallies[name].good += 1
    _tell(tallies, len(every), time.process_time() - began, verbose=verbose)
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
