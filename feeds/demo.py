"""`gazette demo`: the whole path over sample sites of our own, on this machine alone.

This module does not know how the sites are made.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from crawler import config as configuration
from crawler.health import BROKEN
from crawler.samples.server import Site, serving
from crawler.samples.sites import all_sites
from crawler.store.database import NAME, Store
from feeds.crawling import tell
from feeds.publish import publish
from feeds.report import rows_of
from feeds.terminal import Teller, console, state_text, table

# Where the sites would like to be; taken ports are passed over at the first run.
FIRST_PORT = 8741


def run_demo(output: Path, log: str) -> int:
    """Serve, crawl, publish, show; the exit status."""
    from crawler.run import crawl

    teller = Teller(log)
    path = output / "gazette.toml"
    sites = all_sites()
    before = _stamps(output)
    with serving(sites, _ports(path, len(sites)), first=FIRST_PORT):
        configure(path, sites)
        config = configuration.load(path)
        report = crawl(
            config, config.source, on_end=lambda ended: tell(teller, ended) if ended.health.state in BROKEN else None
        )
        if report.stopped is not None:
            raise report.stopped
        with Store(config.output / NAME) as store:
            publish(store, config)
        _show(teller, config)
        fetched = sum(e.tally.articles for e in report.ended)
        after = _stamps(output)
        changed = sum(1 for name, old in before.items() if after.get(name) != old)
        if before and not fetched and not changed:
            teller.line(
                f"Nothing new: no article was fetched, and all {len(before)} files under {_rel(output / 'feeds')} are byte for byte as they were."
            )
        else:
            teller.line(
                f"{fetched} articles fetched from {len(sites)} sample sites; feeds written to {_rel(output / 'feeds')}."
            )
    teller.line(f"Look at it: open {_rel(output / 'index.html')} in a browser, or")
    teller.line(f"  .venv/bin/sqlite-utils rows {_rel(output / NAME)} v_latest --limit 5 -t")
    teller.line(f"  .venv/bin/gazette health --config {_rel(path)}")
    return 3 if any(e.health.state in BROKEN for e in report.ended) else 0


def _show(teller: Teller, config: configuration.Config) -> None:
    rows = rows_of(config)
    cells = [
        [
            r["name"],
            state_text(r["state"]),
            str(r["articles"]),
            (r["newest"] or "")[:10],
            _rel(config.output / "feeds" / f"{r['name']}.atom"),
        ]
        for r in rows
    ]
    if teller.as_json:
        for row in rows:
            teller.event("source", **{k: row[k] for k in ("name", "state", "articles", "newest")})
        return
    columns: list[tuple[str, dict[str, object]]] = [
        ("source", {}),
        ("state", {}),
        ("articles", {"justify": "right"}),
        ("newest", {}),
        ("feed", {}),
    ]
    console().print(table(columns, cells))


def configure(path: Path, sites: list[Site]) -> None:
    """Write the configuration of the served sample sites; an equal file is left alone."""
    lines = [
        "# Made by `gazette demo`; the sites answer only while it runs.",
        "[gazette]",
        'output = "."',
        'title = "gazette demo"',
        "delay = 0",
        "",
    ]
    for site in sites:
        lines += ["[[source]]", f'name = "{site.name}"', f'url = "{site.url}"', "allow_private = true", ""]
    text = "\n".join(lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def _ports(path: Path, count: int) -> list[int]:
    """The ports of the last demo, since an article's address is its identity; none at the first."""
    if path.exists():
        found = [int(p) for p in re.findall(r'^url = "http://127\.0\.0\.1:(\d+)', path.read_text("utf-8"), re.M)]
        if len(found) == count:
            return found
    return []


def _stamps(output: Path) -> dict[str, tuple[int, bytes]]:
    return (
        {f.name: (f.stat().st_mtime_ns, f.read_bytes()) for f in sorted((output / "feeds").glob("*.*"))}
        if output.exists()
        else {}
    )


def _rel(path: Path) -> str:
    return os.path.relpath(path)
