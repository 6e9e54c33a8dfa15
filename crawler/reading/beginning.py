"""The beginning of an element's text.

This module does not know what the text is for.
"""

from __future__ import annotations

import lxml.html


def beginning(element: lxml.html.HtmlElement, most: int, between: str = "") -> str:
    """The first `most` characters of an element's texts, `between` them; what follows is not gathered.

    Of elements within each other, hundreds deep, each would else gather all that the innermost ones hold.
    """
    parts: list[str] = []
    left = most
    for text in element.itertext():
        parts.append(text[: max(left, 0)])
        left -= len(text)
        if left <= 0:
            break
        left -= len(between)
    return between.join(parts)[:most]
