"""The full-text index, and the triggers that keep it.

Whoever changes what a term is (crawler/normalise/segment.py, script.py) adds a migration that runs FILL again: a row is
taken out of the index by naming the terms that it was put in with.

This module does not know who reads or writes the tables.
"""

from __future__ import annotations

from sqlite_utils import Database

from crawler.store.schema.steps import migrations

# The row of search_article for an article `a`.
EXPECTED = """SELECT a.id AS article,
    gazette_facets((SELECT json_group_array(name) FROM
      (SELECT a.source AS name UNION SELECT e.source FROM entry e WHERE e.article = a.id)),
      a.language, substr(coalesce(a.published, a.feed_time), 1, 10)) AS facets,
    substr(coalesce(a.published, a.feed_time) || '-01', 1, 10) AS day, a.feed_time, a.state = 'live' AS live
  FROM article a"""

TABLES = """
-- The full-text index; rowid is article.id. It holds terms alone; what a term is, crawler/normalise/segment.py tells.
-- Triggers keep it, so whoever changes an article changes the index in the same transaction.
CREATE VIRTUAL TABLE search USING fts5(title, issuer, body, facets, content='', tokenize='ascii');

-- What the index says of each article, and what results are filtered and sorted by without reading the article.
CREATE TABLE search_article (
  article INTEGER PRIMARY KEY,    -- article.id
  facets TEXT NOT NULL,           -- terms for sources, language, year and month, as the index has them
  day TEXT NOT NULL,              -- the day of publication, else of the feed time
  feed_time TEXT NOT NULL,        -- the article's
  live INTEGER NOT NULL           -- 0 when the article is withdrawn
);
CREATE INDEX search_article_day ON search_article(day);
"""

_ADD = """INSERT INTO search(rowid, title, issuer, body, facets) SELECT new.id, gazette_terms(new.title),
    gazette_terms(new.issuer), gazette_terms(new.body_text), facets FROM search_article WHERE article = new.id;"""
_TAKE_OUT = """INSERT INTO search(search, rowid, title, issuer, body, facets) SELECT 'delete', old.id,
    gazette_terms(old.title), gazette_terms(old.issuer), gazette_terms(old.body_text), facets
    FROM search_article WHERE article = old.id;"""

TRIGGERS = f"""
CREATE TRIGGER search_insert AFTER INSERT ON article BEGIN
  INSERT INTO search_article {EXPECTED} WHERE a.id = new.id;
  {_ADD}
END;
CREATE TRIGGER search_delete AFTER DELETE ON article BEGIN
  {_TAKE_OUT}
  DELETE FROM search_article WHERE article = old.id;
END;
CREATE TRIGGER search_update AFTER UPDATE OF title, issuer, body_text, source, language, published, state ON article BEGIN
  {_TAKE_OUT}
  INSERT OR REPLACE INTO search_article {EXPECTED} WHERE a.id = new.id;
  {_ADD}
END;
-- Another list leads to an article that is stored: it is found under both.
CREATE TRIGGER search_entry AFTER UPDATE OF article ON entry
WHEN new.article IS NOT NULL AND new.source <> (SELECT source FROM article WHERE id = new.article) BEGIN
  UPDATE article SET source = source WHERE id = new.article;
END;
"""  # noqa: S608

# The index anew, from the articles.
FILL = f"""
INSERT INTO search(search) VALUES ('delete-all');
DELETE FROM search_article;
INSERT INTO search_article {EXPECTED};
INSERT INTO search(rowid, title, issuer, body, facets)
  SELECT a.id, gazette_terms(a.title), gazette_terms(a.issuer), gazette_terms(a.body_text), s.facets
  FROM article a JOIN search_article s ON s.article = a.id ORDER BY a.id;
"""  # noqa: S608


@migrations()
def m0011_search(db: Database) -> None:
    """The full-text index of all articles that are stored."""
    for script in (TABLES, TRIGGERS, FILL):
        db.executescript(script)
