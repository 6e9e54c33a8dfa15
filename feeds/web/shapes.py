"""The shapes of what `/api/v1` answers, as JSON Schema (2020-12); a test holds them against real answers.

This module does not know which address answers what.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_TEXT: Schema = {"type": "string"}


def text(about: str, **more: Any) -> Schema:
    """A string that is always there, maybe empty."""
    return {"type": "string", "description": about, **more}


def maybe(schema: Schema, about: str = "") -> Schema:
    """The same, or null."""
    out = schema | {"type": [schema["type"], "null"]}
    return out | {"description": about} if about else out


def array(of: Schema, about: str = "") -> Schema:
    """A list of these."""
    out: Schema = {"type": "array", "items": of}
    return out | {"description": about} if about else out


def record(about: str, properties: dict[str, Schema]) -> Schema:
    """An object that has exactly these properties."""
    return {
        "type": "object", "description": about, "required": sorted(properties), "properties": properties, "additionalProperties": False,
    }  # fmt: skip


def ref(name: str) -> Schema:
    """One of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


_TIME = text("UTC, ISO 8601 with Z", format="date-time")
_MOMENT = maybe(
    _TEXT, "ISO 8601, as precise as the page told: a minute with its zone, a day or a month; null when it told none"
)
_URL = text("an address")
_NUMBER = _WHOLE | {"description": "the article's number"}
_COUNT = _WHOLE

_SOURCE: dict[str, Schema] = {
    "name": text("its name in gazette.toml"), "url": _URL, "topics": array(_TEXT),
    "state": text("ok, quiet, empty, partial, changed, moved, blocked, broken, gone, unreachable, new or paused"),
    "state_since": maybe(_TIME), "reason": text("why it is in that state"), "mend": text("what to do"),
    "expected": text("what a run was expected to see, when the state is not ok"), "seen": text("what it saw instead"),
    "note": text("what was odd in the last run and does not make a state yet"), "last_run": maybe(_TIME), "last_ok": maybe(_TIME),
    "next_due": maybe(_TIME), "fails": _COUNT | {"description": "runs in a row whose list could not be read"},
    "articles": _COUNT, "newest": maybe(_TIME, "the newest article's time in feeds"), "troubles": _COUNT | {"description": "issues of the last run"},
}  # fmt: skip
_BRIEF: dict[str, Schema] = {
    "id": _NUMBER, "guid": text("urn:uuid; never changes"), "source": text("the source that had it first"), "url": _URL, "title": _TEXT,
    "published": _MOMENT, "published_precision": maybe({"type": "string"}, "minute, day or month; null with published"), "updated": _MOMENT,
    "language": text("BCP 47"), "title_language": text("BCP 47"), "issuer": _TEXT, "state": {"type": "string", "enum": ["live", "withdrawn"]},
    "revision": _WHOLE, "first_seen": _TIME, "changed": _TIME, "feed_time": text("the time under which feeds show it, UTC", format="date-time"),
}  # fmt: skip
_RUN: dict[str, Schema] = {
    "id": _WHOLE, "source": _TEXT, "started": _TIME, "ended": maybe(_TIME), "seconds": maybe(_WHOLE),
    "outcome": text("running, ok, not-modified, broken, killed or repair"), "mechanism": text("how the list reached us"),
    "confidence": maybe({"type": "number", "minimum": 0, "maximum": 1}), "pages": _COUNT, "entries": _COUNT, "entries_new": _COUNT,
    "entries_dated": _COUNT, "overlap": maybe({"type": "integer"}, "1 when the rows met what was known, 0 when a gap is left, null when nothing was known"),
    "articles": _COUNT, "articles_new": _COUNT, "revisions": _COUNT, "requests": _COUNT, "bytes": _COUNT,
}  # fmt: skip
_FILE = record(
    "A file that belongs to an article.",
    {"url": _URL, "title": _TEXT, "type": text("media type"), "length": maybe(_WHOLE)},
)
_FIELDS = array(_TEXT, "which fields differ")

SCHEMAS: dict[str, Schema] = {
    "Problem": {
        "type": "object", "description": "What failed (RFC 9457), with the mend.", "required": ["type", "title", "status", "detail"],
        "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": text("what failed"),
                       "mend": text("what to do"), "kind": text("a stable word"), "url": _URL},
    },
    "Source": record("A source with its state.", _SOURCE),
    "Issue": record("Something that went wrong in a run.", {
        "at": _TIME, "level": {"type": "string", "enum": ["warning", "error"]}, "kind": text("a stable word"), "url": _TEXT, "message": _TEXT,
        "mend": _TEXT,
    }),
    "SourceWhole": record("A source with its last run.", _SOURCE | {
        "run": {"anyOf": [ref("Run"), {"type": "null"}], "description": "its last run"}, "issues": array(ref("Issue"), "those of the last run"),
    }),
    "Run": record("One crawl of one source.", _RUN),
    "Brief": record("An article in brief.", _BRIEF),
    "Hit": record("An article that was found.", _BRIEF | {"excerpt": text("the piece of its text that shows best why")}),
    "File": _FILE,
    "Evidence": record("One candidate for a field.", {
        "value": _TEXT, "from": text("where it was found"), "rank": {"type": "integer", "description": "1 is best"}}),
    "Entry": record("A list's row that leads to an article.", {
        "source": _TEXT, "title": _TEXT, "date": _MOMENT, "pinned": {"type": "integer"}, "first_seen": _TIME, "last_seen": _TIME}),
    "Revision": record("One state of an article.", {
        "number": _WHOLE, "at": _TIME, "changes": _FIELDS, "title": _TEXT, "published": _TEXT, "body_html": _TEXT, "body_text": _TEXT,
        "attachments": array(ref("File")),
        "diff": {"type": ["object", "null"], "description": "by field: pieces as [kind, text], kind being same, add or del; null for the first state",
                 "additionalProperties": array(array(_TEXT))},
    }),
    "Change": record("What happened to an article.", {
        "at": _TIME, "kind": text("revision, moved, withdrawn, returned or reread"), "fields": _FIELDS, "revision": _WHOLE, "detail": _TEXT}),
    "Article": record("An article, whole.", _BRIEF | {
        "author": _TEXT, "document_number": _TEXT, "keywords": array(_TEXT), "image": text("the lead image's address"),
        "body_html": text("sanitised, links absolute"), "body_text": _TEXT, "attachments": array(ref("File")),
        "evidence": {"type": "object", "description": "by field, the best first", "additionalProperties": array(ref("Evidence"))},
        "note": text("why the body is empty when it rightly is"), "content_hash": _TEXT, "last_seen": _TIME,
        "entries": array(ref("Entry"), "the lists that show it"), "revisions": array(ref("Revision")), "changes": array(ref("Change")),
    }),
    "Teller": record("An article that tells a story.", {
        "id": _NUMBER, "source": _TEXT, "title": _TEXT, "url": _URL,
        "likeness": {"type": "number", "minimum": 0, "maximum": 1, "description": "the share of the shorter text that stands in the other"}}),
    "Story": record("Articles that tell the same.", {
        "id": _WHOLE, "title": _TEXT, "created": _TIME, "changed": _TIME, "articles": array(ref("Teller"), "in order of appearance")}),
}  # fmt: skip
