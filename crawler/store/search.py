"""Full-text search over the stored articles: ranked, filtered, with excerpts.

A query whose words are each in at most RANKED articles is ranked by bm25, a word in the title counting eight times,
in the issuer three times.  bm25 must count every article that has a word, which for a word of every second article
costs more than a reader waits; then the newest WINDOW articles are taken, those with all words in the title first,
each group newest first.  A beginning that many words share is answered from the newest articles themselves.

This module does not know what a term is, nor how the index is kept (triggers do, see schema).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crawler.errors import ConfigError
from crawler.keys import SavedSearch
from crawler.normalise.excerpt import Excerpt, excerpt, marked
from crawler.normalise.query import Query, Term, parse
from crawler.normalise.script import fold_script
from crawler.store.articles import StoredArticle, in_order
from crawler.store.database import Store
from crawler.store.facets import day_terms, language_term, source_term

RANKED = 2_000
WINDOW = 200
# How many of the newest are read for words that begin so.
RECENT = 4_000
# A facet of more sources than SOURCES costs more than their words; when they have more than COMMON articles, the
# newest matches are soon found by looking at each.
SOURCES = 8
COMMON = 20_000
# Up to so many articles are looked at one by one.
FEW = 20
# How many of the newest arrivals the feed of a new search begins with, at most.
FEED_WINDOW = 20_000
_TEXT = "{title issuer body} : "
# Whether one of many sources lists an article.  Facets begin with a source's term: the terms are read once, and no article
# is.  The names are read anew for each article in the second condition: so that is for those with a second source.
_AMONG = (
    "(substr(s.facets, 2, instr(substr(s.facets, 2), ' ') - 1) IN (SELECT value FROM json_each(?)) OR (s.facets LIKE ' s% s%' "
    "AND EXISTS (SELECT 1 FROM entry e WHERE e.article = s.article AND e.source IN (SELECT value FROM json_each(?)))))"
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What results are narrowed to; empty means no limit.  Days are `YYYY-MM-DD`, both ends included.

    `language` `zh` takes in `zh-Hant`; an article of several lists has all their sources and topics.
    """

    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    language: str = ""
    live: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A found article: its title with marks, and the piece of its text that shows best why."""

    stored: StoredArticle
    title: Excerpt
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Found:
    """Results, best first.  `total` counts all that match, `more` says that there are more than that.

    `ranked` is False when a word was too frequent to rank by bm25.
    """

    hits: tuple[Hit, ...]
    total: int
    more: bool = False
    ranked: bool = True


def search(store: Store, text: str, filters: Filters | None = None, limit: int = 20) -> Found:
    """Find articles; any text is a valid query.  An empty one finds all that the filters leave, newest first."""
    query = parse(text)
    chosen = _Choice(store, query, filters or Filters())
    if chosen.nothing:
        return Found((), 0)
    size = max(WINDOW, limit)
    begun = _begun(store, query, filters or Filters(), size)
    frequent = bool(begun) or not query.wanted or any(_frequent(store, term) for term in query.wanted)
    if begun:
        found, total, more = begun[:limit], size, True
    elif frequent:
        ids, total, more = chosen.newest(size)
        found = ids[:limit]
    else:
        # bm25 is only known while the index is read, not beside a window function: hence the two steps.
        rows = store.query(
            "WITH found AS MATERIALIZED (SELECT rowid AS article, bm25(search, 8.0, 3.0, 1.0, 0.0) AS rank FROM search WHERE search MATCH ?) "  # noqa: S608
            "SELECT s.article, count(*) OVER () AS total FROM found JOIN search_article s ON s.article = found.article "
            f"WHERE {chosen.where} ORDER BY rank, s.feed_time DESC, s.article DESC LIMIT ?",
            chosen.expression, *chosen.values, limit,
        )  # fmt: skip
        found, total, more = [r["article"] for r in rows], rows[0]["total"] if rows else 0, False
    return Found(_hits(store, found, query), total, more, ranked=not frequent)


def walk(store: Store, text: str, filters: Filters | None = None, *, before: int, limit: int) -> list[int]:
    """The ids under `before` of the articles that a query finds, the latest arrival first.

    Whoever walks on from the last id comes by all of them once, whatever arrives meanwhile; `search` has the best.
    """
    chosen = _Choice(store, parse(text), filters or Filters())
    if chosen.nothing:
        return []
    rows = store.query(chosen.window(bounded=True), *chosen.window_values(limit, before=before))
    return [r["article"] for r in rows]


def as_hits(store: Store, ids: list[int], text: str) -> tuple[Hit, ...]:
    """These articles as what a query found."""
    return _hits(store, ids, parse(text))


def _hits(store: Store, ids: list[int], query: Query) -> tuple[Hit, ...]:
    return tuple(
        Hit(stored, marked(stored.article.title, query.wanted), excerpt(stored.article.body_text, query.wanted))
        for stored in in_order(store, ids)
    )


def _begun(store: Store, query: Query, filters: Filters, size: int) -> list[int]:
    """The newest `size` articles for a query with beginnings (`con*`, one Chinese character), titles first.

    The index would first gather the articles of all words that begin so.  When they are many, those wanted are among
    the newest RECENT; empty when fewer than `size` are found there, or the first of them promise less than half as many,
    and when the query has no beginning.
    """
    begins = tuple(term for term in query.wanted if term.begins and len(term.runs) == 1)
    if not begins or any(term.begins for term in query.unwanted):
        return []
    rest = _Choice(store, Query(tuple(term for term in query.wanted if term not in begins), query.unwanted), filters)
    ids = [r["article"] for r in store.query(rest.window(), *rest.window_values(RECENT))]
    found: list[tuple[bool, str, int]] = []
    for start in range(0, len(ids), size):
        rows = store.query(
            "SELECT id, title, issuer, body_text, feed_time FROM article WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
            json.dumps(ids[start : start + size]),
        )  # fmt: skip
        for row in rows:
            title = fold_script(row["title"])
            text = fold_script(f"{row['title']}\n{row['issuer']}\n{row['body_text']}")
            if all(term.within(text) for term in begins):
                found.append((all(term.within(title) for term in begins), row["feed_time"], row["id"]))
        if len(found) * len(ids) * 2 < size * min(start + size, len(ids)):
            break  # two words that never meet (`国 con*`): to read on only costs
        if len(found) >= size:
            return [number for _, _, number in sorted(found[:size], reverse=True)]
    return []


def matches(store: Store, saved: SavedSearch, among: Iterable[int] | None = None) -> list[int]:
    """The ids of the live articles that a saved search finds, lowest first; for feeds.

    They are chosen from those `among` which to look, else from the FEED_WINDOW that arrived last.
    """
    filters = Filters(saved.source, saved.topic, language=saved.language, live=True)
    chosen = _Choice(store, parse(saved.query), filters, None if among is None else tuple(among))
    if chosen.nothing:
        return []
    return sorted(r["article"] for r in store.query(chosen.window(), *chosen.window_values(FEED_WINDOW)))


def sources_of(store: Store, filters: Filters) -> list[str] | None:
    """The names of the sources that the filters leave; None when they name neither sources nor topics."""
    if not filters.sources and not filters.topics:
        return None
    rows = store.query("SELECT name, topics FROM source")
    names = {r["name"] for r in rows}
    if filters.sources:
        names &= set(filters.sources)
    if filters.topics:
        wanted = {t.casefold() for t in filters.topics}
        # Many sources have the same topics: each list of them is read once.
        fitting = {
            told for told in {r["topics"] for r in rows} if wanted & {str(t).casefold() for t in json.loads(told)}
        }
        names &= {r["name"] for r in rows if r["topics"] in fitting}
    return sorted(names)


class _Choice:
    """A query with its filters as SQL: `expression` for the words alone, `window` with the filters' terms too."""

    def __init__(self, store: Store, query: Query, filters: Filters, among: tuple[int, ...] | None = None) -> None:
        self.store, self.among = store, among
        self.wanted, self.unwanted = query.wanted, query.unwanted
        self.nothing = False
        names = sources_of(self.store, filters)
        clauses, values, self.facets = ["1"], [], []
        if names is not None:
            self.nothing = not names
            if not self._common(names):
                self.facets.append(_any(source_term(name) for name in names))
            if len(names) <= SOURCES:
                clauses.append("(" + (" OR ".join(["instr(s.facets, ?)"] * len(names)) or "0") + ")")
                values += [f" {source_term(name)} " for name in names]
            else:  # SQLite takes no more than a thousand conditions in a row
                clauses.append(_AMONG)
                values += [json.dumps([source_term(name) for name in names]), json.dumps(names)]
        if filters.language:
            self.facets.append(_any([language_term(filters.language)]))
            clauses.append("instr(s.facets, ?)")
            values.append(f" {language_term(filters.language)} ")
        if filters.since or filters.until:
            since, until = self._days(filters)
            self.nothing |= since > until
            self.facets.append(_any(day_terms(since, until) or ["none"]))
            clauses.append("s.day BETWEEN ? AND ?")
            values += [since, until]
        if filters.live:
            clauses.append("s.live")
        self.where, self.values = " AND ".join(clauses), values
        self.expression = self._expression("title issuer body", ())

    def window(self, columns: str = "title issuer body", *, bounded: bool = False) -> str:
        """SQL for the articles that arrived last (`bounded`: before an id), at most as many as its last value."""
        match = "search MATCH ? AND" if self._expression(columns, self.facets) else ""
        source = "search JOIN search_article s ON s.article = search.rowid" if match else "search_article s"
        order = "search.rowid" if match else "s.article"
        # CROSS JOIN: the index comes first, or each article would be looked up in it.
        source = source.replace("JOIN", "CROSS JOIN")
        among = "" if self.among is None else f" AND {self._looked(order)}"
        unwanted = ""
        if not match and self.unwanted:
            unwanted = " AND s.article NOT IN (SELECT rowid FROM search WHERE search MATCH ?)"
        bound = f" AND {order} < ?" if bounded else ""
        return (f"SELECT s.article, s.feed_time FROM {source} WHERE {match} {self.where}{among}{unwanted}{bound} "  # noqa: S608
                f"ORDER BY {order} DESC LIMIT ?")  # fmt: skip

    def _looked(self, number: str) -> str:
        """The condition that a number is among those to be looked at.

        The index is entered anew for each of a few; for many it is read once, from the lowest to the highest.
        """
        ids = self.among or ()
        if len(ids) <= FEW:
            return f"{number} IN (SELECT value FROM json_each(?))"  # noqa: S608
        return f"{number} BETWEEN {min(ids)} AND {max(ids)} AND +{number} IN (SELECT value FROM json_each(?))"  # noqa: S608

    def window_values(
        self, size: int, columns: str = "title issuer body", *, before: int | None = None
    ) -> list[object]:
        """The values of `window`."""
        match = self._expression(columns, self.facets)
        last = [] if match or not self.unwanted else [_TEXT + "(" + _or(self.unwanted) + ")"]
        among = [] if self.among is None else [json.dumps(self.among)]
        bound = [] if before is None else [before]
        return [*([match] if match else []), *self.values, *among, *last, *bound, size]

    def newest(self, size: int) -> tuple[list[int], int, bool]:
        """The ids of those that arrived last (all words in the title first, then newest first), how many, whether more."""
        order = "ORDER BY feed_time DESC, article DESC"
        rows = self.store.query(f"SELECT article FROM ({self.window()}) {order}", *self.window_values(size + 1))  # noqa: S608
        ids = [r["article"] for r in rows]
        first: list[int] = []
        if self.wanted:
            titled = self.store.query(
                f"SELECT article FROM ({self.window('title')}) {order}", *self.window_values(size, "title")  # noqa: S608
            )  # fmt: skip
            first = [r["article"] for r in titled]
        return list(dict.fromkeys([*first, *ids])), min(len(ids), size), len(ids) > size

    def _expression(self, columns: str, facets: tuple[str, ...] | list[str]) -> str:
        wanted = " AND ".join(term.expression for term in self.wanted)
        out = f"({{{columns}}} : ({wanted}))" if wanted else ""
        for piece in facets:
            out += f"{' AND ' if out else ''}(facets : ({piece}))"
        if out and self.unwanted:
            out = f"({out}) NOT ({_TEXT}({_or(self.unwanted)}))"
        return out

    def _common(self, names: list[str]) -> bool:
        """Whether so many sources have so many articles that the index need not be asked for them."""
        if len(names) <= SOURCES or not self.wanted:
            return False
        counted = (
            "SELECT count(*) FROM (SELECT 1 FROM article WHERE source IN (SELECT value FROM json_each(?)) LIMIT ?)"
        )
        return bool(self.store.value(counted, json.dumps(names), COMMON) == COMMON)

    def _days(self, filters: Filters) -> tuple[str, str]:
        # Two look-ups at the ends of the index; both in one SELECT would read all of it.
        first = self.store.value("SELECT min(day) FROM search_article") or "2000-01-01"
        last = self.store.value("SELECT max(day) FROM search_article") or "2000-01-01"
        return max(filters.since or first, first), min(filters.until or last, last)


def _any(terms: object) -> str:
    return " OR ".join(f'"{term}"' for term in terms)  # type: ignore[attr-defined]


def _or(terms: tuple[Term, ...]) -> str:
    return " OR ".join(term.expression for term in terms)


def _frequent(store: Store, term: Term) -> bool:
    """Whether a term is in more than RANKED articles; counts no further."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)"
    return bool(store.value(sql, _TEXT + term.expression, RANKED + 1) > RANKED)


def agrees(store: Store, most: int = 1_000) -> list[str]:
    """What is wrong with the index, one sentence each; empty when it agrees with the articles.

    All articles are compared by number and filters; `most` of them, evenly, also word by word: among a million that is
    a search of its own for each.
    """
    # With it comes the library of the migrations, which a search has no use for.
    from crawler.store.schema.m0011_search import EXPECTED

    troubles = []
    missing = store.value("SELECT count(*) FROM article WHERE id NOT IN (SELECT article FROM search_article)")
    if missing:
        troubles.append(f"{missing} articles are not in the search index")
    extra = store.value("SELECT count(*) FROM search_article WHERE article NOT IN (SELECT id FROM article)")
    if extra:
        troubles.append(f"{extra} entries of the search index have no article")
    stale = store.value(
        f"SELECT count(*) FROM search_article s JOIN ({EXPECTED}) v USING (article) "  # noqa: S608
        "WHERE (s.facets, s.day, s.feed_time, s.live) <> (v.facets, v.day, v.feed_time, v.live)"
    )
    if stale:
        troubles.append(f"{stale} articles have other filters in the search index")
    step = max(1, (store.value("SELECT max(id) FROM article") or 0) // most)
    words = store.query(
        "SELECT id, gazette_terms(title) AS title, gazette_terms(substr(body_text, 1, 200)) AS body FROM article WHERE id % ? = 0", step
    )  # fmt: skip
    wrong = sum(not _holds(store, row["id"], row["title"], row["body"]) for row in words)
    if wrong:
        troubles.append(f"of {len(words)} articles looked at, {wrong} have other words in the search index")
    return troubles


def _holds(store: Store, article: int, title: str, body: str) -> bool:
    # The last term may be cut: the piece ends in the middle of a run.
    pieces = [("title", title), ("body", " ".join(body.split()[:-3]))]
    match = " AND ".join(f'{column} : "{words}"' for column, words in pieces if words)
    return not match or bool(store.value("SELECT 1 FROM search WHERE search MATCH ? AND rowid = ?", match, article))


def rebuild(store: Store) -> None:
    """Make the index anew from the articles, in one transaction."""
    from crawler.store.schema.m0011_search import FILL

    with store.atomic():
        for statement in FILL.split(";\n"):
            if statement.strip():
                store.execute(statement)


def checked(filters: Filters) -> Filters:
    """Filters whose days are days; raises ConfigError with the mend."""
    for day in filter(None, (filters.since, filters.until)):
        try:
            fits = date.fromisoformat(day).isoformat() == day
        except ValueError:
            fits = False
        if not fits:
            raise ConfigError(f"{day!r} is not a day", mend="write it as 2024-05-31")
    return filters
