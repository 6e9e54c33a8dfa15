"""Markup that was fetched, as a document of its own for a sandboxed frame: no script can run in it, nothing is loaded.

Three walls: the allow-list (nh3), a content security policy that allows nothing but our own style, and the sandbox.

This module does not know where the markup comes from.
"""

from __future__ import annotations

import base64
import hashlib

from crawler.normalise.sanitise import sanitise
from feeds.pages import attributes

STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.65 system-ui, sans-serif; margin: 1rem; overflow-wrap: anywhere; background: Canvas; color: CanvasText; }
table { border-collapse: collapse; } td, th { border: 1px solid GrayText; padding: .2rem .5rem; vertical-align: top; }
img { max-width: 100%; height: auto; }
.gz-row { outline: 1px solid #3b7dd8; outline-offset: 2px; background: color-mix(in srgb, #3b7dd8 10%, transparent); }
.gz-title { background: color-mix(in srgb, #f0b429 45%, transparent); }
.gz-day { background: color-mix(in srgb, #2f9e63 40%, transparent); }
.gz-mark { display: inline-block; min-width: 1.6em; padding: 0 .4em; margin-inline-end: .4em; border-radius: 1em; background: #1f5fb5;
  color: #fff; font: 600 .8rem/1.5 system-ui, sans-serif; text-align: center; }
a { color: inherit; } a.gz-other { text-decoration-style: dotted; text-decoration-color: GrayText; }
a:focus-visible { outline: 3px solid #1f5fb5; outline-offset: 2px; }
:target { scroll-margin-block: 5rem; outline-width: 3px; }
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
SANDBOX = "allow-same-origin allow-top-navigation-by-user-activation"
FRAMED_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox {SANDBOX}"
    ),
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
}


def framed(markup: str, language: str = "") -> str:
    """The document around fetched markup, which is sanitised here."""
    return document(sanitise(markup), language)


def document(clean: str, language: str = "") -> str:
    """The document around markup that is clean already."""
    return (
        f'<!doctype html><html{attributes(language) or " lang=" + chr(34) + "und" + chr(34)}><head><meta charset="utf-8"><title>page</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>{clean}</body></html>'
    )
