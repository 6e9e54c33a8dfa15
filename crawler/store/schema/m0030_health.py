"""What a run saw, kept for judging; the coverage ledger; what was told of a source's state, and to whom.

This module does not know how a state is judged, nor when a source is due.
"""

from __future__ import annotations

from sqlite_utils import Database

from crawler.store.schema.steps import migrations

TABLES = """
ALTER TABLE run ADD COLUMN symptom TEXT NOT NULL DEFAULT ''; -- what is odd about this run alone: partial, empty, changed, moved; '' when nothing
ALTER TABLE run ADD COLUMN failure TEXT NOT NULL DEFAULT ''; -- why its list could not be read, as in issue.kind; '' when it was
ALTER TABLE run ADD COLUMN read INTEGER NOT NULL DEFAULT 0; -- articles read
ALTER TABLE run ADD COLUMN unread INTEGER NOT NULL DEFAULT 0; -- articles that could not be read
ALTER TABLE run ADD COLUMN without_body INTEGER NOT NULL DEFAULT 0; -- articles read that have no body, without saying why
ALTER TABLE run ADD COLUMN body_chars INTEGER NOT NULL DEFAULT 0; -- median length of the bodies read, characters; 0 when none was
ALTER TABLE run ADD COLUMN template TEXT NOT NULL DEFAULT ''; -- where the rows stand, as a CSS selector; '' when not HTML
ALTER TABLE run ADD COLUMN moved_to TEXT NOT NULL DEFAULT ''; -- where the list says that it is for good; '' when it did not move
ALTER TABLE run ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0; -- addresses that robots.txt forbids
ALTER TABLE run ADD COLUMN crawl_delay REAL NOT NULL DEFAULT 0; -- seconds that robots.txt asks for between requests
ALTER TABLE run ADD COLUMN retry_after TEXT NOT NULL DEFAULT ''; -- not before this, said the server; '' when it did not

ALTER TABLE source ADD COLUMN expected TEXT NOT NULL DEFAULT ''; -- what a run was expected to see, when the state is not ok
ALTER TABLE source ADD COLUMN seen TEXT NOT NULL DEFAULT ''; -- what it saw instead
ALTER TABLE source ADD COLUMN note TEXT NOT NULL DEFAULT ''; -- what was odd in the last run and does not make a state (yet)
ALTER TABLE source ADD COLUMN template TEXT NOT NULL DEFAULT ''; -- what held the rows when the list was last found as usual, as a CSS selector
ALTER TABLE source ADD COLUMN fails INTEGER NOT NULL DEFAULT 0; -- runs in a row whose list could not be read
ALTER TABLE source ADD COLUMN told_state TEXT NOT NULL DEFAULT ''; -- the breakage that an exit status told last
ALTER TABLE source ADD COLUMN told_at TEXT; -- when it did; null when none was

-- Stretches of time over which a source's list was seen whole, and the gaps between them.
CREATE TABLE coverage (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL REFERENCES source(name),
  begins TEXT NOT NULL,           -- UTC; of the first stretch: the oldest day that the list showed when first seen
  ends TEXT NOT NULL,             -- UTC; of the newest stretch: the last run
  whole INTEGER NOT NULL,         -- 1 complete, 0 a gap: rows may have come and gone unseen
  filled TEXT                     -- when older pages closed the gap; null while it is open, and for whole stretches
);
CREATE INDEX coverage_source ON coverage(source, id);

-- The states that operators were told by alerts.
CREATE TABLE alert (
  source TEXT PRIMARY KEY REFERENCES source(name),
  told TEXT NOT NULL DEFAULT 'ok', -- the state that the last alert told
  told_at TEXT,                   -- when
  state TEXT NOT NULL DEFAULT 'ok', -- the state that the last run found
  since TEXT NOT NULL,            -- when runs first found it
  runs INTEGER NOT NULL DEFAULT 0 -- how many runs in a row found it
);
-- Messages that wait to be sent, or that could not be sent yet; one row a message, gone once it is sent.
CREATE TABLE alert_outbox (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try TEXT NOT NULL          -- not before this
);
"""

VIEWS = """
DROP VIEW v_source_health;
-- Each source with its state, its newest article and its last run.
CREATE VIEW v_source_health AS
  SELECT s.name, s.state, s.reason, s.mend, s.state_since, s.last_run, s.next_due, s.url,
    (SELECT count(*) FROM entry e WHERE e.source = s.name AND e.state = 'stored') AS articles,
    (SELECT max(a.feed_time) FROM article a WHERE a.source = s.name) AS newest,
    s.expected, s.seen, s.note, s.last_ok, s.fails
  FROM source s ORDER BY s.name;
-- Times over which rows may have come and gone unseen, newest first.
CREATE VIEW v_gaps AS
  SELECT source, begins, ends FROM coverage WHERE whole = 0 AND filled IS NULL ORDER BY begins DESC;
-- What each host asked for, as the last thirty runs of each source met it.
CREATE VIEW v_politeness AS
  SELECT r.source, sum(r.requests) AS requests, sum(r.refusals) AS refusals, max(r.crawl_delay) AS crawl_delay,
    max(r.retry_after) AS retry_after, count(*) AS runs
  FROM run r WHERE r.id > (SELECT max(0, ifnull((SELECT x.id FROM run x WHERE x.source = r.source ORDER BY x.id DESC LIMIT 1 OFFSET 30), 0)))
  GROUP BY r.source ORDER BY r.source;
"""


@migrations()
def m0030_health(db: Database) -> None:
    """Symptoms, coverage, alerts; views for operators."""
    for script in (TABLES, VIEWS):
        db.executescript(script)
