"""Datasette set up over one store: guarded connections, words from the data dictionary, our own pages for errors.

This module imports Datasette, which takes time; import it when it is needed.  It does not know who may ask.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
from pathlib import Path
from typing import Any

import datasette
from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.asgi import Response
from starlette.requests import Request

from crawler.store.guarded import connect_guarded, matching
from feeds.web.sqlwords import metadata
from feeds.web.window import refusal

TIME_LIMIT_MS = 2_000
MOST_ROWS = 1_000
_TEMPLATES = Path(__file__).parent / "sqltemplates"
# Where Datasette has script within its pages; only exactly these run.
_SCRIPTED = ("_codemirror_foot.html", "_close_open_menus.html")
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FLAGS = ("DATASETTE_ALLOW_FACET = true;", "DATASETTE_ALLOW_FACET = false;")


class Guarded(Database):  # type: ignore[misc]
    """A database that gives out guarded connections alone."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A new connection, closed with the database."""
        if write:
            raise sqlite3.OperationalError("the store is only read here")
        connection = connect_guarded(Path(self.path))
        self._all_file_connections.append(connection)
        return connection

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Any:
        """Run a statement; what is wrong with it is told to whoever asked, not on our terminal."""
        return await super().execute(sql, params, **options | {"log_sql_errors": False})


class _Tables(Datasette):  # type: ignore[misc]
    """Datasette whose links are paths: behind a proxy only that knows scheme and name."""

    def absolute_url(self, request: Any, path: str) -> str:
        return path


class Host:
    """Datasette over one file under a name, at a path of the window: `app` answers, under `policy`."""

    def __init__(self, path: Path, name: str, base: str) -> None:
        if not pm.has_plugin(_NAME):
            pm.register(Hooks(), _NAME)
            # It would write each refused query with all its variables on the terminal, in seconds of work.
            pm.unregister(name="datasette.handle_exception")
        self.datasette = _Tables(
            files=[],
            memory=False,
            metadata=metadata(name, base),
            template_dir=str(_TEMPLATES),
            settings={
                "base_url": base, "sql_time_limit_ms": TIME_LIMIT_MS, "max_returned_rows": MOST_ROWS,
                "allow_download": False, "max_csv_mb": 200, "default_cache_ttl": 0, "num_sql_threads": 2,
            },
        )  # fmt: skip
        # Without files Datasette makes an empty database in memory.
        self.datasette.remove_database("_memory")
        self.datasette.add_database(Guarded(self.datasette, str(path)), name=name)
        self.app = self.datasette.app()
        self.policy = _policy()

    def close(self) -> None:
        """Wait for what runs, and close the file."""
        self.datasette.executor.shutdown()
        for database in self.datasette.databases.values():
            database.close()


class Hooks:
    """What we say to Datasette by its hooks."""

    __name__ = "feeds.web.sqlhost"

    @hookimpl(trylast=True)  # type: ignore[untyped-decorator]
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        """The search box of a table understands what our own search does."""
        conn.create_function("escape_fts", 1, matching)

    @hookimpl  # type: ignore[untyped-decorator]
    def handle_exception(self, request: Any, exception: Exception) -> Any:
        """Errors as our other pages show them."""
        status, message, mend = _told(exception)
        said = refusal(Request(request.scope["whole"]), status, message, mend)
        return _handed(said)

    @hookimpl  # type: ignore[untyped-decorator]
    def forbidden(self, request: Any, message: str) -> Any:
        """What is not shown to anybody."""
        return _handed(refusal(Request(request.scope["whole"]), 403, message or "this is not shown", "see /db/gazette"))


_NAME = Hooks.__name__


def _handed(answer: Any) -> Any:
    return Response(bytes(answer.body), status=answer.status_code, content_type=answer.headers["content-type"])


def _told(error: Exception) -> tuple[int, str, str]:
    """An error of Datasette as status, message and mend."""
    status = int(getattr(error, "status", 500))
    title, text = getattr(error, "title", "") or "", str(getattr(error, "message", "") or error)
    if title == "SQL Interrupted":
        seconds = TIME_LIMIT_MS / 1000
        return 400, f"the query took longer than {seconds:g} s and was cut", "narrow it, or ask a copy of the store (`gazette backup`) with sqlite3"  # fmt: skip
    if status == 404:
        return 404, text if text not in ("", "404") else "there is no such table, row or question", "see /db/gazette"
    if status < 500:
        return status, f"{title}: {text}" if title else text, "see docs/database.md for tables and columns"
    return status, f"{type(error).__name__}: {text}", "report this as a fault of gazette"


def _policy() -> str:
    """A content security policy under which Datasette's pages work: our files, and the script that they carry.

    Their style is made for each table (a heading for every cell on narrow screens), so it cannot be named by hash.
    """
    templates = Path(datasette.__file__).parent / "templates"
    scripts = [*_FLAGS]
    for name in _SCRIPTED:
        scripts += _INLINE.findall((templates / name).read_text("utf-8"))
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
