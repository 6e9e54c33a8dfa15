"""A reader of feeds that remembers what it was told, and refuses to be told it otherwise."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.feeds.shelves import BASE, json_at


class Subscriber:
    """Polls a JSON feed of an output folder, and pages back until it meets a document that it has read."""

    def __init__(self, output: Path, name: str) -> None:
        self.output, self.name = output, name
        self.got: Counter[str] = Counter()
        self.dates: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.read: set[str] = set()

    def poll(self) -> None:
        """Read what is new; fails when an item that is known has another date."""
        place = f"feeds/{self.name}"
        while True:
            feed = json_at(self.output, place)
            for item in feed["items"]:
                if item["id"] not in self.dates:
                    self.got[item["id"]] += 1
                    self.titles[item["id"]] = item["title"]
                assert self.dates.setdefault(item["id"], item["date_published"]) == item["date_published"]
            following = feed.get("next_url")
            if not following or following in self.read:
                return
            self.read.add(following)
            place = following.removeprefix(f"{BASE}/").removesuffix(".json")
