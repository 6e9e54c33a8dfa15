"""Which nodes of a page are its article.

Order of trust: the source's profile, containers that widespread systems name (the article of such a
page is in them, whatever else the page holds), then the node with most text of its own, to which
neighbours with text are joined.

This module does not know how the chosen nodes are cleaned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import lxml.etree
import lxml.html
from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from crawler.normalise.remembering import remembered
from crawler.normalise.text import clean, fold
from crawler.page import Page
from crawler.reading.furniture import is_furniture
from crawler.reading.survey import Paragraphs, Survey, Weight, survey

Element = lxml.html.HtmlElement

# Class names, ids and elements of content systems, in order of trust; the first with real text rules.
STRONG = (
    "trs_editor trs_ueditor trs_editor_view trs_paper_default trs_preappend custom_unionstyle ucap-content "
    "zoom fontzoom zoomcon con_con ivs_content v_news_content wp_articlecontent news_cont_d_wrap "
    "easysite-news-peruse ewb-article-info news_body_txt_a pressrelease maintext"
).split()
# Names that many themes use for an article, and some for more than that: they raise a node's score.
HINTS = frozenset(
    """
    article-content article_content content_article articlecontent article-body article_body articlebody article__body
    article__content article-text articletext article-copy articlecopy article-detail story-body storybody story_body
    story__body story-content story_content storytext story-text story post-content post_content postcontent post-body
    post_body post-entry entry-content entry entrytext entry_content node-content field--name-body field-name-body
    body-copy body-content main-content content-body content_body content-text content__body news-content
    news-body news_content newstext news-text rich-text richtext text pages_content article content con detail
    single-content td-post-content blog-content body-text bodytext paywall js-article-body
    """.split()
)
_ITEMPROPS = frozenset(("articlebody", "text"))
_ENOUGH = 60
_THIN = 600
_FEW = 250
_DESCRIBED = frozenset(
    "description|summary|details|notice text|beschreibung|inhalt|description du marché|objet|descripción|descrizione|descrição|opis|описание|"
    "内容|正文|详情|公告内容|內容|說明|本文|概要|내용|상세내용|açıklama|mô tả|deskripsi|รายละเอียด".split("|")
)


@dataclass(frozen=True, slots=True)
class Body:
    """The chosen nodes in page order, what chose them, and which elements below them are furniture by name."""

    nodes: tuple[Element, ...]
    place: str
    rank: int
    skip: Callable[[Element], bool]


def find_body(page: Page, selector: str = "") -> Body | None:
    """The nodes of a page's article; None when the page has no text that could be one."""
    root = page.root
    if root is None:
        return None
    if selector and (nodes := tuple(select(root, selector))):
        return Body(nodes, f"profile {selector}", 1, _named(nodes))
    found = survey(root)
    page.memo["survey"] = found
    if known := _known(root, found):
        return known
    best = _heaviest(found)
    if (best is None or found.weights[best].score < _THIN) and (section := _headed(found)) is not None:
        return Body(tuple(section[1:]), f"section headed {clean(section[0].text or '')[:40]}", 3, is_furniture)
    if best is None or found.weights[best].text < _FEW:
        # Names misled: weigh again with nothing pruned, and keep that only when it holds far more.
        bare = survey(root, prune=False)
        second = _heaviest(bare)
        if second is not None and (best is None or bare.weights[second].score > 3 * found.weights[best].score + 100):
            page.memo["survey"] = found = bare
            best = second
    if best is None:
        return None
    best = _boxed(best, found)
    return Body(tuple(_outermost(_joined(best, found))), f"density {describe(best)}", 3, _pruned(best, found))


def _named(nodes: Sequence[Element]) -> Callable[[Element], bool]:
    """Furniture by name below some nodes, unless it holds most of the first one's paragraphs."""
    paragraphs = Paragraphs(nodes[0])
    return lambda element: is_furniture(element) and not paragraphs.mostly_in(element)


def _pruned(best: Element, found: Survey) -> Callable[[Element], bool]:
    """What a survey left out; where it left out nothing, furniture by name that holds little of the text."""
    if not found.whole:
        return set(found.pruned).__contains__
    enough = found.weights[best].text // 3
    empty = Weight()
    return lambda element: is_furniture(element) and found.weights.get(element, empty).text < enough


def _boxed(best: Element, found: Survey) -> Element:
    """The box of a paragraph that outweighs all: it has neighbours."""
    parent = best.getparent()
    if (
        best.tag in ("p", "span", "li", "dd", "blockquote")
        and parent is not None
        and parent.tag not in ("body", "html")
    ):
        weight = found.weights.get(parent)
        if weight is not None and weight.links * 3 < weight.text:
            return parent
    return best


def select(root: Element, selector: str) -> list[Element]:
    """Elements for a selector of a profile: CSS, or XPath when it begins with `/` or `.` and `/`; none for a broken one."""
    compiled = _compiled(selector)
    if compiled is None:
        return []
    try:
        found = compiled(root)
    except lxml.etree.XPathError:
        return []
    return [node for node in found if isinstance(node, lxml.html.HtmlElement)] if isinstance(found, list) else []


@lru_cache(maxsize=4_000)
def _compiled(selector: str) -> lxml.etree.XPath | None:
    try:
        if selector.startswith(("/", "./", "(")):
            return lxml.etree.XPath(selector)
        return CSSSelector(selector, translator="html")
    except (lxml.etree.XPathError, SelectorError):
        return None


def describe(element: Element) -> str:
    """A short name for an element, as a person would write it: `div#zoom`, `div.TRS_Editor`."""
    if ident := element.get("id"):
        return f"{element.tag!s}#{ident}"
    classes = (element.get("class") or "").split()
    return f"{element.tag!s}.{classes[0]}" if classes else str(element.tag)


@remembered(20_000)
def _strength(names: str) -> tuple[int, bool]:
    """The best rank among the strong names of a class or id (0 when none), and whether it holds a hint."""
    tokens = names.lower().split()
    ranks = [STRONG.index(token) + 1 for token in tokens if token in STRONG]
    return (min(ranks, default=0), any(token in HINTS for token in tokens))


def is_container(element: Element) -> bool:
    """Whether an element's class or id is one that content systems or themes give to an article."""
    rank, hint = _strength(f"{element.get('class') or ''} {element.get('id') or ''}")
    return rank > 0 or hint


def _known(root: Element, found: Survey) -> Body | None:
    ranked: dict[int, list[Element]] = {}
    for element in found.weights:
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        rank = _strength(names)[0] if names != " " else 0
        if not rank and element.tag == "ucapcontent":
            rank = STRONG.index("ucap-content") + 1
        if rank:
            ranked.setdefault(rank, []).append(element)
    for rank in sorted(ranked):
        nodes = _outermost(ranked[rank])
        weighty = [node for node in nodes if found.weights[node].text - found.weights[node].links >= _ENOUGH]
        if weighty:
            return Body(tuple(weighty), f"container {describe(weighty[0])}", 2, _named(weighty))
    return None


def _outermost(nodes: list[Element]) -> list[Element]:
    """Nodes in page order, without those inside another of them."""
    chosen = set(nodes)
    kept = [node for node in nodes if not any(above in chosen for above in node.iterancestors())]
    order = (
        {node: place for place, node in enumerate(kept[0].getroottree().iter()) if node in chosen}
        if len(kept) > 1
        else {}
    )
    return sorted(kept, key=lambda node: order.get(node, 0))


def _heaviest(found: Survey) -> Element | None:
    best, most = None, 0.0
    for element, weight in found.weights.items():
        if weight.score <= most * 0.6:
            continue
        score = weight.score * _favour(element)
        if score > most:
            best, most = element, score
    return best


def _favour(element: Element) -> float:
    factor = 1.0
    if (element.get("itemprop") or "").lower() in _ITEMPROPS:
        factor = 1.5
    elif (names := f"{element.get('class') or ''} {element.get('id') or ''}") != " " and _strength(names)[1]:
        factor = 1.25
    elif element.tag == "article":
        factor = 1.15
    elif element.tag in ("body", "html", "li", "form"):
        factor = 0.9
    return factor


def _joined(best: Element, found: Survey) -> list[Element]:
    """The chosen node with those of its neighbours that hold running text too."""
    weights = found.weights
    parent = best.getparent()
    if parent is None or best.tag in ("body", "html"):
        return [best]
    here = weights[best]
    siblings = [node for node in parent if isinstance(node.tag, str)]
    chosen = [
        place
        for place, node in enumerate(siblings)
        if node is best or ((w := weights.get(node)) and _belongs(node, w, here, best))
    ]
    nodes = [siblings[place] for place in chosen]
    alike = [place for place, node in enumerate(siblings) if node in weights and _alike(node, best)]
    if len(alike) > 1 and len(chosen) > 1:
        # A body cut into boxes of one name: what stands between them, headings too, is the article's.
        first, last = min(chosen), max(*chosen, *alike)
        nodes = [node for node in siblings[first : last + 1] if node in weights]
    return nodes if len(nodes) > 1 else [best, *_cousins(best, found)] if best.get("class") else [best]


def _headed(found: Survey) -> Element | None:
    """The box under a heading that says "description": where a notice has little text beside its many fields."""
    for element in found.shorts:
        parent = element.getparent()
        if (
            len(element) == 0
            and parent is not None
            and parent.tag not in ("body", "tr")
            and parent[0] is element
            and fold(element.text or "").strip(" :") in _DESCRIBED
            and (weight := found.weights.get(parent)) is not None
            and weight.text > 20 + len(element.text or "")
        ):
            return parent
    return None


def _alike(node: Element, best: Element) -> bool:
    names = best.get("class")
    return bool(names) and node.tag == best.tag and node.get("class") == names


def _cousins(best: Element, found: Survey) -> list[Element]:
    """Further boxes of the chosen node's name with running text, not far from it: a body in several columns or chunks.

    Boxes with a linked heading are teasers of other articles.
    """
    here = found.weights[best]
    above = list(best.iterancestors())[:5]
    near = set(above)
    more = []
    for node, weight in found.weights.items():
        if node is best or not _alike(node, best) or weight.text < 150 or weight.links * 4 > weight.text:
            continue
        if weight.score < here.score * 0.15 or any(parent is best for parent in node.iterancestors()):
            continue
        chain = list(node.iterancestors())[:5]
        meeting = next((parent for parent in chain if parent in near), None)
        if meeting is None:
            continue
        branch = chain[chain.index(meeting) - 1] if chain[0] is not meeting else node
        if (
            branch.tag in ("article", "li")
            or branch.find(".//h2//a") is not None
            or branch.find(".//h3//a") is not None
        ):
            continue
        more.append(node)
    return more


def _belongs(sibling: Element, weight: Weight, here: Weight, best: Element) -> bool:
    if (
        weight.text < 80
        or weight.links * 4 > weight.text
        or sibling.tag in ("header", "ul", "ol", "article", "section", "li")
    ):
        return False
    same = bool(sibling.get("class")) and sibling.get("class") == best.get("class")
    return weight.score > here.score * (0.05 if same or sibling.tag == "p" else 0.15)
