from crawler.listing.endpoint import EndpointConfig
from crawler.listing.templated import address_from, onclick_rows
from tests.listing.saved import shown


def test_an_address_needs_every_value_of_its_template() -> None:
    template = "https://api.example/d?id={id}&kind={meta.kind}"
    assert address_from(template, {"id": 7, "meta": {"kind": "公告"}}, "") == (
        "https://api.example/d?id=7&kind=%E5%85%AC%E5%91%8A"
    )
    assert address_from(template, {"id": 7}, "") == ""


def test_an_onclick_of_another_function_makes_no_link() -> None:
    page = shown('<a onclick="openIt(broken">T</a><a onclick="reopenIt(\'1\')">T</a>')
    config = EndpointConfig(onclick="openIt", url_template="https://site.example/{id}")
    assert onclick_rows(page, config) is None
