"""Long lives of a source, with crawls killed at random and readers that poll now and then: python benchmarks/lives.py [LIVES] [STEPS] [SEED].

Each life is a board that posts, corrects, withdraws and moves notices while it is crawled, killed and read anew, as in
tests/lives.py.  Prints what a reader was told twice, never, or with another date.  10 lives of 60 steps unless told.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.samples.server import serving
from tests.lives import Life


def main() -> int:
    lives, steps, seed = (int(w) for w in (*sys.argv[1:], *("10", "60", "1")[len(sys.argv) - 1 :]))
    began, acts, killed, items, wrong = time.monotonic(), Counter[str](), 0, 0, 0
    for number in range(seed, seed + lives):
        with tempfile.TemporaryDirectory() as folder:
            life = Life(Path(folder), number)
            with serving([life.board.site]):
                life.begin()
                for _ in range(steps):
                    life.step()
                life.end()
            faults = life.faults()
        acts += life.acts
        killed += life.killed
        items += sum(len(r.got) for r in life.readers)
        wrong += len(faults)
        for fault in faults:
            print(f"seed {number}: {fault}")
    told = ", ".join(f"{count} {name}" for name, count in sorted(acts.items()))
    print(
        f"{lives} lives of {steps} steps ({told}; {killed} crawls killed), {items} items told, {wrong} wrong, {time.monotonic() - began:.0f} s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
