"""Lives of a source: random acts of a publisher, real crawls that are killed, and readers that poll now and then.

For tests/test_lives.py, and longer for benchmarks/lives.py.
"""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from pathlib import Path

from crawler.samples.server import Answer
from tests.crawls import PROCESSES, Board, Follower, crawl_in_child, page, sentence
from tests.feeds.shelves import BASE
from tests.feeds.subscriber import Subscriber

SEARCH = '[[search]]\nname = "ferries"\nquery = "ferry"\n'
# Rules pinned by hand, which change what is read of the same pages.
RULES = ("", '[source.article]\nbody = "div.text"\n', '[source.article]\nbody = "div.text p"\n')
_NUMBER = re.compile(r"\((\d+)\)$")


def reread_in_child(folder: str, now: str) -> None:
    """What the child does: read the archived pages anew."""
    from feeds.rereading import run_reread

    os.environ["GAZETTE_NOW"] = now
    os.chdir(folder)
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        run_reread(Path("gazette.toml"), (), dry_run=False)
    os._exit(0)


@dataclass(slots=True)
class Life:
    """One source from its first crawl on.

    `acts` counts what happened, `killed` the crawls that were killed; `whole` is how long the last one took that was
    left alone, in seconds.
    """

    folder: Path
    seed: int
    board: Board = field(default_factory=lambda: Board(rows=8))
    acts: Counter[str] = field(default_factory=Counter)
    killed: int = 0
    whole: float = 1.0
    withdrawn: set[int] = field(default_factory=set)
    places: dict[int, str] = field(default_factory=dict)
    readers: list[Subscriber] = field(default_factory=list)
    chance: random.Random = field(init=False)
    follower: Follower = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.follower = Follower(self.folder, publishing=True)
        self.readers = [Subscriber(self.folder / "output", name) for name in ("board", "all", "ferries")]

    def begin(self) -> None:
        """Follow the served board, and crawl it once undisturbed."""
        self.configure(RULES[0])
        self.show()
        assert self.crawl() == 0

    def configure(self, rules: str) -> None:
        """The configuration with these pinned rules."""
        self.follower.configure(
            {"board": self.board.site.url}, rules, f'delay = 0\ntimeout = 5\nfeed_items = 5\nbase_url = "{BASE}"'
        )
        path = self.folder / "gazette.toml"
        path.write_text(path.read_text() + SEARCH)

    def step(self) -> None:
        """One act, a crawl that may be killed, and a poll of whoever likes to."""
        act = self.chance.choice([self.post, self.post, self.edit, self.withdraw, self.move, self.reread])
        self.acts[act.__name__] += 1
        act()
        self.show()
        self.follower.step = timedelta(hours=self.chance.choice([1, 5, 30, 24 * 20]))
        self.crawl(self.chance.uniform(0.1, 1.0) * self.whole if self.chance.random() < 0.4 else None)
        for reader in self.readers:
            if self.chance.random() < 0.5:
                reader.poll()

    def crawl(self, seconds: float | None = None) -> int:
        """One crawl, killed after so many seconds; its exit status."""
        self.follower.at += self.follower.step
        now = self.follower.at.isoformat()
        child = PROCESSES.Process(target=crawl_in_child, args=(str(self.folder), now, (), {}, True, True, ()))
        began = time.monotonic()
        child.start()
        child.join(120 if seconds is None else seconds)
        if child.exitcode is None:
            child.kill()
            child.join()
            self.killed += 1
        elif seconds is None:
            self.whole = time.monotonic() - began
        assert child.exitcode in (0, 3, -signal.SIGKILL), "a crawl ends well, or names a source that is broken"
        return child.exitcode

    def post(self) -> None:
        """Some new notices."""
        for _ in range(self.chance.choice([1, 1, 2, 6])):
            number = len(self.board.notices) + 1
            self.board.post(self.follower.at.date())
            if number % 3 == 0:
                self.write(number, "The ferry leaves later.")

    def edit(self) -> None:
        """A correction of a notice."""
        number = self.some()
        self.write(number, f"{sentence(f'edit {self.follower.at} {number}', 12)}. A ferry was added.")

    def withdraw(self) -> None:
        """A notice goes from its place and from the list."""
        number = self.some()
        self.withdrawn.add(number)
        self.board.site.pages[self.place(number)] = Answer(page("Error", "<h1>Not found</h1>"), status=404)

    def move(self) -> None:
        """A notice goes to another address, which its old one tells; the list leads to either."""
        number = self.some()
        old, new = self.place(number), f"/archive/{self.acts['move']}-{number}.html"
        self.board.site.pages[new] = self.board.site.pages[old]
        self.board.site.pages[old] = Answer(b"", status=301, headers=(("Location", new),))
        self.places[number] = new

    def reread(self) -> None:
        """The operator pins other rules, and lets the archived pages be read by them."""
        self.configure(self.chance.choice(RULES))
        child = PROCESSES.Process(target=reread_in_child, args=(str(self.folder), self.follower.at.isoformat()))
        child.start()
        child.join(120)
        assert child.exitcode == 0

    def some(self) -> int:
        """A notice that is still there."""
        return self.chance.choice([n for n in range(1, len(self.board.notices) + 1) if n not in self.withdrawn])

    def place(self, number: int) -> str:
        """The present path of a notice."""
        return self.places.get(number, f"/notices/{number}.html")

    def write(self, number: int, words: str) -> None:
        """Give a notice another last paragraph."""
        title, day = self.board.notices[number - 1]
        text = "".join(f"<p>{sentence(f'board {number} {p}', 25)}.</p>" for p in range(2))
        inner = f"<h1>{title}</h1><p class=day>{day:%d.%m.%Y}</p><div class=text>{text}<p>{words}</p></div>"
        self.board.site.pages[self.place(number)] = Answer(page(title, inner))

    def show(self) -> None:
        """The list: every notice that is there, the newest first; some rows lead to where it was before it moved."""
        rows = ""
        for number, (title, day) in reversed(list(enumerate(self.board.notices, 1))):
            if number not in self.withdrawn:
                path = self.place(number) if number % 2 else f"/notices/{number}.html"
                rows += f'<li><a href="{path}">{title}</a><span>{day:%Y-%m-%d}</span></li>'
        self.board.show(Answer(page("Notices", f"<ul class=news>{rows}</ul>")))

    def end(self) -> None:
        """Crawl undisturbed until nothing is left to be read, and let everyone poll."""
        self.follower.step = timedelta(days=2)
        for _ in range(3):
            self.crawl()
        for reader in self.readers:
            reader.poll()

    def faults(self) -> list[str]:
        """What a reader was told twice, or never, of the notices; one sentence each."""
        stored = {
            int(found[1]): row
            for row in self.follower.ask("SELECT guid, title, state, body_text FROM article")
            if (found := _NUMBER.search(row["title"]))
        }
        out = []
        count = self.follower.ask("SELECT count(*) AS n FROM article")[0]["n"]
        if count != len(stored):
            out.append(f"{count} articles are stored of {len(stored)} notices")
        there = set(range(1, len(self.board.notices) + 1)) - self.withdrawn
        out += [f"notice {n} is not stored" for n in sorted(there - stored.keys())]
        for reader in self.readers:
            told = Counter(int(_NUMBER.search(title)[1]) for title in reader.titles.values())  # type: ignore[index]
            out += [f"{reader.name}: notice {n} came {times} times" for n, times in told.items() if times > 1]
            out += [f"{reader.name}: {guid} came {times} times" for guid, times in reader.got.items() if times > 1]
            wanted = {
                n
                for n in there & stored.keys()
                if reader.name != "ferries" or "ferry" in stored[n]["body_text"].lower()
            }
            out += [f"{reader.name}: notice {n} never came" for n in sorted(wanted - told.keys())]
        return out
