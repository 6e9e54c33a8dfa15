"""Kill workers, the writer and the Redis at random instants: python benchmarks/workers_kills.py [KILLS] [SEED].

Two folders are crawled at the same stopped times, over first reading, a correction, a move and a withdrawal: one by one
process and undisturbed, one by two workers, a writer and a Redis (appendfsync always), each killed by SIGKILL again and
again and started anew.  In the end articles, changes, revisions, arrivals, entries and feeds must be the same, and
`gazette doctor` must find nothing.  100 kills unless told.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.conftest import command, environment
from tests.crawls import Board
from tests.sites import old_cms
from tests.test_visits import MOVED, edit
from tests.workers.chaos import hurt_round, state
from tests.workers.machines import child, configure, ended, hosts, redis_server
from tests.workers.test_equality import alter

TIMES = ("2024-05-15T08:00:00Z", "2024-05-15T10:00:00Z", "2024-05-15T18:00:00Z")


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20170718)
    post = old_cms()
    for path in (post.start, MOVED):
        edit(post, path, "2024-03-28", "2024-04-28")
    boards = [Board(f"office {n}", rows=4) for n in range(4)]
    for n, board in enumerate(boards):
        board.site.name = f"o{n}"
    counts: dict[str, int] = {}
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as name,
        hosts([post, *(b.site for b in boards)], {"o1": 0.1}) as urls,
        redis_server() as redis,
    ):
        calm, hurt = Path(name) / "calm", Path(name) / "hurt"
        for folder in (calm, hurt):
            configure(folder, urls, "delay = 0.01\nconcurrency = 256")
        for number, at in enumerate(TIMES):
            if number == 1:
                alter(post)
            assert ended(child(calm, at, ["crawl", "--all"])) == 0
            share = kills * (number + 1) // len(TIMES) - kills * number // len(TIMES)
            for what, count in hurt_round(hurt, redis, at, share, chance).items():
                counts[what] = counts.get(what, 0) + count
            print(f"round {number + 1}: {counts}", flush=True)
        before, after = state(calm), state(hurt)
        wrong = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
        doctor = subprocess.run(
            command("doctor"), cwd=hurt, env=environment(), capture_output=True, text=True, check=False
        )
        log = (hurt / "log").read_text()
    told = "; ".join(f"{log.count(words)} × {words!r}" for words in ("was lost, and is sent again", "is set aside", "was given to another worker"))  # fmt: skip
    print(f"{sum(counts.values())} kills {counts} in {time.monotonic() - began:.0f} s; told: {told}")
    print(f"differs: {', '.join(wrong) or 'nothing'}; doctor: {doctor.stdout.strip()}")
    for key in wrong[:4]:
        print(key, before.get(key), after.get(key), sep="\n  ")
    return 1 if wrong or doctor.returncode else 0


if __name__ == "__main__":
    # Children are forked by a server that imports this file anew.
    sys.exit(main())
