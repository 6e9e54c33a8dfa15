"""Which part of a page is its list of news: the finder that the rest of gazette asks.

Sets of repeated rows are scored by their links, then the best few by their days; the best is read
into entries.  What a page says of its own list (a wrapper, an endpoint) is asked before.

This module does not know how pages are fetched or stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from lxml.html import HtmlElement

from crawler.errors import ListNotFound
from crawler.listing.days import DayFinder, Days, order_of
from crawler.listing.endpoint import EndpointConfig
from crawler.listing.extend import extend, join, prune, refrains, strays, template
from crawler.listing.pieces import HEADING, Reader, Row
from crawler.listing.rows import Skeleton, skeleton
from crawler.listing.score import first_features, gain, sheet, worth
from crawler.listing.sets import RowSet, common, fill, row_sets
from crawler.listing.titles import clean_title, is_pinned, titles
from crawler.listing.transports import transport
from crawler.model import Entry, Expanded, Listing, ListProfile, Moment, Precision
from crawler.page import Page, parse_html

SHORTLIST = 6
SAMPLE = 8
GAIN = gain()


@dataclass(slots=True, eq=False)
class Candidate:
    """A set of rows with what tells for it; read fully when `days` covers all rows."""

    rows: RowSet
    features: dict[str, float]
    reader: Reader
    worth: float = 0.0
    sample: list[Row] = field(default_factory=list)
    days: Days | None = None

    def alike(self, other: Candidate) -> bool:
        """Whether its rows are built as those of the other are: same tags from the row to the link."""
        mine, theirs = self.rows.columns[0], other.rows.columns[0]
        return mine.level == theirs.level and template(mine) == template(theirs)


def read_listing(
    page: Page,
    *,
    today: date,
    country: str = "",
    profile: ListProfile | None = None,
    endpoint: EndpointConfig | None = None,
) -> Listing:
    """The entries of a list page; `endpoint` tells of rows that only a configuration can explain.

    Raises ListNotFound (`word`: no-list, no-links, login-page, error-page) with what to do.
    """
    carried = transport(page, today=today, country=country, config=endpoint)
    if isinstance(carried, Listing) and (carried.follow is None or carried.confidence >= 0.6):
        return carried
    if isinstance(carried, Expanded):
        root = parse_html(carried.html, carried.base)
        page = Page(page.url, "html", carried.html, page.charset, page.charset_from, root=root, base=carried.base)
    found = candidates(page, today=today, country=country, limit=1)
    if not found and isinstance(carried, Listing):
        return carried
    if found and isinstance(carried, Expanded):
        return replace(found[0], mechanism=carried.mechanism, next=carried.next, why=carried.why + found[0].why)
    if not found:
        raise ListNotFound(
            "no rows of links repeat on this page",
            url=page.url,
            mend="give the address of the page that lists the news",
        )
    return found[0]


def candidates(page: Page, *, today: date, country: str = "", limit: int = 3) -> tuple[Listing, ...]:
    """The sets of rows that could be the list, best first; empty when nothing repeats."""
    if page.root is None:
        return ()
    finder = DayFinder(today, country, page.root.get("lang") or "")
    bones = skeleton(page.root)
    held = row_candidates(bones)
    ranked = rank(held, finder)
    for candidate in ranked[:limit]:
        dated = candidate.features["dated"]
        alike = [c for c in held if c is not candidate and c.alike(candidate)]
        for other in alike:
            _look(other, finder)
        join(candidate.rows, [(c.rows, c.features["dated"]) for c in alike], dated)
        extend(candidate.rows, bones, candidate.reader, finder, dated)
    listings = [read_set(candidate, page, finder) for candidate in ranked[:limit]]
    return tuple(one for one in listings if one.entries)


def row_candidates(bones: Skeleton) -> list[Candidate]:
    """All sets of rows of a page, best by their links first."""
    page = sheet(bones.links)
    held = [Candidate(rows, first_features(rows, page), Reader()) for rows in row_sets(bones)]
    for candidate in held:
        candidate.worth = worth(candidate.features)
    return sorted(held, key=lambda c: -c.worth)


def rank(held: list[Candidate], finder: DayFinder, *, every: bool = False) -> list[Candidate]:
    """The sets of a page worth a look (or every set), best first."""
    # The texts of rows can lift a set by GAIN at most: those that stay behind need no look.
    short = held if every else [c for c in held[:SHORTLIST] if c.worth > held[0].worth - GAIN or c is held[1]]
    for candidate in short:
        _look(candidate, finder)
    return sorted((c for c in short if len(c.rows.rows) > 1), key=lambda c: -c.worth)


def _look(candidate: Candidate, finder: DayFinder) -> None:
    """Add to a candidate what the texts of a few of its rows tell."""
    if candidate.sample:
        return
    fill(candidate.rows)
    rows = candidate.rows.rows
    sample = rows if len(rows) <= SAMPLE else rows[: SAMPLE // 2] + rows[len(rows) // 2 :][: SAMPLE // 2]
    if len(sample) < 2:
        return
    for row in sample:
        row.pieces = candidate.reader.read(row)
    days = finder.days(sample)
    candidate.sample, candidate.days = sample, days
    features = candidate.features
    exact = [m for m in days.moments if m is not None and m.precision != Precision.MONTH]
    features["dated"] = len(exact) / len(sample)
    features["monthly"] = days.share - features["dated"]
    features["named_by_day"] = sum(finder.whole(row.main.text) is not None for row in sample if row.main) / len(sample)
    features["days"] = float(len({m.value for m in days.moments if m}) > 1)
    features["falling"] = order_of(days.moments)
    text = sum(len(p.text) for row in sample for p in row.pieces) / len(sample)
    features["text"] = min(text, 300) / 300
    features["dense"] = sum(len(row.links) for row in sample) / len(sample) / 10
    features["ahead"] = sum(m is not None and m.value > finder.tomorrow for m in days.moments) / len(sample)
    features["headed"] = sum(any(p.marks & HEADING for p in row.pieces) for row in sample) / len(sample)
    features["lead"] = float(features["text"] > 0.5 and features["headed"] > 0.5)
    candidate.worth = worth(features)


def read_set(candidate: Candidate, page: Page, finder: DayFinder) -> Listing:
    """A candidate's rows as entries."""
    rows = candidate.rows.rows
    days = days_of(candidate, finder)
    names = titles(rows, finder, candidate.reader)
    entries: dict[str, Entry] = {}
    dropped, strange = refrains(names, days.moments), strays(rows)
    for row, name, moment, belongs in zip(rows, names, days.moments, prune(rows, days.moments), strict=True):
        assert row.main is not None
        if not belongs or name in dropped or id(row) in strange:
            continue
        url = page.absolute(row.main.href)
        if not url or not name or url == page.url:
            continue
        known = entries.get(url)
        if known is None or (known.date is None and moment is not None):
            entries[url] = Entry(url, name if known is None else known.title, moment, is_pinned(row.main.text))
    return Listing("html", tuple(entries.values()), None, 0.5, (), None)


def days_of(candidate: Candidate, finder: DayFinder) -> Days:
    """The days of all rows, from the rows, else from what stands between them."""
    rows = candidate.rows.rows
    days = _own_days(candidate, finder)
    if (days.share >= 0.5 and not (days.in_title and days.share < 0.9)) or len(rows) < 2:
        return days
    top = common([row.node for row in rows])
    if top is None:
        return days
    between = finder.between(candidate.reader, top, rows)
    if between.share <= (0 if days.in_title else days.share):
        return days
    # A date in a title may be what the news is about; one that heads rows is theirs.
    first, second = (between, days) if days.in_title else (days, between)
    moments = [one or other for one, other in zip(first.moments, second.moments, strict=True)]
    return Days(moments, between.where)


def _own_days(candidate: Candidate, finder: DayFinder) -> Days:
    """The days within rows.  Rows built as the sample is are not read as a whole."""
    rows, known = candidate.rows.rows, candidate.days
    found: dict[int, Moment] = {}
    if known is not None and known.share >= 0.8 and known.whole >= 0.8:
        found = finder.at_trail([row for row in rows if not row.pieces], candidate.sample, known)
    rest = [row for row in rows if id(row) not in found]
    for row in rest:
        if not row.pieces:
            row.pieces = candidate.reader.read(row)
    days = finder.days(rest, _headers(rows), known.places if known else None)
    for row, moment in zip(rest, days.moments, strict=True):
        if moment is not None:
            found[id(row)] = moment
    return replace(days, moments=[found.get(id(row)) for row in rows])


def _headers(rows: list[Row]) -> dict[int, str]:
    """The words at the head of each table column."""
    row = rows[0].node
    if row.tag != "tr":
        return {}
    table: HtmlElement | None = row.el
    while table is not None and table.tag != "table":
        table = table.getparent()
    if table is None:
        return {}
    head = next(table.iter("tr"), None)
    if head is None or head is row.el:
        return {}
    return {i: " ".join(cell.itertext())[:60] for i, cell in enumerate(head) if isinstance(cell.tag, str)}


__all__ = ["candidates", "clean_title", "read_listing"]
