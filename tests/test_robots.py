"""Of a robots.txt only what is meant for us is read as rules."""

from __future__ import annotations

import pytest
from protego import Protego

from crawler.robots import meant_for


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", []),
        ("<html><body>not found: nothing here</body></html>", []),
        ("Disallow: /nobody's\n", []),
        ("User-agent: other\nDisallow: /a\n", []),
        ("User-agent: *\nDisallow: /a # of old\n\nAllow: /b\nSitemap: /s.xml\n", ["Disallow: /a", "Allow: /b"]),
        ("User-agent: *\nDisallow: /a\nUser-agent: other\nDisallow: /b\n", ["Disallow: /a"]),
        ("User-agent: *\nDisallow: /a\nUser-agent: Gazette\nDisallow: /b\n", ["Disallow: /b"]),
        ("User-agent: gaz*\nDisallow: /a\nUser-agent: ga\nDisallow: /b\n", ["Disallow: /a"]),
        ("User-agent: gazettes\nDisallow: /a\n", []),
        ("User-agent: a\nUser-agent: *\nUser-agent: b\nDisallow: /a\n", ["Disallow: /a"]),
        ("User-agent: *\nDisallow: /a\nUser-agent: b\nDisallow: /b\nUser-agent: *\nDisallow: /c\n", ["Disallow: /a", "Disallow: /c"]),
        ("User-agent: *\nSitemap: /s.xml\nUser-agent: b\nDisallow: /a\n", ["Disallow: /a"]),
        ("useragent *\nDisallow /a\nUser agent: b\nDisallow /b\n", ["Disallow /a"]),
        ("User-agent: *\nCrawl-delay: 1\nCrawl-delay: 2\nCrawl-delay: 1\n", ["Crawl-delay: 2", "Crawl-delay: 1"]),
        ("User-agent: *\n" + "Allow: /\n" * 1000, ["Allow: /"]),
    ],
)  # fmt: skip
def test_the_rules_of_our_group(text: str, rules: list[str]) -> None:
    told = meant_for("gazette", text)
    assert told.splitlines()[1:] == rules
    whole, ours = Protego.parse(text), Protego.parse(told)
    for path in ("/", "/a", "/b", "/c"):
        assert whole.can_fetch(f"https://h.example{path}", "gazette") == ours.can_fetch(
            f"https://h.example{path}", "gazette"
        )
    assert whole.crawl_delay("gazette") == ours.crawl_delay("gazette")


def test_rules_for_thousands_of_agents_are_not_given_to_each() -> None:
    agents = "".join(f"User-agent: x{n}\nUser-agent: g{'*' * n}a\n" for n in range(2_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(5_000))
    told = meant_for("gazette", f"{agents}User-agent: *\n{rules}{agents}{rules}")
    assert len(told.splitlines()) == 1 + 5_000
    assert meant_for("gazette", f"{agents}{rules}".replace("g", "y")) == ""
