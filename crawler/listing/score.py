"""How much a set of rows looks like a list of news.

Features are numbers near 0..1, each with a weight in `weights.json`; a set's worth is their
weighted sum.  `benchmarks/learn_weights.py` makes the weights from labelled pages.

This module does not know how rows are found or read.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files

from crawler.listing.rows import CRUMB, FOOT, FORM, HEAD, MAIN, NAV, PAGER, RELATED, SIDE, TAGS, Link
from crawler.listing.sets import RowSet, is_label, share, width

WEIGHTS: dict[str, float] = json.loads(files("crawler.listing").joinpath("weights.json").read_text("utf-8"))
_REGIONS = {
    "nav": NAV, "foot": FOOT, "head": HEAD, "side": SIDE, "crumb": CRUMB, "tags": TAGS, "related": RELATED,
    "pager": PAGER, "form": FORM, "main": MAIN,
}  # fmt: skip
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|wps|et|ofd|odt|mp3|mp4|hwp)\b", re.I)
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\d{2}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What sets are measured against: the number of links of a page, and how much their texts say."""

    links: int
    width: int


def sheet(links: list[Link]) -> Sheet:
    """The measure of a page's links."""
    return Sheet(len(links), sum(min(len(link.text), 80) for link in links) + 1)


def first_features(rows: RowSet, page: Sheet) -> dict[str, float]:
    """What can be told of a set from its links alone."""
    links = rows.columns[0].links
    sample = links if len(links) < 30 else links[:: len(links) // 15]
    n = len(sample)
    addresses = [link.href for link in sample]
    widths = sorted(width(link.text) for link in sample)
    region = _region(rows)
    found = {
        "rows": min(math.log2(len(rows.nodes)) / 6, 1.0),
        "few": float(len(rows.nodes) < 4),
        "headline": rows.worth[id(rows.columns[0])],
        "wide": min(widths[n // 2], 60) / 60,
        "tiny": float(widths[n // 2] < 7),
        "label": len([1 for link in sample if is_label(link.text)]) / n,
        "distinct": len({link.text for link in sample}) / n,
        "addresses": len(set(addresses)) / n,
        "kin": share(Counter([_stem(href) for href in addresses])),
        "numbers": len([1 for href in addresses if _NUMBER.search(href)]) / n,
        "files": len([1 for href in addresses if _FILE.search(href)]) / n,
        "slugs": len([1 for href in addresses if len(href) - href.rfind("/", 0, -1) > 25]) / n,
        "bare": float(rows.bare),
        "table": float(rows.nodes[0].tag == "tr"),
        "item": float(rows.nodes[0].tag in ("li", "article", "dd")),
        "columns": min(len(rows.columns) - 1, 4) / 4,
        "mass": sum(min(len(link.text), 80) for link in links) / page.width,
        "late": links[0].order / page.links,
    }
    for name, bit in _REGIONS.items():
        found[name] = float(bool(region & bit))
    return found


def worth(features: dict[str, float]) -> float:
    """The weighted sum of features."""
    return sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items())


def gain() -> float:
    """The most that features of rows' texts can add to a set's worth."""
    return sum(max(WEIGHTS.get(name, 0.0), 0.0) for name in ("dated", "days", "falling", "text", "headed", "lead"))


def _region(rows: RowSet) -> int:
    parent = rows.nodes[len(rows.nodes) // 2].parent
    return parent.region if parent else 0


def _stem(href: str) -> str:
    """The folder that an address names; digits folded, so that folders by year are one."""
    return _DIGITS.sub("#", href.partition("?")[0].rpartition("/")[0])
