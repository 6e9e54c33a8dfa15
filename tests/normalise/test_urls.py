from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import ConfigError
from crawler.normalise.urls import canonical, guid_of


@pytest.mark.parametrize(
    ("url", "known_as"),
    [
        ("HTTP://Example.ORG:80/a?b=1#top", "http://example.org/a?b=1"),
        ("http://example.org/?list_4/16.html", "http://example.org/?list_4/16.html"),
        ("https://example.org/a?utm_source=x&id=7&fbclid=z", "https://example.org/a?id=7"),
        ("https://example.org/#!/news/5", "https://example.org/#!/news/5"),
        ("https://example.org/a;jsessionid=00FF?x=1", "https://example.org/a?x=1"),
        ("https://example.org/(S(lit3py55t21z5v55vlm25s55))/n.aspx", "https://example.org/n.aspx"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a b?c d", "https://example.org/a%20b?c%20d"),
        ("https://example.org/a?b=&c", "https://example.org/a?b=&c"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
    ],
)
def test_only_noise_is_removed(url: str, known_as: str) -> None:
    assert canonical(url) == known_as
    assert canonical(known_as) == known_as


@given(
    st.sampled_from(["http://", "https://"]),
    st.from_regex(r"[a-z0-9.-]{1,30}(:[0-9]{1,5})?", fullmatch=True),
    st.text("aB9/.~%+,=@&-_;?( :é", max_size=20),
)
def test_what_is_plain_at_once_is_as_the_long_way_says(scheme: str, host: str, path: str) -> None:
    url = f"{scheme}{host}/{path}".strip()
    try:
        known_as = canonical(f"{url}#top")
    except ConfigError:
        with pytest.raises(ConfigError):
            canonical(url)
    else:
        assert canonical(url) == known_as


@pytest.mark.parametrize(
    "url", ["", "mailto:a@example.org", "javascript:void(0)", "/relative", "http://[", "http://a:99999999/"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError):
        canonical(url)


def test_a_guid_belongs_to_the_page_not_to_the_way_there() -> None:
    assert guid_of("https://example.org/a?utm_campaign=x") == guid_of("https://EXAMPLE.org/a")
    assert guid_of("https://example.org/?list_4/16.html") != guid_of("https://example.org/?list_4/15.html")
    assert guid_of("https://example.org/").startswith("urn:uuid:")
