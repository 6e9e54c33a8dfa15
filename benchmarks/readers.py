"""What readers' parsers make of our feeds: python benchmarks/readers.py [--python PYTHON] [--node FOLDER] [--write FILE] [--differences].

Publishes the sample sites' feeds and feeds of hostile articles, lets every parser read every feed (benchmarks/parsers/), and
compares each field of each item with the store's.  PYTHON is an interpreter of an environment with
benchmarks/parsers/requirements.txt (this one unless told), FOLDER one in which benchmarks/parsers/package.json was installed.
With --differences it prints each difference, with --write it puts the table into a document between its two marks.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import lxml.etree as etree
import lxml.html

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.config import Config, load
from crawler.keys import SavedSearch
from crawler.run import crawl
from crawler.samples.server import serving
from crawler.samples.sites import all_sites
from crawler.store import feedstate, stories
from crawler.store.articles import by_ids
from crawler.store.database import NAME, Store
from crawler.store.saved import follow
from feeds.demo import configure
from feeds.items import Item, item_of
from feeds.plans import Plans
from feeds.publish import publish
from feeds.select import shelf_of
from feeds.special import specials_of
from feeds.text import rss_text
from tests.feeds.hostile import HOSTILE
from tests.feeds.shelves import configured, crawled, followed

HERE = Path(__file__).resolve().parent
NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
FIELDS = ("id", "title", "link", "published", "updated", "body", "authors", "files", "tags", "language")
KINDS = ("rss", "atom", "json")
MARKS = ("<!-- table: made by benchmarks/readers.py -->", "<!-- end of the table -->")


@dataclass(slots=True)
class Corpus:
    """A published folder, and what the store says of each item of each feed (feed and id to item)."""

    name: str
    config: Config
    items: dict[tuple[str, str], Item]
    languages: dict[str, str]
    titles: dict[str, str]


@dataclass(slots=True)
class Count:
    """How often a field was equal, and where it was not."""

    equal: int = 0
    differs: list[str] = field(default_factory=list)


def demo(folder: Path) -> Corpus:
    """The feeds of the sample sites, crawled over loopback."""
    path, sites = folder / "gazette.toml", all_sites()
    with serving(sites, [], first=18741):
        configure(path, sites)
        config = load(path)
        crawl(config, config.source)
    return corpus("demo", config)


def hostile(folder: Path) -> Corpus:
    """Feeds of articles that are traps, two sources, topics, a search and stories of them."""
    with Store(folder / "output" / NAME) as store:
        sources = followed(store, "post", "rail", topics=("träffic & <trade>", "post"))
        copies = [replace(raw, url=f"https://rail.example/{n}") for n, raw in enumerate(HOSTILE[:-2])]
        ids = [n for s, raws in zip(sources, (HOSTILE, copies), strict=True) for n in crawled(store, s, raws, NOW)]
        for number in ids:
            if store.value("SELECT length(body_text) FROM article WHERE id = ?", number) < 100_000:
                stories.join(store, number, NOW)
    return corpus("hostile", configured(folder, *sources, title="A ]]> <b>title</b> &amp; more \u202e"))


def corpus(name: str, config: Config) -> Corpus:
    """Publish with a public address and a saved search, and take down what the store says."""
    search = (SavedSearch(name="saved", query="notice"), SavedSearch(name="saved-arabic", language="ar"))
    settings = config.gazette.model_copy(update={"base_url": "https://feeds.example.org"})
    config = config.model_copy(update={"gazette": settings, "search": search})
    with Store(config.output / NAME) as store:
        publish(store, config)
        ids = {name: row["id"] for name, row in feedstate.feeds(store).items()}
        plans = Plans(store, config, ids, follow(store, search, (), NOW))
        shelf = shelf_of(store, config, plans)
        items: dict[tuple[str, str], Item] = {}
        for plan in plans:
            ids = [a.article for a in feedstate.arrivals_after(store, plan.reach, 0)]
            items |= {(plan.name, i.id): i for i in map(item_of, by_ids(store, ids))}
        for special in specials_of(store, config, shelf):
            items |= {(special.name, i.id): i for i in special.build().items}
    feeds = {p.stem: json.loads(p.read_bytes()) for p in (config.output / "feeds").glob("*.json")}
    languages, titles = ({stem: f.get(key, "") for stem, f in feeds.items()} for key in ("language", "title"))
    return Corpus(name, config, items, languages, titles)


def files_of(made: Corpus) -> list[tuple[str, str]]:
    """The feeds that are read: path and kind."""
    folder = made.config.output / "feeds"
    return [(str(p), kind) for kind in KINDS for p in sorted(folder.glob(f"*.{kind}"))]


def ids_in(path: Path, kind: str) -> list[str]:
    """The ids of a feed's items, in order."""
    if kind == "json":
        return [i["id"] for i in json.loads(path.read_bytes())["items"]]
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(huge_tree=True))
    return [e.text for e in (root.iterfind("channel/item/guid") if kind == "rss" else root.iterfind("{*}entry/{*}id"))]


def asked(files: Sequence[tuple[str, str]], command: Sequence[str], folder: Path | None = None) -> list[dict[str, Any]]:
    """What the parsers of one language say."""
    done = subprocess.run(command, cwd=folder, input=json.dumps(files), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def expected(item: Item, kind: str, language: str) -> dict[str, Any]:
    """The store's fields as a format can tell them: RSS has one enclosure, and titles that are text and markup alike."""
    words = rss_text if kind == "rss" else str
    files = [f.url for f in item.files]
    return {
        "id": item.id, "title": one_line(words(item.title)), "link": item.url, "published": seconds(item.published.isoformat()),
        "updated": seconds(item.updated.isoformat()) if kind != "rss" else None, "body": text_in(item.html),
        "authors": [one_line(a) for a in item.authors], "tags": [one_line(words(t)) for t in item.tags],
        "files": files[:1] if kind == "rss" else files, "language": item.language or language,
    }  # fmt: skip


def got(entry: dict[str, Any], item: Item, language: str) -> dict[str, Any]:
    """A parser's fields in the same form."""
    names = [one_line(a or "") for a in entry.get("authors", ())]
    return {
        "id": entry.get("id"), "title": one_line(entry.get("title") or ""), "link": entry.get("link"),
        "published": seconds(entry.get("published")), "updated": seconds(entry.get("updated")), "body": text_in(entry.get("body") or ""),
        "authors": names, "tags": [one_line(str(t)) for t in entry.get("tags", ())],
        "files": [f for f in entry.get("files", ()) if f != item.image], "language": entry.get("language") or language,
    }  # fmt: skip


def one_line(text: str) -> str:
    return " ".join(text.split())


def text_in(markup: str) -> str:
    """The text of a body without its markup."""
    if not markup.strip():
        return ""
    return one_line(" ".join(lxml.html.fragment_fromstring(markup, create_parent="div").itertext()))


def seconds(told: object) -> str:
    """A time to the second, in UTC; what is no time as it was told."""
    text = str(told or "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return text
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


@dataclass(slots=True)
class Row:
    """A parser and a format: feeds refused, entries read of those there were, and each field's count."""

    version: str
    refused: list[str] = field(default_factory=list)
    there: int = 0
    read: int = 0
    fields: dict[str, Count] = field(default_factory=dict)


def compare(made: Corpus, answers: Iterable[dict[str, Any]], rows: dict[tuple[str, str], Row]) -> None:
    """Add what the parsers say of one corpus."""
    for told in answers:
        path = Path(told["path"])
        kind = path.suffix[1:]
        row = rows.setdefault((told["parser"], kind), Row(told["version"]))
        ids = ids_in(path, kind)
        row.there += len(ids)
        if "error" in told:
            row.refused.append(f"{made.name}/{path.name}: {told['error']}")
            continue
        language = made.languages[path.stem]
        feed_title = one_line(made.titles[path.stem])
        for entry in told["entries"]:
            item = made.items.get((path.stem, str(entry.get("id"))))
            if item is None:
                row.fields.setdefault("id", Count()).differs.append(f"{made.name}/{path.name}: {entry.get('id')}")
                continue
            row.read += 1
            wanted, found = expected(item, kind, language), got(entry, item, language)
            for name in FIELDS:
                if name not in entry or wanted[name] is None:
                    continue
                count = row.fields.setdefault(name, Count())
                # An entry of Atom without an author has the feed's; JSON Feed leaves out what did not change.
                unchanged = name == "updated" and kind == "json" and item.updated == item.published and not found[name]
                if (
                    found[name] == wanted[name]
                    or unchanged
                    or (name == "authors" and not wanted[name] and found[name] == [feed_title])
                ):
                    count.equal += 1
                else:
                    count.differs.append(
                        f"{made.name}/{path.name} {item.url[:60]}: {name} is {str(found[name])[:150]!r}, not {str(wanted[name])[:150]!r}"
                    )


def table(rows: dict[tuple[str, str], Row], outlines: dict[str, str]) -> str:
    """The matrix as Markdown."""
    lines = ["| parser | format | items | " + " | ".join(FIELDS) + " |", "|---" * (3 + len(FIELDS)) + "|"]
    for (name, kind), row in sorted(rows.items(), key=lambda r: (r[0][0].lower(), KINDS.index(r[0][1]))):
        cells = [f"{name} {row.version}", kind, "all" if row.read == row.there else f"{row.read} of {row.there}"]
        for each in FIELDS:
            count = row.fields.get(each)
            total = count.equal + len(count.differs) if count else 0
            cells.append("" if not count else "=" if not count.differs else f"{count.equal} of {total}")
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        "| OPML parser | feeds |",
        "|---|---|",
        *(f"| {name} | {told} |" for name, told in sorted(outlines.items())),
    ]
    return "\n".join(lines)


def opml(made: Corpus, answers: Iterable[dict[str, Any]]) -> dict[str, str]:
    """How many of the feeds that feeds.opml names each parser finds."""
    path = made.config.output / "feeds.opml"
    named = etree.parse(path).xpath("//outline/@xmlUrl")
    return {
        f"{a['parser']} {a['version']}": a.get("error")
        or ("all" if set(a["feeds"]) == set(named) else f"{len(set(a['feeds']))} of {len(set(named))}")
        for a in answers
    }


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--python", default=sys.executable)
    arguments.add_argument("--node", type=Path)
    arguments.add_argument("--write", type=Path)
    arguments.add_argument("--differences", action="store_true")
    arguments.add_argument("--only", choices=("demo", "hostile"))
    given = arguments.parse_args()
    commands: list[tuple[list[str], Path | None]] = [([given.python, str(HERE / "parsers" / "parse.py")], None)]
    if given.node:
        commands.append((["node", str(HERE / "parsers" / "parse.mjs")], given.node))
    rows: dict[tuple[str, str], Row] = {}
    outlines: dict[str, str] = {}
    for make in (demo, hostile):
        if given.only in (None, make.__name__):
            with tempfile.TemporaryDirectory() as folder:
                made = make(Path(folder))
                for command, where in commands:
                    compare(made, asked(files_of(made), command, where), rows)
                    outlines |= opml(made, asked([(str(made.config.output / "feeds.opml"), "opml")], command, where))
    told = table(rows, outlines)
    print(told)
    if given.differences:
        for (name, kind), row in sorted(rows.items()):
            for line in (*row.refused, *(d for c in row.fields.values() for d in c.differs)):
                print(f"{name} {kind}: {line}")
    if given.write:
        text = given.write.read_text("utf-8")
        given.write.write_text(
            re.sub(f"{MARKS[0]}.*?{MARKS[1]}", lambda _: f"{MARKS[0]}\n\n{told}\n\n{MARKS[1]}", text, flags=re.S),
            "utf-8",
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
