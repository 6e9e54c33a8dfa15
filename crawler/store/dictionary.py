"""docs/database.md, made from the comments of the tables' scripts and from the tables that they really make.

`python -m crawler.store.dictionary` writes it; with `--check` it only says whether it is current (exit status 1 when not).

This module does not know what the tables are used for.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import crawler.store.schema
from crawler.errors import StoreError
from crawler.store.database import Store
from crawler.store.migrating import ARCHIVE, STORE

FILE = Path(__file__).resolve().parent.parent.parent / "docs" / "database.md"
_OPENING = re.compile(r"CREATE (?:VIRTUAL )?(TABLE|VIEW) (?:IF NOT EXISTS )?(\w+)")
_ALTER = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (\w+)[^;]*;\s*(?:-- *(.*))?")
_COLUMN = re.compile(r"\s+(\w+)[^-]*(?:-(?!-)[^-]*)*(?:-- *(.*))?")
_HEAD = """# The database

Made by `python -m crawler.store.dictionary` from the commented scripts in `crawler/store/schema/`; do not edit.

`output/gazette.db` holds what is known, `output/archive.db` the raw pages it was read from. Both are SQLite in WAL mode:
any number of readers, one writer. Times are UTC, ISO 8601 with `Z`; days stay days (`2024-05-01`). JSON columns hold
arrays or objects. Ask with any SQLite tool while a crawl runs:

```
sqlite-utils rows output/gazette.db v_latest --limit 5 -t
sqlite3 -readonly output/gazette.db "SELECT day, articles FROM v_per_day WHERE source = 'express'"
```

"""


@dataclass(slots=True)
class Told:
    """What the scripts say of one table or view."""

    text: str = ""
    columns: dict[str, str] = field(default_factory=dict)


def comments() -> dict[str, Told]:
    """What the scripts of all schema modules say, by table or view."""
    out: dict[str, Told] = {}
    for found in sorted(pkgutil.iter_modules(crawler.store.schema.__path__), key=lambda m: m.name):
        module = importlib.import_module(f"crawler.store.schema.{found.name}")
        for script in vars(module).values():
            if isinstance(script, str) and ("CREATE " in script or "ALTER TABLE" in script):
                _read(script, out)
    return out


def document() -> str:
    """The whole page; raises StoreError for a table or view of which the scripts say nothing."""
    told = comments()
    with tempfile.TemporaryDirectory() as folder:
        parts = [_HEAD]
        for name, steps in (("gazette.db", STORE), ("archive.db", ARCHIVE)):
            with Store(Path(folder) / name, steps=steps) as store:
                parts.append(_section(name, store, told))
    return "".join(parts).rstrip("\n") + "\n"


def _section(name: str, store: Store, told: dict[str, Told]) -> str:
    rows = store.query(
        "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') "
        "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY type = 'view', name"
    )
    out = [f"## {name}\n\n"]
    for row in rows:
        known = told.get(row["name"])
        if known is None or not known.text:
            raise StoreError(f"the scripts say nothing of {row['type']} {row['name']}", mend="write a comment above it")
        out.append(f"### {row['name']}{' (view)' if row['type'] == 'view' else ''}\n\n{known.text}\n\n")
        columns = store.query("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", row["name"])
        if row["type"] == "view":
            out.append("Columns: " + ", ".join(f"`{c['name']}`" for c in columns) + ".\n\n")
            continue
        out.append("| column | type | what it holds |\n|---|---|---|\n")
        keys = [c["name"] for c in columns if c["pk"]]
        refers = {
            r["from"]: f"refers to `{r['table']}`"
            for r in store.query("SELECT * FROM pragma_foreign_key_list(?)", row["name"])
        }
        for c in columns:
            text = known.columns.get(c["name"], "").replace("|", "\\|")
            mark = "key" if c["name"] in keys else ""
            out.append(
                f"| `{c['name']}` | {c['type']} | {'; '.join(filter(None, (mark, refers.get(c['name']), text)))} |\n"
            )
        out.append("\n")
    return "".join(out)


def _read(script: str, out: dict[str, Told]) -> None:
    """Take the comments of one script: those above a table or view, those behind its columns."""
    above: list[str] = []
    table: Told | None = None
    column = ""
    for line in script.split("\n"):
        opened, altered = _OPENING.match(line), _ALTER.match(line)
        if table is not None:
            if line.strip().startswith("--") and column:
                table.columns[column] += " " + line.strip(" -")
            elif line.startswith(")"):
                table = None
            elif found := _COLUMN.match(line):
                column = found[1]
                table.columns.setdefault(column, (found[2] or "").strip())
        elif altered:
            out.setdefault(altered[1], Told()).columns[altered[2]] = (altered[3] or "").strip()
        elif opened:
            known = out.setdefault(opened[2], Told())
            known.text = " ".join(above)
            table, column = (known, "") if opened[1] == "TABLE" and not line.rstrip().endswith(";") else (None, "")
        above = [*above, line[2:].strip()] if line.startswith("--") else []


def main(words: list[str]) -> int:
    """Write the page, or check it."""
    text = document()
    if "--check" in words:
        current = FILE.exists() and FILE.read_text("utf-8") == text
        print(
            "docs/database.md is current"
            if current
            else "docs/database.md is not current: run python -m crawler.store.dictionary"
        )
        return 0 if current else 1
    FILE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
