"""Adding a source by looking, as a browser without script does it: forms and links."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from crawler import config as configuration
from crawler.samples.server import Site, serving
from crawler.samples.sites import express
from tests.conftest import command, environment
from tests.feeds.web.conftest import Served, window_on
from tests.sites import broken, forbidding, shell, text_only, two_lists, with_a_stranger

SETTINGS = "[gazette]\ndelay = 0\n[gazette.web]\nrate = 1000\nburst = 5000\n"


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Site]]:
    made = [
        express(), two_lists(), with_a_stranger(), text_only(), forbidding(), shell(),
        broken(403, b"<html><title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x.js></script></html>"),
    ]  # fmt: skip
    names = ("express", "two", "stranger", "text", "robots", "shell", "challenge")
    with serving(made) as served:
        yield dict(zip(names, served, strict=True))


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory, sites: dict[str, Site]) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("looking")
    (folder / "gazette.toml").write_text(SETTINGS)
    with window_on(folder, list(sites.values())) as served:
        yield served


@pytest.fixture
def client(window: Served) -> Iterator[httpx.Client]:
    (window.folder / "gazette.toml").write_text(SETTINGS)
    with window.logged_in() as opened:
        opened.timeout = httpx.Timeout(60)
        yield opened


def secret(client: httpx.Client) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', client.get("/add").text)
    assert found is not None
    return found[1]


def look(client: httpx.Client, site: Site, **more: str) -> httpx.Response:
    """Paste an address and look; where that leads."""
    form = {"csrf": secret(client), "url": site.url, "allow_private": "1", **more}
    answer = client.post("/add", data=form)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def links(text: str, name: str) -> list[str]:
    return [unescape(m[1]) for m in re.finditer(r'href="([^"]+)"[^>]*>(?:<[^>]+>)*' + re.escape(name), text)]


def toml(folder: Path) -> str:
    return (folder / "gazette.toml").read_text()


def profile(folder: Path) -> str:
    """The rules that a crawl learned there."""
    subprocess.run(command("crawl"), cwd=folder, env=environment(), check=True, capture_output=True, timeout=120)
    connection = sqlite3.connect(folder / "output" / "gazette.db")
    try:
        told: str = connection.execute("SELECT list_profile FROM source").fetchone()[0]
    finally:
        connection.close()
    return told


def test_what_is_saved_is_what_the_command_writes(
    client: httpx.Client, window: Served, sites: dict[str, Site], tmp_path: Path
) -> None:
    seen = look(client, sites["express"], name="post", topics="post, parcels")
    assert "協會發佈春季快遞服務質量報告" in seen.text
    assert seen.text.count('class="headline"') == 3
    assert client.post(seen.url.path, data={"csrf": secret(client), "list": "1"}).headers["location"] == "/sources/post"
    (tmp_path / "gazette.toml").write_text(SETTINGS)
    words = ("add", "--yes", "--allow-private", "--name", "post", "--topic", "post", "--topic", "parcels")
    subprocess.run(
        command(*words, sites["express"].url), cwd=tmp_path, env=environment(), check=True, capture_output=True, timeout=120
    )  # fmt: skip
    assert toml(window.folder) == toml(tmp_path)
    assert profile(window.folder) == profile(tmp_path)
    # Once it is followed, it is not added again.
    assert "is followed already" in look(client, sites["express"]).text


def test_another_list_is_chosen_read_and_pinned_as_the_command_does(
    client: httpx.Client, window: Served, sites: dict[str, Site], tmp_path: Path
) -> None:
    seen = look(client, sites["two"], name="two")
    path = seen.url.path
    assert len(re.findall(r'type="radio" name="list"', seen.text)) == 2
    chosen = client.get(path, params={"list": 2}).text
    assert "Read three articles" in chosen
    asked = len(sites["two"].asked)
    answer = client.post(path + "/read", data={"csrf": secret(client), "list": "2"})
    fetched = [p for p in sites["two"].asked[asked:] if p.endswith(".html")]
    titles = re.findall(r'class="headline"><a href="[^"]+/(news|calls)/', client.get(answer.headers["location"]).text)
    assert len(set(titles)) == 1
    assert {p.split("/")[1] for p in fetched} == set(titles)
    client.post(path, data={"csrf": secret(client), "list": "2"})
    (tmp_path / "gazette.toml").write_text(SETTINGS)
    words = ("add", "--yes", "--allow-private", "--name", "two", "--pick", "2", sites["two"].url)
    subprocess.run(command(*words), cwd=tmp_path, env=environment(), check=True, capture_output=True, timeout=120)
    assert toml(window.folder) == toml(tmp_path)


def test_a_wrong_row_and_a_wrong_day_are_corrected(
    client: httpx.Client, window: Served, sites: dict[str, Site]
) -> None:
    seen = look(client, sites["stranger"])
    path = seen.url.path
    # The row's link on the page leads to what can be said of it.
    sheet = client.get(path + "/page?list=1")
    assert "sandbox" in sheet.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in sheet.headers["content-security-policy"]
    row = client.get(links(sheet.text, "Take the boat around the whole harbour")[0])
    (without,) = links(row.text, "This is no row of the list")
    corrected = client.get(without)
    rows = corrected.text.partition('<ol class="found">')[2]
    assert "Berth 8" in rows
    assert "Take the boat around the whole harbour" not in rows
    about = _about(client, corrected, "Berth 3")
    (day,) = re.findall(r'name="day" value="(\d+)"[^>]*> <span dir="auto">2024-07-03', about)
    params = dict(httpx.URL(without).params) | {"day": day}
    assert "2024-07-08" in client.get(path, params=params).text
    client.post(path, data={"csrf": secret(client), **params})
    (source,) = configuration.load(window.folder / "gazette.toml").source
    assert (source.list.row, source.list.date) == ("ul.news > li:not(.ad)", "span")
    subprocess.run(command("crawl"), cwd=window.folder, env=environment(), check=True, capture_output=True, timeout=120)
    connection = sqlite3.connect(window.folder / "output" / "gazette.db")
    days = [row[0] for row in connection.execute("SELECT date FROM entry WHERE source = ?", (source.name,))]
    connection.close()
    assert len(days) == 8
    assert {told[:7] for told in days} == {"2024-07"}


def _about(client: httpx.Client, seen: httpx.Response, title: str) -> str:
    """The page on which a row is talked of."""
    (leads,) = {unescape(href) for href in re.findall(rf'href="([^"]+)#said" aria-label="Correct: {title}', seen.text)}
    return client.get(leads).text


def test_where_no_list_was_found_one_is_named_by_its_rows(client: httpx.Client, sites: dict[str, Site]) -> None:
    seen = look(client, sites["text"])
    assert "Mend" in seen.text
    assert client.post(seen.url.path, data={"csrf": secret(client)}).status_code == 502


@pytest.mark.parametrize(
    ("url", "status", "said"),
    [
        ("robots", 502, "robots.txt of"),
        ("challenge", 502, "a challenge stands before"),
        ("shell", 200, "an empty shell"),
        ("http://", 400, "url ="),
        ("ftp://files.example/", 400, "url ="),
        ("no-such-name", 400, "no-such-name"),
    ],
)
def test_what_cannot_be_seen_is_told_with_the_mend(
    client: httpx.Client, sites: dict[str, Site], url: str, status: int, said: str
) -> None:
    site = sites.get(url) or Site("", "", "", {})
    form = {"csrf": secret(client), "url": site.url if url in sites else url, "allow_private": "1"}
    answer = client.post("/add", data=form, follow_redirects=True)
    assert answer.status_code == status
    assert said in unescape(answer.text)
    assert "<b>Mend</b>" in answer.text
    assert "Traceback" not in answer.text


def test_a_private_address_is_not_looked_at_without_leave(client: httpx.Client, sites: dict[str, Site]) -> None:
    answer = client.post("/add", data={"csrf": secret(client), "url": sites["express"].url})
    assert "is a private address" in answer.text


def test_adding_needs_the_token_and_the_pages_secret(
    window: Served, client: httpx.Client, sites: dict[str, Site]
) -> None:
    seen = look(client, sites["two"])
    with window.client() as stranger:
        assert "Log in" in stranger.get("/add").text
        assert stranger.get(seen.url.path).headers["location"].startswith("/login?next=")
        assert stranger.get(seen.url.path + "/page").status_code == 404
        assert stranger.post("/add", data={"url": sites["two"].url}).status_code == 401
    for path in ("/add", seen.url.path, seen.url.path + "/read"):
        assert client.post(path, data={"url": sites["two"].url}).status_code == 403
    assert client.get("/add/gone").status_code == 404
    assert toml(window.folder) == SETTINGS
