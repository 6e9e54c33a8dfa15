"""`/db/`: questions and SQL over the store, in the running window."""

from __future__ import annotations

import csv
import io
import re
import shutil
from urllib.parse import quote

import pytest
from playwright.sync_api import ConsoleMessage, sync_playwright

from crawler.store.database import NAME, Store
from feeds.web.sqlwords import FACETS, HIDDEN, SORTED, load_questions
from tests.feeds.web.conftest import Served

CHROMIUM = shutil.which("chromium")
ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


def test_a_question_as_page_json_and_csv(served: Served) -> None:
    with served.client() as client:
        page = client.get("/db/gazette/quiet")
        assert "Quiet sources" in page.text
        rows = client.get("/db/gazette/quiet.json?_shape=array").json()
        assert {row["name"] for row in rows} == {"express", "harbour", "copy"}
        table = list(csv.DictReader(io.StringIO(client.get("/db/gazette/quiet.csv").text)))
        assert [row["name"] for row in table] == [row["name"] for row in rows]


@pytest.mark.parametrize("name", load_questions())
def test_every_question_has_an_answer(served: Served, name: str) -> None:
    with served.client() as client:
        answer = client.get(f"/db/gazette/{name}.json").json()
    assert answer["ok"], answer
    assert answer["columns"]


def test_a_question_takes_words_as_people_type_them(served: Served) -> None:
    with served.client() as client:
        found = client.get("/db/gazette/find.json", params={"words": "协会", "_shape": "array"}).json()
        same = client.get(
            "/db/gazette/article.json", params={"_search": "協會", "_shape": "array", "_col": "title"}
        ).json()
    assert found
    assert {row["id"] for row in found} == {row["id"] for row in same}


def test_tables_are_told_in_the_dictionarys_words(served: Served) -> None:
    with served.client() as client:
        page = client.get("/db/gazette/article").text
        assert "An article, normalised" in page
        assert "canonical address, as it is now" in page
        facets = client.get("/db/gazette/article.json?_size=0").json()["facet_results"]
        front = client.get("/db/gazette").text
    assert set(facets) == {"source", "language", "state"}
    assert "/db/gazette/v_latest" in front
    assert not any(f'"/db/gazette/{table}"' in front for table in HIDDEN)


def test_what_is_said_of_tables_is_of_tables_that_there_are(served: Served) -> None:
    with Store(served.folder / "output" / NAME, writable=False) as store:
        names = {row["name"] for row in store.query("SELECT name FROM sqlite_master")}
    assert {*FACETS, *SORTED, *HIDDEN} <= names


@pytest.mark.parametrize("sql", ["delete from article", "with x as (select 1) delete from article", "attach 'x' as y"])
def test_a_write_is_refused(served: Served, sql: str) -> None:
    with served.client() as client:
        before = client.get("/db/gazette.json?_shape=array&sql=select+count(*)+as+n+from+article").json()
        answer = client.get("/db/gazette.json", params={"sql": sql})
        assert answer.status_code == 400
        assert client.get("/db/gazette.json?_shape=array&sql=select+count(*)+as+n+from+article").json() == before
    with served.logged_in() as client:
        assert client.post("/db/gazette/quiet", data={"sql": sql}).status_code == 404


def test_a_slow_query_is_cut_and_told_with_the_mend(served: Served) -> None:
    with served.client() as client:
        answer = client.get("/db/gazette.json", params={"sql": ENDLESS})
        page = client.get("/db/gazette", params={"sql": "drop table article"})
    assert answer.status_code == page.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "was cut" in answer.json()["detail"]
    assert answer.json()["mend"]
    assert "Statement must be a SELECT" in page.text
    assert "Traceback" not in page.text


@pytest.mark.parametrize("path", ["-/metadata.json", "-/permissions", "-/messages", "gazette.db", "_internal"])
def test_its_own_pages_and_the_file_are_not_served(served: Served, path: str) -> None:
    with served.client() as client:
        assert client.get(f"/db/{path}").status_code in (403, 404)


@pytest.mark.parametrize("path", ["gazette", "gazette/article?_size=2", "gazette/article/1", "gazette/find?words=a"])
def test_every_link_stays_under_its_path(served: Served, path: str) -> None:
    with served.client() as client:
        page = client.get(f"/db/{path}").text
        links = {link.replace("&amp;", "&") for link in re.findall(r'(?:href|src|action)="(/[^"]*)"', page)}
        # Facets and sorts are one page with another query; one of each is enough.
        addresses = {link.partition("?")[0]: link.partition("#")[0] for link in links}
        assert {a for a in addresses if not a.startswith(("/db/", "/static/"))} == {"/"}
        for link in addresses.values():
            assert client.get(link, follow_redirects=True).status_code == 200, link
        assert client.get("/db/gazette/article/").headers["location"] == "/db/gazette/article"
        assert client.get("/db").headers["location"] == "/db/gazette"
        assert client.get("/db/gazette/article.json?_size=2").json()["next_url"].startswith("/db/gazette/article.json?")


def test_who_may_not_read_may_not_ask(served: Served) -> None:
    with served.client(**{"X-Forwarded-For": "203.0.113.9"}) as client:
        assert client.get("/db/gazette").headers["location"] == "/login"
        assert client.get("/db/gazette/quiet.json").status_code == 401


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")
def test_its_pages_work_in_a_browser_under_our_policy(served: Served) -> None:
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(f"{message.type}: {message.text}")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in ("", "gazette/article", "gazette/article/1", f"gazette/find?words={quote('协会')}"):
            page.goto(f"{served.url}/db/{path}")
        page.goto(served.url)
        page.get_by_role("link", name="SQL").click()
        # The editor is made by Datasette's own script within the page.
        page.locator(".CodeMirror").click()
        page.keyboard.press("Control+A")
        page.keyboard.type("select 6 * 7 as answer")
        page.get_by_role("button", name="Run SQL").click()
        page.locator("td", has_text="42").wait_for()
        browser.close()
    assert said == []
