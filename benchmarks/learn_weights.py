"""Learn the weights of `crawler/listing/weights.json` from labelled pages.

    python benchmarks/learn_weights.py [--write] CORPUS[=WEIGHT]...

Needs numpy.  A page of a corpus counts WEIGHT times (1 unless told).  On each page the sets of rows compete: the probability of a set is the softmax of its
weighted features, the target is shared by how well each set's links fit the labels.  Weights are
held near PRIOR, what one expects without having seen a page (ridge); a site with many pages counts for their root.  Pages of one site (the registrable part of the host) stay on one side of
each of ten folds; the figure printed is that of pages whose site was not learned from.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import listing as bench

import crawler.listing.candidates as detect
from crawler.listing.anchors import anchors_of
from crawler.listing.days import DayFinder
from crawler.listing.rows import skeleton
from crawler.listing.score import WEIGHTS
from crawler.normalise.places import country_of
from crawler.page import read_page

RIDGE = 0.03
PRIOR = {
    "rows": 0.6, "few": -0.6, "headline": 0.9, "wide": 0.45, "tiny": -0.45, "label": -0.3, "distinct": 0.3, "addresses": 0.3,
    "kin": 0.2, "numbers": 0.2, "files": 0.15, "slugs": 0.15, "bare": -0.15, "table": 0.1, "item": 0.06, "columns": 0.1,
    "nav": -0.6, "foot": -0.75, "head": -0.15, "side": -0.36, "crumb": -0.75, "tags": -0.45, "related": -0.3, "pager": -0.75,
    "form": -0.3, "main": 0.15, "mass": 0.6, "dated": 0.9, "days": 0.24, "falling": 0.3, "ahead": -0.15, "text": 0.3, "lead": 0.15,
}  # fmt: skip
FOLDS = 10


def examples(folder: Path, weight: float) -> list[tuple[str, str, list[dict[str, float]], list[float], float]]:
    """Per page: name, site, features of each set, how well it fits (0..1), and the page's weight."""
    found = []
    for name, path, want in bench.cases(folder):
        page = read_page(path.read_bytes(), want["url"])
        if page.root is None:
            continue
        country = want.get("country") or country_of(want["url"], want.get("lang") or "")
        candidates = detect.rank(
            detect.row_candidates(skeleton(anchors_of(page))), DayFinder(date.today(), country), every=True
        )
        wanted = [{bench.same_url(u) for u in (e["url"], *e.get("also", ()))} for e in want["entries"]]
        known = set().union(*wanted)
        fits = []
        for candidate in candidates:
            got = {bench.same_url(page.absolute(row.main.href)) for row in candidate.rows.rows if row.main}
            hit = sum(bool(keys & got) for keys in wanted)
            extra = len(got - known)
            whole = want.get("complete", True)
            fits.append(
                2 * hit / (len(wanted) + hit + extra)
                if whole
                else hit / len(wanted) * (0.9 + 0.1 * hit / (hit + extra or 1))
            )
        host = urlsplit(want["url"]).hostname or ""
        if candidates and max(fits) > 0:
            found.append((name, ".".join(host.split(".")[-3:]), [c.features for c in candidates], fits, weight))
    return found


def learn(pages: list[Any], names: list[str]) -> np.ndarray:
    """Weights by gradient ascent on the mean log-likelihood of well-fitting sets."""
    prior = np.array([PRIOR.get(name, 0.0) for name in names])
    weights = prior
    sites = Counter(page[1] for page in pages)
    data = [
        (np.array([[f.get(n, 0.0) for n in names] for f in feats]), np.array(fits) ** 3, weight * sites[site] ** -0.5)
        for _, site, feats, fits, weight in pages
    ]
    total = sum(weight for _, _, weight in data)
    step, velocity = 0.5, np.zeros(len(names))
    for _ in range(600):
        gradient = -RIDGE * (weights - prior)
        for matrix, target, weight in data:
            scores = matrix @ weights
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            gradient += weight / total * (matrix.T @ (target / target.sum() - odds))
        velocity = 0.9 * velocity + step * gradient
        weights = weights + velocity * 0.3
    return weights


def top(pages: list[Any], names: list[str], weights: np.ndarray) -> list[tuple[str, float, float]]:
    """Per page: the fit of the chosen set, and the best that there was."""
    result = []
    for name, _, feats, fits, _ in pages:
        scores = [sum(f.get(n, 0.0) * w for n, w in zip(names, weights, strict=True)) for f in feats]
        result.append((name, fits[int(np.argmax(scores))], max(fits)))
    return result


def main(argv: list[str]) -> None:
    corpora = [argument.partition("=") for argument in argv if argument != "--write"]
    pages = [page for folder, _, weight in corpora for page in examples(Path(folder), float(weight or 1))]
    names = sorted({name for page in pages for features in page[2] for name in features})
    old = np.array([WEIGHTS.get(name, 0.0) for name in names])
    fold = [int(hashlib.sha1(site.encode()).hexdigest(), 16) % FOLDS for _, site, *_ in pages]
    unseen = []
    for k in range(FOLDS):
        weights = learn([p for p, f in zip(pages, fold, strict=True) if f != k], names)
        unseen += top([p for p, f in zip(pages, fold, strict=True) if f == k], names, weights)
    weights = learn(pages, names)
    for title, result in (
        ("weights in force", top(pages, names, old)),
        ("sites not learned from", unseen),
        ("all pages", top(pages, names, weights)),
    ):
        print(
            f"{title}: mean fit {np.mean([r[1] for r in result]):.4f} of {np.mean([r[2] for r in result]):.4f}, best set chosen {np.mean([r[1] == r[2] for r in result]):.4f}"
        )
    for name, got, best in unseen:
        if got < best - 0.01:
            print(f"  {name}: {got:.2f} of {best:.2f}")
    table = {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}
    print(json.dumps(table))
    if "--write" in argv:
        target = Path(detect.__file__).with_name("weights.json")
        target.write_text(json.dumps(table, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
