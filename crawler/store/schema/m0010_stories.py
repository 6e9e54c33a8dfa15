"""Articles that tell the same, and what finds them.

This module does not know who reads or writes the tables.
"""

from __future__ import annotations

from sqlite_utils import Database

from crawler.store.schema.steps import migrations

TABLES = """
-- What an article's text is known again by. Articles stored before this table have none until they change.
CREATE TABLE signature (
  article INTEGER PRIMARY KEY REFERENCES article(id) ON DELETE CASCADE,
  version INTEGER NOT NULL,       -- of the rules that made it (crawler/dedupe/near.py)
  minhash BLOB NOT NULL           -- 96 numbers of 32 bits, little endian; empty for a text without words
);

-- The look-up table of near duplicates: articles that share a band are compared.
CREATE TABLE band (
  key INTEGER NOT NULL,           -- a hash of three numbers of the signature and their place in it
  article INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  PRIMARY KEY (key, article)
) WITHOUT ROWID;

-- Articles that tell the same, two or more. Its tellers are in story_article.
CREATE TABLE story (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again
  created TEXT NOT NULL,          -- when two of its tellers were first found to be alike
  changed TEXT NOT NULL,          -- when a teller last joined or left
  title TEXT NOT NULL             -- the headline of the first teller, as it was when the story began
);

-- Who tells a story. The order of appearance is that of the articles' ids.
CREATE TABLE story_article (
  article INTEGER PRIMARY KEY REFERENCES article(id) ON DELETE CASCADE,
  story INTEGER NOT NULL REFERENCES story(id) ON DELETE CASCADE,
  joined TEXT NOT NULL,
  likeness REAL NOT NULL          -- the share of the shorter text that stands in the other, 0 to 1; 1 for the first
);
CREATE INDEX story_article_story ON story_article(story);

-- Two articles that do not tell the same, said by hand: they are never in one story.
CREATE TABLE story_split (
  one INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE, -- the lower id
  other INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  PRIMARY KEY (one, other)
) WITHOUT ROWID;

-- Each story with its tellers, the latest first.
CREATE VIEW v_stories AS
  SELECT s.id, s.title, s.changed, count(*) AS tellers, count(DISTINCT a.source) AS sources, min(a.feed_time) AS first
  FROM story s JOIN story_article m ON m.story = s.id JOIN article a ON a.id = m.article
  GROUP BY s.id ORDER BY s.changed DESC, s.id DESC;
"""


@migrations()
def m0010_stories(db: Database) -> None:
    """Signatures, bands and stories."""
    db.executescript(TABLES)
