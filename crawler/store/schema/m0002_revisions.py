"""What happens to an article after it was first stored: revisions, moves, withdrawals, and the visits that find them.

This module does not know who reads or writes the tables.
"""

from __future__ import annotations

from sqlite_utils import Database

from crawler.store.schema.steps import migrations

TABLES = """
-- One state of an article's text, whole. An article that never changed has no row here: its only state is in article.
CREATE TABLE revision (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article(id),
  number INTEGER NOT NULL,        -- counts from 1; the highest is the state that article holds
  at TEXT NOT NULL,               -- when this state was first stored
  changes TEXT NOT NULL DEFAULT '[]', -- JSON array: what differs from the state before (title, date, body, attachments)
  title TEXT NOT NULL,
  published TEXT,                 -- as in article
  published_precision TEXT,       -- as in article
  updated TEXT,                   -- as in article
  body_html TEXT NOT NULL DEFAULT '',
  body_text TEXT NOT NULL DEFAULT '',
  attachments TEXT NOT NULL DEFAULT '[]', -- JSON array of {url, title, type, length}
  content_hash TEXT NOT NULL,
  UNIQUE (article, number)
);

-- What happened to an article after it was first stored, in order.
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article(id),
  at TEXT NOT NULL,
  kind TEXT NOT NULL,             -- revision, moved, withdrawn, returned; reread when our rules changed, not the page
  fields TEXT NOT NULL DEFAULT '[]', -- JSON array: which fields differ (title, date, body, attachments, ...)
  revision INTEGER NOT NULL,      -- the number of the state that the article has since
  detail TEXT NOT NULL DEFAULT '' -- moved: the address before; withdrawn: what was found instead
);
CREATE INDEX change_article ON change(article);
CREATE INDEX change_at ON change(at);

-- An address that an article had before it moved; whoever asks for it is led to the article.
CREATE TABLE former_address (
  url TEXT PRIMARY KEY,           -- canonical
  article INTEGER NOT NULL REFERENCES article(id),
  until TEXT NOT NULL             -- when the article was found elsewhere
) WITHOUT ROWID;
CREATE INDEX former_article ON former_address(article);

-- When an article's address is to be asked again, and what its server said last.
CREATE TABLE visit (
  article INTEGER PRIMARY KEY REFERENCES article(id),
  source TEXT NOT NULL REFERENCES source(name), -- the source whose runs ask
  due TEXT,                       -- not before this; null when it is not asked again
  last TEXT,                      -- when it was last answered, by the first fetch or a visit
  visits INTEGER NOT NULL DEFAULT 0, -- visits that were answered
  etag TEXT NOT NULL DEFAULT '',  -- validators of the page (or file), for conditional requests
  last_modified TEXT NOT NULL DEFAULT '',
  length INTEGER,                 -- of a file, bytes; null when not told
  missing_since TEXT,             -- when it was first found missing; null while it is there
  page TEXT NOT NULL DEFAULT ''   -- SHA-256 of the page it was last read from, as in archive.db
);
CREATE INDEX visit_due ON visit(source, due) WHERE due IS NOT NULL;

CREATE INDEX entry_title ON entry(source, title);

ALTER TABLE run ADD COLUMN visits INTEGER NOT NULL DEFAULT 0; -- articles asked for again
ALTER TABLE run ADD COLUMN moved INTEGER NOT NULL DEFAULT 0; -- articles found at another address
ALTER TABLE run ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0; -- articles found gone, and confirmed

-- Articles that were stored before there were visits are not asked again, unless their row changes.
INSERT INTO visit (article, source, last) SELECT id, source, last_seen FROM article;
"""

VIEWS = """
-- What publishers changed, moved, withdrew and put back, newest first; not what reading again changed.
CREATE VIEW v_changes AS
  SELECT c.at, c.kind, c.fields, a.source, a.title, a.url, c.detail, c.revision, a.guid
  FROM change c JOIN article a ON a.id = c.article WHERE c.kind <> 'reread' ORDER BY c.id DESC;
-- Articles that their publishers took away, with the last text kept in article.
CREATE VIEW v_withdrawn AS
  SELECT (SELECT max(c.at) FROM change c WHERE c.article = a.id AND c.kind = 'withdrawn') AS withdrawn,
    a.source, a.title, a.published, a.url, a.guid
  FROM article a WHERE a.state = 'withdrawn' ORDER BY withdrawn DESC;
-- How many articles each source published a day, by the day of their feed time.
CREATE VIEW v_per_day AS
  SELECT substr(feed_time, 1, 10) AS day, source, count(*) AS articles FROM article GROUP BY day, source ORDER BY day DESC, source;
-- Rows of lists whose article could not be read: put off, refused, gone or given up.
CREATE VIEW v_unread AS
  SELECT e.source, e.state, e.attempts, e.next_try, e.title, e.url, e.last_seen
  FROM entry e WHERE e.state NOT IN ('stored', 'pending') OR e.attempts > 0 AND e.state = 'pending' ORDER BY e.last_seen DESC;
-- How well each source is read: the share of its articles, in percent, that have a date, a body, an issuer.
CREATE VIEW v_coverage AS
  SELECT source, count(*) AS articles,
    round(100.0 * sum(published IS NOT NULL) / count(*), 1) AS dated,
    round(100.0 * sum(body_text <> '') / count(*), 1) AS with_body,
    round(100.0 * sum(issuer <> '') / count(*), 1) AS with_issuer
  FROM article GROUP BY source ORDER BY source;
-- Files that belong to articles, one row each.
CREATE VIEW v_attachments AS
  SELECT a.source, a.title AS article, json_extract(f.value, '$.title') AS file, json_extract(f.value, '$.type') AS type,
    json_extract(f.value, '$.length') AS length, json_extract(f.value, '$.url') AS url, a.guid
  FROM article a, json_each(a.attachments) f;
"""


@migrations()
def m0002_revisions(db: Database) -> None:
    """Revisions, changes, former addresses, visits; views for operators."""
    for script in (TABLES, VIEWS):
        db.executescript(script)
