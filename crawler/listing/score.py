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
    sample = links if len(links) < 60 else links[:: len(links) // 40]
    n = len(sample)
    widths = sorted(width(link.text) for link in sample)
    region = _region(rows)
    found = {
        "rows": min(math.log2(len(rows.rows)) / 6, 1.0),
        "few": float(len(rows.rows) < 4),
        "headline": rows.worth[id(rows.columns[0])],
        "wide": min(widths[n // 2], 60) / 60,
        "tiny": float(widths[n // 2] < 7),
        "label": sum(is_label(link.text) for link in sample) / n,
        "distinct": len({link.text for link in sample}) / n,
        "addresses": len({link.href for link in sample}) / n,
        "kin": share(Counter(_stem(link) for link in sample)),
        "numbers": sum(bool(_NUMBER.search(link.href)) for link in sample) / n,
        "files": sum(bool(_FILE.search(link.href)) for link in sample) / n,
        "slugs": sum(len(link.href.rstrip("/").rpartition("/")[2]) > 24 for link in sample) / n,
        "bare": float(rows.bare),
        "table": float(rows.rows[0].node.tag == "tr"),
        "item": float(rows.rows[0].node.tag in ("li", "article", "dd")),
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


def _region(rows: RowSet) -> int:
    parent = rows.rows[len(rows.rows) // 2].node.parent
    return parent.region if parent else 0


def _stem(link: Link) -> str:
    """The folder that an address names; digits folded, so that folders by year are one."""
    return re.sub(r"\d+", "#", link.href.partition("?")[0].rpartition("/")[0])
