"""A crawl by the queue leaves the same store and the same feeds as a crawl of one process."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawler.samples.server import Answer, Site
from crawler.samples.sites import all_sites
from crawler.store.archive import Archive
from tests.crawls import sentence
from tests.sites import POSTAL, _small, broken, copying_site, old_cms
from tests.test_visits import CORRECTED, GONE, MOVED, NEW_HOME, edit
from tests.workers.machines import child, configure, crawl_by_queue, ended, hosts, needs_redis, redis_server, run

FIRST, AGAIN, LATER = "2024-05-15T08:00:00Z", "2024-05-15T08:30:00Z", "2024-05-15T10:00:00Z"
# Everything that is stored, without the numbers of rows, which follow the order in which hosts answer.
COMPARED = {
    "article": "SELECT guid, source, url, title, published, published_precision, updated, language, title_language, issuer, author, "
    "document_number, keywords, image, body_html, body_text, attachments, evidence, note, content_hash, revision, state, "
    "first_seen, last_seen, changed, feed_time FROM article",
    "entry": "SELECT e.source, e.url, e.title, e.date, e.precision, e.position, e.pinned, e.state, e.attempts, e.next_try, "
    "e.first_seen, e.last_seen, a.guid FROM entry e LEFT JOIN article a ON a.id = e.article",
    "revision": "SELECT a.guid, r.number, r.at, r.changes, r.title, r.published, r.body_html, r.body_text, r.content_hash "
    "FROM revision r JOIN article a ON a.id = r.article",
    "change": "SELECT a.guid, c.at, c.kind, c.fields, c.revision, c.detail FROM change c JOIN article a ON a.id = c.article",
    "visit": "SELECT a.guid, v.source, v.due, v.last, v.visits, v.etag, v.last_modified, v.length, v.missing_since, v.page "
    "FROM visit v JOIN article a ON a.id = v.article",
    "former_address": "SELECT f.url, f.until, a.guid FROM former_address f JOIN article a ON a.id = f.article",
    "source": "SELECT * FROM source",
    "run": "SELECT source, started, ended, outcome, mechanism, confidence, pages, entries, entries_new, entries_dated, overlap, articles, "
    "articles_new, revisions, requests, bytes, why, symptom, failure, read, unread, without_body, body_chars, template, moved_to, "
    "refusals, crawl_delay, retry_after, visits, moved, withdrawn FROM run",
    "issue": "SELECT i.source, i.at, i.kind, i.level, i.url, i.message, i.mend FROM issue i",
    "coverage": "SELECT source, begins, ends, whole, filled FROM coverage",
    "arrival": "SELECT a.guid, r.source, r.at, r.first FROM arrival r JOIN article a ON a.id = r.article",
    "state_change": "SELECT source, at, before, state, reason, mend FROM state_change",
    "signature": "SELECT a.guid, s.version, s.minhash FROM signature s JOIN article a ON a.id = s.article",
    "search": "SELECT a.guid, s.facets, s.day, s.feed_time, s.live FROM search_article s JOIN article a ON a.id = s.article",
}  # fmt: skip


def stored(folder: Path) -> dict[str, object]:
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    out: dict[str, object] = {}
    try:
        for name, sql in COMPARED.items():
            out[name] = sorted(connection.execute(sql).fetchall(), key=repr)
        tellers = "SELECT m.story, a.guid FROM story_article m JOIN article a ON a.id = m.article"
        stories: dict[int, set[str]] = {}
        for story, guid in connection.execute(tellers):
            stories.setdefault(story, set()).add(guid)
        out["stories"] = sorted(sorted(s) for s in stories.values())
    finally:
        connection.close()
    with Archive(folder / "output" / "archive.db", writable=False) as archive:
        out["pages"] = sorted(
            (c.source, c.guid, c.part, c.at, c.last, c.sha256, c.page.url) for c in archive.captures()
        )
    out |= {f"feeds/{f.name}": f.read_bytes() for f in (folder / "output" / "feeds").iterdir()}
    return out


def differing(alone: Path, many: Path) -> list[str]:
    one, other = stored(alone), stored(many)
    return [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]


def office() -> Site:
    """A post office whose one notice the sample `city` copies; its others are like no other text."""
    others = [(sentence(f"title {n}", 6), f"2024-04-{n + 10}", [sentence(f"{n} {p}", 30) for p in range(3)]) for n in range(4)]  # fmt: skip
    return _small("post", "郵政局公告", [("郵件投遞時間調整公告", "2024-05-02", list(POSTAL)), *others])


def alter(site: Site) -> None:
    """A correction, a notice that is gone, one that moved."""
    edit(site, CORRECTED, "兩小時", "三小時")
    site.pages.pop(GONE)
    site.pages[NEW_HOME] = site.pages[MOVED]
    site.pages[MOVED] = Answer(b"", status=301, headers=(("Location", NEW_HOME),))


@needs_redis
def test_many_machines_leave_the_same_store_and_feeds_as_one(tmp_path: Path) -> None:
    post = old_cms()
    post.name = "post-old"
    for path in (post.start, MOVED):
        edit(post, path, "2024-03-28", "2024-04-28")
    alone, many = tmp_path / "alone", tmp_path / "many"
    # The copying one is crawled apart, since what is told first is told by whoever ends first.
    sites = [broken(503), office(), post, *(s for s in all_sites() if s.name != "express"), copying_site()]
    with hosts(sites) as urls, redis_server() as redis:
        for folder in (alone, many):
            # So a host's articles come in the order of its list, and what is learned of the first is the same.
            configure(folder, urls, "delay = 0.01\nconcurrency = 256")
        others = [name for name in urls if name != "city"]
        for now, names in ((FIRST, others), (FIRST, ["city"]), (AGAIN, ["--all"]), (LATER, ["--all"])):
            if now == LATER:
                alter(post)
            status = ended(child(alone, now, ["crawl", *names]))
            assert crawl_by_queue(many, redis.url, now, names=names) == status
            assert differing(alone, many) == [], (now, names)
        # Nothing is left there but when each host may be asked again.
        left = redis.ask("KEYS", "gazette:*")
        assert isinstance(left, list)
        assert [key for key in left if not key.startswith(b"gazette:pace:")] == [b"gazette:results"]
    assert run(many, "doctor").returncode == 0
