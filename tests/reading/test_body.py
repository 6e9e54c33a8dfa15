import pytest

from crawler.reading.body import describe, find_body, select
from tests.reading.pages import HAN, SENTENCE, page

MENU = "<ul class=menu>" + "".join(f"<li><a href=/{i}>Menu entry {i}</a></li>" for i in range(20)) + "</ul>"
TEXT = f"<p>{SENTENCE}</p><p>{SENTENCE}</p><p>{SENTENCE}</p>"


def nodes(body: str, selector: str = "") -> list[str]:
    found = find_body(page(body), selector)
    return [describe(node) for node in found.nodes] if found else []


@pytest.mark.parametrize(
    "name", ["class=TRS_Editor", "id=UCAP-CONTENT", "id=zoom", "class=v_news_content", "class=wp_articlecontent"]
)
def test_containers_of_widespread_systems_are_trusted(name: str) -> None:
    # Text around the container weighs more, and is not the article.
    around = f"<div class=content>{TEXT}<div {name}><p>{HAN}</p></div></div>"
    found = find_body(page(MENU + around))
    assert found is not None
    assert found.place.startswith("container")
    assert "".join(found.nodes[0].itertext()) == HAN


def test_an_empty_container_is_passed_over() -> None:
    assert nodes(f"{MENU}<div class=TRS_Editor></div><div id=real>{TEXT}</div>") == ["div#real"]


def test_the_outermost_of_nested_containers_is_taken_once() -> None:
    assert nodes(f"<div class=TRS_Editor id=a><div class=TRS_Editor>{TEXT}</div></div>") == ["div#a"]


def test_the_densest_node_is_taken_among_menus_and_footers() -> None:
    links = "".join(f"<p><a href=/{i}>{SENTENCE}</a></p>" for i in range(9))
    assert nodes(
        f"{MENU}<div id=main>{TEXT}</div><div id=latest>{links}</div><div class=footer><p>{SENTENCE * 5}</p></div>"
    ) == ["div#main"]


def test_paragraphs_in_plain_divs_count_as_paragraphs() -> None:
    body = "".join(f"<div>&nbsp;&nbsp; {SENTENCE}</div>" for _ in range(4))
    assert nodes(f"{MENU}<div id=box><div class=text>{body}</div></div>") == ["div.text"]


def test_a_body_cut_into_boxes_of_one_name_is_joined() -> None:
    chunk = f"<div class=chunk>{TEXT}</div>"
    assert nodes(
        f"<div id=all><h1>T</h1>{chunk}<h2>More of it</h2>{chunk}<div class=chunk><p>{SENTENCE}</p></div></div>"
    ) in (
        ["div#all"],
        ["div.chunk", "h2", "div.chunk", "div.chunk"],
    )


def test_boxes_of_one_name_in_several_rows_are_joined() -> None:
    row = f"<section><div class=grid><div class=item>{TEXT}</div></div></section>"
    assert nodes(
        f"<div id=one><section><div class=grid><div class=item>{TEXT}{TEXT}{TEXT}</div></div></section>{row}</div>"
    ) in (
        ["div#one"],
        ["div.item", "div.item"],
    )


def test_teasers_of_other_articles_are_not_joined() -> None:
    teaser = f"<article><div class=item><h2><a href=/x>Another</a></h2>{TEXT}</div></article>"
    assert nodes(f"<article><div class=item>{TEXT}{TEXT}{TEXT}</div></article>{teaser}") == ["div.item"]


def test_a_name_of_furniture_around_the_whole_page_misleads_nobody() -> None:
    assert nodes(f"<div class=sidebar-wrapper><div id=x>{TEXT}{TEXT}</div></div>") == ["div#x"]
    assert nodes(f"<noscript><div id=x>{TEXT}{TEXT}</div></noscript>") == ["div#x"]


def test_a_notice_with_many_fields_has_its_text_under_a_heading_that_says_so() -> None:
    fields = "".join(f"<div class=row><span>Field {i}:</span> <span>value {i}</span></div>" for i in range(12))
    assert nodes(
        f"<div>{fields}</div><div class=item><div>Description</div><p id=d>Supply of harbour cranes to the port.</p></div>"
    ) == ["p#d"]


def test_a_profile_rules() -> None:
    found = find_body(page(f"<div id=a>{TEXT}</div><div id=b><p>short</p></div>"), "#b")
    assert found is not None
    assert (found.place, found.rank) == ("profile #b", 1)


def test_a_profile_that_finds_nothing_leaves_the_page_to_the_rules() -> None:
    found = find_body(page(f"<div id=a>{TEXT}</div>"), "#gone")
    assert found is not None
    assert found.rank > 1


def test_no_text_no_body() -> None:
    assert nodes("<div></div>") == []


@pytest.mark.parametrize(
    ("selector", "count"), [("p", 2), ("//p", 2), ("p:nth-child(1)", 1), ("p[", 0), ("//p[", 0), ("count(//p)", 0)]
)
def test_selectors_are_css_or_xpath_and_broken_ones_find_nothing(selector: str, count: int) -> None:
    root = page("<p>a</p><p>b</p>").root
    assert root is not None
    assert len(select(root, selector)) == count
