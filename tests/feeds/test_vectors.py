"""Whatever a page says, in whichever field: nothing runs in Chromium, in no feed, on no page; no terminal obeys it."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime

import lxml.etree
import lxml.html
import pytest
from playwright.sync_api import Dialog, Page, sync_playwright

from crawler.config import Config
from crawler.items import RawArticle
from crawler.model import Attachment
from crawler.store.database import Store
from feeds.publish import publish
from tests.conftest import command, environment
from tests.feeds.shelves import configured, crawled, followed, published, serving_feeds
from tests.feeds.vectors import LEAK, MARKUP, TERMINAL

CHROMIUM = shutil.which("chromium")
NOW = datetime(2024, 6, 1, 8, tzinfo=UTC)
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


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A published folder in which every article is a trap."""
    folder = tmp_path_factory.mktemp("vectors")
    with Store(folder / "output" / "gazette.db") as store:
        sources = followed(store, "post")
        crawled(store, sources[0], [article(n, vector) for n, vector in enumerate(ALL, 1)], NOW)
        store.update("source", {"title": f"Post {MARKUP[0]} {TERMINAL[1]}"}, "name = ?", "post")
    (folder / "gazette.toml").write_text(
        '[gazette]\n[gazette.web]\nopen = true\n[[source]]\nname = "post"\nurl = "https://post.example/news/"\n'
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


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")
def test_nothing_runs_in_chromium(config: Config) -> None:
    feeds = sorted(p for p in published(config) if not p.endswith((".css", ".json")))
    pages = [
        "",
        "sources/post",
        "search?q=ferry",
        "search?q=ferry+%3Cscript%3Ealert(1)%3C/script%3E",
        "runs",
        "feeds",
        "stories",
        *feeds,
    ]
    with serving_feeds(config) as port, sync_playwright() as playwright:
        own = f"http://127.0.0.1:{port}/"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"])  # fmt: skip
        page = browser.new_page()
        seen = watch(page, own)
        for path in [*pages, *(f"articles/{n}" for n in range(1, len(ALL) + 1))]:
            answer = page.goto(own + path, wait_until="load")
            assert answer is None or answer.status < 500, path
            state = page.evaluate(STATE)
            assert (state["ran"], state["handlers"], state["links"], seen) == (0, 0, [], []), path
            for inner in state["frames"]:
                assert "<script" not in inner.lower(), path
        browser.close()


COMMANDS = (
    ("sources",), ("health",), ("health", "post"), ("health", "--json"), ("search", "ferry"), ("search", "ferry", "--json"), ("stories",),
    ("history", "1"), ("crawl", "--log", "json", "nowhere\x1b[31m"), ("publish", "--all"), ("doctor",),
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
        assert "{{ config" not in text or "49" not in text
