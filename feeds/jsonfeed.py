"""JSON Feed 1.1 (jsonfeed.org/version/1.1).

This module does not know where feeds are written, nor which articles belong to one.
"""

from __future__ import annotations

import json
from typing import Any

from feeds.extension import rfc3339
from feeds.items import FeedDocument, File, Item, place
from feeds.text import safe, uri


def json_feed(document: FeedDocument) -> bytes:
    """The document as JSON Feed, UTF-8, stable key order."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": safe(document.title) or document.name,
        "home_page_url": uri(document.home),
    }
    if document.base:
        feed["feed_url"] = f"{document.base}/{document.place}.json"
        if document.previous:
            feed["next_url"] = f"{document.base}/{place(document.name, document.previous)}.json"
    if document.language:
        feed["language"] = document.language
    if document.hub and document.base and not document.label:
        feed["hubs"] = [{"type": "WebSub", "url": document.hub}]
    feed["items"] = [_item(item, document) for item in document.items]
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _item(item: Item, document: FeedDocument) -> dict[str, Any]:
    out: dict[str, Any] = {"id": item.id, "url": item.url, "title": item.title, "content_html": item.html}
    if item.summary:
        out["summary"] = item.summary
    if item.image:
        out["image"] = item.image
    out["date_published"] = rfc3339(item.published)
    if item.updated != item.published:
        out["date_modified"] = rfc3339(item.updated)
    if item.language and item.language != document.language:
        out["language"] = item.language
    if item.authors:
        out["authors"] = [{"name": name} for name in item.authors]
    if item.tags:
        out["tags"] = list(item.tags)
    if item.files:
        out["attachments"] = [_file(file) for file in item.files]
    return out


def _file(file: File) -> dict[str, Any]:
    out: dict[str, Any] = {"url": file.url, "mime_type": file.type}
    if file.title:
        out["title"] = file.title
    if file.length is not None:
        out["size_in_bytes"] = file.length
    return out
