"""Sources and their health as tables for people and as JSON for machines.

This module does not know how a state is judged.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from crawler import config as configuration
from crawler.config import Config
from crawler.health import BROKEN
from crawler.health.coverage import Coverage
from crawler.store import coverage
from crawler.store.database import NAME, Store
from feeds.select import coverage_of
from feeds.terminal import console, json_text, show_table, state_text

# A console holds about as many lines as people read; beyond, only what is in need is worth a line each.
MANY = 200
# How a source's state comes before others: what needs a person first.
ORDER = {
    state: n
    for n, state in enumerate(("broken", "gone", "blocked", "unreachable", "partial", "changed", "moved", "empty"))
}


def rows_of(config: Config, names: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """One dict a source: what the configuration says of it, and what the store knows."""
    known: dict[str, dict[str, Any]] = {}
    if (config.output / NAME).exists():
        with Store(config.output / NAME, writable=False) as store:
            known = {r["name"]: r for r in _known(store, names)}
            for row in _troubles(store, names):
                if row["source"] in known:
                    known[row["source"]]["troubles"] = row["n"]
    empty = {
        "state": "new",
        "reason": "",
        "mend": "",
        "state_since": None,
        "last_run": None,
        "next_due": None,
        "articles": 0,
        "newest": None,
    }
    out = []
    for source in config.pick(names):
        row = {**empty, **known.get(source.name, {}), "name": source.name, "url": source.url}
        if source.paused:
            row |= {
                "state": "paused",
                "reason": "paused in the configuration",
                "mend": "remove `paused` to follow it again",
            }
        out.append({"troubles": 0, **row, "topics": list(source.topics)})
    return out


def _known(store: Store, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """The health of the sources named, or of all; to count the articles of all reads as many rows as there are articles."""
    if not names:
        return store.query("SELECT * FROM v_source_health")
    return [row for name in names for row in store.query("SELECT * FROM v_source_health WHERE name = ?", name)]


def _troubles(store: Store, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """How many troubles the last run of each source had (`source`, `n`)."""
    if not names:
        return store.query("SELECT source, count(*) AS n FROM v_troubles GROUP BY source")
    return [{"source": n, "n": store.value("SELECT count(*) FROM v_troubles WHERE source = ?", n)} for n in names]


def states_of(config: Config) -> dict[str, str]:
    """The state of each source of the configuration, in its order; counts no article."""
    known: dict[str, str] = {}
    if (config.output / NAME).exists():
        with Store(config.output / NAME, writable=False) as store:
            known = {r["name"]: r["state"] for r in store.query("SELECT name, state FROM source")}
    return {s.name: "paused" if s.paused else known.get(s.name, "new") for s in config.source}


def in_need(states: dict[str, str]) -> tuple[str, ...]:
    """The sources that need a person, worst first, at most MANY."""
    found = sorted((ORDER[state], name) for name, state in states.items() if state in ORDER)
    return tuple(name for _, name in found[:MANY])


def show_sources(path: Path, *, as_json: bool) -> None:
    """`gazette sources`."""
    rows = rows_of(configuration.load(path))
    if as_json:
        print(json_text(rows))
        return
    columns: list[tuple[str, dict[str, Any]]] = [
        ("source", {"overflow": "fold"}), ("state", {"no_wrap": True}), ("articles", {"justify": "right"}), ("list", {"overflow": "fold"}),
    ]  # fmt: skip
    show_table(columns, [[r["name"], state_text(r["state"]), str(r["articles"]), r["url"]] for r in rows])


def show_health(path: Path, names: tuple[str, ...], *, as_json: bool, every: bool = False) -> int:
    """`gazette health`; 3 when one of the sources is broken.

    Of more than MANY sources only those in need are shown, unless `every` one is asked for.
    """
    config = configuration.load(path)
    if not names and not as_json and not every and len(config.source) > MANY:
        return _show_in_need(config)
    rows = rows_of(config, names)
    status = 3 if any(r["state"] in BROKEN for r in rows) else 0
    if as_json:
        print(json_text(_with_details(config, rows)))
        return status
    _show_rows(rows)
    if names:
        _show_details(config, names)
        _show_troubles(config, names)
    return status


def _show_in_need(config: Config) -> int:
    """The sources that need a person, and how many others there are; the exit status for all of them."""
    states = states_of(config)
    shown = dict.fromkeys(in_need(states))
    if shown:
        rows = {row["name"]: row for row in rows_of(config, tuple(shown))}
        _show_rows([rows[name] for name in shown])
    rest = Counter(state for name, state in states.items() if name not in shown)
    counts = ", ".join(f"{n:,} {state}" for state, n in sorted(rest.items(), key=lambda c: (ORDER.get(c[0], 99), c[0])))
    if rest:
        console().print(f"not shown: {counts}; name a source to see it, or say --all or --json", markup=False)
    return 3 if any(state in BROKEN for state in states.values()) else 0


def _show_rows(rows: list[dict[str, Any]]) -> None:
    """A table of the rows, then their reasons and mends."""
    columns: list[tuple[str, dict[str, Any]]] = [
        ("source", {"overflow": "fold", "ratio": 3}), ("state", {"no_wrap": True}), ("since", {"no_wrap": True}),
        ("articles", {"justify": "right"}), ("newest", {"no_wrap": True}), ("troubles", {"justify": "right"}),
    ]  # fmt: skip
    cells = [
        [
            r["name"],
            state_text(r["state"]),
            (r["state_since"] or "")[:10],
            str(r["articles"]),
            (r["newest"] or "")[:10],
            str(r["troubles"]),
        ]
        for r in rows
    ]
    show_table(columns, cells)
    lines = []
    for row in rows:
        if row["reason"]:
            lines.append(f"{row['name']}: {row['reason']}")
            if row["mend"]:
                lines.append(f"  mend: {row['mend']}")
        if row.get("note"):
            lines.append(f"{row['name']}: {row['note']}")
    if lines:
        console().print("\n".join(lines), markup=False)


def _with_details(config: Config, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with coverage and politeness added."""
    if not (config.output / NAME).exists():
        return rows
    with Store(config.output / NAME, writable=False) as store:
        polite = {r["source"]: r for r in store.query("SELECT * FROM v_politeness")}
        ledgers = coverage.ledgers(store)
        for row in rows:
            seen = Coverage(*ledgers.get(row["name"], coverage.NOTHING))
            row["coverage"] = {
                "since": seen.since.isoformat() if seen.since else None,
                "gaps": [[a.isoformat(), b.isoformat()] for a, b in seen.gaps], "sentence": seen.sentence(),
            }  # fmt: skip
            row["politeness"] = polite.get(row["name"])
    return rows


def _show_details(config: Config, names: tuple[str, ...]) -> None:
    """What was seen whole, when it is due, what its host asked for."""
    out = console()
    with Store(config.output / NAME, writable=False) as store:
        for name in names:
            out.print(f"{name}: {coverage_of(store, name).sentence()}", markup=False)
            due = store.value("SELECT next_due FROM source WHERE name = ?", name)
            out.print(f"{name}: due again at {due}" if due else f"{name}: due now", markup=False)
            row = store.one("SELECT * FROM v_politeness WHERE source = ?", name)
            if row:
                out.print(f"{name}: {politeness(row)}", markup=False)


def politeness(row: dict[str, Any]) -> str:
    """What a source's host asked for, and that we kept to it, as a sentence."""
    runs = "the last run" if row["runs"] == 1 else f"the last {row['runs']} runs"
    text = f"{row['requests']} {'request' if row['requests'] == 1 else 'requests'} in {runs}"
    text += (
        f"; robots.txt asks for {row['crawl_delay']:g} s between requests, which is kept" if row["crawl_delay"] else ""
    )
    text += f"; robots.txt forbade {row['refusals']} addresses, which were not fetched" if row["refusals"] else ""
    return text + (f"; the server asked to be left alone until {row['retry_after']}" if row["retry_after"] else "")


def _show_troubles(config: Config, names: tuple[str, ...]) -> None:
    with Store(config.output / NAME, writable=False) as store:
        for name in names:
            for row in store.query("SELECT kind, url, message, mend FROM v_troubles WHERE source = ?", name):
                console().print(f"{row['kind']}: {row['message']} <{row['url']}>", markup=False)
                console().print(f"  mend: {row['mend']}", markup=False)


def save_metrics(path: Path, target: Path) -> None:
    """`gazette health --textfile`."""
    from feeds.metrics import write_textfile

    with Store(configuration.load(path).output / NAME, writable=False) as store:
        write_textfile(store, target)
