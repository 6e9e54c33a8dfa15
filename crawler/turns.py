"""Whose turn it is: hosts that wait for nothing first, and of those the ones whose sources have cost the least work.

Pages are read by one thread.  A source whose pages each take a second to read would else have its turn as often as
sources that take a hundredth, and each of those would end as late as it does.

This module does not know what the work was.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.pqueues import DownloaderAwarePriorityQueue

# Seconds of processor time that any source may take before others come first.
SHARE = 0.5


class Turns(DownloaderAwarePriorityQueue):
    """Scrapy's queue, in which a host comes after all others once its source took SHARE, then twice that, and so on."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._late: dict[str, int] = {}

    def push(self, request: Request) -> None:
        """Take a request, and note what its source has cost so far."""
        super().push(request)
        self._note(request)

    def pop(self) -> Request | None:
        """The next request, None when none is left."""
        request = super().pop()
        if request is not None:
            # What it cost is seen here too: all requests of a source may come at once, before any of them costs.
            self._note(request)
        return request

    def _note(self, request: Request) -> None:
        run, slot = request.meta.get("run"), self._downloader_interface.get_slot_key(request)
        late = int(run.worked / SHARE).bit_length() if run is not None else 0
        if late and slot in self.pqueues:
            self._late[slot] = late
        else:
            self._late.pop(slot, None)

    def _next_slot(self, stats: list[tuple[int, str]], *, update_state: bool) -> str:
        if self._late:
            late = self._late
            first = min((active, late.get(slot, 0)) for active, slot in stats)
            stats = [(active, slot) for active, slot in stats if (active, late.get(slot, 0)) == first]
        return super()._next_slot(stats, update_state=update_state)
