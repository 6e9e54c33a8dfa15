"""`gazette pin`: what was learned of a source, written into gazette.toml, where it then rules.

This module does not know how anything is learned.
"""

from __future__ import annotations

from pathlib import Path

import tomlkit

from crawler import config as configuration
from crawler.errors import ConfigError
from crawler.store.database import NAME, Store
from crawler.store.runs import source_record
from feeds.editing import pin
from feeds.terminal import console, json_text


def pin_source(path: Path, name: str, *, as_json: bool = False) -> int:
    """Write the learned selectors of a source; raises ConfigError when nothing was learned that can be pinned."""
    config = configuration.load(path)
    (source,) = config.pick((name,))
    with Store(config.output / NAME, writable=False) as store:
        record = source_record(store, source.name)
    tables: dict[str, dict[str, str]] = {}
    if record.list_profile and record.list_profile.row:
        keys = ("row", "link", "title", "date", "next")
        tables["list"] = {k: v for k in keys if (v := getattr(record.list_profile, k))}
    if record.article_profile and record.article_profile.body:
        tables["article"] = {k: v for k in ("body", "title", "date") if (v := getattr(record.article_profile, k))}
    if not tables:
        how = f"it is followed by its {record.mechanism}" if record.mechanism else "it was not crawled yet"
        raise ConfigError(
            f"nothing of {name!r} can be pinned: {how}",
            mend=f"`gazette crawl {name}` first, or write [source.list] by hand",
        )
    pin(path, name, tables)
    if as_json:
        print(json_text({"source": name, "file": str(path), **tables}))
        return 0
    out = console()
    for key, rules in tables.items():
        out.print(f"[source.{key}]", markup=False)
        for rule, selector in rules.items():
            out.print(f"{rule} = {tomlkit.item(selector).as_string()}", markup=False, soft_wrap=True)
    out.print(f"Written into {path}; these rules hold until they are removed there.", markup=False)
    return 0
