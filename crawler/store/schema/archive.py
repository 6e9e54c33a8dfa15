"""The tables of archive.db: pages as they came, compressed, each content once.

This module does not know who reads or writes the tables.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

archive_migrations = Migrations("archive")

TABLES = """
-- What the pages of a source have in common, as a zstd dictionary: trained once there are enough pages.
CREATE TABLE dictionary (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,               -- when it was trained
  pages INTEGER NOT NULL,         -- from how many pages
  data BLOB NOT NULL
);

-- The bytes of a page, each content once.
CREATE TABLE page (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,    -- of the bytes, hexadecimal
  size INTEGER NOT NULL,          -- of the bytes, before compression
  dictionary INTEGER REFERENCES dictionary(id), -- null when compressed without
  data BLOB NOT NULL              -- one zstd frame
);
CREATE INDEX page_dictionary ON page(dictionary);

-- When which address answered with which content.
CREATE TABLE capture (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  guid TEXT NOT NULL DEFAULT '',  -- of the article that was read from it; '' for a list page
  part INTEGER NOT NULL DEFAULT 0, -- of an article that runs over several pages, from 0
  at TEXT NOT NULL,               -- when it was first fetched; the parts of one article share it
  last TEXT NOT NULL,             -- when it was last fetched, unchanged since
  url TEXT NOT NULL,              -- the final address
  type TEXT NOT NULL DEFAULT '',  -- the Content-Type header
  page INTEGER NOT NULL REFERENCES page(id)
);
CREATE INDEX capture_guid ON capture(guid, at, part) WHERE guid <> '';
CREATE INDEX capture_source ON capture(source, last);
CREATE INDEX capture_page ON capture(page);
"""


@archive_migrations()
def a0001_initial(db: Database) -> None:
    """The first tables."""
    db.executescript(TABLES)
