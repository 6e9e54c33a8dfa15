"""Kill crawls at random instants, over first reading, visits, corrections and the archive: python benchmarks/kills.py [KILLS] [SEED].

Two folders are crawled at the same stopped times: one undisturbed, one killed (SIGKILL) again and again in each of three
rounds, in which articles are first read, then visited again with one corrected, one moved and one gone, then confirmed gone.
Meanwhile the second folder is served, and a reader polls its feeds without pause: what it gets has to be whole and valid,
tells nothing twice, and takes back no article that it told but those that are gone.  In the end articles, changes, revisions, visits, arrivals, feeds and archived pages must be the same, and `gazette doctor`
must find nothing.  200 kills unless told.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import lxml.etree

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.samples.server import Answer, Site, serving
from crawler.store.archive import Archive
from tests.conftest import command, environment
from tests.sites import old_cms
from tests.test_visits import CORRECTED, GONE, MOVED, NEW_HOME, edit

TIMES = ("2024-05-15T08:00:00Z", "2024-05-15T10:00:00Z", "2024-05-15T18:00:00Z")
COMPARED = {
    "articles": "SELECT guid, url, title, published, body_html, revision, state, first_seen, changed, feed_time FROM article ORDER BY guid",
    "changes": "SELECT a.guid, c.at, c.kind, c.fields, c.detail FROM change c JOIN article a ON a.id = c.article ORDER BY 1, 2, 3",
    "revisions": "SELECT a.guid, r.number, r.at, r.title, r.body_text FROM revision r JOIN article a ON a.id = r.article ORDER BY 1, 2",
    "visits": "SELECT a.guid, v.due, v.page, v.missing_since FROM visit v JOIN article a ON a.id = v.article ORDER BY 1",
    "arrivals": "SELECT a.guid, r.source, r.first FROM arrival r JOIN article a ON a.id = r.article ORDER BY 1, 2",
    "entries": "SELECT source, url, state FROM entry ORDER BY 1, 2",
}


def prepared() -> Site:
    site = old_cms()
    for path in (site.start, MOVED):
        edit(site, path, "2024-03-28", "2024-04-28")
    return site


def alter(site: Site) -> None:
    """What the publisher does before the second round."""
    edit(site, CORRECTED, "兩小時", "三小時")
    site.pages.pop(GONE)
    site.pages[NEW_HOME] = site.pages[MOVED]
    site.pages[MOVED] = Answer(b"", status=301, headers=(("Location", NEW_HOME),))


def configure(folder: Path, site: Site) -> None:
    folder.mkdir()
    (folder / "gazette.toml").write_text(
        f'[gazette]\ndelay = 0\n[[source]]\nname = "post"\nurl = "{site.url}"\nallow_private = true\n'
    )


class Reader(threading.Thread):
    """Polls the feeds of a served folder, and notes what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.server = subprocess.Popen(
            command("serve", "--port", "0"), cwd=folder, env=environment(PYTHONUNBUFFERED="1"),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.server.stdout is not None
        line = self.server.stdout.readline()
        self.url = next(word for word in line.split() if word.startswith("http://")).rstrip("/")
        self.told: dict[str, set[str]] = {}
        self.wrong: list[str] = []
        self.read = 0
        self.over = threading.Event()

    def run(self) -> None:
        with httpx.Client(base_url=self.url, timeout=30) as client:
            while not self.over.is_set():
                for kind in ("rss", "atom", "json"):
                    answer = client.get(f"/feeds/post.{kind}")
                    if answer.status_code == 404 and kind not in self.told:
                        continue  # nothing was published yet
                    self.read += 1
                    try:
                        self.look(kind, answer)
                    except Exception as error:
                        self.wrong.append(f"{kind}: {type(error).__name__}: {error}"[:200])
                time.sleep(0.02)

    def look(self, kind: str, answer: httpx.Response) -> None:
        """Raise for a feed that is not whole and valid, tells an article twice, or no longer tells one."""
        answer.raise_for_status()
        if kind == "json":
            told = [item["id"] for item in answer.json()["items"]]
        else:
            root = lxml.etree.fromstring(answer.content)
            item, name = ("item", "guid") if kind == "rss" else ("{*}entry", "{*}id")
            told = [node.findtext(name) or "" for node in root.iter(item)]
        assert told, "a feed without items"
        assert len(told) == len(set(told)), "an article twice"
        lost = self.told.get(kind, set()) - set(told)
        assert len(lost) <= 1, f"{len(lost)} articles lost"  # one is withdrawn in the third round
        self.told[kind] = self.told.get(kind, set()) | set(told)

    def close(self) -> None:
        """Stop polling, and serving."""
        self.over.set()
        self.join(60)
        self.server.terminate()
        self.server.wait()
        assert self.server.stdout is not None
        self.server.stdout.close()


def crawl(folder: Path, at: str, seconds: float | None = None) -> int:
    process = subprocess.Popen(
        command("crawl", "--all"), cwd=folder, env=environment(GAZETTE_NOW=at),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        return process.wait()


def state(folder: Path) -> dict[str, object]:
    out: dict[str, object] = {}
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    for name, sql in COMPARED.items():
        out[name] = connection.execute(sql).fetchall()
    connection.close()
    out |= {f"feeds/{f.name}": f.read_bytes() for f in sorted((folder / "output" / "feeds").iterdir())}
    with Archive(folder / "output" / "archive.db", writable=False) as archive:
        guids = [
            r["guid"] for r in archive.store.query("SELECT DISTINCT guid FROM capture WHERE guid <> '' ORDER BY 1")
        ]
        out["archive"] = [(g, [c.sha256 for c in archive.newest(g)]) for g in guids]
    return out


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20170718)
    killed = tried = 0
    with serving([prepared()]) as (site,), tempfile.TemporaryDirectory() as name:
        calm, hurt = Path(name) / "calm", Path(name) / "hurt"
        for folder in (calm, hurt):
            configure(folder, site)
        reader = Reader(hurt)
        reader.start()
        for number, at in enumerate(TIMES):
            if number == 1:
                alter(site)
            began = time.monotonic()
            assert crawl(calm, at) == 0
            whole = time.monotonic() - began
            goal = kills * (number + 1) // len(TIMES)
            while killed < goal:
                tried += 1
                began = time.monotonic()
                if crawl(hurt, at, chance.uniform(0.1, 1.0) * whole) == -signal.SIGKILL:
                    killed += 1
                else:  # the machine is less busy than it was: a later instant would never come
                    whole = min(whole, time.monotonic() - began)
            print(f"{at}: {killed} of {kills} kills, a crawl takes {whole:.1f} s", file=sys.stderr)
            assert crawl(hurt, at) == 0
        reader.close()
        before, after = state(calm), state(hurt)
        wrong = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
        doctor = subprocess.run(
            command("doctor"), cwd=hurt, env=environment(), capture_output=True, text=True, check=False
        )
    print(
        f"{killed} crawls killed of {tried} begun to be killed; differs: {', '.join(wrong) or 'nothing'}; doctor: {doctor.stdout.strip()}"
    )
    print(
        f"{reader.read} feeds read meanwhile; lost, repeated or invalid: {len(reader.wrong)} {reader.wrong[:3] or ''}; "
        f"told { ({kind: len(ids) for kind, ids in reader.told.items()}) }"
    )
    for key in wrong[:4]:
        print(key, before.get(key), after.get(key), sep="\n  ")
    return 1 if wrong or reader.wrong or not reader.read or doctor.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
