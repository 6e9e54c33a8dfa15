"""Whatever a crawl writes into a store is noted, so that the writer can write it too."""

from __future__ import annotations

import ast

import pytest

import crawler.workers.applying as applying
from crawler.keys import Settings
from crawler.store.journal import RECORDED
from crawler.workers.parcel import AT_HOME, TOLD
from tests.conftest import ROOT
from tests.store.test_locked import WRITERS

# What the modules of a crawl call of the store, written as `module.function(…)` or imported by name.
CRAWL = [
    *(ROOT / "crawler" / "spiders").glob("*.py"),
    *(
        ROOT / "crawler" / f"{name}.py"
        for name in ("running", "revisiting", "mending", "pipelines", "keeping", "extensions")
    ),
]
# Within `settle`, which is noted as a whole.
INSIDE = {"save", "join"}


def test_every_function_by_which_a_crawl_writes_is_noted() -> None:
    modules = {f.__module__.rpartition(".")[2]: set[str]() for f, _ in WRITERS}
    for function, _ in WRITERS:
        modules[function.__module__.rpartition(".")[2]].add(function.__name__)
    written = set()
    for path in CRAWL:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
            ):
                written |= {node.func.attr} & modules.get(node.func.value.id, set())
    assert {"see_entries", "end_run", "take_repair", "missed"} <= written
    assert written - INSIDE <= set(RECORDED)


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_the_words_of_every_noted_function_can_be_read_from_afar(name: str) -> None:
    assert applying._shape(name).__struct_fields__


def test_no_other_function_can_be_called_from_afar() -> None:
    with pytest.raises(KeyError):
        applying._shape("system")


def test_every_setting_goes_with_a_job_or_stays_at_home() -> None:
    assert set(Settings.model_fields) == TOLD | AT_HOME
    assert not TOLD & AT_HOME
