"""How long a post waits until it is seen, and how many requests that costs, beside asking every ten minutes.

    python benchmarks/rhythm.py [-v] [--times FILE] [--days 365] [--seed 8] [CORPUS...]

Two years are followed: a made one, and one of real posting days where a CORPUS is given.  A CORPUS is a folder of cases
as for benchmarks/listing.py and benchmarks/dating.py: the days are those of the rows of its labelled lists, repeated
over a year; the time of day is drawn from the times that its articles and rows tell (see posting.py).

A year of posts is made for sixteen sources of different countries, or read from FILE: lines `SOURCE COUNTRY TIME`, TIME
in ISO 8601 with its offset.  The generator: each source has its office (posting minutes around one to three hours of
the day, with spread), its posts a working day (0.15 to 12), factors for weekdays, a share of posts on days off, bursts
(a post brings further ones within the half hour), two weeks in summer with half the posts, and a change of its hours
once in the year.  Public holidays are those of the country.  The follower knows none of this: it begins without a
past, sees a post only by looking, and pays for each look.

Exit status 1 when posts wait longer than 20 minutes (the median), or looks are more than a fifth of those of asking
every ten minutes.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from crawler.health.silence import days_off
from crawler.normalise.places import zone_of
from crawler.rhythm import Bounds, Sighting, next_due, pattern, plan

sys.path.insert(0, str(Path(__file__).parent))
import posting  # type: ignore[import-not-found]

FIXED = 600.0
# What is wanted: the median delay in minutes, the share of the requests of asking every ten minutes.
WANTED, SHARE = 20.0, 0.2
COUNTRIES = ("CN", "TW", "JP", "DE", "GB", "FR", "IN", "BR", "KR", "ES", "PL", "ZA", "TH", "US", "AE", "HK")
START = date(2023, 1, 2)
REMEMBERED = timedelta(days=120)
# Posts in order, of a source's name and country.
Sources = dict[tuple[str, str], list[datetime]]


def year(country: str, chance: random.Random, days: int) -> list[datetime]:
    """The posts of one source, in order."""
    zone, off = zone_of(country) or ZoneInfo("UTC"), days_off(country)
    peaks = [(chance.uniform(8.5, 17.5), chance.uniform(0.4, 3.0)) for _ in range(chance.choice((1, 2, 2, 3)))]
    daily = chance.choice((0.15, 0.4, 0.8, 1.5, 3, 5, 8, 12))
    weekday = [chance.uniform(0.6, 1.4) for _ in range(7)]
    resting = chance.choice((0.0, 0.02, 0.05, 0.3))
    moves, shift = chance.randrange(100, 300), chance.uniform(-2, 2)
    out: list[datetime] = []
    for n in range(days):
        day = START + timedelta(days=n)
        rate = daily * (resting if off(day) else weekday[day.weekday()]) * (0.5 if 205 <= n <= 219 else 1)
        for _ in range(_poisson(rate, chance)):
            peak, spread = chance.choice(peaks)
            hour = min(max(chance.gauss(peak + (shift if n > moves else 0), spread), 0.0), 23.9)
            at = datetime.combine(day, datetime.min.time(), zone) + timedelta(hours=hour)
            out.append(at)
            while chance.random() < 0.3:
                at += timedelta(minutes=chance.expovariate(1 / 12))
                out.append(at)
    return sorted(at.astimezone(UTC) for at in out)


def _poisson(rate: float, chance: random.Random) -> int:
    count, at = 0, chance.expovariate(1.0)
    while at < rate:
        count, at = count + 1, at + chance.expovariate(1.0)
    return count


def follow(posts: list[datetime], country: str, bounds: Bounds) -> tuple[list[float], int, float]:
    """Look as the rhythm tells: the posts' delays in minutes, the number of looks, the days."""
    zone, off = zone_of(country) or ZoneInfo("UTC"), days_off(country)
    now = posts[0].replace(hour=0, minute=0, second=0, microsecond=0)
    first, end = now, posts[-1] + timedelta(days=1)
    seen: list[Sighting] = []
    delays: list[float] = []
    looks, i, before = 0, 0, now
    known, learned = plan(pattern(seen, now, zone, off), now.date(), off, bounds), now
    while now < end:
        looks += 1
        fresh = 0
        while i < len(posts) and posts[i] <= now:
            delays.append((now - posts[i]).total_seconds() / 60)
            i, fresh = i + 1, fresh + 1
        if fresh:
            seen.append((before, now, fresh))
        if now - learned > timedelta(hours=20):
            seen = [s for s in seen if now - s[1] < REMEMBERED]
            known, learned = plan(pattern(seen, now, zone, off), now.date(), off, bounds), now
        before = now
        now = next_due(now, known, zone, off, fresh=bool(fresh))
    return delays, looks, (end - first).total_seconds() / 86_400


def made(seed: int, days: int) -> Sources:
    """A year of posts of each of the countries."""
    chance = random.Random(seed)
    return {(f"source-{country.lower()}", country): year(country, chance, days) for country in COUNTRIES}


def written(file: Path) -> Sources:
    """The posts that a file tells."""
    out: Sources = defaultdict(list)
    for line in file.read_text("utf-8").splitlines():
        name, country, at = line.split()
        out[name, country].append(datetime.fromisoformat(at).astimezone(UTC))
    return {source: sorted(posts) for source, posts in out.items()}


def real(corpora: Sequence[Path]) -> Sources:
    """A year of each list of the corpora; what of it is real is told by posting.py."""
    lists = list(posting.lists(corpora))
    times = [*posting.article_times(corpora), *(at for one in lists for at in one.times)]
    print(f"{len(lists)} lists with {sum(len(one.days) for one in lists)} days; {len(times)} times of day")
    return {(one.name, one.country): posting.year(one, times, START) for one in lists} if times else {}


def measure(what: str, sources: Sources, *, each: bool) -> bool:
    """Follow sources and tell what it cost; whether the median delay and the requests are within what is wanted."""
    everything: list[float] = []
    medians: list[float] = []
    looked, fixed = 0, 0.0
    if each:
        print(f"{'source':44} {'posts':>6} {'looks/day':>10} {'median':>7} {'mean':>7} {'p90':>7}  minutes")
    for (name, country), posts in sources.items():
        delays, looks, days = follow(posts, country, Bounds())
        everything += delays
        medians.append(median(delays))
        looked += looks
        fixed += days * 86_400 / FIXED
        if each:
            late, mean = sorted(delays)[len(delays) * 9 // 10], sum(delays) / len(delays)
            print(f"{name:44} {len(posts):6} {looks / days:10.1f} {medians[-1]:7.1f} {mean:7.1f} {late:7.1f}")
    late = sorted(everything)[len(everything) * 9 // 10]
    print(
        f"{what}: {len(sources)} sources, {len(everything)} posts, median {median(everything):.1f} min, p90 {late:.1f} min"
    )
    print(f"  median of the sources' medians {median(medians):.1f} min; {looked / fixed:.1%} of the requests")
    return median(everything) <= WANTED and looked / fixed <= SHARE


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", metavar="CORPUS", nargs="*", type=Path)
    parser.add_argument("--times", type=Path, help="posts from a file, in place of made ones")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("-v", action="store_true", help="tell each source")
    args = parser.parse_args()
    good = measure("told", written(args.times), each=args.v) if args.times else measure("made", made(args.seed, args.days), each=args.v)  # fmt: skip
    if args.corpora:
        sources = real(args.corpora)
        if not sources:
            print("these corpora tell no times of day")
            return 1
        good &= measure("real days", sources, each=args.v)
    print("(asking every ten minutes has a median delay of 5 min)")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
