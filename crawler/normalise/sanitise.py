"""Markup through an allow-list: what a feed reader may be handed.

Scripts, styles, frames, forms, event handlers and every attribute that is not named here go; links
and images keep http(s) addresses only.  nh3 (the ammonia library) parses as browsers do, so that
markup that only a browser understands cannot slip through.

This module does not know what in the markup is furniture.
"""

from __future__ import annotations

import nh3

TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins "
    "li mark ol p pre q rp rt ruby s small span strong sub sup table tbody td tfoot th thead tr u ul".split()
)
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "*": {"lang", "dir"},
}
_NO_CONTENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=_NO_CONTENT,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
    # Links were made absolute on their page; what is relative still leads nowhere in a reader.
    url_relative="deny",
)
_MARKS = {"class", "id", "target"}
_MARKED = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=_NO_CONTENT,
    attributes={**_ATTRIBUTES, "a": _ATTRIBUTES["a"] | _MARKS, "*": _ATTRIBUTES["*"] | _MARKS},
    url_schemes={"https"},
    link_rel=None,
    url_relative="deny",
)


def sanitise(markup: str) -> str:
    """Markup with allowed elements and attributes only; safe to publish."""
    return _CLEANER.clean(markup)


def sanitise_marked(markup: str) -> str:
    """As `sanitise`, for markup that we marked: `class`, `id` and `target` stay, so its own must be gone before."""
    return _MARKED.clean(markup)
