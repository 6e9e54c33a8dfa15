"""What `/db/` says of tables and columns (the data dictionary's words), and the questions that stand ready there.

This module does not know how they are shown.
"""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path
from typing import Any

from crawler.store.dictionary import comments

QUESTIONS = Path(__file__).parent / "questions.toml"
# Tables that only serve the machinery; `search` stands for those that the index keeps, too.
HIDDEN = (
    "_sqlite_migrations", "sqlite_sequence", "alert_outbox", "built", "feed_id", "feed_page", "ping", "touched",
    "search", "search_article", "band", "signature",
)  # fmt: skip
FACETS: dict[str, tuple[Any, ...]] = {
    "article": ("source", "language", "state"), "change": ("kind",), "entry": ("source", "state"), "issue": ("kind", "level", "source"),
    "run": ("outcome", "source", "mechanism"), "source": ("state", "mechanism", "country", {"array": "topics"}), "state_change": ("state", "source"),
    "v_changes": ("kind", "source"), "v_latest": ("source", "language"), "v_source_health": ("state",), "v_troubles": ("kind", "level"),
    "v_unread": ("state", "source"), "v_attachments": ("type", "source"),
}  # fmt: skip
SORTED = {
    "article": "feed_time",
    "run": "id",
    "issue": "id",
    "change": "id",
    "entry": "last_seen",
    "state_change": "id",
}


def metadata(name: str, base: str) -> dict[str, Any]:
    """Datasette's metadata for a database of this name under a path."""
    questions = load_questions()
    tables: dict[str, dict[str, Any]] = {}
    for table, told in comments().items():
        words: dict[str, Any] = {"description": told.text, "columns": {c: t for c, t in told.columns.items() if t}}
        if table in FACETS:
            words["facets"] = list(FACETS[table])
        if table in SORTED:
            words["sort_desc"] = SORTED[table]
        tables[table] = words
    tables["article"] |= {"label_column": "title", "fts_table": "search", "fts_pk": "id"}
    for table in HIDDEN:
        tables.setdefault(table, {})["hidden"] = True
    return {
        "title": "gazette",
        "databases": {
            name: {
                "title": "The store",
                "description_html": _front(questions, f"{base}{name}/"),
                "tables": tables,
                "queries": questions,
            }
        },
    }


def load_questions() -> dict[str, dict[str, str]]:
    """The questions that stand ready, by name: `title`, `description`, `sql`."""
    return tomllib.loads(QUESTIONS.read_text("utf-8"))


def _front(questions: dict[str, dict[str, str]], place: str) -> str:
    links = "".join(
        f'<li><a href="{place}{name}">{escape(q["title"])}</a>: {escape(q["description"])}</li>'
        for name, q in questions.items()
    )
    return (
        "<p>Everything that gazette knows, to be read: each question, table and view also as "
        f"<code>.json</code> and <code>.csv</code>.</p><h2>Usual questions</h2><ul>{links}</ul>"
    )
