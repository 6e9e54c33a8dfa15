"""The next page in each form that pagers take, and what only looks like one."""

from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.listing.pagewords import says_next
from crawler.listing.paging import next_page
from crawler.model import Entry
from tests.listing.saved import shown

HERE = "https://board.example/news/"


def following(body: str, url: str = HERE, head: str = "", entries: tuple[Entry, ...] = ()) -> str | None:
    found = next_page(shown(body, url, head), entries)
    return found.url if found else None


@pytest.mark.parametrize(
    "label",
    "Next|next page »|Older posts|下一页|下一頁>|次へ|次のページ|다음|Weiter|Nächste Seite|Suivant|page suivante|Siguiente|Próxima|"
    "Successivo|Volgende|Nästa|Neste|Næste|Seuraava|Następna|Další|Ďalšia|Következő|Următoarea|Следующая|Наступна|Следваща|"
    "Sljedeća|Naslednja|Επόμενη|Sonraki|הבא|التالي|بعدی|अगला|পরবর্তী|ถัดไป|Tiếp theo|Berikutnya|Next 20 results|次の10件".split(
        "|"
    ),
)
def test_a_link_says_next_in_many_languages(label: str) -> None:
    assert following(f"<a href='/news/?p=0'>1</a> <a href='?page=2'>{label}</a>") == f"{HERE}?page=2"


@pytest.mark.parametrize(
    "label", ["News", "Next steps for the harbour", "Previous", "上一页", "下一篇", "First", "尾页", "Nextdoor"]
)
def test_other_words_do_not(label: str) -> None:
    assert not says_next(label)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("", "<link rel='next' href='?page=2'>"),
        ("<a rel='next' href='?page=2'>→</a>", ""),
        ("<a href='?page=2' aria-label='Next page'><svg></svg></a>", ""),
        ("<a href='?page=2' title='下一页'>&gt;</a>", ""),
        ("<a href='?page=2'><img src='n.gif' alt='次へ'></a>", ""),
        (
            "<table><tr><td>Pagina 1 di 14</td><td><a href='?page=2'>&gt;</a></td><td><a href='?page=14'>&gt;&gt;</a></td></tr></table>",
            "",
        ),
        ("<ul class='pager'><li class='next'><a href='?page=2'></a></li></ul>", ""),
        ("<div class='pagination'><a href='?page=1'>‹</a><a href='?page=2'>›</a><a href='?page=9'>»</a></div>", ""),
        ("<p><b>1</b> <a href='?page=2'>2</a> <a href='?page=3'>3</a></p>", ""),
        ("<p>1 | <a href='?page=2'>2</a></p>", ""),
        ("<ul><li class='active'><a href='?page=1'>1</a></li><li><a href='?page=2'>2</a></li></ul>", ""),
        ("<p><a href='?page=1' aria-current='page'>1</a> <a href='?page=2'>2</a></p>", ""),
        ("<a href='#' onclick=\"go('?page=2')\">Next</a>", ""),
        ("<button class='load-more' data-url='/news/?page=2'>Load more</button>", ""),
        ("<a class='btn-more' href='?page=2'>加载更多</a>", ""),
        ("<a href='?page=2&amp;amp;x'>Next</a>", ""),
    ],
)
def test_the_forms_of_a_pager(body: str, head: str) -> None:
    assert (following(body, head=head) or "").removesuffix("&x") == f"{HERE}?page=2"


@pytest.mark.parametrize(
    ("url", "link", "wanted"),
    [
        ("list_70_1.html", "list_70_2.html", "list_70_2.html"),
        ("page/3/", "/news/page/4/", "page/4/"),
        ("?start=20", "?start=40", "?start=40"),
        ("lp-16-2.html", "lp-16-3.html", "lp-16-3.html"),
        ("index.html", "index_1.html", "index_1.html"),
    ],
)
def test_numbers_in_addresses(url: str, link: str, wanted: str) -> None:
    assert following(f"<a href='{link}'>&gt;&gt; next</a>", HERE + url) == HERE + wanted


def test_more_rows_behind_a_place_that_is_no_number() -> None:
    assert following("<a href='/news/?cursor=eyJpZCI6MTB9'>Load more</a>") == f"{HERE}?cursor=eyJpZCI6MTB9"


def test_the_current_page_is_told_by_the_address() -> None:
    links = "".join(f"<a href='?page={i}'>{i}</a> " for i in range(1, 8))
    assert following(links, f"{HERE}?page=4") == f"{HERE}?page=5"
    assert following(links, f"{HERE}?page=7") is None
    assert following(links) == f"{HERE}?page=2"


def test_an_address_that_counts_on_needs_no_word() -> None:
    assert following("<a href='/news/page/2/'>Frühere Meldungen laden</a>") == f"{HERE}page/2/"
    assert (
        following("<a href='/news/page/4'>Frühere</a> <a href='/news/page/2'>Neuere</a>", f"{HERE}page/3")
        == f"{HERE}page/4"
    )


def test_a_pager_that_counts_from_zero_in_its_addresses() -> None:
    links = "".join(f"<li><a href='?page={i}'>{i + 1}</a></li>" for i in range(5))
    assert following(f"<ul class='pager'>{links}</ul>", f"{HERE}?page=2") == f"{HERE}?page=3"


@pytest.mark.parametrize(
    "body",
    [
        "<p><a href='?page=1'>1</a> <a href='?page=2'>2</a> <b>3</b></p>",
        "<p><a href='?page=2'>上一页</a> <span class='next disabled'>下一页</span></p>",
        "<ul><li><a href='?page=2'>Prev</a></li><li class='disabled'><a href='?page=4'>Next</a></li></ul>",
        "<a href='?page=2'>« zurück</a>",
        "<a href='?page=3'>Next</a>",
        "<a href='?page=2'>Next</a>",
    ],
)
def test_the_last_page_has_no_next(body: str) -> None:
    assert following(body, f"{HERE}?page=3") is None


@pytest.mark.parametrize(
    "body",
    [
        "<table class='calendar'><tr><td><a href='?m=2'>Next</a></td></tr></table>",
        "<a href='/events/month/2024-02'>Next</a>",
        "<a href='?term=2024-02' aria-label='Next month'>Next</a>",
        "<div class='swiper'><a class='swiper-button-next' href='?slide=2'>Next</a></div>",
        "<div class='carousel'><a href='/news/2' class='carousel-control-next'>›</a></div>",
        "<nav class='post-navigation'><a rel='next' href='/news/harbour'>Next</a></nav>",
        "<a rel='next' href='/news/harbour'>The harbour is closed on Monday and Tuesday</a>",
        "<a href='/news/harbour'>下一篇</a>",
        "<p>Year: <a href='?y=2021'>2021</a> <a href='?y=2022'>2022</a> <a href='?y=2023'>2023</a></p>",
        "<p>Show <a href='?n=10'>10</a> <a href='?n=20'>20</a> <a href='?n=50'>50</a> rows</p>",
        "<th><a href='?sort=date'>▲</a> <a href='?sort=title'>›</a></th>",
        "<a href='https://elsewhere.example/?page=2'>Next</a>",
        "<a href='#page2'>Next</a>",
        "<a href='javascript:void(0)'>Next</a>",
        "<a href='/news/'>更多</a>",
    ],
)
def test_what_only_looks_like_a_next_page(body: str) -> None:
    assert following(body) is None


def test_a_row_of_the_list_is_no_next_page() -> None:
    row = Entry(f"{HERE}next", "Next")
    assert following("<a href='next'>Next</a>", entries=(row,)) is None


@pytest.mark.parametrize(
    ("call", "url", "wanted"),
    [
        ('createPageHTML(50, 0, "index", "html");', "", "index_1.html"),
        ('createPageHTML(50, 1, "index", "html");', "index_1.html", "index_2.html"),
        ('createPageHTML(50, 49, "index", "html");', "index_49.html", None),
        ("createPageHTML('pager', 50, 1, 'list', 'shtml', 995);", "", "list_2.shtml"),
        ("createPageHTML('pager', 50, 50, 'list', 'shtml', 995);", "list_50.shtml", None),
        ('createPageHTML(1, 0, "index", "html");', "", None),
        (
            'var countPage = 9; var currentPage = 0; createPageHTML(countPage, currentPage, "index", "htm");',
            "",
            "index_1.htm",
        ),
        ("var totalPage=12; var currentPage=1; link = 'index_' + n + '.shtml';", "", "index_2.shtml"),
        ("var totalPage=12; var currentPage=12; link = 'index_' + n + '.shtml';", "index_12.shtml", None),
        ("function createPageHTML(total, cur, name, ext) { return 1 }", "", None),
    ],
)
def test_pagers_drawn_by_scripts(call: str, url: str, wanted: str | None) -> None:
    assert following(f"<script>{call}</script>", HERE + url) == (HERE + wanted if wanted else None)


GRID = """<form method="post" action="./List.aspx?n=7"><input type="hidden" name="__VIEWSTATE" value="/wEP=="><input type="hidden"
name="__EVENTTARGET"><input name="q" value="公告"><select name="s"><option value="0">B<option value="1" selected>A</select><select name="t"><option>first<option>second</select>
<input type="checkbox" name="c" checked><input type="checkbox" name="off"><input name="grey" value="1" disabled>
<input type="submit" name="go" value="Search"><table><tr><td>{}</td></tr></table></form>"""


def test_a_postback_grid_gives_the_post_with_the_forms_fields() -> None:
    body = GRID.format(
        "<span>1</span> <a href=\"javascript:__doPostBack('ctl00$Grid','Page$2')\">2</a> "
        "<a href=\"javascript:__doPostBack('ctl00$Grid','Page$3')\">3</a>"
    )
    request = next_page(shown(body, "https://board.example/a/List.aspx"))
    assert request is not None
    assert (request.method, request.url) == ("POST", "https://board.example/a/List.aspx?n=7")
    fields = parse_qs(request.body)
    assert fields == {
        "__VIEWSTATE": ["/wEP=="],
        "q": ["公告"],
        "s": ["1"],
        "t": ["first"],
        "c": ["on"],
        "__EVENTTARGET": ["ctl00$Grid"],
        "__EVENTARGUMENT": ["Page$2"],
    }


def test_a_postback_grid_on_a_later_and_on_the_last_page() -> None:
    link = "<a href=\"javascript:__doPostBack('g','Page${0}')\">{0}</a> "
    later = next_page(shown(GRID.format(link.format(1) + "<span>2</span> " + link.format(3)), HERE))
    assert later is not None
    assert "Page%243" in later.body
    assert next_page(shown(GRID.format(link.format(1) + link.format(2) + "<span>3</span>"), HERE)) is None


def test_a_next_button_of_a_grid() -> None:
    request = next_page(shown(GRID.format("<input type='submit' name='ctl00$Next' value='下一頁'>"), HERE))
    assert request is not None
    assert parse_qs(request.body)["ctl00$Next"] == ["下一頁"]


@pytest.mark.parametrize(
    "body",
    [
        "<a href='?page=2'>2</a>" * 20_000,
        "<a>" * 500,
        "<script>createPageHTML(" * 3_000,
        "<script>" + "createPageHTML(" * 20_000,
        "<a onclick='go(((((((((((((((((('>Next</a>" * 5_000,
        "<ul>" + "<li class='next'><span>1</span></li>" * 20_000,
    ],
)
def test_hostile_pages_end(body: str) -> None:
    found = next_page(shown(body))
    assert found is None or found.url == f"{HERE}?page=2"


@given(
    st.lists(
        st.sampled_from(
            ["<a href='?page=2'>", "</a>", "Next", "1", "2", "<b>", "</b>", "<li class='next'>", "›", "下一页", "<p>"]
        ),
        max_size=20,
    )
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_found_is_another_page(parts: list[str]) -> None:
    found = next_page(shown("".join(parts)))
    assert found is None or found.url == f"{HERE}?page=2"


def test_the_state_of_a_form_is_sent_as_it_was() -> None:
    body = (
        "<form action='/list.aspx'><input type='hidden' name='__VIEWSTATE' value='dDw+/x8=='>"
        "<input type='hidden' name='word' value='Straße &amp; Weg'>"
        "<a href=\"javascript:__doPostBack('grid','Page$2')\">Next</a></form>"
    )
    found = next_page(shown(body, "https://board.example/list.aspx"))
    assert found is not None
    sent = parse_qs(found.body)
    assert sent["__VIEWSTATE"] == ["dDw+/x8=="]
    assert sent["word"] == ["Straße & Weg"]
