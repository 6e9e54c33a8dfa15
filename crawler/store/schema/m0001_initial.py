"""The first tables: sources, articles, entries, runs, issues.

This module does not know who reads or writes the tables.
"""

from __future__ import annotations

from sqlite_utils import Database

from crawler.store.schema.steps import migrations

TABLES = """
-- A list page that is followed, and what was learned of it.
CREATE TABLE source (
  name TEXT PRIMARY KEY,          -- the name in gazette.toml, also that of its feed files
  url TEXT NOT NULL,              -- the list page
  title TEXT NOT NULL DEFAULT '', -- for people; from the configuration, else the page's own title
  language TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '', -- ISO 3166-1 alpha-2, '' when unknown
  topics TEXT NOT NULL DEFAULT '[]', -- JSON array of words
  mechanism TEXT NOT NULL DEFAULT '', -- how the list reaches us, as last seen
  list_profile TEXT,              -- JSON of the learned list selectors; null until learned
  article_profile TEXT,           -- JSON of the learned article selectors; null until learned
  etag TEXT NOT NULL DEFAULT '',  -- validators of the list page; set only when a run finished what the page told
  last_modified TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'new', -- ok, quiet, empty, partial, broken, ... (see health)
  reason TEXT NOT NULL DEFAULT '', -- why it is in that state, one sentence
  mend TEXT NOT NULL DEFAULT '',  -- what to do, as a command where there is one
  state_since TEXT,               -- when it came into that state
  last_run TEXT,                  -- when its last run ended; null before the first
  last_ok TEXT,                   -- when a run last read its list; null before that
  next_due TEXT                   -- when it is worth looking again; null means at once
);

-- An article, normalised: the page (or file) behind an entry.
CREATE TABLE article (
  id INTEGER PRIMARY KEY,
  guid TEXT NOT NULL UNIQUE,      -- urn:uuid of the canonical URL at first sight; never changes
  source TEXT NOT NULL REFERENCES source(name), -- the source that had it first
  url TEXT NOT NULL UNIQUE,       -- canonical address, as it is now
  title TEXT NOT NULL,
  published TEXT,                 -- ISO 8601, as precise as the page told; null when it told nothing
  published_precision TEXT,       -- minute, day or month; null with published
  updated TEXT,                   -- when the page says that it was changed; null when it does not
  language TEXT NOT NULL DEFAULT '', -- BCP 47, of the body (of the title when there is no body)
  title_language TEXT NOT NULL DEFAULT '', -- BCP 47, of the title when it differs, else the same
  issuer TEXT NOT NULL DEFAULT '', -- the body that issued it, as the page names it
  author TEXT NOT NULL DEFAULT '',
  document_number TEXT NOT NULL DEFAULT '',
  keywords TEXT NOT NULL DEFAULT '[]', -- JSON array
  image TEXT NOT NULL DEFAULT '', -- address of the lead image
  body_html TEXT NOT NULL DEFAULT '', -- sanitised; links absolute
  body_text TEXT NOT NULL DEFAULT '', -- paragraphs parted by blank lines
  attachments TEXT NOT NULL DEFAULT '[]', -- JSON array of {url, title, type, length}
  evidence TEXT NOT NULL DEFAULT '{}', -- JSON: field -> [{value, from, rank}]
  note TEXT NOT NULL DEFAULT '',  -- why the body is empty when it rightly is (file, pictures only)
  content_hash TEXT NOT NULL,     -- of what a reader would read; equal hash, equal article
  revision INTEGER NOT NULL DEFAULT 1, -- counts from 1
  state TEXT NOT NULL DEFAULT 'live', -- live or withdrawn
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  changed TEXT NOT NULL,          -- when its newest revision was stored
  feed_time TEXT NOT NULL         -- the time under which feeds show it; set once
);
CREATE INDEX article_source_feed ON article(source, feed_time DESC);
CREATE INDEX article_feed ON article(feed_time DESC);
CREATE INDEX article_changed ON article(changed);

-- One line of a list page, and what became of it.
CREATE TABLE entry (
  source TEXT NOT NULL REFERENCES source(name),
  url TEXT NOT NULL,              -- canonical address of the row's link
  title TEXT NOT NULL,            -- as the list shows it, cleaned
  date TEXT,                      -- the day (or minute) beside it; null when the list shows none
  precision TEXT,                 -- minute, day or month; null with date
  position INTEGER NOT NULL,      -- its place on the page when first seen, from 0, over all pages read
  pinned INTEGER NOT NULL DEFAULT 0, -- 1 when the list keeps it on top
  state TEXT NOT NULL,            -- pending, stored, gone (404/410), refused, failed (given up)
  article INTEGER REFERENCES article(id), -- null until stored
  attempts INTEGER NOT NULL DEFAULT 0, -- fetches that failed
  next_try TEXT,                  -- not before this; null means at once
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  PRIMARY KEY (source, url)
) WITHOUT ROWID;
CREATE INDEX entry_article ON entry(article);
CREATE INDEX entry_open ON entry(source, state) WHERE state = 'pending';

-- One crawl of one source.
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL REFERENCES source(name),
  started TEXT NOT NULL,
  ended TEXT,                     -- null while running, or when it was killed
  outcome TEXT NOT NULL DEFAULT 'running', -- running, ok, not-modified, broken, killed, repair
  mechanism TEXT NOT NULL DEFAULT '',
  confidence REAL,
  pages INTEGER NOT NULL DEFAULT 0, -- list pages read
  entries INTEGER NOT NULL DEFAULT 0, -- rows seen
  entries_new INTEGER NOT NULL DEFAULT 0,
  entries_dated INTEGER NOT NULL DEFAULT 0, -- rows with a day
  overlap INTEGER,                -- 1 when the rows met what was known, 0 when a gap is left, null when nothing was known
  articles INTEGER NOT NULL DEFAULT 0, -- articles fetched and read
  articles_new INTEGER NOT NULL DEFAULT 0,
  revisions INTEGER NOT NULL DEFAULT 0,
  requests INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  why TEXT NOT NULL DEFAULT '[]'  -- JSON array: what decided that this is the list
);
CREATE INDEX run_source ON run(source, id DESC);

-- A recorded trouble of a run.
CREATE TABLE issue (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run(id),
  source TEXT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,             -- a word for machines: http-404, no-list, timeout, ...
  level TEXT NOT NULL,            -- warning (an article's), error (the source's)
  url TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL,
  mend TEXT NOT NULL DEFAULT ''
);
CREATE INDEX issue_run ON issue(run);
CREATE INDEX issue_source ON issue(source, id DESC);
"""

VIEWS = """
-- The newest articles of all sources.
CREATE VIEW v_latest AS
  SELECT a.feed_time, a.source, a.title, a.published, a.language, a.issuer, a.url, a.guid
  FROM article a WHERE a.state = 'live' ORDER BY a.feed_time DESC, a.url;
-- Each source with its state, its newest article and its last run.
CREATE VIEW v_source_health AS
  SELECT s.name, s.state, s.reason, s.mend, s.state_since, s.last_run, s.next_due, s.url,
    (SELECT count(*) FROM entry e WHERE e.source = s.name AND e.state = 'stored') AS articles,
    (SELECT max(a.feed_time) FROM article a WHERE a.source = s.name) AS newest
  FROM source s ORDER BY s.name;
-- Sources by the days since their newest article, longest silence first.
CREATE VIEW v_quiet AS
  SELECT s.name, max(a.feed_time) AS newest,
    CAST(julianday('now') - julianday(max(a.feed_time)) AS INTEGER) AS days
  FROM source s LEFT JOIN article a ON a.source = s.name GROUP BY s.name ORDER BY newest;
-- What went wrong in the last run of each source.
CREATE VIEW v_troubles AS
  SELECT i.source, i.at, i.level, i.kind, i.url, i.message, i.mend
  FROM issue i WHERE i.run = (SELECT max(r.id) FROM run r WHERE r.source = i.source) ORDER BY i.source, i.id;
"""


@migrations()
def m0001_initial(db: Database) -> None:
    """The first tables and views."""
    for statement in (TABLES, VIEWS):
        db.executescript(statement)
