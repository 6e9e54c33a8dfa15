"""The catalogues of the interface's words: found in templates, code and terms, merged into locale/*/messages.po, compiled.

`python -m feeds.web.catalogues` brings all up to date; what it leaves empty wants a translation.  With `--check` it only
says what is missing or stale (exit status 1).

This module does not know how a language is chosen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from feeds.web.terms import TERMS
from feeds.web.words import FOLDER, LOCALES

HERE = Path(__file__).parent
_METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}


def template() -> Catalog:
    """Every message there is, untranslated."""
    catalog = Catalog(project="gazette", charset="utf-8")
    found = extract_from_dir(HERE, _METHODS, _OPTIONS)
    for _, _, message, comments, context in found:
        catalog.add(message, auto_comments=comments, context=context)
    for term in TERMS:
        catalog.add(term)
    return catalog


def folder_of(locale: str) -> Path:
    """Where the catalogue of a locale (`zh_Hans`) is."""
    return FOLDER / locale / "LC_MESSAGES"


def load(locale: str) -> Catalog:
    """A catalogue as it is written down."""
    path = folder_of(locale) / "messages.po"
    if not path.exists():
        return Catalog(locale, project="gazette")
    with path.open("rb") as file:
        return read_po(file, locale)


def merged(locale: str) -> Catalog:
    """A catalogue with every message that there is now; others are kept aside, should they come back."""
    catalog = load(locale)
    aside = dict(catalog.obsolete)
    catalog.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    for message in catalog:
        key = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if message.id and not any(message.string or ()) and key in aside:
            message.string = aside[key].string
    catalog.obsolete = {key: m for key, m in (aside | dict(catalog.obsolete)).items() if key not in catalog}
    catalog.header_comment = f"# The words of gazette's interface, {catalog.locale_identifier}."
    catalog.version = catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    catalog.fuzzy = False
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def missing(locale: str) -> list[str]:
    """The messages that a locale's catalogue has no translation of, or one whose places differ."""
    known = load(locale)
    out = []
    for message in template():
        if not message.id:
            continue
        found = known.get(message.id, message.context)
        forms = found.string if found and isinstance(found.string, tuple) else (found.string if found else "",)
        if not all(forms) or (found is not None and list(found.check(known))):
            out.append(message.id if isinstance(message.id, str) else message.id[0])
    return out


def stale() -> Iterator[str]:
    """What is wrong with the catalogues, one sentence each."""
    for locale in LOCALES:
        yield from (f"{locale}: no translation of {text!r}" for text in missing(locale))
        path = folder_of(locale) / "messages.mo"
        if not path.exists() or path.read_bytes() != compiled(load(locale)):
            yield f"{locale}: messages.mo is not made from messages.po"


def write() -> None:
    """Bring all catalogues up to date and compile them."""
    for locale in LOCALES:
        catalog = merged(locale)
        folder_of(locale).mkdir(parents=True, exist_ok=True)
        with (folder_of(locale) / "messages.po").open("wb") as file:
            write_po(file, catalog, width=120, sort_output=True, no_location=True)
        (folder_of(locale) / "messages.mo").write_bytes(compiled(load(locale)))


def main() -> int:
    """Write, or check with `--check`."""
    if "--check" not in sys.argv[1:]:
        write()
    troubles = list(stale())
    for trouble in troubles:
        print(trouble)
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
