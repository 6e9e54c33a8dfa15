from __future__ import annotations

from feeds.reference import DOCS, commands_page, settings_page


def test_the_pages_of_settings_and_commands_are_current() -> None:
    for name, text in (("settings.md", settings_page()), ("commands.md", commands_page())):
        assert (DOCS / name).read_text("utf-8") == text, "run python -m feeds.reference"


def test_every_key_and_every_option_says_what_it_does() -> None:
    rows = [line for line in settings_page().splitlines() if line.startswith("| `")]
    assert len(rows) > 60
    assert not [row for row in rows if row.split("|")[3].strip() == ""]
    options = [line for line in commands_page().splitlines() if line.startswith("* `-")]
    assert len(options) > 40
    assert not [line for line in options if ": " not in line]
