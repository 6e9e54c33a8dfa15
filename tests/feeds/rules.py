"""What the standards, and the W3C's validator beyond them, ask of a feed; each fault is one sentence.

Sources: RFC 4287 (Atom), RFC 5005 (paged and archived feeds), RFC 6721 (deleted entries), RSS 2.0 and the RSS Advisory
Board's profile, JSON Feed 1.1, OPML 2.0; for warnings the W3C Feed Validation Service's documented messages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.entities import name2codepoint
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.etree as etree
import lxml.html

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
FH = "{http://purl.org/syndication/history/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=\[\]]|%[0-9A-Fa-f]{2})+")
_URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d \+0000"
)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_MEDIA = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ENTITY = re.compile(r"&(#?\w+)")
_CLOSING = re.compile(r"</(\w+)>")
# Text that a validator takes for a wrong encoding: C1 controls and characters lost in decoding.
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
_FORBIDDEN = {"script", "style", "iframe", "object", "embed", "form", "input", "meta", "link", "base", "svg", "math"}


def atom_faults(content: bytes) -> list[str]:
    """What is wrong with an Atom document."""
    root = etree.fromstring(content, etree.XMLParser(huge_tree=True))
    out = [] if SCHEMA.validate(root) else [f"schema: {e.message} (line {e.line})" for e in SCHEMA.error_log]
    out += _encoding(content)
    entries = root.findall(f"{ATOM}entry")
    out += _links(root, "feed")
    if not _links_of(root, "self"):
        out.append("feed: no self link")
    if root.find(f"{ATOM}author") is None and any(e.find(f"{ATOM}author") is None for e in entries):
        out.append("feed: an entry without any author")
    out += _unique("id", (e.findtext(f"{ATOM}id") or "" for e in entries))
    out += _unique("updated", (e.findtext(f"{ATOM}updated") or "" for e in entries))
    for moment in root.iter(f"{ATOM}updated", f"{ATOM}published"):
        if not _RFC3339.fullmatch(moment.text or "") or _implausible(datetime.fromisoformat(moment.text or "")):
            out.append(f"time: {moment.text}")
    for entry in entries:
        out += _atom_entry(entry)
    for gone in root.findall(f"{AT}deleted-entry"):
        if not _URN.fullmatch(gone.get("ref") or "") or not _RFC3339.fullmatch(gone.get("when") or ""):
            out.append("deleted-entry: no ref or when")
    if root.find(f"{FH}archive") is not None and not _links_of(root, "current"):
        out.append("archive: no current link (RFC 5005, 4)")
    return out


def _atom_entry(entry: Any) -> Iterator[str]:
    number = entry.findtext(f"{ATOM}id") or ""
    if not _URN.fullmatch(number):
        yield f"entry: id {number!r}"
    title = entry.find(f"{ATOM}title")
    if title.get("type", "text") != "text" or not (title.text or "").strip():
        yield f"{number}: title is empty or no text"
    if not _links_of(entry, "alternate"):
        yield f"{number}: no alternate link"
    if len({(e.get("type"), e.get("hreflang")) for e in _links_of(entry, "alternate")}) != len(
        _links_of(entry, "alternate")
    ):
        yield f"{number}: two alternates of one kind"
    yield from _links(entry, number)
    content = entry.find(f"{ATOM}content")
    yield from (f"{number}: {fault}" for fault in markup_faults(content.text or ""))
    source = entry.find(f"{ATOM}source")
    if source is not None:
        yield from (
            f"{number}: source without {n}" for n in ("id", "title", "updated") if not source.findtext(ATOM + n)
        )


def _links_of(element: Any, rel: str) -> list[Any]:
    return [e for e in element.findall(f"{ATOM}link") if e.get("rel", "alternate") == rel]


def _links(element: Any, name: str) -> Iterator[str]:
    for link in element.findall(f"{ATOM}link"):
        yield from (f"{name}: link {fault}" for fault in uri_faults(link.get("href") or ""))
        if link.get("type") is not None and not _MEDIA.fullmatch(link.get("type")):
            yield f"{name}: link type {link.get('type')!r}"
        if link.get("length") is not None and not link.get("length").isdigit():
            yield f"{name}: link length {link.get('length')!r}"
        if link.get("title") == "":
            yield f"{name}: link with an empty title"


def rss_faults(content: bytes) -> list[str]:
    """What is wrong with an RSS document."""
    root = etree.fromstring(content, etree.XMLParser(huge_tree=True))
    out = _encoding(content)
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None or len(root) != 1:
        return [*out, "no RSS 2.0"]
    out += [
        f"channel: {n} is missing" for n in ("title", "link", "description") if not (channel.findtext(n) or "").strip()
    ]
    out += [f"channel: {fault}" for fault in uri_faults(channel.findtext("link") or "")]
    out += [f"channel {n}: {f}" for n in ("title", "description") for f in _plain(channel.findtext(n) or "")]
    for single in ("title", "link", "description", "language", "lastBuildDate", "generator", "docs"):
        if len(channel.findall(single)) > 1:
            out.append(f"channel: {single} twice")
    if channel.find("language") is not None and not _TAG.fullmatch(channel.findtext("language") or ""):
        out.append("channel: language")
    if not _links_of(channel, "self"):
        out.append("channel: no atom:link to itself")
    out += _links(channel, "channel")
    items = channel.findall("item")
    out += _unique("guid", (i.findtext("guid") or "" for i in items))
    for date in root.iter("pubDate", "lastBuildDate"):
        told = date.text or ""
        if not _RFC822.fullmatch(told) or not _plausible(told):
            out.append(f"date: {told}")
    for item in items:
        out += _rss_item(item)
    return out


def _rss_item(item: Any) -> Iterator[str]:
    number = item.findtext("guid") or ""
    guid = item.find("guid")
    if guid is None or guid.get("isPermaLink") != "false" or not _URN.fullmatch(number):
        yield f"item: guid {number!r}"
    for name in ("title", "link", "description", "pubDate", f"{CONTENT}encoded"):
        if len(item.findall(name)) != 1 or not (item.findtext(name) or "").strip():
            yield f"{number}: {name} is not there once"
    for name in ("author", "dc:date", "comments"):
        if item.find(name, {"dc": DC[1:-1]}) is not None:
            yield f"{number}: {name}"
    yield from (f"{number}: link {fault}" for fault in uri_faults(item.findtext("link") or ""))
    yield from (f"{number}: title {fault}" for fault in _plain(item.findtext("title") or ""))
    for category in item.findall("category"):
        yield from (f"{number}: category {fault}" for fault in _plain(category.text or ""))
    for name in ("description", f"{CONTENT}encoded"):
        yield from (f"{number}: {fault}" for fault in markup_faults(item.findtext(name) or ""))
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield f"{number}: more than one enclosure"
    for enclosure in enclosures:
        yield from (f"{number}: enclosure {fault}" for fault in uri_faults(enclosure.get("url") or ""))
        if not (enclosure.get("length") or "").isdigit() or not _MEDIA.fullmatch(enclosure.get("type") or ""):
            yield f"{number}: enclosure {dict(enclosure.attrib)}"
    source = item.find("source")
    if source is not None and (not (source.text or "").strip() or uri_faults(source.get("url") or "")):
        yield f"{number}: source"
    for image in item.findall(f"{MEDIA}content"):
        yield from (f"{number}: media {fault}" for fault in uri_faults(image.get("url") or ""))


def json_faults(content: bytes) -> list[str]:
    """What is wrong with a JSON Feed."""
    feed = json.loads(content.decode("utf-8"))
    out = []
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        out.append("version")
    if not isinstance(feed.get("title"), str) or not feed["title"].strip():
        out.append("title")
    for key in ("home_page_url", "feed_url", "next_url"):
        if key in feed:
            out += [f"{key}: {fault}" for fault in uri_faults(feed[key])]
    if feed.get("next_url") == feed.get("feed_url"):
        out.append("next_url is the feed itself")
    out += [f"hub {hub}" for hub in feed.get("hubs", []) if set(hub) != {"type", "url"}]
    out += _unique("id", (i["id"] for i in feed["items"]))
    known = {"id", "url", "title", "content_html", "summary", "image", "date_published", "date_modified", "language", "authors", "tags", "attachments"}  # fmt: skip
    for item in feed["items"]:
        number = item["id"]
        out += [f"{number}: unknown key {k}" for k in set(item) - known]
        if not isinstance(number, str) or not item["title"].strip() or not item["content_html"].strip():
            out.append(f"{number}: an empty field")
        for key in ("url", "image"):
            if key in item:
                out += [f"{number}: {key} {fault}" for fault in uri_faults(item[key])]
        for key in ("date_published", "date_modified"):
            if key in item and not _RFC3339.fullmatch(item[key]):
                out.append(f"{number}: {key} {item[key]}")
        out += [f"{number}: {fault}" for fault in markup_faults(item["content_html"])]
        out += [f"{number}: author" for author in item.get("authors", []) if not author.get("name")]
        out += [f"{number}: tag" for tag in item.get("tags", []) if not tag]
        for file in item.get("attachments", []):
            out += [f"{number}: attachment {fault}" for fault in uri_faults(file["url"])]
            if not _MEDIA.fullmatch(file["mime_type"]) or not isinstance(file.get("size_in_bytes", 0), int):
                out.append(f"{number}: attachment {file}")
    return out


def opml_faults(content: bytes) -> list[str]:
    """What is wrong with an OPML file."""
    root = etree.fromstring(content)
    out = (
        [] if root.tag == "opml" and root.get("version") == "2.0" and root.find("head") is not None else ["no OPML 2.0"]
    )
    for outline in root.iter("outline"):
        if not outline.get("text"):
            out.append("outline without text")
        if len(outline) == 0 and (outline.get("type") != "rss" or uri_faults(outline.get("xmlUrl") or "")):
            out.append(f"outline {outline.get('text')}: no feed")
    return out


def uri_faults(address: str) -> list[str]:
    """What is wrong with an http(s) address as RFC 3986 has it."""
    if not _URI.fullmatch(address):
        return [f"{address!r} is no URI"]
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return [f"{address!r}: {error}"]
    if parts.scheme not in ("http", "https") or not host or address.count("#") > 1:
        return [f"{address!r} leads nowhere"]
    rest = address.partition("://")[2].partition("/")[2]
    return [f"{address!r} has brackets"] if "[" in rest or "]" in rest else []


def markup_faults(markup: str) -> list[str]:
    """What is wrong with a body: elements and attributes that readers refuse, links that are relative or no links."""
    if not markup.strip():
        return ["body is empty"]
    out = []
    for element in lxml.html.fragment_fromstring(markup, create_parent="div").iter():
        if not isinstance(element.tag, str) or element.tag in _FORBIDDEN:
            out.append(f"element {element.tag!r}")
        for name, value in element.attrib.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                out.append(f"attribute {name}")
            if name in ("href", "src") and not re.match(r"(https?://|mailto:)", value):
                out.append(f"{name} {value[:60]!r}")
    return out


def _plain(text: str) -> list[str]:
    """Titles that a reader could take for markup."""
    out = [f"looks like markup: {text[:60]!r}"] if _CLOSING.search(text) or re.search(r"<[A-Za-z/!]", text) else []
    return out + [
        f"looks like an entity: &{e}" for e in _ENTITY.findall(text) if e in name2codepoint or e.startswith("#")
    ]


def _encoding(content: bytes) -> list[str]:
    text = content.decode("utf-8")
    return [f"character {c!r}" for c in sorted(set(_BAD.findall(text)))]


def _unique(what: str, values: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    out = []
    for value in values:
        if value in seen:
            out.append(f"{what} {value!r} twice")
        seen.add(value)
    return out


def _implausible(moment: datetime) -> bool:
    return not 1970 <= moment.year <= 2100


def _plausible(told: str) -> bool:
    """Whether an RFC 822 date is plausible and names the right day of the week."""
    moment = parsedate_to_datetime(told)
    return not _implausible(moment) and moment.strftime("%a") == told[:3]
