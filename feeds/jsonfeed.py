"""JSON Feed 1.1 (jsonfeed.org/version/1.1).

This module does not know where feeds are written, nor which articles belong to one.
"""

from __future__ import annotations

import json
from typing import Any

from crawler.store.articles import StoredArticle
from feeds.select import FeedDocument
from feeds.syndication import body_of, safe


def json_feed(document: FeedDocument) -> bytes:
    """The document as JSON Feed, UTF-8, stable key order."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": safe(document.title),
        "home_page_url": document.home,
    }
    if document.address:
        feed["feed_url"] = f"{document.address}.json"
    if document.language:
        feed["language"] = document.language
    feed["items"] = [_item(item) for item in document.items]
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _item(item: StoredArticle) -> dict[str, Any]:
    article = item.article
    out: dict[str, Any] = {
        "id": item.guid, "url": article.url, "title": safe(article.title), "content_html": safe(body_of(item)),
        "date_published": item.feed_time,
    }  # fmt: skip
    if item.revision > 1:
        out["date_modified"] = max(item.changed, item.feed_time)
    if article.language:
        out["language"] = article.language
    if article.image:
        out["image"] = article.image
    name = article.author or article.issuer
    if name:
        out["authors"] = [{"name": safe(name)}]
    if article.keywords:
        out["tags"] = [safe(k) for k in article.keywords]
    if article.attachments:
        out["attachments"] = [_attachment(a.url, a.type, a.title, a.length) for a in article.attachments]
    return out


def _attachment(url: str, kind: str, title: str, length: int | None) -> dict[str, Any]:
    out: dict[str, Any] = {"url": url, "mime_type": kind or "application/octet-stream"}
    if title:
        out["title"] = safe(title)
    if length is not None:
        out["size_in_bytes"] = length
    return out
