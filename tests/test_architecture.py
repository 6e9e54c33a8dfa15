"""The arrows between the parts, and the size of them, held by machine."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(p for top in ("crawler", "feeds") for p in (ROOT / top).rglob("*.py"))
# The Scrapy shell: the only modules that know Scrapy and Twisted.
SHELL = {
    "crawler.answers", "crawler.cookies", "crawler.downloading", "crawler.extensions", "crawler.faults", "crawler.middlewares", "crawler.pipelines", "crawler.run",
    "crawler.rendering", "crawler.resolving", "crawler.settings", "crawler.turns", "crawler.workers.transport",
}  # fmt: skip
# What a part of crawler/ may import of crawler/; parts not named here may import all.
GROUND = ("crawler.errors", "crawler.model", "crawler.items", "crawler.page", "crawler.clock", "crawler.addresses")
MAY = {
    "crawler.normalise": (*GROUND, "crawler.normalise"),
    "crawler.listing": (*GROUND, "crawler.normalise", "crawler.listing"),
    "crawler.reading": (*GROUND, "crawler.normalise", "crawler.reading"),
    "crawler.learning": (*GROUND, "crawler.normalise", "crawler.listing", "crawler.reading", "crawler.learning"),
    "crawler.dedupe": (*GROUND, "crawler.normalise", "crawler.dedupe"),
    "crawler.store": (
        *GROUND,
        "crawler.normalise",
        "crawler.dedupe",
        "crawler.config",
        "crawler.keys",
        "crawler.store",
    ),
}
SQL_OUTSIDE = {"crawler.running", "feeds"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    out = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            out |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            out.add(node.module)
            out |= {f"{node.module}.{alias.name}" for alias in node.names}
    return out


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    name, found = name_of(path), imports(path)
    if name.startswith("crawler"):
        assert not {i for i in found if i.split(".")[0] == "feeds"}
        if not name.startswith("crawler.workers"):
            # The extra is not needed by anything that runs without it.
            assert not {
                i for i in found if i.startswith("crawler.workers") or i.split(".")[0] in ("rq", "redis", "msgspec")
            }
    if name not in SHELL and not name.startswith("crawler.spiders."):
        assert not {i for i in found if i.split(".")[0] in ("scrapy", "twisted")}
    for part, allowed in MAY.items():
        if name.startswith(part + "."):
            ours = {i for i in found if i.startswith("crawler.")}
            assert not {i for i in ours if not i.startswith(allowed)}, f"{name} may import {allowed}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_keep_their_size(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert doc
    if path.name != "__init__.py" and name_of(path) not in (
        "crawler.errors",
        "crawler.items",
        "crawler.resolving",
        "crawler.settings",
        "feeds.cli",
    ):
        assert "does not" in doc, "a module's docstring says what it does not know"


def test_modules_form_no_cycle() -> None:
    graph = {name_of(p): {i for i in imports(p) if i.split(".")[0] in ("crawler", "feeds")} for p in MODULES}
    graph = {k: {i for i in v if i in graph and i != k} for k, v in graph.items()}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path, name))
        if name not in done:
            for other in graph[name]:
                visit(other, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())
