"""Links to groups, and how far up their rows reach."""

from __future__ import annotations

from random import Random

import pytest

from crawler.listing.anchors import anchors
from crawler.listing.rows import Link, Node, address_of, clashes, skeleton
from tests.listing.pages import MENU, SUBJECTS, root, rows


@pytest.mark.parametrize(
    ("body", "tag"),
    [
        ("<ul>" + rows("<li><a href='{url}'>{title}</a></li>") + "</ul>", "li"),
        ("<div>" + rows("<p><b><a href='{url}'>{title}</a></b></p>") + "</div>", "p"),
        ("<table>" + rows("<tr><td>{day}</td><td><a href='{url}'>{title}</a></td></tr>") + "</table>", "tr"),
        ("<div>" + rows("<a href='{url}'>{title}</a><br>{day}<br>") + "</div>", "a"),
        (rows("<section><div><ul><li><a href='{url}'>{title}</a></li></ul></div></section>"), "section"),
    ],
)
def test_rows_reach_as_far_as_no_second_headline_comes_in(body: str, tag: str) -> None:
    (group,) = skeleton(anchors(root(body))).groups
    assert len(group.rows) == len(SUBJECTS)
    assert {node.tag for node in group.rows} == {tag}


def test_labels_that_repeat_are_parts_of_one_row() -> None:
    body = rows("<div><p><a href='{url}?a'>Agenda</a> <a href='{url}?m'>Minutes</a></p></div>")
    (group,) = skeleton(anchors(root(body))).groups
    assert len({id(node) for node in group.rows}) == len(SUBJECTS)


def test_rows_of_several_lists_with_few_entries_stay_rows() -> None:
    form = "<li><a href='{url}'>{title}</a></li>"
    body = f"<h3>May</h3><ul>{rows(form, SUBJECTS[:2])}</ul><h3>April</h3><ul>{rows(form, SUBJECTS[2:3], 2)}</ul>"
    (group,) = skeleton(anchors(root(body))).groups
    assert [node.tag for node in group.rows] == ["li", "li", "li"]


def test_numbered_and_state_classes_do_not_part_a_group() -> None:
    body = rows("<div class='views-row views-row-{i} odd'><a href='{url}'>{title}</a></div>", SUBJECTS[:4])
    body += rows("<div class='views-row-{i} views-row even'><a href='{url}'>{title}</a></div>", SUBJECTS[4:], 4)
    assert (
        max(len(group.links) for group in skeleton(anchors(root(body))).groups) == 4
    )  # order of classes tells, their numbers do not
    assert len(skeleton(anchors(root(MENU))).groups) == 1


def test_anchors_that_open_by_script_are_told_by_their_data() -> None:
    body = rows("<li><a href='javascript:;' data-no='{i}'>{title}</a></li>")
    assert skeleton(anchors(root(body))).links == []
    assert [link.href for link in skeleton(anchors(root(body)), scripted=True).links][:2] == ["0", "1"]


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ("href='/a.html' onclick='count(1)'", "/a.html"),
        ("href='javascript:;' onclick=\"window.open('/a.html')\"", "/a.html"),
        ("href='#' onclick=\"location.href = '/view?id=7'; return false\"", "/view?id=7"),
        ("onclick=\"window.location='a.html'\"", "a.html"),
        ("data-href='/a.html'", "/a.html"),
        ("href='javascript:location.replace(&quot;/a.html&quot;)'", "/a.html"),
        ("href='#' onclick=\"location.href='/view?id=' + id\"", ""),
        ("href='#' onclick='open(7)'", ""),
        ("href='#' onclick=\"window.open('javascript:;')\"", ""),
    ],
)
def test_an_address_written_out_in_a_handler_is_one(attributes: str, address: str) -> None:
    (link,) = root(f"<p><a {attributes}>Title</a></p>").iter("a")
    assert address_of(link) == address


class Counted(int):
    """A number that counts how often any of its kind is compared."""

    compared = 0

    def __le__(self, other: int) -> bool:
        Counted.compared += 1
        return int(self) <= other

    def __lt__(self, other: int) -> bool:
        Counted.compared += 1
        return int(self) < other

    def __gt__(self, other: int) -> bool:
        Counted.compared += 1
        return int(self) > other


def links_of(count: int) -> list[Link]:
    node = Node(root("<p></p>"), None, "p", 0, 0, 0)
    return [Link(node, f"/{n}", "", n) for n in range(count)]


def test_a_label_that_comes_back_clashes_as_far_up_as_any_join_between_reaches() -> None:
    links, chance = links_of(60), Random(7)
    for _ in range(50):
        labels, joins = [chance.choice("abcdefgh") for _ in links], [chance.randrange(9) for _ in links[1:]]
        before = [max((k for k in range(i) if labels[k] == labels[i]), default=None) for i in range(len(links))]
        wanted = [max(joins[k:i]) for i, k in enumerate(before) if k is not None]
        assert list(clashes(links, labels, joins)) == wanted


def test_ten_thousand_labels_that_come_back_cost_no_square() -> None:
    count, chance = 20_000, Random(7)
    joins = [Counted(chance.randrange(500)) for _ in range(count - 1)]
    assert len(list(clashes(links_of(count), [str(n % 10_000) for n in range(count)], joins))) == 10_000
    assert Counted.compared < 3 * count
