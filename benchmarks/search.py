"""How fast a search answers: `python benchmarks/search.py FOLDER`, a store that benchmarks/million.py made.

Asks queries of every kind, twice each.  Prints one JSON line: p50 and p95 in milliseconds of all queries and by kind;
`cpu` is the processor's time alone, for a machine that does other things too.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.million import Maker, Tongue, source_name
from crawler.store.database import NAME, Store
from crawler.store.search import Filters, agrees, search


def queries(tongues: dict[str, Tongue]) -> list[tuple[str, str, Filters]]:
    """A mix as people type it: kind, words, filters."""
    out: list[tuple[str, str, Filters]] = []
    none = Filters()
    for tag, tongue in tongues.items():
        kinds = [("frequent", range(0, 10)), ("middling", range(100, 2000, 200)), ("rare", range(5000, 19000, 1500))]
        for kind, ranks in kinds:
            out += [(f"{kind}", tongue.words[rank], none) for rank in ranks]
        out += [("two words", f"{tongue.words[n]} {tongue.words[n * 40 + 60]}", none) for n in range(8)]
        out += [("phrase", f'"{tongue.words[n]}{tongue.glue}{tongue.words[n + 1]}"', none) for n in range(8)]
        out += [("without", f"{tongue.words[n + 200]} -{tongue.words[n]}", none) for n in range(5)]
        out += [("in a source", tongue.words[n], Filters(sources=(source_name(n),))) for n in range(5)]
        out += [
            (
                "in a topic and year",
                tongue.words[n],
                Filters(topics=("topic-3",), since="2019-03-05", until="2020-04-01"),
            )
            for n in range(5)
        ]
        out += [("in a language", tongue.words[n], Filters(language=tag.split("-")[0])) for n in range(5)]
    chinese = [word for word in tongues["zh-Hans"].words if len(word) == 2]
    out += [("two Chinese characters", word, none) for word in chinese[:60:2] + chinese[200:2000:100]]
    out += [("one character", sign, none) for sign in "国水法年"] + [
        ("beginning", word, none) for word in ("con*", "pre*")
    ]
    out += [("filters alone", "", Filters(language="th", since="2020-01-01")), ("filters alone", "", none)]
    return out


def main(folder: Path) -> None:
    """Measure."""
    with Store(folder / NAME, writable=False) as store:
        tongues = Maker(store.value("SELECT max(id) FROM article")).tongues
        print(json.dumps(measure(store, tongues)))


def measure(store: Store, tongues: dict[str, Tongue]) -> dict[str, object]:
    """Milliseconds of every query, each asked twice, the second time counted with the first."""
    times: dict[str, list[float]] = {}
    cpu: list[float] = []
    found = 0
    asked = queries(tongues)
    random.Random(3).shuffle(asked)
    for kind, words, filters in asked * 2:
        began, worked = time.perf_counter(), time.process_time()
        found += bool(search(store, words, filters).hits)
        cpu.append((time.process_time() - worked) * 1000)
        times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
    every = [t for values in times.values() for t in values]
    kinds = {kind: [middle(values, 0.5), middle(values, 0.95)] for kind, values in sorted(times.items())}
    return {"queries": len(every), "with_hits": round(found / len(every), 3), "p50_ms": middle(every, 0.5), "p95_ms": middle(every, 0.95),
            "cpu_p50_ms": middle(cpu, 0.5), "cpu_p95_ms": middle(cpu, 0.95), "slowest_ms": middle(every, 1), "p50_p95_by_kind": kinds, "troubles": agrees(store, 100)}  # fmt: skip


def middle(values: list[float], share: float) -> float:
    """The value under which this share of the values lies."""
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))], 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
