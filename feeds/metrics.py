"""Metrics for Prometheus, made from the store at each scrape.

This module does not know how they are served.
"""

from __future__ import annotations

from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from crawler.clock import parse_stamp
from crawler.store.database import Store
from feeds.files import write

STATES = ("new", "ok", "quiet", "empty", "changed", "partial", "moved", "broken", "blocked", "unreachable", "gone")


def metrics_text(store: Store) -> bytes:
    """All metrics in Prometheus' text format; times in seconds since the epoch."""
    registry = CollectorRegistry()
    state = Gauge("gazette_source_state", "1 for the state that a source is in", ["source", "state"], registry=registry)
    gauges = {
        "articles": Gauge("gazette_source_articles", "Articles stored of a source", ["source"], registry=registry),
        "fails": Gauge("gazette_source_failures", "Failed runs in a row", ["source"], registry=registry),
        "last_run": Gauge("gazette_source_last_run_seconds", "End of the last run", ["source"], registry=registry),
        "last_ok": Gauge(
            "gazette_source_last_ok_seconds", "Last time its list was read", ["source"], registry=registry
        ),
        "next_due": Gauge("gazette_source_next_due_seconds", "When it is due again", ["source"], registry=registry),
        "newest": Gauge(
            "gazette_source_newest_seconds", "Feed time of its newest article", ["source"], registry=registry
        ),
    }
    for row in store.query("SELECT * FROM v_source_health"):
        for word in STATES:
            state.labels(row["name"], word).set(float(row["state"] == word))
        for key, gauge in gauges.items():
            value = row[key]
            if value is not None:
                gauge.labels(row["name"]).set(parse_stamp(value).timestamp() if isinstance(value, str) else value)
    asked = Gauge("gazette_source_recent_requests", "Requests of the last thirty runs", ["source"], registry=registry)
    refused = Gauge(
        "gazette_source_recent_refusals", "Addresses that robots.txt forbade in them", ["source"], registry=registry
    )
    for row in store.query("SELECT source, requests, refusals FROM v_politeness"):
        asked.labels(row["source"]).set(row["requests"])
        refused.labels(row["source"]).set(row["refusals"])
    gaps = Gauge("gazette_source_gaps", "Open gaps in the coverage of a source", ["source"], registry=registry)
    for row in store.query("SELECT source, count(*) AS n FROM v_gaps GROUP BY source"):
        gaps.labels(row["source"]).set(row["n"])
    return generate_latest(registry)


def write_textfile(store: Store, path: Path) -> None:
    """Write the metrics for the node exporter's textfile collector, beside and renamed."""
    write(path, metrics_text(store))
