from datetime import date

from crawler.listing.endpoint import EndpointConfig, at_path, has_pages, request_for
from crawler.listing.transports import transport
from crawler.model import Listing
from crawler.page import read_page


def test_a_get_endpoint_is_asked_by_page() -> None:
    config = EndpointConfig("https://api.example/list?p={page}&size=15")
    assert has_pages(config)
    assert request_for(config).url == "https://api.example/list?p=1&size=15"
    assert request_for(config, 3).url == "https://api.example/list?p=3&size=15"


def test_a_post_form_is_asked_by_offset_and_says_what_it_is() -> None:
    config = EndpointConfig("https://api.example/q", "post", "from={offset}&n=20", first_page=0, page_size=20)
    request = request_for(config, 2)
    assert (request.method, request.body) == ("POST", "from=40&n=20")
    assert dict(request.headers) == {"Content-Type": "application/x-www-form-urlencoded"}


def test_a_json_body_keeps_its_braces() -> None:
    config = EndpointConfig("https://api.example/q", "POST", '{"pageNo":{page},"filter":{"site":"a"}}')
    assert request_for(config, 2).body == '{"pageNo":2,"filter":{"site":"a"}}'
    assert dict(request_for(config).headers)["Content-Type"] == "application/json"


def test_a_callback_is_named_where_one_is_wanted() -> None:
    assert (
        request_for(EndpointConfig("https://api.example/j?c=1", jsonp="cb")).url
        == "https://api.example/j?c=1&cb=gazette"
    )
    assert not has_pages(EndpointConfig("https://api.example/j"))


def test_paths_lead_through_objects_and_arrays() -> None:
    data = {"data": {"list": [{"a": 1}]}}
    assert at_path(data, "data.list.0.a") == 1
    assert at_path(data, "data.list.7.a") is None
    assert at_path(data, "data.none") is None


def test_configured_paths_rule_over_guesses() -> None:
    body = b"""{"hot":[{"title":"A","url":"/a"},{"title":"B","url":"/b"},{"title":"C","url":"/c"}],
    "d":{"r":[{"k":1,"title":"wrong","name2":"Harbour closed","day":"2024-01-05"},
              {"k":2,"title":"wrong","name2":"Bridge opened","day":"2024-01-04"}]}}"""
    config = EndpointConfig(
        rows="d.r", title="name2", date="day", id="k", url_template="https://site.example/item/{k}.html"
    )
    found = transport(read_page(body, "https://api.example/x"), today=date(2024, 6, 1), config=config)
    assert isinstance(found, Listing)
    assert [(e.url, e.title) for e in found.entries] == [
        ("https://site.example/item/1.html", "Harbour closed"),
        ("https://site.example/item/2.html", "Bridge opened"),
    ]
    assert found.confidence > 0.9
