"""Pages as a site would show them after a rebuild, and pages that only look like that; for benchmarks/repair.py.

Made from a page and the entries that were read from it; the texts of the rows stay, unless the page is to be another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml.html import HtmlElement

from crawler.learning.matching import key
from crawler.model import Entry
from crawler.normalise.text import printable
from crawler.page import Page, read_page

Made = Page | None
NEW_HOST = "https://www.example.org"


def _tree(page: Page) -> HtmlElement:
    root = lxml.html.document_fromstring(page.text)
    for base in root.findall(".//base"):
        base.getparent().remove(base)
    for link in root.iter("a"):
        href = page.absolute(link.get("href"))
        if href:
            link.set("href", href)
    return root


def _page(root: HtmlElement, url: str) -> Page:
    return read_page(lxml.html.tostring(root, encoding="utf-8"), url, content_type="text/html; charset=utf-8")


def _links(root: HtmlElement, page: Page, entries: Sequence[Entry]) -> list[HtmlElement]:
    wanted = {entry.url for entry in entries}
    return [link for link in root.iter("a") if page.absolute(link.get("href")) in wanted]


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def _word(text: str) -> str:
    return "x" + "".join(chr(ord("a") + int(char, 16)) for char in _short(text))


def _rows(root: HtmlElement, links: Sequence[HtmlElement]) -> tuple[HtmlElement, list[HtmlElement]] | None:
    """What holds the rows, and its children that have them."""
    if len(links) < 2:
        return None
    chains = [[link, *link.iterancestors()] for link in links]
    holder = next((el for el in chains[0][1:] if all(el in chain for chain in chains)), None)
    if holder is None or holder.tag in ("html", "body"):
        return None
    children = [chain[chain.index(holder) - 1] for chain in chains]
    return holder, list(dict.fromkeys(children))


def classes(page: Page, entries: Sequence[Entry]) -> Made:
    """All class names and ids are other ones."""
    root = _tree(page)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name in ("class", "id"):
            if element.get(name):
                element.set(name, " ".join(_word(part) for part in element.get(name).split()))
    return _page(root, page.url)


def nesting(page: Page, entries: Sequence[Entry]) -> Made:
    """Lists become blocks; the links of the rows, and what they say, are wrapped in further elements."""
    root = _tree(page)
    for element in list(root.iter("ul", "ol", "li")):
        element.tag = "div"
    for link in _links(root, page, entries):
        parent = link.getparent()
        if parent is None:
            continue
        outer, inner = lxml.html.Element("div"), lxml.html.Element("h4")
        outer.set("class", "teaser")
        outer.tail, link.tail = link.tail, None
        parent.replace(link, outer)
        outer.append(inner)
        inner.append(link)
        span = lxml.html.Element("span")
        span.text, link.text = printable(link.text or ""), None
        span.extend(list(link))
        link.append(span)
    return _page(root, page.url)


def addresses(page: Page, entries: Sequence[Entry]) -> Made:
    """The articles stand at other addresses."""
    root = _tree(page)
    for link in _links(root, page, entries):
        link.set("href", urljoin(page.url, f"/content/show?id={_short(link.get('href'))}"))
    return _page(root, page.url)


def table(page: Page, entries: Sequence[Entry]) -> Made:
    """The rows are those of a table now, where the list stood."""
    root = _tree(page)
    found = _rows(root, _links(root, page, entries))
    if found is None:
        return None
    holder, children = found
    place = holder.index(children[0])
    for child in children:
        holder.remove(child)
    rows = "".join(
        f'<tr><td class="n">{n}</td><td><a href="{escape(e.url)}">{escape(e.title)}</a></td>'
        f"<td>{e.date.day if e.date else ''}</td></tr>"
        for n, e in enumerate(entries, 1)
    )
    made = lxml.html.fragment_fromstring(f'<div><table class="grid">{rows}</table></div>')
    if holder.tag in ("ul", "ol", "dl", "table", "tbody"):
        holder.tag = "div"
    holder.insert(place, made)
    return _page(root, page.url)


def domain(page: Page, entries: Sequence[Entry]) -> Made:
    """The site stands at another host; paths stay."""
    root = _tree(page)
    host = urlsplit(page.url).netloc
    for link in root.iter("a"):
        try:
            parts = urlsplit(link.get("href") or "")
        except ValueError:  # no address at all
            continue
        if parts.netloc == host:
            link.set("href", NEW_HOST + parts.path + (f"?{parts.query}" if parts.query else ""))
    return _page(root, NEW_HOST + (urlsplit(page.url).path or "/"))


def everything(page: Page, entries: Sequence[Entry]) -> Made:
    """A new site: cards under a new menu, other addresses at another host, no class of before."""
    cards = "".join(
        f'<article class="card"><div class="card-body"><h3 class="card-title"><a href="/stories/{_short(e.url)}">'
        f'{escape(e.title)}</a></h3><p class="meta"><time>{e.date.day if e.date else ""}</time></p></div></article>'
        for e in entries
    )
    return _whole(f'<h1>News</h1><div class="cards">{cards}</div>', NEW_HOST + "/stories")


REDESIGNS: tuple[Callable[[Page, Sequence[Entry]], Made], ...] = (
    classes, nesting, addresses, table, domain, everything,
)  # fmt: skip


# --- pages that are not the list ---


def _whole(inner: str, url: str) -> Page:
    menu = "".join(
        f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("Home", "About", "Services", "Contact", "Press")
    )
    text = f"<!DOCTYPE html><html><head><title>News</title></head><body><nav><ul>{menu}</ul></nav><main>{inner}</main></body></html>"
    return read_page(text.encode(), url, content_type="text/html; charset=utf-8")


def _list(rows: Sequence[tuple[str, str, str]], url: str) -> Page:
    inner = "".join(f'<li><a href="{escape(u)}">{escape(t)}</a> <span>{day}</span></li>' for u, t, day in rows)
    return _whole(f'<ul class="items">{inner}</ul>', url)


def without_list(page: Page, entries: Sequence[Entry], others: Sequence[Entry]) -> Made:
    """The page, with all but its list: what else repeats on it stays."""
    root = _tree(page)
    found = _rows(root, _links(root, page, entries))
    if found is None:
        return None
    for child in found[1]:
        found[0].remove(child)
    return _page(root, page.url)


def error_page(page: Page, entries: Sequence[Entry], others: Sequence[Entry]) -> Made:
    """A page of regret that answers 200, with a menu."""
    return _whole(
        "<h1>Sorry</h1><p>The page that you asked for is not available. Please try again later.</p>", page.url
    )


def strangers(page: Page, entries: Sequence[Entry], others: Sequence[Entry]) -> Made:
    """The same markup with rows that are all different, wherever on the page a row's title stands in a link."""
    root = _tree(page)
    titles = {key(e.title) for e in entries}
    rows = {id(link): link for link in _links(root, page, entries)}
    rows |= {id(link): link for link in root.iter("a") if key("".join(link.itertext())) in titles}
    for link, other in zip(rows.values(), [*others] * 50, strict=False):
        for child in list(link):
            link.remove(child)
        link.text = printable(other.title)
        link.attrib.pop("title", None)
        link.set("href", urljoin(page.url, f"/other/{_short(other.url + other.title)}.html"))
    return _page(root, page.url)


def hot_two(page: Page, entries: Sequence[Entry], others: Sequence[Entry]) -> Made:
    """What is read most: two known titles among strangers."""
    return _hot(page, [*others[:3], entries[2], *others[3:6], entries[4], *others[6:8]])


def hot_four(page: Page, entries: Sequence[Entry], others: Sequence[Entry]) -> Made:
    """What is read most: four known titles, in another order, among strangers."""
    return _hot(page, [entries[4], *others[:3], entries[1], entries[3], *others[3:5], entries[2], *others[5:8]])


def superset(page: Page, entries: Sequence[Entry], others: Sequence[Entry]) -> Made:
    """All news of the site: each known row between two of other departments, of the same days."""
    rows = []
    for n, entry in enumerate(entries):
        between = others[2 * n : 2 * n + 2]
        rows += [
            Entry(urljoin(page.url, f"/all/{_short(other.url)}.html"), other.title, entry.date) for other in between
        ]
        rows.append(entry)
    return _hot(page, rows) if len(others) >= 2 * len(entries) else None


def _hot(page: Page, rows: Sequence[Entry]) -> Page:
    return _list(
        [(urljoin(page.url, f"/hot/{_short(e.url)}.html"), e.title, e.date.day if e.date else "") for e in rows],
        page.url,
    )


IMPOSTORS: tuple[Callable[[Page, Sequence[Entry], Sequence[Entry]], Made], ...] = (
    without_list, error_page, strangers, hot_two, hot_four, superset,
)  # fmt: skip
