"""Whether two addresses can be pages of one list: what tells the next page from the next article.

Pages of one list share their path, or differ in the number of the page only.  An article's
neighbour has another slug.

This module does not know what links to an address, nor what it says.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from crawler.listing.pagenumbers import Place, places_of

_INDEX = re.compile(r"(?:index|default|list|main|home|news|)(?:[_\-]?\d{1,5})?(?:\.\w{2,5})?", re.I)
_EXTENSION = re.compile(r"\.\w{2,5}$")
_ALIKE = 0.75


def may_follow(url: str, own: str) -> bool:
    """Whether `url` can be another page of the list at `own`; both are absolute, without fragment."""
    there, here = urlsplit(url), urlsplit(own)
    path, base = _plain(there.path), _plain(here.path)
    if path == base:
        return _steps(url, own)
    places = places_of(url)
    if any(place.kind in ("page", "offset") for place in places):
        return _steps(url, own)
    if there.query:
        return base in ("", "/") or path.startswith(base.rpartition("/")[0] + "/")
    for place in places:
        if place.kind == "folder":
            return _plain(urlsplit(place.head).path).rpartition("/")[0].rstrip("/") in (base, _without_folder(own))
        return _same_file(place, path, base)
    return _similar(path, base)


def _plain(path: str) -> str:
    return re.sub(r"/{2,}", "/", unquote(path)).rstrip("/")


def _steps(url: str, own: str) -> bool:
    """Numbers of one key go up by one, or by a fixed step that divides them: `?p=2905` after `?p=2895` is an article."""
    mine = {place.key: place.number for place in places_of(own) if place.kind == "page"}
    for place in places_of(url):
        if place.kind == "page" and place.key in mine:
            step = place.number - mine[place.key]
            return step == 1 or (step > 1 and place.number % step == 0)
    return True


def _without_folder(own: str) -> str | None:
    """The path of an address without its own `/page/7`; None when it has no such part."""
    folder = next((place for place in places_of(own) if place.kind == "folder"), None)
    return _plain(urlsplit(folder.head).path).rpartition("/")[0].rstrip("/") if folder else None


def _same_file(place: Place, path: str, base: str) -> bool:
    """`list_7_2.html` beside `list_7_1.html` or `index.html`; `name-p2` after `name`; `/news/2` below `/news`."""
    if path.startswith(base + "/"):
        return True
    stem = unquote(urlsplit(place.head).path).rpartition("/")[2].rstrip("_-.p")
    folder, _, file = base.rpartition("/")
    mine = next((p for p in places_of("http://x.y" + base) if p.kind == place.kind), None)
    own_stem = unquote(mine.head).rpartition("/")[2].rstrip("_-.p") if mine else _EXTENSION.sub("", file)
    if path.rpartition("/")[0] == folder and (_INDEX.fullmatch(file) or stem == own_stem):
        return True
    return len(own_stem) > 3 and stem.startswith(own_stem)


def _similar(path: str, base: str) -> bool:
    """Whether two paths agree but for a small part in the middle (`…-Reviews-or10-Name.html`)."""
    head = _shared(path, base)
    tail = _shared(path[head:][::-1], base[head:][::-1])
    return head + tail >= _ALIKE * max(len(path), len(base), 1)


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common from the first on."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
