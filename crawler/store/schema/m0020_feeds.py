"""What publishing needs to know: what reached which feed, what was touched, what was published.

This module does not know who reads or writes the tables.
"""

from __future__ import annotations

from sqlite_utils import Database

from crawler.store.schema.steps import migrations

TABLES = """
-- Which article reached which source, in the order in which they came; rows are never changed, so that a feed's
-- history stays as it was told.  Filled by a trigger when an entry's article is stored.
CREATE TABLE arrival (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  article INTEGER NOT NULL,
  at TEXT NOT NULL,               -- when it was stored
  first INTEGER NOT NULL,         -- 1 when no other source had brought it before
  UNIQUE (source, article)
);
CREATE INDEX arrival_article ON arrival(article, source, seq);
CREATE INDEX arrival_source ON arrival(source, seq);
CREATE INDEX arrival_first ON arrival(seq) WHERE first = 1;
INSERT INTO arrival (source, article, at, first)
  SELECT e.source, a.id, a.first_seen, e.source = a.source
  FROM entry e JOIN article a ON a.id = e.article GROUP BY e.source, a.id ORDER BY a.first_seen, a.id, e.source;
CREATE TRIGGER entry_arrives AFTER UPDATE OF article ON entry WHEN NEW.article IS NOT NULL
BEGIN
  INSERT OR IGNORE INTO arrival (source, article, at, first)
    SELECT NEW.source, NEW.article, last_seen, NOT EXISTS (SELECT 1 FROM arrival r WHERE r.article = NEW.article)
    FROM article WHERE id = NEW.article;
END;

-- Articles that readers would find changed since the last publication; emptied by it.
CREATE TABLE touched (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  article INTEGER NOT NULL
);
CREATE TRIGGER arrival_touches AFTER INSERT ON arrival
BEGIN INSERT INTO touched (article) VALUES (NEW.article); END;
CREATE TRIGGER article_touches AFTER UPDATE OF url, title, published, language, issuer, author, keywords, image,
  body_html, body_text, attachments, state, changed, feed_time ON article
BEGIN INSERT INTO touched (article) VALUES (NEW.id); END;

-- A feed as it was last published.
CREATE TABLE feed (
  name TEXT PRIMARY KEY,
  id TEXT NOT NULL,               -- its IRI; chosen at the first publication, never changed
  fingerprint TEXT NOT NULL,      -- of all that shapes its files besides its articles
  title TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  articles INTEGER NOT NULL DEFAULT 0, -- that ever reached it
  newest TEXT NOT NULL DEFAULT '{}' -- JSON of its newest item: title, url, time, language
);

-- The id of a feed that is no selection of articles (changes, health, ...); chosen once.
CREATE TABLE feed_id (
  name TEXT PRIMARY KEY,
  id TEXT NOT NULL                -- an IRI
) WITHOUT ROWID;

-- When a source came into another state, and why.  Filled by a trigger.
CREATE TABLE state_change (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  at TEXT NOT NULL,
  before TEXT NOT NULL,           -- the state that it was in
  state TEXT NOT NULL,
  reason TEXT NOT NULL,           -- one sentence
  mend TEXT NOT NULL              -- what to do
);
CREATE INDEX state_change_at ON state_change(at DESC);
CREATE TRIGGER source_changes_state AFTER UPDATE OF state ON source WHEN NEW.state <> OLD.state
BEGIN
  INSERT INTO state_change (source, at, before, state, reason, mend)
    VALUES (NEW.name, coalesce(NEW.last_run, NEW.state_since, ''), OLD.state, NEW.state, NEW.reason, NEW.mend);
END;

-- A closed part of a feed's history (RFC 5005, 4): arrivals `first` to `last`.
CREATE TABLE feed_page (
  feed TEXT NOT NULL,
  number INTEGER NOT NULL,        -- from 1, oldest first
  label TEXT NOT NULL,            -- its month, with a number when the month has several: 2024-05, 2024-05-2
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (feed, number)
) WITHOUT ROWID;

-- Other published files with the fingerprint of what they were made from (pages of the index, OPML).
CREATE TABLE built (
  path TEXT PRIMARY KEY,          -- in the output folder
  fingerprint TEXT NOT NULL
) WITHOUT ROWID;

-- A feed whose change the WebSub hub has not acknowledged yet.
CREATE TABLE ping (
  topic TEXT PRIMARY KEY,         -- the feed's address
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try TEXT NOT NULL          -- not before this
) WITHOUT ROWID;

CREATE INDEX article_live ON article(feed_time DESC, url) WHERE state = 'live';
"""


@migrations()
def m0020_feeds(db: Database) -> None:
    """What publishing needs to know: arrivals in order, what was touched, what was published."""
    db.executescript(TABLES)
