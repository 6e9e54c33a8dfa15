"""Who may read and who may write, asked of the pure decisions and of the running window."""

from __future__ import annotations

from contextlib import closing

import httpx
import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from crawler.errors import ConfigError
from crawler.keys import WebRules
from feeds.web.access import Buckets, Gate, Visitor, access_of, visitor_of
from tests.feeds.web.conftest import TOKEN, Served

LOCAL = {"host": "127.0.0.1:8080"}


def ask(rules: WebRules, client: str, headers: dict[str, str], bound: str = "127.0.0.1") -> Visitor:
    return visitor_of(access_of(rules, bound, "t0ken"), Headers(headers), client, "")


@pytest.mark.parametrize(
    ("client", "headers", "may_read", "may_write"),
    [
        ("127.0.0.1", LOCAL, True, False),
        ("127.0.0.1", {"host": "localhost"}, True, False),
        ("127.0.0.1", {"host": "news.example"}, False, False),
        ("127.0.0.1", LOCAL | {"x-forwarded-for": "203.0.113.9"}, False, False),
        ("203.0.113.9", LOCAL, False, False),
        ("203.0.113.9", {"host": "news.example", "authorization": "Bearer t0ken"}, True, True),
        ("203.0.113.9", {"host": "news.example", "authorization": "Bearer t0keN"}, False, False),
        ("203.0.113.9", {"host": "news.example", "x-user": "mallory"}, False, False),
        ("127.0.0.1", {"host": "news.example", "x-user": "ada"}, True, False),
    ],
)
def test_who_may_do_what(client: str, headers: dict[str, str], may_read: bool, may_write: bool) -> None:
    rules = WebRules(hosts=("news.example",), proxy_header="x-user")
    found = ask(rules, client, headers)
    assert (found.may_read, found.may_write) == (may_read, may_write)


def test_a_public_address_without_a_guard_is_refused() -> None:
    with pytest.raises(ConfigError, match="no token is set"):
        access_of(WebRules(), "0.0.0.0")
    assert access_of(WebRules(open=True), "0.0.0.0").any_host
    assert access_of(WebRules(token="x"), "192.0.2.1").token == "x"


def test_a_bucket_empties_and_fills() -> None:
    at = [0.0]
    buckets = Buckets(rate=2, burst=3, clock=lambda: at[0])
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("b") == 0
    at[0] = 0.5
    assert buckets.take("a") == 0


def test_an_address_may_ask_for_as_many_published_files_as_it_likes() -> None:
    gate = Gate(PlainTextResponse("here"), access_of(WebRules(rate=1, burst=2), "127.0.0.1"))
    with closing(TestClient(gate, base_url="http://127.0.0.1", client=("127.0.0.1", 5000))) as client:
        assert {client.get(f"/feeds/{n}.atom").status_code for n in range(20)} == {200}
        assert [client.get("/search").status_code for _ in range(3)] == [200, 200, 429]
        assert client.get("/history/post/2024-05.json").status_code == 200


def test_a_foreign_name_for_loopback_gets_nothing(served: Served) -> None:
    with served.client(host="rebound.example") as client:
        assert client.get("/").status_code == 421


def test_every_answer_has_the_headers(served: Served) -> None:
    with served.client() as client:
        for path in ("/", "/sources/express", "/search?q=post", "/nothing", "/static/window.css", "/login"):
            answer = client.get(path)
            assert "default-src 'none'" in answer.headers["content-security-policy"], path
            assert "unsafe" not in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert client.get("/feeds/express.rss").headers["access-control-allow-origin"] == "*"


def test_writing_needs_token_session_and_the_pages_secret(served: Served) -> None:
    with served.client() as stranger:
        assert stranger.post("/logout").status_code == 401
    assert served.offer("guess").status_code == 403
    with served.logged_in() as client:
        set_by = served.offer(TOKEN).headers["set-cookie"]
        assert "HttpOnly" in set_by
        assert "SameSite=strict" in set_by
        session = client.cookies["gazette_session"]
        assert client.post("/logout").status_code == 403
        assert client.post("/logout", data={"csrf": "0" * 64}).status_code == 403
        assert client.post("/logout", headers={"Origin": "https://evil.example"}).status_code == 403
        assert client.post("/logout", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    with served.client() as forger:
        forger.cookies.set("gazette_session", session[:-2] + "xx")
        assert "csrf" not in forger.get("/").text
    with served.logged_in() as client:
        assert "csrf" in client.get("/").text


def test_the_way_in_leads_only_to_our_own_pages(served: Served) -> None:
    for target in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert served.offer(TOKEN, next=target).headers["location"] == "/"
    assert served.offer(TOKEN, next="/runs").headers["location"] == "/runs"


def test_guesses_are_slowed_down(served: Served) -> None:
    # A forwarded address, so that the other tests' logins are not held up.
    with served.client(**{"X-Forwarded-For": "198.51.100.7"}) as client:
        answers = [client.post("/login", data={"token": f"guess {n}"}) for n in range(8)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert httpx.get(served.url + "/").status_code == 200
