"""Sets of rows ranked, and the best of them read into entries.

Sets are scored by their links, then the best few by the texts of a few rows.  Only rows that are
not built as these are read as a whole.

This module does not know what else a page could say of its list.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from crawler.listing.boxes import boxes
from crawler.listing.days import DayFinder, Days, order_of
from crawler.listing.extend import extend, join, prune, refrains, strays, template
from crawler.listing.pieces import HEADING, Reader, Row
from crawler.listing.rows import Skeleton
from crawler.listing.score import first_features, gain, sheet, worth
from crawler.listing.sets import RowSet, common, fill, row_sets
from crawler.listing.titles import is_pinned, titles
from crawler.listing.years import with_years
from crawler.model import Entry, Moment, Precision
from crawler.page import Page

SHORTLIST = 6
SAMPLE = 8
GAIN = gain()


@dataclass(slots=True, eq=False)
class Candidate:
    """A set of rows with what tells for it; read fully when `days` covers all rows.

    `opened` when its links open by script only; `scripted` are those of them that name no address.
    """

    rows: RowSet
    features: dict[str, float]
    reader: Reader
    worth: float = 0.0
    sample: list[Row] = field(default_factory=list)
    days: Days | None = None
    opened: bool = False
    scripted: frozenset[HtmlElement] = frozenset()

    def alike(self, other: Candidate) -> bool:
        """Whether its rows are built as those of the other are: same tags from the row to the link."""
        mine, theirs = self.rows.columns[0], other.rows.columns[0]
        return mine.level == theirs.level and template(mine) == template(theirs)


def row_candidates(bones: Skeleton) -> list[Candidate]:
    """All sets of rows of a page, best by their links first."""
    page = sheet(bones.links)
    held = [Candidate(rows, first_features(rows, page), Reader()) for rows in row_sets(bones)]
    for candidate in held:
        candidate.worth = worth(candidate.features)
    return sorted(held, key=lambda c: -c.worth)


def rank(held: list[Candidate], finder: DayFinder, *, every: bool = False, first: bool = False) -> list[Candidate]:
    """The sets of a page worth a look (or every set), best first; with `first` only what could be the best."""
    # The texts of rows can lift a set by GAIN at most: those that stay behind need no look.
    short = held if every else [c for c in held[:SHORTLIST] if c.worth > held[0].worth - GAIN or c is held[1]]
    looked: list[Candidate] = []
    for candidate in short:
        if first and looked and candidate.worth + GAIN < max(c.worth for c in looked):
            break
        look(candidate, finder)
        looked.append(candidate)
    return sorted((c for c in looked if len(c.rows.rows) > 1), key=lambda c: -c.worth)


def look(candidate: Candidate, finder: DayFinder) -> None:
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


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate as read: its entries, the rows they came from (alike in order), and where their days stood."""

    entries: tuple[Entry, ...]
    rows: tuple[Row, ...]
    days: Days
    candidate: Candidate


def complete(candidate: Candidate, held: list[Candidate], bones: Skeleton, finder: DayFinder) -> None:
    """Add to a candidate what belongs to it: sets built alike that stand near, rows built otherwise among its own."""
    finder.learn_order(candidate.sample)
    dated = candidate.features["dated"]
    alike = [other for other in held if other is not candidate and other.alike(candidate)]
    for other in alike:
        look(other, finder)
    join(candidate.rows, [(c.rows, c.features.get("dated", 0.0)) for c in alike], dated)
    extend(candidate.rows, bones, candidate.reader, finder, dated)


def parts(candidate: Candidate, own: set[int], finder: DayFinder) -> list[Candidate]:
    """A completed candidate as the lists that it is made of; that with most of its `own` rows (`id`s of nodes) first."""
    found = boxes(candidate.rows.rows, finder)
    if len(found) == 1:
        return [candidate]
    found.sort(key=lambda rows: -sum(id(row.node) in own for row in rows))
    return [replace(candidate, rows=replace(candidate.rows, rows=rows)) for rows in found]


def read_set(candidate: Candidate, page: Page, finder: DayFinder, named: Sequence[Moment | None] = ()) -> Found:
    """A candidate's rows as entries, in page order, each address once; `named` are days of its rows by a rule."""
    rows = candidate.rows.rows
    days = days_of(candidate, finder)
    if named:
        days = replace(days, moments=[told or found for told, found in zip(named, days.moments, strict=True)])
    days = with_years(days, rows, candidate.reader, page, finder)
    names = titles(rows, finder, candidate.reader)
    dropped, strange = refrains(names, days.moments), strays(rows)
    entries: dict[str, Entry] = {}
    sources: dict[str, Row] = {}
    for row, name, moment, belongs in zip(rows, names, days.moments, prune(rows, days), strict=True):
        assert row.main is not None
        if not belongs or name in dropped or id(row) in strange or not name:
            continue
        scripted = row.main.node.el in candidate.scripted
        url = "" if scripted else page.absolute(row.main.href)
        if url == page.url or (not url and not scripted):
            continue
        key = row.main.href if scripted else url
        known = entries.get(key)
        if known is None or (known.date is None and moment is not None):
            title = name if known is None else known.title
            entries[key] = Entry(url, title, moment, is_pinned(row.main.text))
            sources.setdefault(key, row)
    return Found(tuple(entries.values()), tuple(sources[key] for key in entries), days, candidate)


def certainty(candidate: Candidate, held: list[Candidate]) -> float:
    """0..1: the odds of a candidate against all sets that are not built alike, and against there being no list.

    The weights are those of a softmax over a page's sets, so its value is a probability; lists that
    are lists have a worth of two and more.
    """
    rivals = [math.exp(c.worth) for c in held if c is not candidate and not c.alike(candidate)]
    mine = math.exp(candidate.worth)
    return mine / (mine + sum(rivals)) / (1 + math.exp(-2.5 * (candidate.worth - 1.8)))


def days_of(candidate: Candidate, finder: DayFinder) -> Days:
    """The days of all rows, from the rows, else from what stands between them, else from their addresses."""
    days = _shown_days(candidate, finder)
    return days if any(days.moments) else finder.in_addresses(candidate.rows.rows)


def _shown_days(candidate: Candidate, finder: DayFinder) -> Days:
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
    if known is not None and known.share >= 0.8:
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
