"""One walk over a page that weighs every block, so that the node which is the article can be told.

A block's own text (inline descendants included) counts by its length in UTF-8 bytes, so that one
Han character weighs about as much as the short word it stands for; text in links counts against
it.  A node's score is its own text plus that of its children with a decay for each level: a
container wins over its largest child only when its other children hold text of their own (compare
Kohlschütter et al., Boilerplate Detection using Shallow Text Features, 2010).

This module does not know which node is chosen, nor what is cleaned from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import lxml.etree
import lxml.html

from crawler.reading.furniture import DEAD, is_furniture

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q rb rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr br".split()
)
_DECAY = 0.72
_SHORT = 40
_LINE = 600
_MAX_SHORTS = 2_000
_MAX_CHECKS = 50
_FACTOR = {
    "p": 1.0,
    "li": 0.5,
    "dd": 0.5,
    "dt": 0.3,
    "td": 0.7,
    "th": 0.2,
    "figcaption": 0.1,
    "fieldset": 0.1,
    "label": 0.0,
    "address": 0.3,
}
_FACTOR |= dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), 0.2)


@dataclass(slots=True)
class Weight:
    """What one element holds: `score` with decay, `text` and `links` in bytes below it."""

    score: float = 0.0
    text: int = 0
    links: int = 0
    own: int = 0
    own_links: int = 0


@dataclass(slots=True)
class Survey:
    """The weight of every block element that was not pruned, and the short texts (where labels stand).

    `whole` tells that nothing was pruned.
    """

    weights: dict[lxml.html.HtmlElement, Weight] = field(default_factory=dict)
    pruned: list[lxml.html.HtmlElement] = field(default_factory=list)
    shorts: list[lxml.html.HtmlElement] = field(default_factory=list)
    whole: bool = False


def survey(root: lxml.html.HtmlElement, *, prune: bool = True) -> Survey:
    """Weigh every block element of a tree; with `prune`, furniture by name is left out with all it holds."""
    found = Survey(whole=not prune)
    weights, shorts = found.weights, found.shorts
    top = Weight()
    stack: list[Weight] = [top]
    in_link = 0
    paragraphs = Paragraphs(root)
    walk = lxml.etree.iterwalk(root, events=("start", "end", "comment"))
    for event, element in walk:
        if event == "start":
            tag = element.tag
            if (tag in DEAD and (prune or tag != "noscript")) or (
                prune and tag != "a" and is_furniture(element) and not paragraphs.mostly_in(element)
            ):
                if tag not in DEAD:
                    found.pruned.append(element)
                walk.skip_subtree()
                stack.append(top)
                continue
            if tag == "a":
                in_link += 1
            here = stack[-1] if tag in INLINE else Weight()
            stack.append(here)
            if element.text:
                _add(here, element.text, in_link)
            continue
        if event == "end":
            here = stack.pop()
            tag = element.tag
            if tag == "a":
                in_link -= 1
            above = stack[-1]
            if here is not above and here is not top:
                _close(here, str(tag))
                above.score += _DECAY * here.score
                above.text += here.text
                above.links += here.links
                if here.text:
                    weights[element] = here
                    if 6 <= here.own <= _LINE and len(shorts) < _MAX_SHORTS:
                        shorts.append(element)
        if element.tail:
            _add(stack[-1], element.tail, in_link)
    return found


def _add(here: Weight, text: str, in_link: int) -> None:
    size = len(" ".join(text.split()).encode("utf-8", "replace"))
    here.own += size
    if in_link:
        here.own_links += size


def _close(here: Weight, tag: str) -> None:
    own, links = here.own, here.own_links
    here.text += own
    here.links += links
    if own < _SHORT or links * 2 > own:
        here.score += -min(own, 60) * 0.3 if links * 2 > own else own * 0.1
    else:
        here.score += (own - 1.5 * links) * _FACTOR.get(tag, 0.8)
    here.score = max(here.score, 0.0)


class Paragraphs:
    """Whether an element that is named like furniture holds the page's paragraphs: then the name misleads."""

    def __init__(self, root: lxml.html.HtmlElement) -> None:
        self.root = root
        self.total = -1
        self.checks = 0

    def mostly_in(self, element: lxml.html.HtmlElement) -> bool:
        """Whether more than half of the paragraphs are in one element."""
        inside = _paragraphs(element)
        # A page may nest furniture in furniture without end; names are believed then.
        if inside < 3 or self.checks > _MAX_CHECKS:
            return False
        self.checks += 1
        if self.total < 0:
            self.total = _paragraphs(self.root)
        return inside * 2 > self.total


def _paragraphs(element: lxml.html.HtmlElement) -> int:
    return sum(1 for p in element.iter("p", "div", "td") if p.text and len(p.text) > 60 and not p.text.isspace())
