"""`gazette history`: the states of an article and what happened to it, as differences for people and as JSON.

This module does not know how a change was judged or stored.
"""

from __future__ import annotations

from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from crawler import config as configuration
from crawler.dedupe.diff import Segment, diff, excerpt, to_text
from crawler.errors import ConfigError
from crawler.store.database import NAME, Store
from crawler.store.history import Change, Revision, changes_of, find_article, revisions_of
from feeds.terminal import console, json_text, plain

_WORDS = {
    "revision": "changed",
    "moved": "moved",
    "withdrawn": "withdrawn by its publisher",
    "returned": "put back by its publisher",
    "reread": "read again by newer rules (the page did not change)",
}


def show_history(path: Path, what: str, *, as_json: bool, whole: bool = False) -> None:
    """Print the history of one article; raises ConfigError when there is no such article."""
    config = configuration.load(path)
    with Store(config.output / NAME, writable=False) as store:
        number = find_article(store, what)
        if number is None:
            raise ConfigError(
                f"there is no article {what}", mend="give its id, its guid or its address; `gazette search` finds it"
            )
        head = store.one(
            "SELECT id, guid, url, title, source, state, first_seen, last_seen, feed_time FROM article WHERE id = ?",
            number,
        )
        states, changes = revisions_of(store, number), changes_of(store, number)
    assert head is not None
    if as_json:
        print(json_text({**head, **history_json(states, changes)}))
        return
    _print(head, states, changes, whole=whole)


def history_json(states: tuple[Revision, ...], changes: tuple[Change, ...]) -> dict[str, Any]:
    """The states whole, each with its difference to the one before, and what happened, in order."""
    out = [{**asdict(state), "diff": None} for state in states]
    for n, (before, after) in enumerate(pairwise(states), 1):
        out[n]["diff"] = {name: [[s.kind, s.text] for s in pieces] for name, pieces in differences(before, after)}
    return {
        "revisions": out,
        "changes": [{k: v for k, v in asdict(c).items() if k not in ("id", "article")} for c in changes],
    }


def differences(before: Revision, after: Revision) -> list[tuple[str, tuple[Segment, ...]]]:
    """What differs between two states, field by field: title, date, body, attachments."""
    pairs = [
        ("title", before.title, after.title),
        ("date", before.published[:10], after.published[:10]),
        ("body", before.body_text, after.body_text),
        ("attachments", _files(before), _files(after)),
    ]
    return [(name, diff(old, new)) for name, old, new in pairs if old != new]


def _files(state: Revision) -> str:
    return "\n".join(f"{a.title} ({a.length:,} bytes)" if a.length is not None else a.title for a in state.attachments)


def _print(head: dict[str, Any], states: tuple[Revision, ...], changes: tuple[Change, ...], *, whole: bool) -> None:
    out = console()
    lines = [
        f"{head['title']}",
        f"  {head['url']}",
        f"  {head['guid']}, number {head['id']}, source {head['source']}, {head['state']}",
        f"{head['first_seen']}  first seen",
    ]
    by_number = {state.number: state for state in states}
    for change in changes:
        fields = f": {', '.join(change.fields)}" if change.fields else ""
        detail = (
            f" ({'before at ' if change.kind in ('moved', 'returned', 'revision') else ''}{change.detail})"
            if change.detail
            else ""
        )
        lines.append(f"{change.at}  {_WORDS.get(change.kind, change.kind)}{fields}{detail}")
        state, before = by_number.get(change.revision), by_number.get(change.revision - 1)
        if change.kind != "reread" and change.fields and state is not None and before is not None:
            for name, pieces in differences(before, state):
                text = to_text(pieces if whole else excerpt(pieces), colour=False)
                lines.append("\n".join(f"    {line}" for line in f"{name}: {text}".split("\n") if line.strip()))
    lines.append(f"{head['last_seen']}  last seen")
    for line in lines:
        _line(out, plain(line))


def _line(out: Any, line: str) -> None:
    """One line; what came is green and what went is red on a terminal, and marked as `{+came+}` `[-went-]` everywhere."""
    from rich.text import Text

    text = Text(line)
    text.highlight_regex(r"\{\+[\s\S]*?\+\}", "green")
    text.highlight_regex(r"\[-[\s\S]*?-\]", "red")
    out.print(text, soft_wrap=True)
