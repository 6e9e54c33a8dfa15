"""Every entry of the catalogue is complete, distinct and usable as a source."""

from __future__ import annotations

import pytest

from crawler.catalogue import Listed, catalogue, listed
from crawler.errors import ConfigError
from crawler.keys import Source

MECHANISMS = {"html", "feed", "jpage", "jpaas", "inline-array", "json", "post-form"}


@pytest.mark.parametrize("one", catalogue(), ids=lambda one: one.name)
def test_an_entry_is_complete_and_makes_a_source(one: Listed) -> None:
    source = Source(
        url=one.url, name=one.name, title=one.title, language=one.language, country=one.country, topics=one.topics
    )
    assert source.place == one.country
    assert one.title
    assert one.language
    assert len(one.country) in (2, 3)
    assert one.topics
    assert one.mechanism in MECHANISMS


def test_names_and_addresses_are_distinct() -> None:
    assert len(catalogue()) >= 60
    assert len({one.name for one in catalogue()}) == len({one.url for one in catalogue()}) == len(catalogue())


def test_a_name_that_is_not_there_is_guessed() -> None:
    assert listed("mot-gov-cn-shuju").country == "CN"
    with pytest.raises(ConfigError, match="did you mean 'mot-gov-cn-shuju'"):
        listed("mot-gov-cn-shujuu")
