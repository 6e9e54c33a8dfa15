"""A month of the sample sites at a stopped clock: faults come and go, and operators are told of each, once.

    python benchmarks/month.py [--days 30] [--times 2] [--sites express,japan] [--keep FOLDER]

Each site posts every other day.  `--times` crawls a day are made of what is due, each a process of its own, over
loopback, with alerts sent to a web hook on loopback.  Printed is what was wrong and when, beside what the hook got and
when.  Some faults are to be borne without a word: a page of yesterday at random, two templates in turn, a clock that
jumps, and a redesign that gazette mends by itself.

With fewer days or sites only the faults are played whose end can be told in them, and those that need no word.

Exit status 1 when a fault was not told while it lasted, when its end was not told within three days, when anything else
was told, or when an article was missed, told twice, changed or withdrawn, or a gap was left.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.samples import sites, texts
from crawler.samples.server import Answer, Site, serving
from crawler.samples.texts import Notice
from tests.certificates import Authority, serving_safely
from tests.crawls import Follower, page, sentence
from tests.hooks import hook

START = datetime(2024, 6, 3, tzinfo=UTC)
HOURS = (9, 16, 12, 19)
BEFORE, EVERY, LONGEST = 12, 2, 30
# From one day to another this site posts nothing.
SILENT = {"harbour": (8, 24)}
NAMED, SAFE, STALE = "mainland", "taiwan", "japan"
HOST = "tzgg.haizhou.invalid"
JUMP, JUMP_DAY = timedelta(days=1100), 11
MAKERS: dict[str, tuple[Callable[[Sequence[Notice]], Site], Sequence[Notice]]] = {
    "express": (sites.express, texts.EXPRESS), "mainland": (sites.mainland, texts.MAINLAND), "taiwan": (sites.taiwan, texts.TAIWAN),
    "dahan": (sites.dahan, texts.DAHAN), "endpoint": (sites.endpoint, texts.CUSTOMS), "japan": (sites.japan, texts.JAPAN),
    "harbour": (sites.harbour, texts.HARBOUR), "tariffs": (sites.tariffs, texts.TARIFFS),
}  # fmt: skip
_ROW = re.compile(
    r'<record>.*?</record>|<tr>.*?</tr>|<item>.*?</item>|(?:<dt>[^<]*</dt>)?<dd>.*?</dd>|<div class="views-row">.*?</div>'
    r"|<li><a [^>]*>[^<]*</a><span>.*?</li>", re.S,
)  # fmt: skip
Pages = dict[str, Answer]
Change = Callable[["Stage", Pages, int], None]


@dataclass(slots=True)
class Stage:
    """A site over the month: all its pages, the addresses of its lists, and the notices in order of days."""

    site: Site
    pages: Pages
    lists: tuple[str, ...]
    notices: list[Notice]

    def show(self, day: date, changes: Sequence[Change], turn: int = 0) -> None:
        """What the site answers on a day at a crawl, the `turn`-th, with what is wrong with it."""
        pages = dict(self.pages)
        hidden = {n.title for n in self.notices if date.fromisoformat(n.day) > day}
        for path in self.lists:
            pages[path] = without(pages[path], hidden)
        for change in changes:
            change(self, pages, turn)
        self.site.pages.clear()
        self.site.pages.update(pages)

    def posted(self, day: date) -> list[Notice]:
        """What was posted up to a day, the newest first."""
        return [n for n in self.notices[::-1] if date.fromisoformat(n.day) <= day]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a site from one day of the month up to another.

    `state` is what has to be told of it, "" when nothing is to be told.
    """

    site: str
    first: int
    last: int
    what: str
    state: str
    change: Change | None = None


@dataclass(slots=True)
class World:
    """What goes on around the sites: the names that are known, the certificate that is shown."""

    authority: Authority
    stand: list[Stage]
    wrong: tuple[Fault, ...] = ()
    renew: Callable[[Path], None] | None = None
    chance: random.Random = field(default_factory=lambda: random.Random(8))

    def now(self, site: str, day: int) -> list[Fault]:
        """The faults of a site on a day."""
        return [f for f in self.wrong if f.site == site and f.first <= day < f.last]


def edited(answer: Answer, edit: Callable[[str], str]) -> Answer:
    code = "utf-8" if "utf-8" in answer.type or b"gb2312" not in answer.body else "gb18030"
    return Answer(edit(answer.body.decode(code)).encode(code), answer.type)


def without(answer: Answer, hidden: set[str]) -> Answer:
    """A list without the rows of some titles."""
    if answer.type.endswith("json"):
        rows = json.loads(answer.body)["datasource"]
        kept = [row for row in rows if row["title"] not in hidden]
        return Answer(json.dumps({"datasource": kept}, ensure_ascii=False).encode(), answer.type)
    return edited(answer, lambda text: _ROW.sub(lambda m: "" if any(t in m[0] for t in hidden) else m[0], text))


def instead(answer: Answer) -> Change:
    """Another answer at the list's address."""

    def change(stage: Stage, pages: Pages, _: int) -> None:
        pages[stage.site.start] = answer

    return change


def one_row(stage: Stage, pages: Pages, _: int) -> None:
    """The list's first row alone."""

    def edit(text: str) -> str:
        for row in [row for row in _ROW.findall(text) if "<th>" not in row][1:]:
            text = text.replace(row, "")
        return text

    pages[stage.site.start] = edited(pages[stage.site.start], edit)


def in_turn(stage: Stage, pages: Pages, turn: int) -> None:
    """Every other time the list is no table, but a list."""
    if turn % 2:
        table = pages[stage.site.start].body.decode()
        rows = re.findall(r"<tr><td>\d+</td><td>(<a .*?</a>)</td><td>(.*?)</td></tr>", table)
        inner = "".join(f"<li>{link} <time>{day}</time></li>" for link, day in rows)
        pages[stage.site.start] = Answer(page("最新消息", f"<ul class=latest>{inner}</ul>"))


def emptied(stage: Stage, pages: Pages, _: int) -> None:
    """All article pages are there, with nothing in them."""
    for path, answer in pages.items():
        if path.startswith("/art/"):
            body = re.sub(r'(<div id="zoom">).*?(</div>)', r"\1\2", answer.body.decode(), flags=re.S)
            pages[path] = Answer(body.encode(), answer.type)


def rebuilt(stage: Stage, pages: Pages, _: int) -> None:
    """A new system: another list, other articles' pages under other addresses, the old ones gone."""
    shown = pages[stage.site.start].body.decode("gb18030")
    for path in [p for p in pages if p.endswith(".html")]:
        del pages[path]
    rows = ""
    for number, notice in enumerate(stage.notices):
        path = f"/content/show?id={7000 + number}"
        text = "".join(f"<p>{p}</p>" for p in notice.paragraphs)
        pages[path] = Answer(page(notice.title, f"<main><h2>{notice.title}</h2><time>{notice.day}</time><section>{text}</section></main>"))  # fmt: skip
        if notice.title in shown:
            rows = f'<tr><td><a href="{path}">{notice.title}</a></td><td class="when">{notice.day}</td></tr>{rows}'
    pages[stage.site.start] = Answer(page("通知公告", f'<main><table class="archive">{rows}</table></main>'))


def moved(stage: Stage, pages: Pages, _: int) -> None:
    """The list is at another address of the same host for good."""
    pages["/NewsList.aspx?n=12"] = pages[stage.site.start]
    pages[stage.site.start] = Answer(b"", status=301, headers=(("Location", "/NewsList.aspx?n=12"),))


def faults(parked: str) -> tuple[Fault, ...]:
    """The faults; `parked` is the address of a page of somebody else."""
    error = Answer(page("Error", "<h1>404 Page not found</h1><p>The page that you asked for does not exist.</p>"))
    wall = Answer(
        b"<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={cType:'managed'};</script>"
        b"<noscript>Enable JavaScript and cookies to continue</noscript></body></html>", status=403, headers=(("cf-mitigated", "challenge"),),
    )  # fmt: skip
    later = Answer(b"<html><body>Down</body></html>", status=503, headers=(("Retry-After", "86400"),))
    elsewhere = Answer(b"", status=302, headers=(("Location", parked),))
    return (
        Fault("express", 2, 5, "an error page with status 200", "broken", instead(error)),
        Fault(NAMED, 4, 7, "its name is gone from the DNS", "unreachable"),
        Fault(SAFE, 5, 8, "its certificate ran out", "unreachable"),
        Fault("dahan", 7, 10, "it redirects to a parked domain", "gone", instead(elsewhere)),
        Fault("endpoint", 8, 11, "503 with Retry-After of a day", "unreachable", instead(later)),
        Fault("harbour", *SILENT["harbour"], "nothing is posted", "quiet"),
        Fault("tariffs", 12, 15, "a challenge instead of the list", "blocked", instead(wall)),
        Fault(SAFE, 12, 22, "two templates in turn", "", in_turn),
        Fault("express", 14, 18, "the list has one row", "partial", one_row),
        Fault(NAMED, 15, LONGEST + 1, "rebuilt: other markup, other addresses", "", rebuilt),
        Fault("dahan", 16, 24, "articles without their text", "partial", emptied),
        Fault(STALE, 16, 30, "yesterday's page at random", ""),
        Fault(SAFE, 23, 26, "moved for good", "moved", moved),
    )  # fmt: skip


def stages(names: Sequence[str]) -> list[Stage]:
    """The sample sites, each with a notice every other day from before the month to its end."""
    out = []
    for place, (name, (make, seeds)) in enumerate(MAKERS.items()):
        begins, ends = SILENT.get(name, (0, 0))
        notices = []
        for n in range(-BEFORE, LONGEST // EVERY + 1):
            day = n * EVERY + place % EVERY
            if begins <= day < ends:
                continue
            seed = seeds[n % len(seeds)]
            words = tuple(sentence(f"{name} {n} {p}", 30) for p in range(3))
            title = f"{sentence(f'{name} {n}', 5)} {seed.title}"
            notices.append(
                Notice(title, (START + timedelta(days=day)).date().isoformat(), (*words, seed.paragraphs[0]))
            )
        site = make(notices[::-1])
        further = tuple(p for p in site.pages if p.endswith((".json", ".xml")))
        lists = further if name == "endpoint" else (site.start, *further)
        if name in names:
            out.append(Stage(site, dict(site.pages), lists, notices))
    return out


Told = list[tuple[datetime, str]]


def month(folder: Path, names: Sequence[str], days: int, times: int) -> tuple[Told, tuple[Fault, ...], list[str]]:
    """Play the month: what was told and when, what was wrong, and what is amiss with the articles."""
    offers = "".join(f"<li><a href='/offers/{n}.html'>{sentence(f'offer {n}', 7)}</a></li>" for n in range(12))
    stranger = Site("parked", "", "/", {"/robots.txt": sites.ROBOTS, "/": Answer(page("Buy this name", f"<ul class=ads>{offers}</ul>"))})  # fmt: skip
    world = World(Authority(folder), stages(names))
    told: Told = []
    with ExitStack() as stack:
        plain = [s.site for s in world.stand if s.site.name != SAFE]
        stack.enter_context(serving([*plain, stranger]))
        safe = [s.site for s in world.stand if s.site.name == SAFE]
        if safe:
            world.renew = stack.enter_context(serving_safely(safe[0], world.authority.certificate(days=30)))
        alerts, got = stack.enter_context(hook())
        world.wrong = tuple(
            f for f in faults(stranger.url) if f.site in names and (f.last < days or (not f.state and f.first < days))
        )
        follower = Follower(folder, step=timedelta(), everything=False, hosts=(HOST,))
        follower.environment = {"SSL_CERT_FILE": str(world.authority.file)}
        _configure(follower, world.stand, alerts, stranger)
        for n in range(days * times):
            day, hour = n // times, HOURS[n % times]
            follower.at = START + timedelta(days=day, hours=hour)
            play(world, follower, n, day)
            told += [(follower.at, line) for one in got for line in one["message"].splitlines() if " -> " in line]
            got.clear()
        return told, world.wrong, amiss(follower, world.stand, follower.at.date())


def _configure(follower: Follower, stand: Sequence[Stage], alerts: str, stranger: Site) -> None:
    addresses = {s.site.name: s.site.url for s in stand}
    for name, was, now in ((NAMED, "127.0.0.1", HOST), (SAFE, "http://", "https://")):
        if name in addresses:
            addresses[name] = addresses[name].replace(was, now, 1)
    follower.configure(
        addresses, f'private_hosts = ["127.0.0.1:{stranger.port}"]',
        f'delay = 0\ntimeout = 5\n[gazette.alerts]\nurls = ["{alerts}"]\n',
    )  # fmt: skip


def play(world: World, follower: Follower, turn: int, day: int) -> None:
    """One crawl, with what is wrong at that time."""
    today = follower.at.date()
    for stage in world.stand:
        now = world.now(stage.site.name, day)
        late = any("at random" in f.what for f in now) and world.chance.random() < 0.4
        stage.show(today - timedelta(days=int(late)), [f.change for f in now if f.change], turn)
    follower.hosts = () if any("DNS" in f.what for f in world.now(NAMED, day)) else (HOST,)
    if world.renew is not None:
        expired = any("certificate" in f.what for f in world.now(SAFE, day))
        world.renew(world.authority.certificate(days=-1 if expired else 30))
    follower.crawl()
    if day == JUMP_DAY and turn % 2:
        follower.at += JUMP
        follower.crawl()
        follower.at -= JUMP


def amiss(follower: Follower, stand: list[Stage], last: date) -> list[str]:
    """What is wrong with the articles that are stored."""
    out = []
    for stage in stand:
        posted = {n.title for n in stage.posted(last)}
        rows = follower.ask("SELECT title FROM entry WHERE source = ? AND state = 'stored'", stage.site.name)
        found = [re.sub(r"^\d+\.\s*", "", r["title"]) for r in rows]
        # Of yesterday's page the newest may be missing yet.
        late = {n.title for n in stage.posted(last) if n.day == last.isoformat()} if stage.site.name == STALE else set()
        if extra := set(found) - posted:
            out.append(f"{stage.site.name}: false news: {sorted(extra)[:3]}")
        if missing := posted - set(found) - late:
            out.append(f"{stage.site.name}: missed: {sorted(missing)[:3]}")
        if twice := len(found) - len(set(found)):
            out.append(f"{stage.site.name}: {twice} told twice")
        if len(
            live := follower.ask("SELECT 1 FROM article WHERE source = ? AND state = 'live'", stage.site.name)
        ) != len(found):
            out.append(f"{stage.site.name}: {len(live)} articles of {len(found)} rows")
    # A text that comes after none was there is one: readers have to get it.
    kinds = (
        "SELECT c.kind, count(*) AS n FROM change c LEFT JOIN revision r ON r.article = c.article AND r.number = c.revision - 1 "
        "WHERE c.kind <> 'moved' AND coalesce(r.body_text, 'gone') <> '' GROUP BY c.kind"
    )
    out += [f"change: {r['n']} times {r['kind']}" for r in follower.ask(kinds)]
    gaps = "SELECT source, begins, ends FROM coverage WHERE whole = 0 AND filled IS NULL"
    return out + [f"gap: {r['source']} {r['begins']} to {r['ends']}" for r in follower.ask(gaps)]


def judged(told: Told, wrong: tuple[Fault, ...]) -> tuple[dict[Fault, list[datetime | None]], list[str]]:
    """When each fault and its end was told (None when it was not), and what was told without a fault."""
    left = list(told)
    when: dict[Fault, list[datetime | None]] = {}
    for fault in wrong:
        first, last = (START + timedelta(days=d) for d in (fault.first, fault.last))
        spans = (
            (f"{fault.site}: ok -> {fault.state}", first, last),
            (f"{fault.site}: {fault.state} -> ok", last, last + timedelta(days=3)),
        )
        when[fault] = []
        for what, begins, ends in spans if fault.state else ():
            hit = next((t for t in left if t[1].startswith(what) and begins <= t[0] <= ends), None)
            when[fault].append(hit[0] if hit else None)
            if hit:
                left.remove(hit)
    return when, [f"{at:%d %b %H:%M} {line}" for at, line in left]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--days", type=int, default=LONGEST)
    parser.add_argument("--times", type=int, default=2, help="crawls a day, at most four")
    parser.add_argument("--sites", default=",".join(MAKERS))
    parser.add_argument("--keep", type=Path, help="keep the store there")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = words.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        told, wrong, troubles = month(folder, words.sites.split(","), words.days, words.times)
    when, false = judged(told, wrong)
    print("| site | days | what was wrong | state | told | its end told |\n|---|---|---|---|---|---|")
    for fault, moments in when.items():
        first, last = (START + timedelta(days=d) for d in (fault.first, min(fault.last, words.days)))
        cells = [f"{m:%d %b %H:%M}" if m else "**never**" for m in moments] or ["nothing, rightly", ""]
        print(
            f"| {fault.site} | {first:%d %b} to {last:%d %b} | {fault.what} | {fault.state or 'ok'} | {' | '.join(cells)} |"
        )
    missed = sum(m is None for moments in when.values() for m in moments)
    print(
        f"{len(wrong)} faults injected{', and the clock set wrong once' if words.days > JUMP_DAY else ''}; {len(told)} changes told, {missed} missed, {len(false)} false, {len(troubles)} troubles"
    )
    for line in (*(f"false: {line}" for line in false), *troubles):
        print(f"  {line}")
    return 1 if troubles or false or missed else 0


if __name__ == "__main__":
    sys.exit(main())
