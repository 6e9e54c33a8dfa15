"""`/metrics` as a Prometheus server scrapes it."""

from __future__ import annotations

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.feeds.web.conftest import TOKEN, Served


def test_a_scrape_tells_the_state_of_every_source(served: Served) -> None:
    with served.client() as client:
        answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    told = {family.name: family.samples for family in text_string_to_metric_families(answer.text)}
    states = {s.labels["source"]: s.labels["state"] for s in told["gazette_source_state"] if s.value == 1}
    assert states["express"] == "ok"
    assert set(states) == {s.labels["source"] for s in told["gazette_source_articles"]}
    assert all(s.value > 1e9 for s in told["gazette_source_last_run_seconds"])


def test_from_elsewhere_a_scrape_needs_the_token(served: Served) -> None:
    came_from = {"X-Forwarded-For": "198.51.100.7"}
    refused = httpx.get(served.url + "/metrics", headers=came_from)
    assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")
    assert (
        httpx.get(served.url + "/metrics", headers=came_from | {"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    )
