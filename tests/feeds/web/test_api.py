"""`/api/v1` as a program meets it."""

from __future__ import annotations

import re

import pytest
from openapi_spec_validator import validate
from starlette.routing import Route

from feeds.web.api import routes
from feeds.web.openapi import document
from tests.feeds.web.conftest import Served


def test_the_document_is_openapi_and_names_every_route() -> None:
    told = document()
    validate(told)
    served = {re.sub(r":int", "", route.path.removeprefix("/api/v1")) for route in routes if isinstance(route, Route)}
    assert set(told["paths"]) == served


@pytest.mark.parametrize("path", ["sources", "articles", "runs"])
def test_pages_of_one_row_make_up_the_whole(served: Served, path: str) -> None:
    with served.client() as client:
        whole = client.get(f"/api/v1/{path}?limit=500").json()
        assert whole["next"] is None
        assert len(whole["items"]) >= 2
        walked, cursor = [], ""
        while cursor is not None:
            page = client.get(f"/api/v1/{path}", params={"limit": 1, "cursor": cursor}).json()
            walked += page["items"]
            cursor = page["next"]
    assert walked == whole["items"]


def test_one_of_each(served: Served) -> None:
    with served.client() as client:
        assert client.get("/api/v1/sources/express").json()["state"] == "ok"
        first = client.get("/api/v1/articles?source=express&limit=1").json()["items"][0]
        whole = client.get(f"/api/v1/articles/{first['id']}").json()
        assert whole["body_text"]
        assert whole["evidence"]
        assert whole["revisions"][0]["number"] == 1
        assert client.get("/api/v1/search", params={"q": "协会"}).json()["total"] > 0
        assert client.get("/api/v1/stories").json()["next"] is None


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("sources/nobody", 404),
        ("articles/999999", 404),
        ("stories/999999", 404),
        ("articles?limit=0", 400),
        ("articles?limit=%C2%B2", 400),
        ("articles?cursor=nonsense", 400),
        ("articles?cursor=WzEsMl0", 400),
        ("nothing", 404),
    ],
)
def test_what_is_wrong_is_told_with_the_mend(served: Served, path: str, status: int) -> None:
    with served.client() as client:
        answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert set(answer.json()) >= {"type", "title", "detail", "mend"}
