"""How long a post waits until it is seen, and how many requests that costs, beside asking every ten minutes.

    python benchmarks/rhythm.py [--times FILE] [--days 365] [--seed 8]

A year of posts is made for sixteen sources of different countries, or read from FILE: lines `SOURCE COUNTRY TIME`, TIME
in ISO 8601 with its offset.  The generator: each source has its office (posting minutes around one to three hours of
the day, with spread), its posts a working day (0.15 to 12), factors for weekdays, a share of posts on days off, bursts
(a post brings further ones within the half hour), two weeks in summer with half the posts, and a change of its hours
once in the year.  Public holidays are those of the country.  The follower knows none of this: it begins without a
past, sees a post only by looking, and pays for each look.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from crawler.health.silence import days_off
from crawler.normalise.places import zone_of
from crawler.rhythm import Bounds, Sighting, next_due, pattern, plan

FIXED = 600.0
COUNTRIES = ("CN", "TW", "JP", "DE", "GB", "FR", "IN", "BR", "KR", "ES", "PL", "ZA", "TH", "US", "AE", "HK")
START = date(2023, 1, 2)
REMEMBERED = timedelta(days=120)


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", default="")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=8)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    sources: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    if args.times:
        with open(args.times, encoding="utf-8") as lines:  # noqa: PTH123
            for line in lines:
                name, country, at = line.split()
                sources[name, country].append(datetime.fromisoformat(at).astimezone(UTC))
    else:
        for country in COUNTRIES:
            sources[f"source-{country.lower()}", country] = year(country, chance, args.days)
    everything: list[float] = []
    looked, fixed = 0, 0.0
    print(f"{'source':14} {'posts':>6} {'looks/day':>10} {'median':>7} {'mean':>7} {'p90':>7}  minutes")
    for (name, country), posts in sources.items():
        posts.sort()
        delays, looks, days = follow(posts, country, Bounds())
        everything += delays
        looked += looks
        fixed += days * 86_400 / FIXED
        late = sorted(delays)[len(delays) * 9 // 10]
        mean = sum(delays) / len(delays)
        print(f"{name:14} {len(posts):6} {looks / days:10.1f} {median(delays):7.1f} {mean:7.1f} {late:7.1f}")
    late = sorted(everything)[len(everything) * 9 // 10]
    print(f"all: {len(everything)} posts, median {median(everything):.1f} min, p90 {late:.1f} min")
    print(f"requests: {looked / fixed:.1%} of those of asking every ten minutes (which has a median delay of 5 min)")


if __name__ == "__main__":
    main()
