"""Pages that only a browser shows: recognised without one, rendered with the system's Chromium where there is one."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler import browser
from crawler.samples.server import serving
from tests import test_private_addresses as private
from tests.conftest import Gazette
from tests.hostile import hostile
from tests.inside import PUBLIC
from tests.sites import shell

needs_chromium = pytest.mark.skipif(not browser.chromium(), reason="no Chromium on this machine")


def configure(folder: Path, url: str, more: str) -> None:
    (folder / "gazette.toml").write_text(
        f'[gazette]\ndelay = 0\n[[source]]\nname = "shell"\nurl = "{url}"\nallow_private = true\n{more}'
    )


def titles(folder: Path) -> set[str]:
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    try:
        return {row[0] for row in connection.execute("SELECT title FROM article")}
    finally:
        connection.close()


def test_an_empty_shell_is_named_with_the_mend(gazette: Gazette, tmp_path: Path) -> None:
    with serving([shell()]) as (site,):
        configure(tmp_path, site.url, "")
        done = gazette("crawl")
    assert done.returncode == 3
    assert "shell: the page is an empty shell" in done.stderr
    assert "Mend: " in done.stderr


@needs_chromium
def test_a_shell_is_rendered_and_its_endpoint_offered(gazette: Gazette, tmp_path: Path) -> None:
    from crawler.samples.texts import HARBOUR

    wanted = {notice.title for notice in HARBOUR}
    with serving([shell()]) as (site,):
        configure(tmp_path, site.url, "browser = true\n")
        done = gazette("crawl")
        assert done.returncode == 0, done.stderr
        assert titles(tmp_path) == wanted
        offered = next(line for line in done.stderr.splitlines() if "/api/v1/items" in line)
        assert f'replace `browser = true` by `endpoint = {{url = "{site.url}api/v1/items"}}`' in offered
        # What was offered works, and needs no browser.
        (tmp_path / "output" / "gazette.db").unlink()
        configure(tmp_path, site.url, f'endpoint = {{url = "{site.url}api/v1/items"}}\n')
        done = gazette("crawl")
        assert done.returncode == 0, done.stderr
        assert titles(tmp_path) == wanted


@dataclass
class Asked:
    url: str
    resource_type: str = "script"


@pytest.mark.parametrize(
    ("url", "kind", "stopped"),
    [
        ("http://news.example/a.js", "script", False),
        ("http://news.example/a.png", "image", True),
        ("file:///etc/passwd", "document", True),
        ("ftp://news.example/a.js", "xhr", True),
        ("data:text/plain,x", "xhr", False),
    ],
)
def test_what_nobody_reads_is_not_asked_for(url: str, kind: str, stopped: bool) -> None:
    assert browser.needless(Asked(url, kind)) is stopped


# What a page can try to reach an address inside, `{inside}`, or a name that is looked up anew, `{name}`; `/hop` redirects there.
TRIES = """
const places = ["{inside}", "{name}", "http://localhost:{port}/", "http://127.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/"];
for (const place of places) {{
  fetch(place + "fetch", {{mode: "no-cors"}}).catch(() => 0);
  navigator.sendBeacon(place + "beacon", "x");
  for (const [tag, key] of [["iframe", "src"], ["script", "src"], ["object", "data"], ["embed", "src"]]) {{
    const one = document.createElement(tag); one[key] = place + tag; document.body.append(one);
  }}
  for (const rel of ["stylesheet", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"]) {{
    const link = document.createElement("link"); link.rel = rel; link.href = place + rel; document.head.append(link);
  }}
  try {{ new WebSocket(place.replace("http", "ws") + "socket"); }} catch (e) {{}}
  try {{ new EventSource(place + "events"); }} catch (e) {{}}
  try {{ new Worker(URL.createObjectURL(new Blob([`fetch("${{place}}worker", {{mode: "no-cors"}})`]))); }} catch (e) {{}}
}}
fetch("/hop", {{mode: "no-cors"}}).catch(() => 0);
const hop = document.createElement("iframe"); hop.src = "/hop"; document.body.append(hop);
const peer = new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.1:{port}"}}]}});
peer.createDataChannel("x"); peer.createOffer().then(o => peer.setLocalDescription(o));
fetch("/ran").catch(() => 0);
"""


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A UDP socket inside, on the port of the server inside."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", port))
        udp.setblocking(False)
        yield udp


@needs_chromium
def test_a_rendered_page_reaches_nothing_inside(tmp_path: Path) -> None:
    with (
        private.serving(private.Place({}, private.SECRET), "127.0.0.1") as inside,
        private.serving(private.Place({}, private.article()), PUBLIC, inside.port) as outside,
        listening(inside.port) as udp,
    ):
        port = inside.port
        script = TRIES.format(inside=f"http://127.0.0.1:{port}/", name=f"http://changing.example:{port}/", port=port)
        page = private.listing("/a1", "/a2", "/a3", tail=f"<script>{script}</script>")
        away = f"<html><body><script>location = 'http://inside.example:{port}/'</script></body></html>".encode()
        outside.pages |= {
            "/list": ("text/html", page),
            "/hop": ("redirect", f"http://inside.example:{port}/hop".encode()),
            "/moved": ("redirect", f"http://inside.example:{port}/moved".encode()),
            "/away": ("text/html", away),
        }
        at = f"http://news.example:{port}"
        private.configure(tmp_path, f"{at}/list", f"{at}/moved", f"{at}/away", more="browser = true\n")
        done = private.command(tmp_path, "crawl", names={"changing.example": [[PUBLIC], ["127.0.0.1"]]})
        assert {"GET /ran", "GET /hop", "GET /moved", "GET /away", "GET /a3"} <= set(outside.asked), done.stderr
        assert inside.asked == []
        with pytest.raises(BlockingIOError):
            udp.recv(100)
    assert "inside.example is a private address" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stdout + done.stderr


@needs_chromium
def test_a_rendered_page_that_may_lead_inside_reaches_its_own_place_only(tmp_path: Path) -> None:
    with (
        private.serving(private.Place({}, private.SECRET), "127.0.0.1") as other,
        private.serving(private.Place({}, private.article()), "127.0.0.1") as own,
    ):
        script = f"fetch('/ran'); fetch('http://127.0.0.1:{other.port}/x', {{mode: 'no-cors'}})"
        own.pages["/list"] = ("text/html", private.listing("/a1", "/a2", "/a3", tail=f"<script>{script}</script>"))
        private.configure(tmp_path, f"http://127.0.0.1:{own.port}/list", more="browser = true\nallow_private = true\n")
        private.command(tmp_path, "crawl")
        assert {"GET /ran", "GET /a3"} <= set(own.asked)
        assert other.asked == []


@needs_chromium
def test_a_page_that_cannot_be_opened_is_told_in_words(gazette: Gazette, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    configure(tmp_path, f"http://127.0.0.1:{port}/", "browser = true\nignore_robots = true\n")
    done = gazette("crawl")
    assert done.returncode == 3
    assert "the browser could not open the page (socks connection failed)" in done.stderr
    assert "fault of gazette" not in done.stderr


@needs_chromium
def test_headers_stay_bounded_beside_a_page_that_is_rendered(tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    with serving([shell()]) as (site,), hostile(tmp_path / "bad", "headers-without-end") as bad:
        configure(tmp_path, site.url, "browser = true\n")
        with (tmp_path / "gazette.toml").open("a") as file:
            url = bad.urls["headers-without-end"]
            file.write(f'[[source]]\nname = "flood"\nurl = "{url}"\nallow_private = true\n')
        private.command(tmp_path, "crawl")
    with sqlite3.connect(tmp_path / "output" / "gazette.db") as connection:
        issues = connection.execute("SELECT kind, message FROM issue WHERE source = 'flood'").fetchall()
    connection.close()
    assert [kind for kind, _ in issues] == ["too-large"], issues
    assert "headers have no end" in issues[0][1]
