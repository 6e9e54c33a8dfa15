"""A page's headline: what its metas, headings, JSON-LD, window title and list row say, and which is right.

The candidates vote: one that others repeat (whole, or as the beginning of a window title that goes
on with the site's name) beats one that stands alone, since sites put their own name into `h1`, a
column's into `og:title`, and cut titles in lists.

This module does not know where the body is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import lxml.html

from crawler.model import Entry, Evidence
from crawler.normalise.text import clean, fold, strip_index
from crawler.page import Page
from crawler.reading.beginning import beginning
from crawler.reading.body import select
from crawler.reading.metadata import json_ld, metas, types_of

MAX_TITLE = 600
_METAS = (
    ("articletitle", 2.2),
    ("og:title", 1.4),
    ("twitter:title", 1.0),
    ("citation_title", 1.8),
    ("dc.title", 1.2),
    ("dcterms.title", 1.2),
    ("parsely-title", 1.2),
    ("headline", 1.4),
)
_INNER = frozenset(("title", "headline", "main-title", "maintitle", "heading", "entry-title"))
_SEPARATOR = re.compile(
    r"\s+[-–—|·•»«:/]+\s+|\s*[|｜»«]\s*|\s*::\s*|_{1,3}|--+|\s+[-–—|:]|[-–—|:]\s+|[-－–—](?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2})"
)
_ARTICLES = frozenset(
    (
        "NewsArticle",
        "Article",
        "BlogPosting",
        "ReportageNewsArticle",
        "Report",
        "PressRelease",
        "GovernmentService",
        "TechArticle",
    )
)
_NAMED = "|".join(
    f'contains(translate(@class,"TIHEADLNBR","tiheadlnbr"),"{w}")' for w in ("title", "headline")
).replace("|", " or ")
_HEADINGS = re.compile(r"^h[1-4]$")


_TITLED = "//body//*[{}]".format(
    " or ".join(
        f'contains(concat(" ",normalize-space(@class)," ")," {name} ")'
        for name in ("title", "headline", "tit", "subject", "bt")
    )
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One candidate: the text shown, its place, the weight of that place."""

    text: str
    place: str
    weight: float


def find_title(page: Page, entry: Entry | None = None, selector: str = "") -> tuple[str, tuple[Evidence, ...]]:
    """The headline ("" when the page has none) and all candidates, best first."""
    nodes = select(page.root, selector) if selector and page.root is not None else []
    if nodes and (text := strip_index(clean(_text(nodes[0])))[:MAX_TITLE]):
        # Learned from the source's other articles and checked there: no vote is needed.
        return text, (Evidence(text, f"profile {selector}", 1),)
    claims = _claims(page, entry)
    scored: dict[str, list[Claim]] = {}
    for claim in claims:
        scored.setdefault(fold(claim.text), []).append(claim)
    ranked = sorted(scored.items(), key=lambda item: -_votes(item[0], item[1], scored))
    winners = [max(group, key=lambda claim: claim.weight) for _, group in ranked]
    evidence = tuple(Evidence(claim.text, claim.place, rank) for rank, claim in enumerate(winners[:20], 1))
    return (winners[0].text if winners else ""), evidence


def _votes(text: str, group: list[Claim], scored: dict[str, list[Claim]]) -> float:
    places = {claim.place: claim.weight for claim in group}
    votes = sum(places.values())
    for other, claims in scored.items():
        if other == text:
            continue
        # Cut in the list or in a meta: the whole one gets the vote of its beginning.
        stem = other.rstrip(" .…")
        cut = any(c.text.endswith(("…", "...")) or c.place == "list row" for c in claims)
        if len(stem) >= 8 and text.startswith(stem) and cut:
            votes += 0.8 * max(c.weight for c in claims)
    return votes


def _claims(page: Page, entry: Entry | None) -> list[Claim]:
    claims: list[Claim] = []
    root = page.root
    window = ""
    if root is not None:
        element = root.find(".//title")
        window = clean((element.text or "")[: MAX_TITLE * 2]) if element is not None else ""
        claims.extend(_from_headings(root, window))
    names = metas(page)
    site = fold((names.get("og:site_name") or names.get("sitename") or names.get("application-name") or [""])[0])
    for name, weight in _METAS:
        for value in names.get(name, [])[:1]:
            _claim(claims, _without_site(value, site, claims), f"meta {name}", weight)
    for thing in json_ld(page):
        if types_of(thing) & _ARTICLES and isinstance(headline := thing.get("headline") or thing.get("name"), str):
            _claim(claims, headline, "json-ld headline", 1.6)
    if window:
        _claim(claims, _without_site(window, site, claims), "title element", 1.0)
    if entry is not None:
        cut = entry.title.rstrip().endswith(("…", "...", ".."))
        _claim(claims, entry.title, "list row", 0.6 if cut else 1.6)
    return claims


def _claim(claims: list[Claim], text: str, place: str, weight: float) -> None:
    text = strip_index(clean(text[: MAX_TITLE * 3]))[:MAX_TITLE]
    if text and any(char.isalnum() for char in text):
        claims.append(Claim(text, place, weight))


def _text(node: lxml.html.HtmlElement) -> str:
    """A heading's text without the day and the kicker that some set into it."""
    if not len(node):
        return node.text or ""
    for part in node.iter("span", "div", "strong", "p"):
        names = (part.get("class") or "").lower().split()
        if part is not node and any(name in _INNER for name in names):
            return beginning(part, MAX_TITLE * 3)
    return beginning(node, MAX_TITLE * 3)


def _from_headings(root: lxml.html.HtmlElement, window: str) -> list[Claim]:
    """Headings, and elements that are named as such when the window title repeats them."""
    claims: list[Claim] = []
    folded = fold(window)
    ones = 0
    nodes = [*root.iter("h1"), *root.iter("h2", "h3", "h4")]
    for node in nodes[:80]:
        text = strip_index(clean(" ".join(_text(node).split())))
        if not text or len(text) > MAX_TITLE:
            continue
        repeated = len(text) > 3 and fold(text) in folded
        if node.tag == "h1":
            ones += 1
            _claim(
                claims,
                text,
                "h1",
                (2.0 if ones == 1 else 1.0) + (0.8 if repeated and len(fold(text)) * 3 > len(folded) else 0.0),
            )
        elif repeated and folded.startswith(fold(text)) and len(text) >= 8:
            _claim(claims, text, f"{node.tag!s} repeated in title element", 1.8)
    if not claims:
        claims.extend(_from_names(root, folded))
    return claims


def _from_names(root: lxml.html.HtmlElement, folded: str) -> list[Claim]:
    claims: list[Claim] = []
    for node in root.xpath(f"//body//*[{_NAMED}]")[:80]:
        text = _text(node)
        if 4 <= len(text) <= 400 and fold(strip_index(clean(text))) in folded:
            _claim(claims, text, "named title, repeated in title element", 1.8)
            break
    for node in root.xpath(_TITLED)[:20]:
        text = clean(_text(node))
        if 12 <= len(text) <= 300:
            _claim(claims, text, "named title", 0.9)
            break
    for node in [*root.iter("h2", "h3", "h4")][:6]:
        _claim(claims, _text(node), str(node.tag), 0.7)
    return claims


def _without_site(text: str, site: str, claims: list[Claim]) -> str:
    """A window title without the site's name and column: the part that a heading repeats, else the longest."""
    folded = fold(text)
    for claim in sorted(claims, key=lambda c: -len(c.text)):
        if len(claim.text) >= 6 and folded.startswith(fold(claim.text)):
            return claim.text
    pieces = [piece.strip() for piece in _SEPARATOR.split(text) if piece.strip()]
    if len(pieces) < 2:
        return text
    if site:
        kept = [piece for piece in pieces if fold(piece) != site]
        if kept and len(kept) < len(pieces):
            # Cut where the name stood, so that a dash inside the headline stays.
            first, last = text.find(kept[0]), text.rfind(kept[-1])
            return text[first : last + len(kept[-1])]
    longest = max(pieces, key=len)
    return longest if len(longest) * 2 > len(text) or pieces[0] == longest else text
