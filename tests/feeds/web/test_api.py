"""`/api/v1` as a program meets it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from starlette.routing import Route

from feeds.web.api import routes
from feeds.web.openapi import document
from tests.feeds.web.conftest import Served


def fits(shape: str, answer: Any) -> None:
    """An answer is as the document says."""
    whole = document()
    OAS31Validator({"$ref": f"#/components/schemas/{shape}", "components": whole["components"]}).validate(answer)


def pages(client: httpx.Client, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
    """One page after the other, by their cursors."""
    cursor = ""
    while cursor is not None:
        answer = client.get(f"/api/v1/{path}", params={**asked, "cursor": cursor})
        assert answer.status_code == 200, answer.text
        yield answer.json()
        assert answer.json()["next"] != cursor
        cursor = answer.json()["next"]


def test_the_document_is_openapi_and_names_every_route(served: Served) -> None:
    told = document()
    validate(told)
    names = {re.sub(r":int", "", route.path.removeprefix("/api/v1")) for route in routes if isinstance(route, Route)}
    assert set(told["paths"]) == names
    with served.client() as client:
        assert client.get("/api/v1/openapi.json").json() == told
    for path in told["paths"].values():
        assert all(
            "$ref" in str(r) or path["get"]["operationId"] == "openapi" for r in path["get"]["responses"].values()
        )


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("sources", "SourcePage"),
        ("sources/express", "SourceWhole"),
        ("articles", "BriefPage"),
        ("articles/1", "Article"),
        ("stories", "StoryPage"),
        ("stories/1", "Story"),
        ("runs", "RunPage"),
        ("search?q=协会", "HitPage"),
        ("search?limit=1", "HitPage"),
    ],
)
def test_answers_are_as_the_document_says(served: Served, path: str, shape: str) -> None:
    with served.client() as client:
        answer = client.get(f"/api/v1/{path}").json()
    fits(shape, answer)
    assert answer.get("items", True)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("sources", {}),
        ("articles", {}),
        ("articles", {"source": "express"}),
        ("stories", {}),
        ("runs", {}),
        ("search", {}),
        ("search", {"q": "的"}),
        ("search", {"source": "harbour"}),
    ],
)
def test_pages_make_up_the_whole(served: Served, path: str, asked: dict[str, str]) -> None:
    key = "name" if path == "sources" else "id"
    with served.client() as client:
        whole = client.get(f"/api/v1/{path}", params={**asked, "limit": 500}).json()
        assert whole["next"] is None
        assert len(whole["items"]) >= 2
        for limit in (1, 2, len(whole["items"])):
            walked = [item for page in pages(client, path, limit=limit, **asked) for item in page["items"]]
            assert sorted(i[key] for i in walked) == sorted(i[key] for i in whole["items"])
            # Only a search is in another order than its first page: the best first, then the latest.
            assert path == "search" or walked == whole["items"]


def test_what_stands_in_an_answer(served: Served) -> None:
    with served.client() as client:
        assert client.get("/api/v1/sources/express").json()["run"]["outcome"] == "ok"
        first = client.get("/api/v1/articles?source=express&limit=1").json()["items"][0]
        whole = client.get(f"/api/v1/articles/{first['id']}").json()
        assert whole["body_text"]
        assert whole["evidence"]
        assert whole["revisions"][0]["number"] == 1
        found = client.get("/api/v1/search", params={"q": "协会"}).json()
        assert found["total"] == len(found["items"]) > 0
        (story, *_) = client.get("/api/v1/stories").json()["items"]
        assert {a["source"] for a in story["articles"]} == {"express", "copy"}


def cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("sources/nobody", 404),
        ("articles/999999", 404),
        (f"articles/{10**18}", 404),
        (f"stories/{10**40}", 404),
        ("articles?source=nobody", 404),
        ("runs?source=nobody", 404),
        ("search?source=nobody", 404),
        ("articles?limit=0", 400),
        ("articles?limit=501", 400),
        ("articles?limit=%C2%B2", 400),
        ("sources?limit=ten", 400),
        ("articles?cursor=nonsense", 400),
        ("articles?cursor=WzEsMl0", 400),
        (f"articles?cursor={cursor(['2024', 2**70])}", 400),
        (f"articles?cursor={cursor([chr(0xD800), 1])}", 400),
        (f"runs?cursor={cursor([True])}", 400),
        (f"stories?cursor={cursor(['1'])}", 400),
        (f"search?cursor={cursor([5, ['x']])}", 400),
        (f"search?cursor={cursor([5, list(range(501))])}", 400),
        (f"search?cursor={'W' * 60_000}", 400),
        ("search?since=2024-13-45", 400),
        ("search?until=20240531", 400),
        ("nothing", 404),
    ],
)
def test_what_is_wrong_is_told_with_the_mend(served: Served, path: str, status: int) -> None:
    with served.client() as client:
        answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    fits("Problem", answer.json())
    assert answer.json()["status"] == status
    assert answer.json()["mend"]


def test_a_wrong_method_is_told_too(served: Served) -> None:
    with served.logged_in() as client:
        answer = client.post("/api/v1/sources", headers={"Origin": served.url})
    assert answer.status_code == 405
    fits("Problem", answer.json())
