"""However a page writes an address, and by whichever way a crawl comes to it: nothing inside is ever asked."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.addresses import place_of, places_of
from tests.conftest import environment
from tests.inside import PUBLIC

SECRET = b"<html><body><h1>The key of the vault</h1><p>hunter2 hunter2 hunter2</p></body></html>"
Pages = dict[str, tuple[str, bytes]]


class Place:
    """A server at one address: what it serves, and all that ever reached it."""

    def __init__(self, pages: Pages, otherwise: bytes = b"") -> None:
        self.pages = pages
        self.otherwise = otherwise
        self.asked: list[str] = []
        self.port = 0


@contextmanager
def serving(place: Place, host: str, port: int = 0) -> Iterator[Place]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place.asked.append(f"{self.command} {self.path}")
            kind, body = place.pages.get(self.path, ("text/html", place.otherwise))
            to = body.decode() if kind == "redirect" else ""
            self.send_response(302 if to else 200 if body else 404)
            self.send_header("Location" if to else "Content-Type", to or kind)
            self.send_header("Content-Length", "0" if to else str(len(body)))
            self.end_headers()
            if self.command != "HEAD" and not to:
                self.wfile.write(body)

        do_HEAD = do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    place.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()


def command(
    folder: Path, *words: str, names: dict[str, list[list[str]]] | None = None
) -> subprocess.CompletedProcess[str]:
    told = {"news.example": [[PUBLIC]], "inside.example": [["127.0.0.1"]], "twofold.example": [[PUBLIC, "127.0.0.1"]]}
    return subprocess.run(
        [sys.executable, "-m", "tests.inside", json.dumps(told | (names or {})), *words],
        cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def configure(folder: Path, *urls: str, more: str = "") -> None:
    sources = "".join(f'[[source]]\nname = "s{n}"\nurl = "{url}"\n{more}' for n, url in enumerate(urls))
    (folder / "gazette.toml").write_text(f"[gazette]\ndelay = 0\ntimeout = 4\n{sources}")


def listing(*hrefs: str, head: str = "", tail: str = "") -> bytes:
    rows = "".join(
        f'<li><a href="{href}">The council decided the matter of number {n}</a> <span>2024-05-{n % 28 + 1:02}</span></li>'
        for n, href in enumerate(hrefs)
    )
    return f"<html><head>{head}</head><body><ul class=news>{rows}</ul>{tail}</body></html>".encode()


def article(inner: str = "", head: str = "") -> bytes:
    text = "<p>The council met in the great hall and decided what had been laid before it by the committees.</p>" * 4
    return f"<html><head><title>Decision</title>{head}</head><body><h1>Decision</h1><div class=text>{text}{inner}</div></body></html>".encode()


SPELLINGS = (
    "http://127.0.0.1:{port}/", "http://2130706433:{port}/", "http://0177.0.0.1:{port}/", "http://0x7f.0.0.1:{port}/", "http://0x7f000001:{port}/",
    "http://127.1:{port}/", "http://127.0.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/", "http://0:{port}/",
    "http://0.0.0.0:{port}/", "http://localhost:{port}/", "http://LOCALHOST.:{port}/", "http://127.0.0.1.:{port}/", "http://127.9.9.9:{port}/",
    "http://inside.example:{port}/", "http://INSIDE.example.:{port}/", "http://twofold.example:{port}/", "http://news.example@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@news.example/", "http://127.0.0.1:{port}\\@news.example/", "http://news.example\\@127.0.0.1:{port}/",
    "http://１２７.０.０.１:{port}/", "http://①②⑦.⓪.⓪.①:{port}/", "http://ⓛocalhost:{port}/", "//127.0.0.1:{port}/", "http:\\\\127.0.0.1:{port}\\",
    "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://[fe80::1]/", "http://[64:ff9b::7f00:1]:{port}/", "http://[::127.0.0.1]:{port}/",
    "file:///etc/passwd", "gopher://127.0.0.1:{port}/_x", "ftp://127.0.0.1:{port}/", "dict://127.0.0.1:{port}/", "data:text/html,x", "http://[::1/", "http://:{port}/",
)  # fmt: skip


def test_no_spelling_of_an_inner_address_in_a_list_is_asked(tmp_path: Path) -> None:
    with serving(Place({}, SECRET), "127.0.0.1") as inside, serving(Place({}, article()), PUBLIC) as outside:
        hrefs = [spelling.format(port=inside.port) + f"{n}" for n, spelling in enumerate(SPELLINGS)]
        outside.pages["/list"] = ("text/html; charset=utf-8", listing(*hrefs, "/a1", "/a2", "/a3"))
        configure(tmp_path, f"http://news.example:{outside.port}/list")
        done = command(tmp_path, "crawl")
        assert inside.asked == []
        assert {"GET /a1", "GET /a2", "GET /a3"} <= set(outside.asked), done.stderr
        assert "127.0.0.1 is a private address" in done.stderr
        assert "inside.example (127.0.0.1) is a private address" in done.stderr
        assert "Traceback" not in done.stderr
        assert "hunter2" not in done.stdout + done.stderr


def _ways(inner: str) -> dict[str, Callable[[], Pages]]:
    rows = ("/a1", "/a2", "/a3")

    def site(**pages: bytes | str) -> Pages:
        told: Pages = {"/list": ("text/html", listing(*rows))} | {row: ("text/html", article()) for row in rows}
        for name, page in pages.items():
            path = "/robots.txt" if name == "robots" else f"/{name}"
            told[path] = ("redirect", page.encode()) if isinstance(page, str) else ("text/html", page)
        return told

    frame = f'<html><body><iframe src="{inner}list" width=100% height=900></iframe></body></html>'
    script = f"<div id=app></div><script>$.ajax({{url:'{inner}api/list', dataType:'json', success: show}})</script>"
    jpage = f"<div id=x></div><script>var dataUrl = '{inner}dataproxy.jsp?columnid=1&unitid=2';</script>"
    index = f"<?xml version='1.0'?><sitemapindex><sitemap><loc>{inner}news-sitemap.xml</loc></sitemap></sitemapindex>"
    told = [f"{inner}a1", f"{inner}a2", f"{inner}a3"]
    items = "".join(
        f"<item><title>The council decided the matter of number {n}</title><link>{one}</link><pubDate>Thu, 0{n} May 2024 10:00:00 GMT</pubDate>"
        f"<enclosure url='{one}.mp3' length='9' type='audio/mpeg'/></item>"
        for n, one in enumerate(told, 1)
    )
    rss = f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title><link>{inner}</link>{items}</channel></rss>"
    urls = "".join(f"<url><loc>{one}</loc><lastmod>2024-05-01</lastmod></url>" for one in told)
    urlset = f"<?xml version='1.0'?><urlset>{urls}</urlset>"
    data = {
        "data": [
            {"title": f"The council decided the matter of number {n}", "url": one, "date": "2024-05-01"}
            for n, one in enumerate(told)
        ]
    }
    feed = f'<link rel=alternate type="application/rss+xml" href="{inner}rss.xml">'
    refresh = f'<html><head><meta http-equiv=refresh content="0;url={inner}"></head><body></body></html>'
    return {
        "list redirects": lambda: site(list=inner),
        "article redirects": lambda: site(a1=inner, a2=inner),
        "robots.txt redirects": lambda: site(robots=f"{inner}robots.txt"),
        "feed link": lambda: site(list=listing(*rows, head=feed)),
        "list in a frame": lambda: site(list=frame.encode()),
        "frameset": lambda: site(list=f"<html><frameset><frame src='{inner}list'></frameset></html>".encode()),
        "list by a script's endpoint": lambda: site(list=script.encode()),
        "list by a proxy script": lambda: site(list=jpage.encode()),
        "list forwards": lambda: site(list=refresh.encode()),
        "list forwards by script": lambda: site(list=f"<script>location.href='{inner}'</script>".encode()),
        "article forwards": lambda: site(a1=refresh.encode(), a2=f"<script>location='{inner}'</script>".encode()),
        "article in a frame": lambda: site(a1=frame.encode()),
        "sitemap index": lambda: site(list=index.encode()),
        "rows of a feed": lambda: site(list=rss.encode()),
        "rows of a sitemap": lambda: site(list=urlset.encode()),
        "rows of JSON": lambda: site(list=json.dumps(data).encode()),
        "next page": lambda: site(list=listing(*rows, tail=f'<a href="{inner}list?page=2">Next</a>', head=f'<link rel=next href="{inner}p2">')),
        "next part": lambda: site(a1=article(f'<div class=page><a href="{inner}a_2">2</a> <a href="{inner}a_2">Next page</a></div>')),
        "attachment": lambda: site(a1=article(f'<p><a href="{inner}report.pdf">Report.pdf</a></p>')),
        "row leads to a file": lambda: site(list=listing(*rows, f"{inner}minutes.pdf")),
        "picture": lambda: site(a1=article(f'<img src="{inner}i.png">', f'<meta property="og:image" content="{inner}o.png">')),
        "base": lambda: site(list=listing("b1", "b2", "b3", head=f'<base href="{inner}">')),
        "canonical": lambda: site(a1=article(head=f'<link rel=canonical href="{inner}c">')),
    }  # fmt: skip


@pytest.mark.parametrize(
    "spelling", ["http://127.0.0.1:{port}/", "http://inside.example:{port}/"], ids=["literal", "name"]
)
def test_no_way_of_a_crawl_leads_inside(tmp_path: Path, spelling: str) -> None:
    with serving(Place({}, SECRET), "127.0.0.1") as inside, serving(Place({}), PUBLIC) as outside:
        ways = _ways(spelling.format(port=inside.port))
        sites = [(way, Place(pages())) for way, pages in ways.items()]
        for number, (_, site) in enumerate(
            sites
        ):  # all on one server, each in a folder of its own: only its links matter
            for path, (kind, body) in site.pages.items():
                moved = body.replace(b'href="/', f'href="/{number}/'.encode())
                outside.pages[path if path == "/robots.txt" else f"/{number}{path}"] = (kind, moved)
        configure(
            tmp_path,
            *(f"http://news.example:{outside.port}/{n}/list" for n in range(len(sites))),
            more="ignore_robots = false\n",
        )
        done = command(tmp_path, "crawl", "--backfill", "3")
        assert inside.asked == []
        outside.pages.pop("/robots.txt")
        again = command(tmp_path, "crawl", "--backfill", "3")
        assert inside.asked == []
        assert {f"GET /{n}/list" for n in range(len(sites))} <= set(outside.asked)
        assert "Traceback" not in done.stderr + again.stderr
        assert "is a private address" in again.stderr


@pytest.mark.parametrize("words", [("inspect",), ("add", "--yes")], ids=["inspect", "add"])
def test_commands_that_look_refuse_too(tmp_path: Path, words: tuple[str, ...]) -> None:
    with serving(Place({}, SECRET), "127.0.0.1") as inside, serving(Place({}), PUBLIC) as outside:
        outside.pages["/list"] = ("redirect", f"http://inside.example:{inside.port}/".encode())
        for url in (
            f"http://127.0.0.1:{inside.port}/",
            f"http://127.1:{inside.port}/",
            f"http://news.example:{outside.port}/list",
        ):
            done = command(tmp_path, *words, url)
            assert done.returncode == 3
            assert "is a private address" in done.stderr
        assert inside.asked == []


def test_a_name_that_changes_its_answer_between_the_look_and_the_connection(tmp_path: Path) -> None:
    with (
        serving(Place({}, SECRET), "127.0.0.1") as inside,
        serving(Place({"/list": ("text/html", listing("/1", "/2"))}), PUBLIC, inside.port),
    ):
        configure(tmp_path, f"http://changing.example:{inside.port}/list")
        command(tmp_path, "crawl", names={"changing.example": [[PUBLIC], ["127.0.0.1"]]})
        assert inside.asked == []


def test_a_source_that_may_lead_inside_reaches_its_own_place_only(tmp_path: Path) -> None:
    with serving(Place({}, SECRET), "127.0.0.1") as other, serving(Place({}, article()), "127.0.0.1") as own:
        rows = ("/a1", "/a2", "/a3", f"http://127.0.0.1:{other.port}/x", f"http://localhost:{own.port}/y")
        own.pages["/list"] = ("text/html", listing(*rows))
        configure(tmp_path, f"http://127.0.0.1:{own.port}/list", more="allow_private = true\n")
        done = command(tmp_path, "crawl")
        assert other.asked == []
        assert "GET /a3" in own.asked
        assert "GET /y" not in own.asked
        assert "private_hosts" in done.stderr
        (tmp_path / "named").mkdir()
        named = f'allow_private = true\nprivate_hosts = ["127.0.0.1:{other.port}"]\n'
        configure(tmp_path / "named", f"http://127.0.0.1:{own.port}/list", more=named)
        command(tmp_path / "named", "crawl")
        assert "GET /x" in other.asked
        assert own.asked.count("GET /y") == 0


def test_places() -> None:
    assert place_of("http://Example.org./a") == "example.org:80"
    assert place_of("https://[::1]:8443/") == "::1:8443"
    assert place_of("http://[") == ""
    assert places_of("http://intranet/") == {"intranet:80", "intranet:443"}
    assert places_of("http://intranet:8080/") == {"intranet:8080"}
