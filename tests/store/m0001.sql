-- A store as the first migration made it, with a few rows: what an upgrade starts from.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'gazette','m0001_initial','2026-11-24 06:30:40.749909+00:00');
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
INSERT INTO "article" VALUES(6,'urn:uuid:7ff8dcc8-8be2-5109-a09e-46e544e64e0e','express','https://post.example/?list_4/5.html','綠色包裝聯盟在海港城市成立','2024-04-30','day',NULL,'zh-Hant','zh-Hant','','','','[]','','<p>綠色包裝聯盟昨日在海港城市成立,首批成員三十二家。</p>
<p>有關負責人表示,下一階段將繼續完善制度,支持企業提高效率,並定期向社會公佈進展。</p>
<p>各會員單位如有意見,可在工作日與秘書處聯繫。</p>','綠色包裝聯盟昨日在海港城市成立,首批成員三十二家。

有關負責人表示,下一階段將繼續完善制度,支持企業提高效率,並定期向社會公佈進展。

各會員單位如有意見,可在工作日與秘書處聯繫。','[]','{"body": [{"value": "density div.text", "from": "density div.text", "rank": 3}], "published": [{"value": "2024-04-30", "from": "class \"info\"", "rank": 4}, {"value": "2024-04-30", "from": "list row", "rank": 5}], "title": [{"value": "綠色包裝聯盟在海港城市成立", "from": "h3 repeated in title element", "rank": 1}]}','','1:1d23490477e2f9d1467edb98d085717612538f24ff6a028427c445c301c78b51',1,'live','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','2024-04-30T12:59:58Z');
INSERT INTO "article" VALUES(9,'urn:uuid:93c86c51-2048-5949-b531-17f388f47000','tariffs','https://post.example/dokumente/2024/dok-39.pdf','Jahresbericht der Aufsicht über die Zustelldienste','2024-04-16','day',NULL,'de','de','','','','[]','','','','[{"url": "https://post.example/dokumente/2024/dok-39.pdf", "title": "Jahresbericht der Aufsicht über die Zustelldienste", "type": "application/pdf", "length": 45}]','{"published": [{"value": "2024-04-16", "from": "list row", "rank": 1}], "title": [{"value": "Jahresbericht der Aufsicht über die Zustelldienste", "from": "list row", "rank": 1}]}','file','1:04a562ac4502e8cdd02e3382686a34a315db9537bf63b47c4ad67fc356a2fdfe',1,'live','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','2024-04-16T12:59:58Z');
INSERT INTO "article" VALUES(12,'urn:uuid:390fd47a-4052-5421-8a92-9938f20a3468','express','https://post.example/?list_4/6.html','協會發佈春季快遞服務質量報告','2024-05-14','day',NULL,'zh-Hant','zh-Hant','','','','[]','','<p>協會今日發佈春季快遞服務質量報告,全國平均時效較上一季縮短兩小時。</p>
<p>有關負責人表示,下一階段將繼續完善制度,支持企業提高效率,並定期向社會公佈進展。</p>
<p>各會員單位如有意見,可在工作日與秘書處聯繫。</p>','協會今日發佈春季快遞服務質量報告,全國平均時效較上一季縮短兩小時。

有關負責人表示,下一階段將繼續完善制度,支持企業提高效率,並定期向社會公佈進展。

各會員單位如有意見,可在工作日與秘書處聯繫。','[]','{"body": [{"value": "density div.text", "from": "density div.text", "rank": 3}], "published": [{"value": "2024-05-14", "from": "class \"info\"", "rank": 4}, {"value": "2024-05-14", "from": "list row", "rank": 5}], "title": [{"value": "協會發佈春季快遞服務質量報告", "from": "h3 repeated in title element", "rank": 1}]}','','1:5b5001acb6610776018bef2180a8f747ed3892bf94573bd350a88490ebe6867e',1,'live','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','2024-05-14T12:59:59Z');
INSERT INTO "article" VALUES(15,'urn:uuid:60c7eba3-de3f-5634-9639-3d94a0dfacd0','tariffs','https://post.example/dokumente/2024/dok-40.pdf','Anhang 3: Entgelte für Pakete (Stand Mai)','2024-05-02','day',NULL,'de','de','','','','[]','','','','[{"url": "https://post.example/dokumente/2024/dok-40.pdf", "title": "Anhang 3: Entgelte für Pakete (Stand Mai)", "type": "application/pdf", "length": 45}]','{"published": [{"value": "2024-05-02", "from": "list row", "rank": 1}], "title": [{"value": "Anhang 3: Entgelte für Pakete (Stand Mai)", "from": "list row", "rank": 1}]}','file','1:5a21b3022f532e6534119a07e71ab6484d6bdd656f193f31db610f11852db3c3',1,'live','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','2024-05-02T12:59:59Z');
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
INSERT INTO "entry" VALUES('express','https://post.example/?list_4/5.html','綠色包裝聯盟在海港城市成立','2024-04-30','day',1,0,'stored',6,0,NULL,'2024-06-20T08:00:00Z','2024-06-20T08:00:00Z');
INSERT INTO "entry" VALUES('express','https://post.example/?list_4/6.html','協會發佈春季快遞服務質量報告','2024-05-14','day',0,0,'stored',12,0,NULL,'2024-06-20T08:00:00Z','2024-06-20T08:00:00Z');
INSERT INTO "entry" VALUES('tariffs','https://post.example/dokumente/2024/dok-39.pdf','Jahresbericht der Aufsicht über die Zustelldienste','2024-04-16','day',1,0,'stored',9,0,NULL,'2024-06-20T08:00:00Z','2024-06-20T08:00:00Z');
INSERT INTO "entry" VALUES('tariffs','https://post.example/dokumente/2024/dok-40.pdf','Anhang 3: Entgelte für Pakete (Stand Mai)','2024-05-02','day',0,0,'stored',15,0,NULL,'2024-06-20T08:00:00Z','2024-06-20T08:00:00Z');
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
INSERT INTO "issue" VALUES(1,8,'express','2024-06-20T08:00:00Z','http-404','warning','https://post.example/x','the page is not there (404)','');
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL REFERENCES source(name),
  started TEXT NOT NULL,
  ended TEXT,                     -- null while running, or when it was killed
  outcome TEXT NOT NULL DEFAULT 'running', -- running, ok, not-modified, broken, killed
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
INSERT INTO "run" VALUES(1,'express','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','ok','html',0.5,1,6,6,6,NULL,6,6,0,7,7603,'[]');
INSERT INTO "run" VALUES(8,'tariffs','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','ok','html',0.5,1,4,4,4,NULL,4,4,0,5,890,'[]');
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
INSERT INTO "source" VALUES('express','https://post.example/?list_4/','行業新聞 - 快遞協會','','','[]','html',NULL,NULL,'"8247aaed842c6476"','Tue, 14 Nov 2023 22:13:20 GMT','ok','','','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z',NULL);
INSERT INTO "source" VALUES('tariffs','https://post.example/veroeffentlichungen','Veröffentlichungen - Regulierungsstelle Küste','','','[]','html',NULL,NULL,'"fa7db9223bebfd84"','Tue, 14 Nov 2023 22:13:20 GMT','ok','','','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z','2024-06-20T08:00:00Z',NULL);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX article_source_feed ON article(source, feed_time DESC);
CREATE INDEX article_feed ON article(feed_time DESC);
CREATE INDEX article_changed ON article(changed);
CREATE INDEX entry_article ON entry(article);
CREATE INDEX entry_open ON entry(source, state) WHERE state = 'pending';
CREATE INDEX run_source ON run(source, id DESC);
CREATE INDEX issue_run ON issue(run);
CREATE INDEX issue_source ON issue(source, id DESC);
CREATE VIEW v_latest AS
  SELECT a.feed_time, a.source, a.title, a.published, a.language, a.issuer, a.url, a.guid
  FROM article a WHERE a.state = 'live' ORDER BY a.feed_time DESC, a.url;
CREATE VIEW v_source_health AS
  SELECT s.name, s.state, s.reason, s.mend, s.state_since, s.last_run, s.next_due, s.url,
    (SELECT count(*) FROM entry e WHERE e.source = s.name AND e.state = 'stored') AS articles,
    (SELECT max(a.feed_time) FROM article a WHERE a.source = s.name) AS newest
  FROM source s ORDER BY s.name;
CREATE VIEW v_quiet AS
  SELECT s.name, max(a.feed_time) AS newest,
    CAST(julianday('now') - julianday(max(a.feed_time)) AS INTEGER) AS days
  FROM source s LEFT JOIN article a ON a.source = s.name GROUP BY s.name ORDER BY newest;
CREATE VIEW v_troubles AS
  SELECT i.source, i.at, i.level, i.kind, i.url, i.message, i.mend
  FROM issue i WHERE i.run = (SELECT max(r.id) FROM run r WHERE r.source = i.source) ORDER BY i.source, i.id;
COMMIT;
