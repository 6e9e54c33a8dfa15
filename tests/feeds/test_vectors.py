"""Whatever a page says, in whichever field: nothing runs in Chromium, in no feed, on no page; no terminal obeys it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import lxml.etree
import lxml.html
import pytest
from playwright.sync_api import Dialog, Page, sync_playwright

from crawler.config import Config
from crawler.items import RawArticle
from crawler.model import Attachment
from crawler.store.database import Store
from crawler.store.runs import Issue, RunTally, add_issue, end_run, start_run
from feeds.publish import publish
from tests.conftest import command, environment
from tests.feeds.shelves import configured, crawled, followed, published
from tests.feeds.vectors import LEAK, MARKUP, TERMINAL
from tests.feeds.web.conftest import window_on

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")
NOW = datetime(2024, 6, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ALL = (*MARKUP, *TERMINAL)
ELEMENTS = {
    "rss", "channel", "item", "title", "link", "description", "language", "lastBuildDate", "pubDate", "guid", "category", "enclosure", "author", "creator", "encoded",
    "feed", "entry", "id", "updated", "published", "summary", "content", "name", "uri", "email", "generator", "docs", "ttl", "image", "url", "source", "complete",
    "archive", "rights", "subtitle", "icon", "logo", "deleted-entry", "comment", "date", "thumbnail", "contributor",
    "opml", "head", "body", "outline", "dateModified", "dateCreated", "ownerName",
}  # fmt: skip
RUNS = ("script", "style", "iframe", "object", "embed", "svg", "math", "form", "base", "meta", "link", "template")


def article(number: int, vector: str) -> RawArticle:
    """An article that has a vector in every field."""
    url = f"https://post.example/{number}"
    files = (Attachment(f"{url}/a.pdf", vector, "application/pdf"), Attachment(f"javascript:{vector}", vector, vector))
    return RawArticle(
        url, f"Notice {number} {vector}", issuer=vector, author=vector, keywords=(vector, f"tag {number}"), language=vector[:20],
        body_html=f"<p>The ferry {number} sails.</p>{vector}<p>And returns.</p>", body_text=f"The ferry {number} sails. {vector} And returns.",
        attachments=files, image=vector, document_number=vector, note=vector if number % 7 == 0 else "",
    )  # fmt: skip


def changed(number: int, vector: str) -> RawArticle:
    """The same article with its title, its text and its files changed, each by a vector."""
    before = article(number, vector)
    again = f"<p>The ferry {number} {vector} no longer sails.</p>"
    files = (Attachment(f"{before.url}/b.pdf", f"New {vector}", "application/pdf"),)
    return replace(
        before, title=f"{vector} {before.title}", body_html=f"{again}{before.body_html}", body_text=f"{again} {before.body_text}", attachments=files
    )  # fmt: skip


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A published folder in which every article is a trap."""
    folder = tmp_path_factory.mktemp("vectors")
    with Store(folder / "output" / "gazette.db") as store:
        sources = followed(store, "post")
        crawled(store, sources[0], [article(n, vector) for n, vector in enumerate(ALL, 1)], NOW)
        # Half of them change: their pages show the difference, word by word.
        crawled(store, sources[0], [changed(n, vector) for n, vector in enumerate(ALL, 1) if n % 2], NOW + DAY)
        run = start_run(store, "post", NOW)
        for vector in ALL:
            add_issue(store, run, "post", Issue("no-list", vector, vector, vector), NOW)
        end_run(store, run, "failed", RunTally(why=list(ALL)), NOW)
        store.update("source", {"title": f"Post {MARKUP[0]} {TERMINAL[1]}"}, "name = ?", "post")
    (folder / "gazette.toml").write_text(
        '[gazette]\n[gazette.web]\nopen = true\nrate = 10000\nburst = 100000\n[[source]]\nname = "post"\nurl = "https://post.example/news/"\n'
    )
    made = configured(folder, *sources, feed_items=len(ALL), web={"open": True, "rate": 10_000, "burst": 100_000})
    with Store(folder / "output" / "gazette.db") as store:
        publish(store, made)
    return made


def harmless(html: str) -> None:
    """Assert that markup holds nothing that could run."""
    if not html.strip():
        return
    for element in lxml.html.fragment_fromstring(html, create_parent="div").iter():
        assert element.tag not in RUNS, html
        for name, value in element.attrib.items():
            assert not str(name).startswith("on"), html
            assert str(name) not in ("style", "srcdoc", "ping", "formaction"), html
            scheme = re.sub(r"[\s\x00-\x20]", "", str(value)).lower()
            assert not (name in ("href", "src") and scheme.startswith(("javascript:", "vbscript:", "data:text"))), html


def test_feeds_hold_no_element_of_a_page_and_no_markup_that_runs(config: Config) -> None:
    files = {place: body for place, body in published(config).items() if place.endswith((".rss", ".atom", ".opml"))}
    assert len(files) > 3
    for place, body in files.items():
        root = lxml.etree.fromstring(body, parser=lxml.etree.XMLParser(resolve_entities=False, huge_tree=True))
        found = {lxml.etree.QName(element).localname for element in root.iter("*")}
        assert found <= ELEMENTS, (place, found - ELEMENTS)
        for element in root.iter("{*}encoded", "{*}content", "{*}description", "{*}summary"):
            # Atom's constructs are plain text unless they say otherwise (RFC 4287, 3.1.1); RSS has markup.
            if element.get("type") == "html" or "}" not in str(element.tag) or str(element.tag).endswith("}encoded"):
                harmless(element.text or "")
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", body), place


def watch(page: Page, own: str) -> list[str]:
    """What a page does that it must not: dialogs, requests to others, breaches of its policy."""
    seen: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        seen.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("request", lambda request: seen.append(request.url) if request.url.startswith(LEAK) else None)
    page.on("console", lambda said: seen.append(said.text) if "Content Security Policy" in said.text else None)
    # Nothing on the network is asked in a test.
    page.route(
        lambda url: not url.startswith(own) and not url.startswith(("data:", "about:")), lambda route: route.abort()
    )
    return seen


STATE = """() => ({ran: top.ran || 0,
  handlers: [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length,
  links: [...document.querySelectorAll('a[href], area[href]')].filter(a => !/^https?:$|^mailto:$/.test(a.protocol)).map(a => a.outerHTML),
  frames: [...document.querySelectorAll('iframe[srcdoc]')].map(f => f.srcdoc)})"""


# Pages of the window; `articles` stand for themselves.
PAGES = (
    "",
    "sources/post",
    "search?q=ferry",
    "articles?url=https://post.example/1",
    "runs",
    "runs/1",
    "feeds",
    "stories",
    "add",
    "login",
)
TABLES = (
    "article", "article?_size=100&_facet=issuer&_facet=author", "article?_next=100", "article?issuer__contains=script", "article/1", "article/50", "entry", "source",
    "source/post", "run", "issue", "revision", "revision/1", "arrival", "change", "v_latest", "v_source_health",
)  # fmt: skip
SQL = 'select title, url, issuer, \'<a href="javascript:top.ran=1">x</a>\' as "<img src=x onerror=top.ran=1>" from article limit 200'


def reflected() -> Iterator[str]:
    """Addresses of the window that hold a vector each: what is asked is shown, or told to be unknown."""
    asked = ("search?q={}", "articles?source={}", "nowhere/{}", "sources/{}", "?lang={}", "search?q=ferry&language={}", "db/gazette?sql={}",
             "db/gazette/article?title={}", "search?q=ferry&since={}", "db/gazette/{}", "articles?url={}", "runs?before={}", "add?url={}", "login?next={}")  # fmt: skip
    for number, vector in enumerate(ALL):
        yield asked[number % len(asked)].format(quote(vector, safe=""))


@pytest.fixture(scope="module")
def window(config: Config) -> Iterator[tuple[str, Page, list[str]]]:
    """The window's address, a page of Chromium, and what was seen there that must not be."""
    with window_on(config.folder, []) as served, sync_playwright() as playwright:
        own = f"{served.url}/"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"])  # fmt: skip
        context = browser.new_context()
        with served.logged_in() as client:
            context.add_cookies([{"name": c.name, "value": c.value or "", "url": own} for c in client.cookies.jar])
        page = context.new_page()
        yield own, page, watch(page, own)
        browser.close()


def looked_at(window: tuple[str, Page, list[str]], paths: Iterable[str], *, found: bool = True) -> int:
    """Open pages, assert that they are there (when `found`) and that nothing of theirs ran, and count them."""
    own, page, seen = window
    count = 0
    for path in paths:
        answer = page.goto(own + path, wait_until="load")
        assert answer is not None
        assert answer.status == 200 if found else answer.status < 500, path
        state = page.evaluate(STATE)
        assert (state["ran"], state["handlers"], state["links"], seen) == (0, 0, [], []), path
        for inner in state["frames"]:
            assert "<script" not in inner.lower(), path
        count += 1
    return count


@needs_chromium
def test_nothing_runs_on_published_pages(config: Config, window: tuple[str, Page, list[str]]) -> None:
    feeds = sorted(p for p in published(config) if not p.endswith((".css", ".json")))
    assert looked_at(window, feeds) > 5


@needs_chromium
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_nothing_runs_in_the_window(window: tuple[str, Page, list[str]], language: str) -> None:
    own, page, _ = window
    pages = (f"{path}{'&' if '?' in path else '?'}lang={language}" for path in PAGES)
    assert looked_at(window, pages) == len(PAGES)
    page.goto(f"{own}?lang={language}")
    assert page.evaluate("document.documentElement.lang") == language
    # Articles in English all, in Chinese some of them: only the words around them are others.
    first, step = {"en": (1, 1), "zh-Hans": (1, 4), "zh-Hant": (2, 4)}[language]
    numbers = range(first, len(ALL) + 1, step)
    assert looked_at(window, (f"articles/{n}?lang={language}" for n in numbers)) == len(numbers) > 20


@needs_chromium
def test_nothing_runs_in_the_body_alone(window: tuple[str, Page, list[str]]) -> None:
    assert looked_at(window, (f"articles/{n}/body" for n in range(1, len(ALL) + 1))) == len(ALL)


@needs_chromium
def test_nothing_runs_in_the_tables(window: tuple[str, Page, list[str]]) -> None:
    assert (
        looked_at(window, ("db/gazette", *(f"db/gazette/{table}" for table in TABLES), f"db/gazette?sql={quote(SQL)}"))
        > 15
    )


@needs_chromium
def test_nothing_runs_that_an_address_brings(window: tuple[str, Page, list[str]]) -> None:
    assert looked_at(window, reflected(), found=False) == len(ALL)


@needs_chromium
def test_the_count_itself_works(window: tuple[str, Page, list[str]]) -> None:
    _, page, _ = window
    page.goto("about:blank")
    page.set_content("<img src='data:,' onerror='top.ran=(top.ran||0)+1'><a href='javascript:x()'>x</a>")
    page.wait_for_function("top.ran")
    assert page.evaluate(STATE) == {"ran": 1, "handlers": 1, "links": ['<a href="javascript:x()">x</a>'], "frames": []}


COMMANDS = (
    ("health",), ("health", "post"), ("health", "--json"), ("search", "ferry"), ("search", "ferry", "--json"), ("stories",),
    ("history", "1"), ("history", "99"), ("history", "1", "--json"), ("sources",), ("crawl", "--log", "json", "nowhere\x1b[31m"), ("publish", "--all"), ("doctor",),
)  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: "-".join(w for w in words if w.isprintable()))
def test_no_command_sends_a_terminal_what_it_obeys(config: Config, words: tuple[str, ...]) -> None:
    done = subprocess.run(
        command(*words), cwd=config.folder, env=environment(), capture_output=True, timeout=120, check=False
    )
    told = done.stdout + done.stderr
    assert told
    assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", told)
    text = told.decode("utf-8")
    assert not [letter for letter in text if "\x80" <= letter <= "\x9f" or letter in "\u202e\u2066\u2069"]
    assert "Traceback" not in text
    if "--json" not in words:
        assert "{{ config" not in text or "{{ 7*7 }}" in text
