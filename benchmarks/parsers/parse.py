"""What feed parsers for Python read: JSON on the standard input, [[path, kind], ...]; on the output one JSON line a parser and file.

Each parser that can be imported is asked; its words for a field are brought to one form and nothing else is done.  A field
that a parser's model does not have is left out.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import struct_time
from typing import Any

Entry = dict[str, Any]


def moment(value: Any) -> str:
    """A parser's time as ISO 8601; "" for none."""
    if isinstance(value, struct_time):
        return datetime(*value[:6], tzinfo=UTC).isoformat()
    if isinstance(value, (int, float)) and value:
        return datetime.fromtimestamp(value, UTC).isoformat()
    return value.isoformat() if isinstance(value, datetime) else str(value or "")


def like_feedparser(parsed: Any) -> Iterable[Entry]:
    """Entries of a parser with feedparser's names."""
    for e in parsed.entries:
        content = e.get("content") or [{}]
        body = content[0].get("value") if content[0] else ""
        yield {
            "id": e.get("id"), "title": e.get("title"), "link": e.get("link"), "body": body or e.get("summary"),
            "published": moment(e.get("published_parsed") or e.get("published")),
            "updated": moment(e.get("updated_parsed") or e.get("updated")),
            "authors": [a.get("name") for a in e.get("authors") or [] if a.get("name")] or [a for a in [e.get("author")] if a],
            "files": [x.get("href") or x.get("url") for x in e.get("enclosures") or []],
            "tags": [t.get("term") for t in e.get("tags") or []],
            "language": (content[0] or {}).get("language") or e.get("dc_language") or e.get("language"),
        }  # fmt: skip


def feedparser(content: bytes, kind: str) -> Iterable[Entry]:
    import feedparser as library

    return like_feedparser(library.parse(content))


def feedparser_rs(content: bytes, kind: str) -> Iterable[Entry]:
    import feedparser_rs as library

    return like_feedparser(library.parse(content))


def fastfeedparser(content: bytes, kind: str) -> Iterable[Entry]:
    import fastfeedparser as library

    return like_feedparser(library.parse(content))


def syndikit(content: bytes, kind: str) -> Iterable[Entry]:
    import syndikit as library

    for e in library.parse(content).entries:
        yield {
            "id": e.id, "title": e.title, "link": e.link, "body": e.contents[0].value if e.contents else None,
            "published": moment(e.published), "updated": moment(e.updated), "authors": [p.name for p in e.authors],
            "files": [x.href for x in e.enclosures], "tags": list(e.categories),
        }  # fmt: skip


def atoma(content: bytes, kind: str) -> Iterable[Entry]:
    import atoma as library

    if kind == "atom":
        for e in library.parse_atom_bytes(content).entries:
            yield {
                "id": e.id_, "title": e.title.value, "link": next(x.href for x in e.links if x.rel in (None, "alternate")),
                "published": moment(e.published), "updated": moment(e.updated), "body": e.content.value,
                "authors": [a.name for a in e.authors], "tags": [c.term for c in e.categories],
                "files": [x.href for x in e.links if x.rel == "enclosure"],
            }  # fmt: skip
    elif kind == "rss":
        for i in library.parse_rss_bytes(content).items:
            yield {
                "id": i.guid, "title": i.title, "link": i.link, "published": moment(i.pub_date), "body": i.content_encoded,
                "files": [x.url for x in i.enclosures], "tags": list(i.categories),
            }  # fmt: skip
    else:
        for j in library.parse_json_feed_bytes(content).items:
            yield {
                "id": j.id_, "title": j.title, "link": j.url, "published": moment(j.date_published), "body": j.content_html,
                "updated": moment(j.date_modified), "files": [x.url for x in j.attachments], "tags": list(j.tags),
            }  # fmt: skip


def reader(content: bytes, kind: str) -> Iterable[Entry]:
    import reader as library

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"feed.{'json' if kind == 'json' else 'xml'}"
        path.write_bytes(content)
        made = library.make_reader(":memory:", feed_root=folder)
        made.add_feed(path.name)
        made.update_feed(path.name)
        for e in made.get_entries():
            body = e.get_content(prefer_summary=False)
            yield {
                "id": e.id, "title": e.title, "link": e.link, "body": body.value if body else None, "published": moment(e.published),
                "updated": moment(e.updated), "authors": [a.name for a in e.authors if a.name],
                "files": [x.href for x in e.enclosures],
            }  # fmt: skip
        made.close()


def rss_parser(content: bytes, kind: str) -> Iterable[Entry]:
    import rss_parser as library

    text = content.decode()
    if kind == "rss":
        for i in library.RSSParser.parse(text).channel.items:
            found = i.enclosures if hasattr(i, "enclosures") else [i.enclosure]
            yield {
                "id": content_of(i.guid), "title": content_of(i.title), "link": content_of(i.links[0] if i.links else None),
                "published": moment(content_of(i.pub_date)), "tags": [content_of(c) for c in i.categories or []],
                "files": [x.attributes["url"] for x in found or [] if x],
            }  # fmt: skip
    else:
        for e in library.AtomParser.parse(text).feed.entries:
            yield {
                "id": content_of(e.id), "title": content_of(e.title), "published": moment(content_of(e.published)),
                "updated": moment(content_of(e.updated)), "body": content_of(e.content),
                "link": next((x.attributes.get("href") for x in e.links or [] if x.attributes.get("rel", "alternate") == "alternate"), None),
                "files": [x.attributes.get("href") for x in e.links or [] if x.attributes.get("rel") == "enclosure"],
                "authors": [content_of(content_of(a).name) for a in e.authors or []],
                "tags": [c.attributes.get("term") for c in e.categories or []],
            }  # fmt: skip


def content_of(tag: Any) -> Any:
    return getattr(tag, "content", tag)


def podcastparser(content: bytes, kind: str) -> Iterable[Entry]:
    import podcastparser as library

    for e in library.parse("https://feeds.example.org/feed", io.BytesIO(content))["episodes"]:
        yield {
            "id": e["guid"], "title": e["title"], "link": e["link"], "published": moment(e["published"]),
            "body": e.get("description_html") or e.get("description"), "files": [x["url"] for x in e["enclosures"]],
        }  # fmt: skip


def pyfeed(content: bytes, kind: str) -> Iterable[Entry]:
    from pyfeed import parser as library

    for e in library.parse_feed(content).items:
        yield {"id": e.guid, "title": e.title, "link": e.link, "published": moment(e.pub_date)}


PARSERS: dict[str, tuple[Callable[[bytes, str], Iterable[Entry]], str]] = {
    "feedparser": (feedparser, "rss atom"), "feedparser-rs": (feedparser_rs, "rss atom json"),
    "fastfeedparser": (fastfeedparser, "rss atom json"), "syndikit": (syndikit, "rss atom json"),
    "atoma": (atoma, "rss atom json"), "reader": (reader, "rss atom json"), "rss-parser": (rss_parser, "rss atom"),
    "podcastparser": (podcastparser, "rss atom"), "pyfeed": (pyfeed, "rss atom"),
}  # fmt: skip


def opml(path: str) -> Iterable[tuple[str, str, list[str]]]:
    """The feeds' addresses that OPML readers find."""
    content = Path(path).read_bytes()
    with contextlib.suppress(ImportError):
        import listparser

        yield "listparser", version("listparser"), [f.url for f in listparser.parse(content).feeds]
    with contextlib.suppress(ImportError):
        import opml as library

        def urls(outline: Any) -> Iterable[str]:
            for child in outline:
                if getattr(child, "xmlUrl", None):
                    yield child.xmlUrl
                yield from urls(child)

        yield "opml", version("opml"), list(urls(library.from_string(content)))
    with contextlib.suppress(ImportError):
        from atoma import parse_opml_bytes

        def under(outlines: Any) -> Iterable[str]:
            for outline in outlines:
                if outline.xml_url:
                    yield outline.xml_url
                yield from under(outline.outlines)

        yield "atoma", version("atoma"), list(under(parse_opml_bytes(content).outlines))


def main() -> None:
    for path, kind in json.load(sys.stdin):
        if kind == "opml":
            for name, number, found in opml(path):
                print(json.dumps({"parser": name, "version": number, "path": path, "feeds": found}), flush=True)
            continue
        content = Path(path).read_bytes()
        for name, (parse, kinds) in PARSERS.items():
            if kind not in kinds.split():
                continue
            try:
                told = {"parser": name, "version": version(name), "path": path}
            except ImportError:
                continue
            try:
                told["entries"] = list(parse(content, kind))
            except Exception as error:  # whatever a parser says is what is to be told
                told["error"] = f"{type(error).__name__}: {error}"[:300]
            print(json.dumps(told, default=str), flush=True)


if __name__ == "__main__":
    main()
