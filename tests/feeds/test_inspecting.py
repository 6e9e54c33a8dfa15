from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

from crawler.samples.sites import express
from feeds.inspecting import answer_lines


def ask(*requests: object) -> list[dict[str, object]]:
    lines = [r if isinstance(r, bytes) else json.dumps(r).encode() for r in requests]
    out = io.StringIO()
    answer_lines([line + b"\n" for line in lines], out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_request_gets_one_answer_in_order_whatever_it_holds(tmp_path: Path) -> None:
    site = express()
    (tmp_path / "list.html").write_bytes(site.pages["/?list_4/"].body)
    (tmp_path / "article.html.gz").write_bytes(gzip.compress(site.pages["/?list_4/6.html"].body))
    base = "http://example.org/?list_4/"
    answers = ask(
        {"id": 1, "path": str(tmp_path / "list.html"), "url": base, "as": "list"},
        b"{not json",
        {"id": 2, "path": str(tmp_path / "nowhere.html"), "url": base, "as": "list"},
        {"id": 3, "path": str(tmp_path / "article.html.gz"), "url": base + "6.html", "as": "article"},
        {"id": 4, "path": str(tmp_path / "list.html"), "url": base, "as": "poem"},
        {"id": 5, "path": str(tmp_path / "list.html"), "url": base, "as": None},
    )
    assert len(answers) == 6
    first, bad, missing, article, poem, guessed = answers
    assert first["id"] == 1
    entries = first["entries"]
    assert isinstance(entries, list)
    assert len(entries) == 6
    assert entries[0] == {
        "url": "http://example.org/?list_4/6.html", "title": "協會發佈春季快遞服務質量報告", "date": "2024-05-14", "date_precision": "day",
    }  # fmt: skip
    for wrong in (bad, missing, poem):
        error = wrong["error"]
        assert isinstance(error, dict)
        assert set(error) == {"kind", "message", "mend"}
    assert article["as"] == "article"
    assert article["title"] == "協會發佈春季快遞服務質量報告"
    assert article["published"] == "2024-05-14"
    assert article["evidence"]
    assert guessed["as"] == "list"
