"""Each way in which a page carries its list, on a saved page of that kind."""

import html
import json
from datetime import date

import pytest

from crawler.listing.endpoint import EndpointConfig
from crawler.listing.transports import transport
from crawler.model import Expanded, Listing, Request
from crawler.page import Page, read_page
from tests.listing.saved import saved, shown

TODAY = date(2024, 6, 1)
HOST = "https://www.qinghe.example"


def expanded(page: Page, config: EndpointConfig | None = None) -> Expanded:
    found = transport(page, today=TODAY, country="CN", config=config)
    assert isinstance(found, Expanded)
    return found


def listing(page: Page, config: EndpointConfig | None = None) -> Listing:
    found = transport(page, today=TODAY, country="CN", config=config)
    assert isinstance(found, Listing)
    return found


def follow(page: Page) -> Request:
    found = listing(page)
    assert not found.entries
    assert found.follow is not None
    return found.follow


def days(found: Listing) -> list[str]:
    return [entry.date.day if entry.date else "" for entry in found.entries]


def test_a_plain_list_is_left_to_the_row_finder() -> None:
    assert transport(saved("plain.html", "https://fern.example/news/"), today=TODAY) is None


def test_jpage_records_become_markup_and_name_the_next_group() -> None:
    found = expanded(saved("jpage.html", f"{HOST}/col/col282/index.html"))
    assert found.mechanism == "jpage"
    assert found.html.count("<li>") == 3
    assert "青禾县关于做好春季防火工作的通知" in found.html
    assert found.next is not None
    assert found.next.url.startswith(f"{HOST}/module/web/jpage/dataproxy.jsp?page=1&webid=9")


def test_jpage_records_are_read_when_escaped_and_in_lower_case() -> None:
    found = expanded(saved("jpage-escaped.html", f"{HOST}/col/col1/"))
    assert found.html.startswith("<html><body><table><tr>")
    assert found.next is None


def test_a_jpage_proxy_that_always_names_group_one_is_counted_on() -> None:
    url = f"{HOST}/module/web/jpage/dataproxy.jsp?page=3&columnid=282&unitid=423"
    found = expanded(saved("jpage-answer.xml", url))
    assert found.next == Request(url.replace("page=3", "page=4"))


def test_a_jpaas_page_names_the_unit_of_its_list_not_that_of_its_menu() -> None:
    request = follow(saved("jpaas.html", f"{HOST}/zwgk/"))
    assert request.url.startswith(f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?webId=w9&pageId=p7")
    assert "%E5%BD%93%E5%89%8D%E6%A0%8F%E7%9B%AElist" in request.url
    assert dict(request.headers)["Referer"] == f"{HOST}/zwgk/"


def test_a_jpaas_answer_holds_markup_and_is_paged_by_its_count() -> None:
    unit = f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?webId=w9&tagId=x"
    found = expanded(saved("jpaas-answer.json", unit))
    assert "云岭省船舶检验规则" in found.html
    assert found.next is not None
    assert found.next.url == f"{unit}&paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A15%7D"
    last = expanded(saved("jpaas-answer.json", f"{unit}&paramJson=%7B%22pageNo%22%3A4%2C%22pageSize%22%3A15%7D"))
    assert last.next is None


def test_a_channel_id_is_asked_from_the_search_and_its_answer_read() -> None:
    request = follow(saved("channel-id.html", f"{HOST}/csj/c100028/common_list.shtml"))
    assert request.url == (
        f"{HOST}/searchList/a1014ac0b5b84a5e9a2b9d10c0ffee01?_isJson=true&_isAgg=true&_pageSize=18&page=1"
    )
    found = listing(saved("channel-answer.json", request.url))
    assert found.entries[0].title == "证券与期货监督工作会议召开"
    assert found.entries[0].url == f"{HOST}/csj/c100028/c74/content.shtml"
    assert days(found) == ["2024-05-06", "2024-05-05", "2024-05-04"]
    assert found.next is not None
    assert found.next.url.endswith("page=2")


@pytest.mark.parametrize(
    ("script", "path"),
    [
        ("var u = '/szinf/info/getInfoCommon/';", "/szinf/info/getInfoCommon/?channelid={}&currpage=1"),
        (
            "q('/es-search/search/' + id + '?_template=index&_isAgg=false')",
            "/es-search/search/{}?_template=index&_pageSize=20&page=1",
        ),
    ],
)
def test_a_channel_id_is_asked_where_the_script_asks(script: str, path: str) -> None:
    channel = "a1014ac0b5b84a5e9a2b9d10c0ffee02"
    page = shown(f"<script>{script}</script>", f"{HOST}/xw/", f"<meta name='ChannelId' content='{channel}'>")
    assert follow(page).url == HOST + path.format(channel)


@pytest.mark.parametrize(
    ("script", "request_"),
    [
        (
            "$.ajax({url: '/api/newsList', data: {cid: 7, page: 1}, success: f})",
            Request(f"{HOST}/api/newsList?cid=7&page=1"),
        ),
        (
            "$.post('/api/newsList.do', {cid: '7', pageNo: 1}, f)",
            Request(f"{HOST}/api/newsList.do", "POST", "cid=7&pageNo=1"),
        ),
        ("fetch('./list.json').then(r => r.json())", Request(f"{HOST}/xw/list.json")),
        ("$('#rows').load('list_fragment.html');", Request(f"{HOST}/xw/list_fragment.html")),
        (
            "$.get('/visit/count', f); $.getJSON('/doc/query?cid=7&page=1', f)",
            Request(f"{HOST}/doc/query?cid=7&page=1"),
        ),
    ],
)
def test_the_request_of_the_pages_own_script_is_offered(script: str, request_: Request) -> None:
    page = shown(f"<div id='rows'></div><script>$(function () {{ {script} }})</script>", f"{HOST}/xw/")
    found = follow(page)
    assert (found.url, found.method, found.body) == (request_.url, request_.method, request_.body)


@pytest.mark.parametrize(
    "script",
    [
        "$.get('/visit/count')",
        "$.get('/news/list?cid=' + cid)",
        "$.ajax({url: base + '/list'})",
        "$.post('/news/list', {cid: cid})",
        "fetch(url)",
    ],
)
def test_what_a_script_builds_from_variables_is_not_guessed(script: str) -> None:
    assert transport(shown(f"<script>var cid = 1; {script}</script>", f"{HOST}/xw/"), today=TODAY) is None


def test_a_number_in_a_file_name_counts_on() -> None:
    rows = [{"docTitle": f"监管要求之{i}", "docUrl": f"/d/{i}.html", "publishDate": "2024-01-05"} for i in range(18)]
    body = json.dumps({"data": {"total": 40, "rows": rows}}).encode()
    url = f"{HOST}/data/SelectDoc/data_itemId=915,pageIndex=1,pageSize=18.json"
    found = listing(read_page(body, url))
    assert found.next == Request(url.replace("pageIndex=1", "pageIndex=2"))
    assert listing(read_page(body, url.replace("pageIndex=1", "pageIndex=3"))).next is None


def test_an_inline_list_is_paged_by_its_page() -> None:
    rows = ",".join(f"{{url:'/n/{i}.html',title:'Notice {i} of the board',date:'2024-01-0{i}'}}" for i in range(1, 7))
    page = shown(f"<script>var list=[{rows}]</script><a href='list_2.html'>下一页</a>", "https://bamboo.example/n/")
    assert listing(page).next == Request("https://bamboo.example/n/list_2.html")


def test_a_sidecar_lies_beside_the_page() -> None:
    request = follow(saved("sidecar.html", f"{HOST}/xwzx/index.htm"))
    assert request.url == f"{HOST}/xwzx/ds_9c4f0ab1.json"
    found = listing(saved("ds_9c4f0ab1.json", request.url))
    assert [entry.url for entry in found.entries] == [f"{HOST}/20240409/aa1/c.html", f"{HOST}/20240408/aa2/c.html"]
    assert found.entries[0].title == "风电并网容量创新高"
    assert found.next is None


def test_gkmlpt_is_asked_by_its_id_and_category() -> None:
    page = "http://www.nanpu.example/gkmlpt/index#2936"
    request = follow(saved("gkmlpt.html", page))
    assert request.url == "http://www.nanpu.example/gkmlpt/api/all/2936?page=1&sid=755001"
    found = listing(saved("gkmlpt-answer.json", request.url))
    assert days(found) == ["2024-01-05", "2024-01-04", "2024-01-03"]
    assert found.next == Request("http://www.nanpu.example/gkmlpt/api/all/2936?page=2&sid=755001")


def test_jsonp_is_unwrapped() -> None:
    found = listing(saved("jsonp.js", f"{HOST}/was5/web/search?callback=callback"))
    assert found.mechanism == "jsonp"
    assert [entry.title for entry in found.entries] == ["机场净空保护公告", "通用航空安全通报", "航线经营许可名单"]


def test_json_with_faults_is_read_and_what_breaks_off_is_not() -> None:
    whole = "{'list': [" + "".join(f"{{title: 'Notice {i} of the board', url: '/n/{i}'}}," for i in range(4)) + "]}"
    assert len(listing(read_page(whole.encode(), f"{HOST}/api/list")).entries) == 4
    assert transport(read_page(whole[:-9].encode(), f"{HOST}/api/list"), today=TODAY) is None


def test_an_inline_array_is_read_and_menus_are_not() -> None:
    found = listing(saved("inline-array.html", "https://bamboo.example/news/"))
    assert found.mechanism == "inline-array"
    assert [entry.title for entry in found.entries][:3] == [
        "竹木制品出口座谈会召开",
        "协会发布“绿色包装”倡议",
        "原料价格周报 (1'24)",
    ]
    assert days(found)[0] == "2024-01-09"


def test_the_properties_of_a_component_hold_the_list() -> None:
    rows = [
        {"headline": f"Notice {i} of the harbour", "url": f"/n/{i}", "publishedDate": f"2024-05-0{i}"}
        for i in (1, 2, 3)
    ]
    data = html.escape(json.dumps({"items": rows, "total": 70}))
    found = listing(shown(f"<div data-component='news' data-props=\"{data}\"></div>", HOST))
    assert [entry.url for entry in found.entries] == [f"{HOST}/n/{i}" for i in (1, 2, 3)]
    assert days(found) == ["2024-05-01", "2024-05-02", "2024-05-03"]


def test_parallel_arrays_are_rows() -> None:
    found = listing(saved("inline-parallel.html", f"{HOST}/col/col7/"))
    assert [entry.title for entry in found.entries] == [
        "科技馆新展厅开放",
        "创新券申领通知",
        "青少年科技节闭幕",
        "实验室安全检查",
    ]
    assert days(found) == ["2024-01-05", "2024-01-03", "2023-12-30", "2023-12-28"]


def test_an_array_beside_shown_headlines_is_a_carousel() -> None:
    rows = "".join(f"<li><a href='/n/{i}'>Decision {i} of the board on the harbour works</a></li>" for i in range(8))
    slides = "<script>var slides=[{title:'A',url:'/a'},{title:'B',url:'/b'},{title:'C',url:'/c'}]</script>"
    assert transport(shown(rows + slides), today=TODAY) is None


def test_what_a_script_writes_stands_in_its_place() -> None:
    found = expanded(saved("document-write.html", f"{HOST}/tz/"))
    assert found.mechanism == "document.write"
    assert "北滩区道路封闭公告</a></span><span>2024-01-04</span>" in found.html


def test_the_frame_that_holds_the_list_is_followed() -> None:
    assert follow(saved("iframe.html", f"{HOST}/zfxxgk/")).url == f"{HOST}/zfxxgk/fdzdgknr/list.html"


def test_html_in_json_becomes_markup() -> None:
    found = expanded(saved("html-in-json.json", f"{HOST}/api/list"))
    assert found.mechanism == "html-in-json"
    assert found.html.count("<li>") == 3


def test_rows_that_open_by_a_script_get_links_by_configuration() -> None:
    config = EndpointConfig(onclick="openDetail", url_template=f"{HOST}/gs/detail?id={{0}}&type={{1}}")
    found = expanded(saved("onclick.html", f"{HOST}/gs/"), config)
    assert f'<a href="{HOST}/gs/detail?id=A-123&amp;type=7">东崖县水库加固工程公示</a>' in found.html
    assert found.html.count("/gs/detail?id=") == 3
    assert "无关" in found.html


def test_a_home_made_xml_list_is_read_like_data() -> None:
    found = listing(saved("home-made.xml", f"{HOST}/gb/list.xml"))
    assert found.mechanism == "xml"
    assert [entry.url for entry in found.entries] == [f"{HOST}/gb/n1.html", f"{HOST}/gb/n2.html"]


def test_a_link_to_the_whole_list_is_a_weak_hint() -> None:
    page = shown("<a href='common_listmore.shtml?channelId=ab&code=c1'>更多</a>", f"{HOST}/gz/c1/common_list.shtml")
    found = listing(page)
    assert found.follow is not None
    assert found.follow.url == f"{HOST}/gz/c1/common_listmore.shtml?channelId=ab&code=c1"
    assert found.confidence < 0.6


@pytest.mark.parametrize(
    "body",
    [
        "<meta http-equiv='refresh' content='0; url=./news/'>",
        "<script>window.location.href = 'news/';</script>",
        '<p>One moment</p><script>location.replace("/a/news/");</script>',
    ],
)
def test_a_page_that_only_sends_on_is_followed(body: str) -> None:
    assert follow(shown(body, f"{HOST}/a/")).url == f"{HOST}/a/news/"


@pytest.mark.parametrize(
    "body",
    [
        "<script>if (mobile) location.href='/m/'; else location.href='/pc/';</script>",
        "<script>location.href='/a/';</script>",
        "<script>location.href='/a/?k=' + key;</script>",
        "<meta http-equiv='refresh' content='600'>",
        "<script>function go() { location.href='/m/' }</script>" + "<a href='/n'>Notice</a>" * 5,
    ],
)
def test_what_does_not_simply_send_on_is_not_followed(body: str) -> None:
    assert transport(shown(body, f"{HOST}/a/"), today=TODAY) is None


@pytest.mark.parametrize(
    "source",
    [
        "<record><![CDATA[" * 20_000,
        "<script>document.write(" * 5_000,
        '<script>var a=[{"u":' * 5_000,
        "<datastore><record>" * 250,
        "<script>" + "<datastore><record><![CDATA[" * 20_000,
        "<script url='/front/page/build/unit' querydata=\"{'a':\"></script>",
        "<ul data='datasource:'></ul>gkmlpt SID:",
        "<iframe src='http://['></iframe>",
    ],
)
def test_broken_wrappers_are_no_wrappers(source: str) -> None:
    page = read_page(f"<html><body>{source}".encode(), "https://broken.example/")
    assert transport(page, today=TODAY) is None
