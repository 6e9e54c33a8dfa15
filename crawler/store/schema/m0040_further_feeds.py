"""What the feeds of saved searches and of stories need to stay as they were told.

This module does not know who reads or writes the tables.
"""

from __future__ import annotations

import uuid

from sqlite_utils import Database

from crawler.store.schema.steps import migrations

TABLES = """
-- Which article came to the feed of a saved search, in the order in which they came.  One that was told stays, though
-- its text changes, until the search asks for something else.
CREATE TABLE search_arrival (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  search TEXT NOT NULL,           -- the search's name
  article INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  at TEXT NOT NULL,               -- when it came to match; when it was first seen, for those that the search began with
  UNIQUE (search, article)
);
CREATE INDEX search_arrival_article ON search_arrival(article);
CREATE INDEX search_arrival_search ON search_arrival(search, seq);

-- A saved search as its feed was last filled.
CREATE TABLE saved_search (
  name TEXT PRIMARY KEY,
  asks TEXT NOT NULL              -- JSON: the words, the sources that its filters leave, the language
) WITHOUT ROWID;

ALTER TABLE story ADD COLUMN guid TEXT NOT NULL DEFAULT ''; -- its IRI in feeds, of the teller it began with; never changed
CREATE INDEX story_changed ON story(changed DESC, id DESC);
"""


@migrations()
def m0040_further_feeds(db: Database) -> None:
    """Arrivals at saved searches, and the ids of stories."""
    db.executescript(TABLES)
    firsts = db.query(
        "SELECT m.story, a.guid FROM (SELECT story, min(article) AS first FROM story_article GROUP BY story) m "
        "JOIN article a ON a.id = m.first"
    )
    for row in list(firsts):
        guid = uuid.uuid5(uuid.UUID(row["guid"].removeprefix("urn:uuid:")), "story 1")
        db.execute("UPDATE story SET guid = ? WHERE id = ?", [f"urn:uuid:{guid}", row["story"]])
