"""Parts to markup and to text.

This module does not know what was left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from crawler.reading.parts import Box, Part

_JOINED = frozenset(("td", "th"))


def to_html(parts: Sequence[Part]) -> str:
    """Markup of some parts: boxes are opened and closed around them as they need."""
    out: list[str] = []
    open_boxes: list[Box] = []
    for index, part in enumerate(parts):
        keep = 0
        while keep < min(len(open_boxes), len(part.boxes)) and open_boxes[keep] is part.boxes[keep]:
            keep += 1
        while len(open_boxes) > keep:
            out.append(f"</{open_boxes.pop().tag}>")
        for box in part.boxes[keep:]:
            out.append(f"<{box.tag}>")
            open_boxes.append(box)
        tag = part.tag
        if tag in ("li", "dt", "dd") and not any(box.tag in ("ul", "ol", "dl") for box in part.boxes):
            tag = "p"
        out.append(f"<{tag}{part.attributes}>{part.markup}</{tag}>")
        if index + 1 < len(parts):
            out.append("\n")
    out.extend(f"</{box.tag}>" for box in reversed(open_boxes))
    return "".join(out)


def to_text(parts: Sequence[Part]) -> str:
    """What a reader would read: a blank line between paragraphs, one line for a table's row or a list's item."""
    out: list[str] = []
    before: Part | None = None
    for part in parts:
        # What stands under a picture is read with the picture, in the markup.
        # A caption that only a class tells is often a credit; it stays with its picture, in the markup.
        named_caption = part.tag == "figcaption" and part.element.tag != "figcaption"
        if named_caption or (not part.text and part.tag not in _JOINED):
            continue
        if before is not None:
            out.append(_between(before, part))
        out.append(part.text)
        before = part
    return "".join(out).strip()


def _between(before: Part, part: Part) -> str:
    if part.tag in _JOINED and before.tag in _JOINED and part.boxes and before.boxes:
        if part.boxes[-1] is before.boxes[-1]:
            return " | "
        return "\n" if len(part.boxes) > 1 and len(before.boxes) > 1 and part.boxes[-2] is before.boxes[-2] else "\n\n"
    if part.tag == before.tag == "li" and part.boxes and before.boxes and part.boxes[0] is before.boxes[0]:
        return "\n"
    return "\n\n"
