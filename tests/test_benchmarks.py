"""The benchmarks are run by hand and seldom: what they take from the project has to be there all the same."""

from __future__ import annotations

import ast
import importlib
import importlib.util
from pathlib import Path

import pytest

from tests.conftest import ROOT

BENCHMARKS = sorted((ROOT / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_every_name_that_a_benchmark_imports_is_there(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("crawler", "feeds", "tests")):
            module = importlib.import_module(node.module or "")
            missing = [
                alias.name
                for alias in node.names
                if not hasattr(module, alias.name) and not _is_module(f"{node.module}.{alias.name}")
            ]
            assert not missing, f"{path.name} imports {missing} from {node.module}"


def _is_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None
