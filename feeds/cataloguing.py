"""`gazette catalogue`: the list pages that can be followed by name.

This module does not know how one is added.
"""

from __future__ import annotations

from dataclasses import asdict

from crawler.catalogue import Listed, catalogue
from crawler.errors import ConfigError
from feeds.terminal import console, json_text, table


def show_catalogue(*, country: str, topic: str, language: str, as_json: bool) -> None:
    """Print the entries that fit; raises ConfigError when none does."""
    fitting = [one for one in catalogue() if _fits(one, country, topic, language)]
    if not fitting:
        topics = sorted({t for one in catalogue() for t in one.topics})
        raise ConfigError(
            "nothing in the catalogue fits",
            mend=f"topics are {', '.join(topics)}; see it whole with `gazette catalogue`",
        )
    if as_json:
        print(json_text([asdict(one) for one in fitting]))
        return
    rows = [[one.name, one.country, one.title, ", ".join(one.topics)] for one in fitting]
    out = console()
    out.print(
        table(
            [
                ("name", {"no_wrap": True}),
                ("", {"no_wrap": True}),
                ("title", {"overflow": "fold"}),
                ("topics", {"style": "dim"}),
            ],
            rows,
        )
    )
    out.print(
        f"{len(fitting)} list pages; none was checked against its live site by gazette. Follow one: gazette add NAME",
        markup=False,
    )


def _fits(one: Listed, country: str, topic: str, language: str) -> bool:
    return (
        (not country or one.country.lower() == country.lower())
        and (not topic or topic.lower() in one.topics)
        and (not language or one.language.lower().startswith(language.lower()))
    )
