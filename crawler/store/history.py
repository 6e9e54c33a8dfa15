"""The states that an article had, and what happened to it: written with each verdict, read by whoever shows them.

An article that never changed has no row in `revision`; its only state is the article itself.

This module does not know how a change was judged, nor how a difference is shown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.model import Attachment
from crawler.normalise.urls import canonical
from crawler.store.database import Row, Store

_STATE = "title, published, published_precision, updated, body_html, body_text, attachments, content_hash"


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an article's text.  `changes` names what differs from the state before (none for the first)."""

    number: int
    at: str
    changes: tuple[str, ...]
    title: str
    published: str
    body_html: str
    body_text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to an article.  `kind` is a Judgement's value; `revision` the state that it has since."""

    id: int
    article: int
    at: str
    kind: str
    fields: tuple[str, ...]
    revision: int
    detail: str = ""


def revise(store: Store, article: int, columns: Row, changes: Sequence[str], at: str) -> int:
    """Write a further state of an article (its columns as in `article`); its number.  Call before the article is updated."""
    with store.atomic():
        number = int(store.value("SELECT revision FROM article WHERE id = ?", article))
        store.execute(
            f"INSERT OR IGNORE INTO revision (article, number, at, {_STATE}) "  # noqa: S608
            f"SELECT id, revision, CASE revision WHEN 1 THEN first_seen ELSE changed END, {_STATE} FROM article WHERE id = ?",
            article,
        )
        kept = {name: columns[name] for name in _STATE.split(", ")}
        row = {"article": article, "number": number + 1, "at": at, "changes": json.dumps(list(changes)), **kept}
        store.insert("revision", row)
    return number + 1


def reread(store: Store, article: int, columns: Row) -> None:
    """Replace the newest state of an article by what today's rules read from the same page."""
    kept = {name: columns[name] for name in _STATE.split(", ")}
    number = store.value("SELECT revision FROM article WHERE id = ?", article)
    store.update("revision", kept, "article = ? AND number = ?", article, number)


def note_change(store: Store, article: int, kind: str, at: str, fields: Sequence[str] = (), detail: str = "") -> None:
    """Record what happened to an article; call after the article is updated."""
    store.execute(
        "INSERT INTO change (article, at, kind, fields, revision, detail) "
        "SELECT id, ?, ?, ?, revision, ? FROM article WHERE id = ?",
        at, kind, json.dumps(list(fields)), detail[:1000], article,
    )  # fmt: skip


def revisions_of(store: Store, article: int) -> tuple[Revision, ...]:
    """All states of an article, the first one first; empty when there is no such article."""
    rows = store.query(f"SELECT number, at, changes, {_STATE} FROM revision WHERE article = ? ORDER BY number", article)  # noqa: S608
    if not rows:
        only = f"SELECT revision AS number, first_seen AS at, '[]' AS changes, {_STATE} FROM article WHERE id = ?"  # noqa: S608
        rows = store.query(only, article)
    return tuple(
        Revision(
            r["number"], r["at"], tuple(json.loads(r["changes"])), r["title"], r["published"] or "",
            r["body_html"], r["body_text"], tuple(Attachment(**a) for a in json.loads(r["attachments"])),
        )
        for r in rows
    )  # fmt: skip


def changes_of(store: Store, article: int) -> tuple[Change, ...]:
    """What happened to an article, in order."""
    return tuple(_change(r) for r in store.query("SELECT * FROM change WHERE article = ? ORDER BY id", article))


def latest_changes(store: Store, limit: int, *, source: str = "", moves: bool = True) -> tuple[Change, ...]:
    """What publishers changed, moved (unless not `moves`), withdrew and put back, newest first; of all sources or one."""
    where, values = ("AND a.source = ? ", (source,)) if source else ("", ())
    where += "" if moves else "AND c.kind <> 'moved' "
    rows = store.query(
        f"SELECT c.* FROM change c JOIN article a ON a.id = c.article WHERE c.kind <> 'reread' {where}"  # noqa: S608
        "ORDER BY c.id DESC LIMIT ?",
        *values, limit,
    )  # fmt: skip
    return tuple(_change(r) for r in rows)


def find_article(store: Store, what: str) -> int | None:
    """The id of an article by its id, guid or address (also one that it had before); None when there is none.

    Raises ConfigError for an address that is none.
    """
    if what.isascii() and what.isdigit() and len(what) < 19:
        found = store.value("SELECT id FROM article WHERE id = ?", int(what))
    elif what.startswith("urn:"):
        found = store.value("SELECT id FROM article WHERE guid = ?", what)
    else:
        url = canonical(what)
        found = (
            store.value("SELECT id FROM article WHERE url = ?", url)
            or store.value("SELECT article FROM former_address WHERE url = ?", url)
            or store.value("SELECT article FROM entry WHERE url = ? AND article IS NOT NULL", url)
        )
    return int(found) if found is not None else None


def _change(r: Row) -> Change:
    return Change(r["id"], r["article"], r["at"], r["kind"], tuple(json.loads(r["fields"])), r["revision"], r["detail"])
