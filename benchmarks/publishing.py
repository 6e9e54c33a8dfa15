"""How long a publication takes when one article is new: python benchmarks/publishing.py FOLDER, a store of benchmarks/million.py.

Lets one publication record all as published without writing their files, then times one article that changed, and
nothing new.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.clock import now, stamp
from crawler.config import Config, load
from crawler.store import feedstate
from crawler.store.database import NAME, Store
from crawler.store.feedstate import Arrival
from feeds.items import place
from feeds.parts import split
from feeds.plans import Plans
from feeds.publish import KINDS, _fingerprint, publish
from feeds.select import shelf_of


def settle(store: Store, config: Config) -> None:
    """Record everything as published, with empty files in place: the first publication is not what is timed."""
    plans = Plans(store, config, {})
    shelf = shelf_of(store, config, plans)
    (config.output / "feeds").mkdir(exist_ok=True)
    came: dict[str, list[Arrival]] = {}
    for row in store.query("SELECT source, seq, article, at FROM arrival ORDER BY seq"):
        came.setdefault(row["source"], []).append(Arrival(row["seq"], row["article"], row["at"][:7]))
    with store.atomic():
        for plan in plans:
            own = list(feedstate.arrivals_after(store, plan.reach, 0)) if plan.merged else came.get(plan.name, [])
            closed, _ = split(None, own)
            row = {"name": plan.name, "id": plan.id, "fingerprint": _fingerprint(shelf, plan), "title": plan.title,
                   "language": "", "articles": len(own), "newest": "{}"}  # fmt: skip
            pages = [(plan.name, p.number, p.label, p.first, p.last) for p in closed]
            feedstate.record(store, 0, [row], pages, [plan.name], {})
            for kind in (*KINDS, "html"):
                (config.output / f"{place(plan.name)}.{kind}").touch()
        store.execute("DELETE FROM touched")
    publish(store, config)


def timed(what: str, act: Callable[[], int]) -> float:
    """Seconds of a publication, told with how many files it wrote."""
    began, worked = time.perf_counter(), time.process_time()
    written = act()
    seconds = time.perf_counter() - began
    print(
        f"{what}: {seconds:.3f} s, {time.process_time() - worked:.3f} s of processor time, {written} files written",
        flush=True,
    )
    return seconds


def measure(folder: Path, rounds: int = 5) -> tuple[float, float]:
    """The median seconds of publishing one article that changed, and of finding nothing new."""
    config = load(folder / "gazette.toml")
    one, none = [], []
    with Store(config.output / NAME) as store:
        settle(store, config)
        last = store.value("SELECT max(id) FROM article")
        for n in range(rounds):
            store.execute("UPDATE article SET title = title || '!', changed = ? WHERE id = ?", stamp(now()), last - n)
            one.append(timed("one article", lambda: len(publish(store, config).written)))
            none.append(timed("nothing new", lambda: len(publish(store, config).written)))
    return median(one), median(none)


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
