"""Posts a week as a small SVG: bars that a page can hold inline, with the figures in words for those who cannot see it.

This module does not know where the figures come from.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup


def sparkline(weeks: Sequence[int], label: str, *, width: int = 4, height: int = 24) -> Markup:
    """One bar a week, the oldest first; a week without posts is a line, so that silence is seen as silence."""
    most = max([*weeks, 1])
    bars = []
    for n, count in enumerate(weeks):
        tall = max(round(count / most * (height - 1), 1), 1.5) if count else 1
        kind = Markup("") if count else Markup(' class="none"')
        bars.append(
            Markup('<rect{} x="{}" y="{}" width="{}" height="{}"/>').format(
                kind, n * width, round(height - tall, 1), width - 1, tall
            )
        )
    return Markup(
        '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}</svg>'
    ).format(label, len(weeks) * width, height, Markup("").join(bars))
