"""The window itself: what every handler needs (configuration, store, who asks) and how a page is rendered.

This module does not know which pages there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from crawler import config as configuration
from crawler.config import Config
from crawler.errors import ConfigError, GazetteError, StoreBusy, StoreError
from crawler.health import BROKEN
from crawler.store.database import NAME, Store
from feeds.pages import attributes
from feeds.web.access import Access, Visitor
from feeds.web.problems import for_program, problem
from feeds.web.sparkline import sparkline
from feeds.web.words import COOKIE, LANGUAGES, language_of, told_number, told_time, translations

GOOD = ("ok", "quiet", "empty")


@dataclass(slots=True)
class Window:
    """One window on one configuration file; the file is read again when it changed."""

    path: Path
    access: Access
    _read: tuple[tuple[int, int], Config] | None = field(default=None)

    def config(self) -> Config:
        """The configuration as it is now; an empty one when there is no file yet."""
        try:
            told = self.path.stat()
        except OSError:
            return Config(folder=self.path.parent)
        state = (told.st_mtime_ns, told.st_size)
        if self._read is None or self._read[0] != state:
            self._read = (state, configuration.load(self.path))
        return self._read[1]

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store, for reading; raises StoreError when there is none yet."""
        with Store(self.config().output / NAME, writable=False) as store:
            yield store


class NotThere(ConfigError):
    """What an address names does not exist."""

    kind = "not-there"


def window_of(request: Request) -> Window:
    """The window that a request came to."""
    found: Window = request.app.state.window
    return found


def visitor_of(request: Request) -> Visitor:
    """Who asks, as the gate found."""
    found: Visitor = request.state.visitor
    return found


def number_of(request: Request) -> int:
    """The number in an address; raises NotThere for one that the store cannot hold."""
    number = int(request.path_params["number"])
    if number >= 10**18:
        raise NotThere("there is no such number", mend="take it from a list")
    return number


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the reader's language."""
    language = language_of(request)
    text = environment(language).get_template(template).render(
        request=request, path=request.url.path, title=window_of(request).config().gazette.title, visitor=visitor_of(request),
        language=language, languages=LANGUAGES, here=lambda **change: here(request, **change), **values,
    )  # fmt: skip
    response = HTMLResponse(text, status, {"Cache-Control": "private, no-cache", "Content-Language": language})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=365 * 24 * 3600, httponly=True, samesite="lax")
    return response


def here(request: Request, **change: Any) -> str:
    """The address of a page with some of its query changed ("" takes a word out)."""
    url = request.url.remove_query_params([k for k, v in change.items() if v == ""])
    url = url.include_query_params(**{k: v for k, v in change.items() if v != ""})
    return url.path + (f"?{url.query}" if url.query else "")


@lru_cache
def environment(language: str) -> Environment:
    """The templates with the words of one language."""
    env = Environment(
        loader=PackageLoader("feeds.web", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    _counting(env, language)
    env.globals.update(
        attributes=attributes, sparkline=sparkline, kind_of=kind_of, number=lambda n: told_number(n, language)
    )
    env.filters.update(
        moment=lambda text: _moment(text, language), day=lambda text: (text or "")[:10], pretty=_pretty, size=_size
    )
    return env


def kind_of(state: str) -> str:
    """The class of a state: good, wait or bad."""
    return "good" if state in GOOD else "bad" if state in BROKEN else "wait"


def _moment(text: str | None, language: str) -> Markup:
    """A stored time as a `time` element, written as the language does; times are UTC; nothing for none."""
    if not text:
        return Markup("")
    return Markup('<time datetime="{}">{}</time>').format(text, told_time(text, language))


def _counting(env: Environment, language: str) -> None:
    """Numbers in sentences (`%(num)s`) are written as the language does."""
    inner: Any = env.globals["ngettext"]

    @pass_context
    def ngettext(context: Context, one: str, many: str, count: int, **values: Any) -> Any:
        return inner(context, one, many, count, **{"num": told_number(count, language)} | values)

    env.globals["ngettext"] = ngettext


def _size(count: int | None) -> str:
    if count is None:
        return ""
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def status_of(error: GazetteError) -> int:
    """The HTTP status of one of our errors."""
    if isinstance(error, NotThere):
        return 404
    if error.word == "forbidden":
        return 403
    if isinstance(error, StoreBusy):
        return 503
    if isinstance(error, StoreError):
        return 503 if "there is no" in error.message else 500
    return 400 if isinstance(error, ConfigError) else 502


def on_error(request: Request, error: Exception) -> Response:
    """One of our errors as a page, or as problem details for programs: what failed, and the mend."""
    assert isinstance(error, GazetteError)
    return refusal(request, status_of(error), error.message, error.mend, kind=error.word, url=error.url)


def refusal(
    request: Request, status: int, message: str, mend: str, *, kind: str = "", url: str = "", headers: Any = None
) -> Response:
    """What failed and the mend, for whoever asks: a page, or problem details."""
    if for_program(request):
        answer = problem(status, message, mend, kind=kind, url=url)
    else:
        answer = page(request, "error.html", status, message=message, mend=mend, url=url)
    answer.headers.update(headers or {})
    return answer
