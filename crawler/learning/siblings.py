"""Two to five articles of one source read together: what repeats is frame, what varies is article.

Each page is read by the general rules; the profile then holds the plainest selector that finds the
same body on all of them, the heading that shows each title (the list's rows know the titles), the
element that shows each date, where labels stand, and the texts and links that every article repeats.
A selector is only learned when it holds on every page that it could be tried on; what differs from
page to page is left to the general rules.

This module does not fetch, nor decide when to learn again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import lxml.html

from crawler.errors import GazetteError
from crawler.items import RawArticle
from crawler.model import ArticleProfile, Entry, Moment, Precision
from crawler.normalise.dates import DateHints, parse_date
from crawler.normalise.places import country_of
from crawler.normalise.text import clean, fold, strip_index
from crawler.page import Page
from crawler.reading.article import read_article, shown_time
from crawler.reading.beginning import beginning
from crawler.reading.body import find_body, select
from crawler.reading.furniture import is_furniture
from crawler.reading.labels import labels_in
from crawler.reading.metadata import metas
from crawler.reading.parts import parts_of
from crawler.reading.survey import Survey

Element = lxml.html.HtmlElement
MAX_PAGES = 5
_MAX_SELECTORS = 40
_MAX_FRAME = 60
_LONG = 20


@dataclass(frozen=True, slots=True)
class _Sample:
    """One page that teaches: how the general rules read it."""

    page: Page
    root: Element
    entry: Entry | None
    article: RawArticle
    nodes: tuple[Element, ...]


def learn_article(
    pages: Sequence[Page], entries: Sequence[Entry | None], *, today: date | None = None, country: str = ""
) -> ArticleProfile:
    """What two to five article pages of one source teach; an empty profile when they do not agree.

    `entries` are the list's rows that led to the pages, in the same order (None where unknown).
    """
    day = today or date.today()
    samples = [s for p, e in zip(pages[:MAX_PAGES], entries, strict=False) if (s := _sample(p, e, day, country))]
    if len(samples) < 2:
        return ArticleProfile(pages=len(samples))
    body = _body(samples)
    frame, links = _frame(samples)
    languages = {s.article.language for s in samples}
    return ArticleProfile(
        body=body,
        title=_agreed(samples, _title_nodes, _shows_title),
        date=_agreed(samples, _date_nodes, lambda s, n: _shows_date(s, n, day, country)),
        labels=_labels(samples),
        language=languages.pop() if len(languages) == 1 else "",
        frame=frame,
        frame_links=links,
        pages=len(samples),
    )


def check_profile(profile: ArticleProfile, page: Page) -> str:
    """What of a profile no longer holds on a page, as a sentence; "" when all does or nothing was learned."""
    if page.root is None:
        return "the page is no HTML any more" if profile.body else ""
    gone = [name for name in ("body", "title") if (s := getattr(profile, name)) and not select(page.root, s)]
    return f"the article's {' and '.join(gone)} is not where it was learned to be" if gone else ""


def _sample(page: Page, entry: Entry | None, today: date, country: str) -> _Sample | None:
    try:
        article = read_article(page, today=today, country=country, entry=entry)
    except GazetteError:
        return None
    found = find_body(page)
    if page.root is None or found is None or not article.body_text:
        return None
    return _Sample(page, page.root, entry, article, found.nodes)


def _body(samples: Sequence[_Sample]) -> str:
    """The plainest selector that finds each page's body, and nothing else."""
    votes: Counter[str] = Counter()
    for sample in samples:
        for selector in {s for node in sample.nodes[:3] for s in selectors(node)}:
            if tuple(select(sample.root, selector)) == sample.nodes:
                votes[selector] += 1
    # A misread page must not forbid what the others agree on, if the selector finds text on it too.
    ranked = sorted(votes.items(), key=lambda item: (-item[1], _plainness(item[0])))
    for selector, count in ranked[:_MAX_SELECTORS]:
        if (
            count * 3 >= len(samples) * 2
            and all(_holds_text(s, selector) for s in samples)
            and _varies(samples, selector)
        ):
            return selector
    return ""


def _holds_text(sample: _Sample, selector: str) -> bool:
    nodes = select(sample.root, selector)
    return 0 < len(nodes) <= 20 and len(clean(" ".join("".join(node.itertext()) for node in nodes))) >= 40


def _varies(samples: Sequence[_Sample], selector: str) -> bool:
    return len({fold("".join(select(s.root, selector)[0].itertext())) for s in samples}) == len(samples)


def selectors(node: Element) -> list[str]:
    """CSS selectors for an element, the plainest first: its id, its classes, those under a named parent."""
    own = _names(node)
    out = [*own, *(f"{node.tag!s}{name}" for name in own)]
    if not own:
        own = [str(node.tag)]
    for above in list(node.iterancestors())[:3]:
        for name in _names(above)[:2]:
            out.extend(f"{name} {mine}" if above is not node.getparent() else f"{name} > {mine}" for mine in own[:2])
    if node.tag in ("article", "main", "h1", "h2", "h3", "time"):
        out.append(str(node.tag))
    return out[:_MAX_SELECTORS]


def _names(node: Element) -> list[str]:
    """`#id` and `.class` names that look as if written by a person, not counted by a machine."""
    out = []
    ident = node.get("id") or ""
    if ident and _plain(ident):
        out.append(f"#{ident}")
    classes = [name for name in (node.get("class") or "").split()[:6] if _plain(name)]
    out.extend(f".{name}" for name in classes)
    if len(classes) > 1:
        out.append("".join(f".{name}" for name in classes))
    return out


def _plain(name: str) -> bool:
    digits = sum(char.isdigit() for char in name)
    if len(name) < 4 or name.lower().startswith(("css-", "sc-", "jss", "jsx-", "_")):
        return len(name) > 1 and name.isalpha() and name.islower()
    return name[0].isalpha() and digits < 4 and all(char.isalnum() or char in "-_" for char in name) and name.isascii()


def _plainness(selector: str) -> tuple[int, int, str]:
    kind = (
        0 if selector[0] == "#" else 1 if selector[0] == "." or selector[:5] == "meta[" else 2 if "." in selector else 3
    )
    return (selector.count(" "), kind, f"{len(selector):03d}{selector}")


def _agreed(
    samples: Sequence[_Sample],
    nodes_of: Callable[[_Sample], Iterable[Element]],
    holds: Callable[[_Sample, Element], bool],
) -> str:
    """The plainest selector whose first match holds on every page."""
    votes: Counter[str] = Counter()
    for sample in samples:
        # Most selectors of an element find that element again.
        held: dict[Element, bool] = {}
        for selector in {s for node in list(nodes_of(sample))[:8] for s in (*_meta_selector(node), *selectors(node))}:
            found = select(sample.root, selector)[:1]
            for node in found:
                if node not in held:
                    held[node] = holds(sample, node)
                votes[selector] += held[node]
    good = [selector for selector, count in votes.items() if count == len(samples)]
    return min(good, key=_plainness, default="")


def _meta_selector(node: Element) -> list[str]:
    if node.tag != "meta":
        return []
    names = " ".join(node.get(key) or "" for key in ("name", "property", "itemprop")).lower()
    if any(word in names for word in ("modif", "updat", "lastmod", "edit", "expir", "generat")):
        return []
    for key in ("name", "property", "itemprop"):
        value = node.get(key)
        if value and '"' not in value:
            return [f'meta[{key}="{value}"]']
    return []


def _title_nodes(sample: _Sample) -> Iterable[Element]:
    wanted = _wanted(sample)
    for node in sample.root.iter("h1", "h2", "h3", "h4", "p", "div", "span", "td", "strong", "b", "font"):
        if len(node) <= 3 and fold(strip_index(clean(beginning(node, 1_000)))) == wanted:
            yield node


def _shows_title(sample: _Sample, node: Element) -> bool:
    return fold(strip_index(clean(beginning(node, 1_000)))) == _wanted(sample)


def _wanted(sample: _Sample) -> str:
    return fold(sample.article.title)


def _date_nodes(sample: _Sample) -> Iterable[Element]:
    moment = sample.article.published
    if moment is None:
        return
    year = moment.value[:4]
    if metas(sample.page):
        for node in sample.root.iter("meta"):
            if year in (node.get("content") or "")[:40]:
                yield node
    for node in sample.root.iter("time", "span", "p", "div", "td", "li", "em", "i", "small"):
        if len(node) <= 3 and 6 <= len(text := beginning(node, 121)) <= 120 and sum(c.isdigit() for c in text) >= 4:
            yield node


def _shows_date(sample: _Sample, node: Element, today: date, country: str) -> bool:
    """Whether an element tells the page's time as exactly as the page does."""
    wanted: Moment | None = sample.article.published
    hints = DateHints(today, country or country_of(sample.page.url, sample.article.language), sample.article.language)
    told = parse_date(shown_time(node), hints)
    if wanted is None or told is None or told.day != wanted.day:
        return False
    return told.precision == wanted.precision or wanted.precision is not Precision.MINUTE


def _labels(samples: Sequence[_Sample]) -> str:
    """Where labelled fields stand on every page."""
    votes: Counter[str] = Counter()
    for sample in samples:
        found = sample.page.memo.get("survey")
        if not isinstance(found, Survey):
            continue
        telling = [node for node in (*found.pruned[:60], *found.shorts) if labels_in([node])]
        for selector in {s for node in telling[:20] for s in selectors(node)[:4]}:
            votes[selector] += 1
    good = [
        s for s, count in votes.items() if count == len(samples) and all(len(select(x.root, s)) <= 12 for x in samples)
    ]
    return min(good, key=_plainness, default="")


def _frame(samples: Sequence[_Sample]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Texts of the bodies' parts, and links beside them, that every page repeats."""
    texts: Counter[str] = Counter()
    edges: Counter[str] = Counter()
    links: Counter[str] = Counter()
    for sample in samples:
        parts = parts_of(sample.nodes, sample.page, skip=is_furniture)
        texts.update({fold(part.text) for part in parts if part.text})
        edges.update({fold(part.text) for part in (*parts[:2], *parts[-2:]) if part.text})
        links.update({attachment.url for attachment in sample.article.attachments})
    every = len(samples)
    titles = {_wanted(sample) for sample in samples}
    return (
        tuple(
            sorted(
                text
                for text, count in texts.items()
                # A short heading ("Background") may stand within two articles by chance.
                if count == every and text not in titles and (every > 2 or len(text) >= _LONG or edges[text] == every)
            )[:_MAX_FRAME]
        ),
        tuple(sorted(u for u, count in links.items() if count == every)[:_MAX_FRAME]),
    )
