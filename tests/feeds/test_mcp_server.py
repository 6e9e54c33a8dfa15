"""`gazette mcp` as a client of the official SDK meets it: over standard input and output, and over HTTP."""

from __future__ import annotations

import subprocess
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from crawler import config as configuration
from crawler.config import Config
from crawler.items import RawArticle
from crawler.keys import Settings, Source, WebRules
from crawler.model import Evidence, Moment, Precision
from crawler.samples.server import serving
from crawler.samples.sites import express
from crawler.store.database import NAME, Store
from crawler.store.runs import Issue, add_issue, start_run, sync_source
from feeds.mcp_tools import may_add
from tests.conftest import command, environment
from tests.feeds.shelves import crawled

NOW = datetime(2024, 5, 15, 8, 0, tzinfo=UTC)
LONG = "The harbour authority publishes its tariffs. " * 400
Talk = Callable[[Client], Awaitable[Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration of two sources, and a store that holds articles of one."""
    tables = [f'[[source]]\nname = "{n}"\nurl = "https://{n}.example/news/"' for n in ("harbour", "post")]
    (tmp_path / "gazette.toml").write_text("[gazette]\ndelay = 0\n" + "\n".join(tables) + "\n")
    source = Source(url="https://harbour.example/news/", name="harbour")
    with Store(tmp_path / "output" / NAME) as store:
        sync_source(store, source)
        raws = [
            RawArticle(f"https://harbour.example/news/{n}", title, body_html=f"<p>{LONG}</p>", body_text=LONG.strip(), evidence={"title": (Evidence(title, "h1", 1),)}, published=Moment(day, Precision.DAY))
            for n, (title, day) in enumerate([("Tariffs from June", "2024-05-14"), ("郵政協會公告", "2024-05-13")])
        ]  # fmt: skip
        crawled(store, source, raws, NOW)
        run = start_run(store, "harbour", NOW)
        for n in range(30):
            add_issue(store, run, "harbour", Issue("timeout", f"no answer {n}", mend="wait"), NOW)
    return tmp_path


def talk(folder: Path, say: Talk, *words: str, **env: str) -> Any:
    """One conversation with a server that is started for it."""
    program, *rest = command("mcp", *words)
    given = {k: v for k, v in environment(**env).items() if k != "GAZETTE_TOKEN" or k in env}
    told = StdioServerParameters(command=program, args=rest, env=given, cwd=folder)

    async def converse() -> Any:
        with anyio.fail_after(60):
            async with Client(stdio_client(told, errlog=subprocess.DEVNULL)) as client:  # type: ignore[arg-type]
                return await say(client)

    return anyio.run(converse)


async def call(client: Client, tool: str, **words: Any) -> Any:
    """What a tool answers; its error's text as a string."""
    done: Any = await client.call_tool(tool, words)
    return done.content[0].text if done.is_error else done.structured_content


def test_what_there_is_to_read(folder: Path) -> None:
    async def say(client: Client) -> None:
        tools = {t.name: t for t in (await client.list_tools()).tools}
        assert set(tools) == {"search", "read_article", "list_sources", "source_health", "add_source"}
        assert all(t.output_schema and t.description and t.annotations for t in tools.values())
        assert [n for n, t in tools.items() if t.annotations and not t.annotations.read_only_hint] == ["add_source"]

        found = await call(client, "search", words="邮政协会")
        (hit,) = found["articles"]
        assert (found["total"], hit["published"], hit["source"]) == (1, "2024-05-13", "harbour")
        narrowed = await call(client, "search", words="harbour", limit=1, since="2024-05-01")
        assert (len(narrowed["articles"]), narrowed["total"], narrowed["more"]) == (1, 2, True)

        pieces, offset = [], 0
        while offset is not None:
            article = await call(client, "read_article", article=hit["guid"], offset=offset, length=7000)
            pieces.append(article["text"])
            offset = article["next_offset"]
        assert "".join(pieces) == LONG.strip()
        assert len(pieces) == 3
        assert article["evidence"] == {"title": [{"value": "郵政協會公告", "place": "h1"}]}

        first = await call(client, "list_sources", limit=1)
        assert (first["total"], first["sources"][0]["name"]) == (2, "harbour")
        rest = await call(client, "list_sources", after=first["next_after"])
        assert ([s["name"] for s in rest["sources"]], rest["next_after"]) == (["post"], None)

        health = await call(client, "source_health", name="harbour")
        assert (len(health["issues"]), health["more_issues"], health["articles"]) == (20, 10, 2)

    talk(folder, say)


def test_what_is_wrong_is_told_with_the_mend_and_without_a_traceback(folder: Path) -> None:
    async def say(client: Client) -> None:
        wrong: list[tuple[str, dict[str, Any], str]] = [
            ("search", {"words": "x", "since": "yesterday"}, "write it as 2024-05-31"),
            ("search", {"words": "x", "limit": 10_000}, "less than or equal to 50"),
            ("read_article", {"article": "99999"}, "give an id, guid or address"),
            ("source_health", {"name": "nobody"}, "gazette sources"),
            ("add_source", {"address": "https://new.example/"}, "GAZETTE_TOKEN"),
            ("add_source", {"address": "http://127.0.0.1:9/", "look_only": True}, "allow_private"),
            ("add_source", {"address": "file:///etc/passwd", "look_only": True}, "pattern"),
        ]
        for tool, words, mend in wrong:
            told = await call(client, tool, **words)
            assert isinstance(told, str)
            assert mend in told
            assert "Traceback" not in told

    talk(folder, say)


def test_a_source_is_looked_at_then_added_with_the_token(folder: Path) -> None:
    with serving([express()]) as (site,):

        async def say(client: Client) -> None:
            seen = await call(client, "add_source", address=site.url, look_only=True)
            assert (seen["added"], seen["rows"]) == (False, 6)
            assert len(seen["articles"]) == 3
            added = await call(client, "add_source", address=site.url, name="express", topics=["post"])
            assert added["added"]

        talk(folder, say, "--allow-private", GAZETTE_TOKEN="of the tests")
    new = configuration.load(folder / "gazette.toml").source[-1]
    assert (new.name, new.topics) == ("express", ("post",))


@pytest.mark.parametrize(
    ("given", "configured", "may"),
    [("", "", False), ("a", "", True), ("a", "a", True), ("a", "b", False), ("", "b", False)],
)
def test_who_may_add(monkeypatch: pytest.MonkeyPatch, given: str, configured: str, may: bool) -> None:
    monkeypatch.setenv("GAZETTE_TOKEN", given)
    assert may_add(Config(gazette=Settings(web=WebRules(token=configured)))) is may


def test_over_http_every_request_needs_the_token(folder: Path) -> None:
    words = command("mcp", "--http", "--port", "0")
    env = environment(GAZETTE_TOKEN="of the tests", PYTHONUNBUFFERED="1")
    with subprocess.Popen(words, cwd=folder, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = next(word for word in process.stdout.readline().split() if word.startswith("http://"))
        try:
            refused = httpx.post(url, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
            foreign = httpx.post(url, json={}, headers={"Host": "evil.example", "Authorization": "Bearer of the tests"})
            assert foreign.status_code == 421

            async def converse() -> Any:
                async with (
                    create_mcp_http_client({"Authorization": "Bearer of the tests"}) as http,
                    Client(streamable_http_client(url, http_client=http)) as client,
                ):
                    return await call(client, "search", words="tariffs")

            assert anyio.run(converse)["total"] == 2
        finally:
            process.terminate()
