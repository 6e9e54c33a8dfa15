from crawler.items import Fields
from crawler.reading.fields import find_fields, keywords_of
from tests.reading.pages import page


def fields(head: str, body: str = "") -> Fields:
    parsed = page(body, head)
    assert parsed.root is not None
    return find_fields(parsed, parsed.root.iter("p"))


def best(found: Fields, field: str) -> str:
    return found[field][0].value if field in found else ""


def test_the_mainland_set_of_metas() -> None:
    found = fields(
        '<meta name="ContentSource" content="港口报"><meta name="Author" content="王小明"><meta name="Keywords" content="港口;安全，公告">'
    )
    assert (best(found, "issuer"), best(found, "author"), keywords_of(found)) == (
        "港口报",
        "王小明",
        ("港口", "安全", "公告"),
    )


def test_json_ld_names_author_publisher_and_image() -> None:
    found = fields(
        '<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"Ann Lee"},{"name":"Bo Li"}],'
        '"publisher":{"name":"Harbour News"},"image":{"url":"/lead.jpg"},"keywords":["port","ships"]}</script>'
    )
    assert [e.value for e in found["author"]] == ["Ann Lee", "Bo Li"]
    assert (best(found, "issuer"), best(found, "image")) == ("Harbour News", "https://example.org/lead.jpg")
    assert keywords_of(found) == ("port", "ships")


def test_what_stands_behind_a_name_on_its_line_is_no_part_of_it() -> None:
    for behind in (
        " August 18, 2010 3:21 PM",
        ", 27 Sep 2011 | 15:22",
        " | Duration: 3min",
        " (2024-05-01)",
        " - 1.5.2024",
    ):
        assert best(fields("", f"<p>By: Ann Lee{behind}</p>"), "author") == "Ann Lee"
    assert best(fields("<meta name=author content='Ann Lee <ann@example.org>'>"), "author") == "Ann Lee"
    assert best(fields("", "<p>Source: Customs (Central Office)</p>"), "issuer") == "Customs (Central Office)"


def test_a_label_beats_the_name_of_the_site() -> None:
    found = fields('<meta property="og:site_name" content="City portal">', "<p>Source: Ministry of Ports</p>")
    assert [e.value for e in found["issuer"]] == ["Ministry of Ports", "City portal"]
    assert found["issuer"][0].place.startswith("label")


def test_nobody_and_addresses_are_no_names() -> None:
    found = fields(
        '<meta name="ContentSource" content="本站"><meta name="author" content="admin">'
        '<meta property="article:author" content="https://social.example/ann">'
    )
    assert "issuer" not in found
    assert "author" not in found


def test_a_by_is_no_part_of_a_name() -> None:
    assert best(fields('<meta name="author" content="By Ann Lee">'), "author") == "Ann Lee"


def test_an_emblem_is_no_lead_image() -> None:
    assert "image" not in fields('<meta property="og:image" content="/img/site-logo.png">')
    assert (
        best(fields('<meta property="og:image" content="/img/ship.png">'), "image")
        == "https://example.org/img/ship.png"
    )


def test_nothing_told_nothing_found() -> None:
    assert fields("") == {}
    assert keywords_of({}) == ()
