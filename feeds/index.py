"""`index.html`: the feeds of an output folder, for people.

This module does not know how the page is served.
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from crawler.config import Config
from crawler.store.database import Store
from feeds.select import FeedDocument

_environment = Environment(
    loader=PackageLoader("feeds", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def index_page(store: Store, config: Config, documents: list[FeedDocument], together: FeedDocument) -> bytes:
    """One row a source: title, state, articles, newest, feeds."""
    health = {r["name"]: r for r in store.query("SELECT name, state, reason, articles FROM v_source_health")}
    rows = [{"doc": d, "health": health.get(d.name, {"state": "new", "reason": "", "articles": 0})} for d in documents]
    text = _environment.get_template("index.html").render(title=config.gazette.title, together=together, rows=rows)
    return text.encode("utf-8")
