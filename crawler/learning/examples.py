"""A list's rules from examples: rows that an operator names or takes out, and where one row's title or day stands.

What is said of one row is generalised: the plainest selector is taken that finds every wanted row and none of the
others, and that says of the example what the operator said.  What no selector can tell apart is refused, never guessed.

This module does not know how the examples are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from lxml.html import HtmlElement

from crawler.errors import ConfigError
from crawler.listing.detect import finder_for
from crawler.listing.places import Place, elements_of, places
from crawler.listing.profile import apply, inner_selectors, names, row_selectors, select
from crawler.listing.rows import text_of
from crawler.model import Listing, ListProfile
from crawler.page import Page

# So many selectors are tried, and so many rows looked at for each.
_TRIES = 160
_ROWS = 60
_INSIDE = 80
_BY_HAND = "choose another list, or write the selector by hand under [source.list]"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What an operator says of a list, by numbers of elements in page order (`places.elements_of`).

    `rows` are links that are rows too; `strangers` links whose rows are none; `title` and `day` elements that show
    what their row is called, and its day.
    """

    rows: tuple[int, ...] = ()
    strangers: tuple[int, ...] = ()
    title: int | None = None
    day: int | None = None

    def __bool__(self) -> bool:
        return bool(self.rows or self.strangers) or self.title is not None or self.day is not None


def taught(page: Page, listing: Listing, said: Corrections, *, today: date, country: str = "") -> Listing:
    """The list as an operator corrected it, with the profile that finds it.

    Raises ConfigError when no rule can do what was said.
    """
    assert page.root is not None
    held = places(page, listing)
    added = [_element(page, n) for n in said.rows]
    banned = [_row_of(_element(page, n), held) for n in said.strangers]
    rules = replace(listing.profile or ListProfile(listing.mechanism), next="")
    rows = [place.row for place in held if place.row not in banned]
    if said.rows or said.strangers or not rules.row:
        new = [_row_of(link, held) for link in added]
        rows = [*dict.fromkeys([*rows, *new])]
        rules = replace(rules, row=_row_rule(page, rules.row, rows, new, set(banned)))
    for name, number in (("title", said.title), ("day", said.day)):
        if number is not None:
            rules = _pointed(page, rules, name, _element(page, number), today, country)
    entries = apply(page, rules, finder_for(page, today, country))
    urls = {entry.url for entry in entries}
    missed = [link for link in added if page.absolute(link.get("href")) not in urls]
    if not entries or missed:
        raise ConfigError(
            "no rule reads those rows together: what is built otherwise and tells no day is left out of a list",
            url=page.url, mend=_BY_HAND,
        )  # fmt: skip
    why = (f"as you corrected it: {len(entries)} rows of {rules.row}",)
    return replace(listing, entries=entries, confidence=1.0, why=why, profile=rules, follow=None)


def _element(page: Page, number: int) -> HtmlElement:
    found = elements_of(page)
    if not 0 <= number < len(found):
        raise ConfigError("the page has no such element", url=page.url, mend="load the page anew and choose again")
    return found[number]


def _row_of(link: HtmlElement, held: Sequence[Place]) -> HtmlElement:
    """The row around a link: the known one, else what stands or is built as they are, else what holds it alone."""
    rows = {place.row for place in held}
    stands = {(row.tag, row.getparent()) for row in rows}
    chain = [link, *link.iterancestors()]
    known = next((el for el in chain if el in rows), None)
    beside = next((el for el in chain if (el.tag, el.getparent()) in stands), None)
    # Built like a row, and no holder of rows.
    holders = {up for row in rows for up in row.iterancestors()}
    alike = next((el for el in chain if el.tag in {tag for tag, _ in stands} and el not in holders), None)
    return next((el for el in (known, beside, alike) if el is not None), _alone(link))


def _alone(link: HtmlElement) -> HtmlElement:
    """The largest element around a link that holds no link elsewhere."""
    at, parent = link, link.getparent()
    while parent is not None and parent.tag != "body" and {a.get("href") for a in parent.iter("a")} <= {link.get("href")}:  # fmt: skip
        at, parent = parent, parent.getparent()
    return at


def _row_rule(page: Page, old: str, rows: list[HtmlElement], new: list[HtmlElement], banned: set[HtmlElement]) -> str:
    """The selector that finds all rows, none that is banned, and the fewest others."""
    wanted = set(rows)
    best, fewest = "", 0
    tries: Iterable[str] = (*row_selectors(rows),) if rows else ()
    for selector in islice(_narrowed(tries, rows, banned), _TRIES):
        found = set(select(selector, page.root, page.url)) if page.root is not None else set()
        if not wanted <= found or found & banned:
            continue
        others = sum(1 for el in found - wanted if el.tag == "a" or next(el.iter("a"), None) is not None)
        if not best or others < fewest:
            best, fewest = selector, others
        if not others:
            break
    if not best or (new and fewest > len(rows)):
        best = _both(page, old, new, banned) or best
    if not best:
        raise ConfigError("no rule tells those rows from the others", url=page.url, mend=_BY_HAND)
    return best


def _narrowed(selectors: Iterable[str], rows: list[HtmlElement], banned: set[HtmlElement]) -> Iterator[str]:
    """Selectors, and the same without what only the banned rows are or with what only the others hold."""
    tries = list(selectors)
    yield from tries
    if not banned:
        return
    theirs = {name for el in banned for name in _short_names(el)} - {name for el in rows for name in _short_names(el)}
    inside, theirs_inside = [_contents(el) for el in rows[:_ROWS]], [_contents(el) for el in banned]
    held = set.intersection(*inside) - set().union(*theirs_inside) if inside else set()
    lacked = set.intersection(*theirs_inside) - set().union(*inside)
    ends = [f":not({name})" for name in sorted(theirs)]
    ends += [f":has({name})" for name in sorted(held, key=_plainness)]
    ends += [f":not(:has({name}))" for name in sorted(lacked, key=_plainness)]
    at = sorted({_nth(el) for el in banned})
    # What always stands on top may be told by that; elsewhere a place is where news will stand.
    ends += [f":nth-child(n+{len(at) + 1})"] if at == list(range(1, len(at) + 1)) else []
    for end in ends:
        for selector in tries:
            if " > " in selector or "." in selector or "#" in selector:
                yield selector + end


def _short_names(el: HtmlElement) -> set[str]:
    """`.class` and `#id` names of one element; numbered ones are another row's tomorrow."""
    found = {name[name.index(".") :] if "." in name else name for name in names(el)[:-1]}
    return {name for name in found if not any(char.isdigit() for char in name)}


def _contents(el: HtmlElement) -> set[str]:
    """The simple selectors that find something within a row."""
    inner = [one for one in islice(el.iterdescendants(), _INSIDE) if isinstance(one.tag, str)]
    return {name for one in inner for name in (*_short_names(one), names(one)[-1])} - {"*"}


def _plainness(name: str) -> tuple[bool, int, str]:
    return ("." not in name and "#" not in name, len(name), name)


def _both(page: Page, old: str, new: list[HtmlElement], banned: set[HtmlElement]) -> str:
    """The old rule and one for the new rows side by side; "" when the new ones cannot be told."""
    for selector in islice(row_selectors(new), _TRIES) if new else ():
        found = set(select(selector, page.root, page.url)) if page.root is not None else set()
        if set(new) <= found and not found & banned and len(found) <= max(2 * len(new), 3):
            return f"{old}, {selector}" if old else selector
    return ""


def _pointed(page: Page, rules: ListProfile, what: str, el: HtmlElement, today: date, country: str) -> ListProfile:
    """The rules with a selector for the title or the day, by the example of one row."""
    assert page.root is not None
    rows = [row for row in select(rules.row, page.root, page.url) if next(row.iter("a"), None) is not None]
    chain, known = [el, *el.iterancestors()], set(rows)
    row = next((up for up in chain if up in known), None)
    if row is None or row is el:
        raise ConfigError("that stands in no row of the list", url=page.url, mend="choose something within a row")
    if what == "day":
        finder = finder_for(page, today, country)

        def shows(one: HtmlElement) -> bool:
            return finder.whole(text_of(one)) is not None or finder.inside(text_of(one)) is not None

        if not shows(el):
            raise ConfigError(
                f"no day can be read in {text_of(el)[:60]!r}", url=page.url, mend="choose what shows the row's own day"
            )
        return replace(rules, date=_inner_rule(row, el, rows, shows))
    link = next((up for up in chain[: chain.index(row)] if up.tag == "a"), None)
    if link is not None:
        rules = replace(rules, link=_inner_rule(row, link, rows, lambda one: bool(one.get("href"))), title="")
    return rules if link is el else replace(rules, title=_inner_rule(row, el, rows, lambda one: bool(text_of(one))))


def _inner_rule(
    row: HtmlElement, el: HtmlElement, rows: list[HtmlElement], shows: Callable[[HtmlElement], bool]
) -> str:
    """The selector whose first match in `row` is the element, and which shows the same in the most other rows."""
    best, most = "", -1
    for selector in dict.fromkeys([*inner_selectors(row, el, named=True), *_by_place(row, el)]):
        found = select(selector, row, "")
        if not found or found[0] is not el:
            continue
        hits = sum(bool(there := select(selector, other, "")) and shows(there[0]) for other in rows[:_ROWS])
        if hits > most:
            best, most = selector, hits
    return best


def _by_place(row: HtmlElement, el: HtmlElement) -> list[str]:
    """An element by its place among its like, then by the whole way from the row (XPath), which always finds it."""
    steps: list[str] = []
    at: HtmlElement | None = el
    while at is not None and at is not row:
        steps.append(f"*[{_nth(at)}]")
        at = at.getparent()
    return [f"{names(el)[-1]}:nth-child({_nth(el)})", "./" + "/".join(reversed(steps))]


def _nth(el: HtmlElement) -> int:
    """The place of an element among its siblings, from 1; comments do not count."""
    return 1 + sum(isinstance(one.tag, str) for one in el.itersiblings(preceding=True))
