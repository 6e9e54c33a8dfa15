"""Every library that is imported is declared, and every one that is declared is needed."""

from __future__ import annotations

import ast
import re
import sys
import tomllib

from tests.conftest import ROOT
from tools.audit import verdict

# Where the name of an import is not that of its package, or the package comes with the one that is declared.
PACKAGES = {"twisted": "scrapy", "tldextract": "scrapy", "zope": "scrapy", "cssselect": "parsel", "markupsafe": "jinja2", "scrapy_playwright": "scrapy-playwright", "playwright": "scrapy-playwright",
            "prometheus_client": "prometheus-client", "sqlite_utils": "sqlite-utils", "nepali_datetime": "nepali-datetime"}  # fmt: skip
# Needed, though no module of ours imports them.
UNSEEN = {
    "tzdata": "zones, where the system has none", "python-multipart": "Starlette reads forms with it",
    "httptools": "uvicorn's parser", "uvloop": "uvicorn's loop", "brotli": "Scrapy unpacks answers with it",
}  # fmt: skip


def declared(table: list[str]) -> set[str]:
    return {re.split(r"[<>=;\[ ]", line, maxsplit=1)[0].lower() for line in table}


def imported() -> set[str]:
    found: set[str] = set()
    for path in [*(ROOT / "crawler").rglob("*.py"), *(ROOT / "feeds").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    ours = {"crawler", "feeds", "tests"}
    return {PACKAGES.get(name, name).lower() for name in found - ours - set(sys.stdlib_module_names)}


def test_imports_and_declarations_are_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed, extras = (
        declared(project["dependencies"]),
        declared(project["optional-dependencies"]["browser"] + project["optional-dependencies"]["workers"]),
    )
    assert imported() <= needed | extras
    assert needed - imported() - set(UNSEEN) == set()


def test_every_declared_library_has_its_reason_in_the_decisions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    table = (ROOT / "docs/decisions.md").read_text("utf-8").partition("## Libraries")[2].partition("\n## ")[0].lower()
    named = set(re.findall(r"[a-z0-9][\w-]*", table))
    for libraries in (project["dependencies"], *project["optional-dependencies"].values()):
        assert declared(libraries) <= named


def test_locks_name_no_index_and_carry_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-workers.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "--index-url" not in text
        pins = re.findall(r"^[a-z0-9][^\s]*==.*(?:\n    .*)*", text, re.M)
        assert pins
        assert all("--hash=sha256:" in pin for pin in pins)


def test_an_audit_tells_an_advisory_from_none_and_from_silence() -> None:
    fine = {"name": "lxml", "version": "6.0.2", "vulns": []}
    bad = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
    unknown = {"name": "scrapy", "skip_reason": "Dependency not found on PyPI and could not be audited: scrapy (2.19)"}
    assert verdict("r.txt", {"dependencies": [fine]}) == ("r.txt: none of its 1 pins has an advisory", 0)
    said, status = verdict("r.txt", {"dependencies": [fine, bad, unknown]})
    assert "old 1.0: PYSEC-1, mended in 1.1" in said
    assert status == 1
    assert "NOT AUDITED: scrapy" in verdict("r.txt", {"dependencies": [fine, unknown]})[0]
    assert "NOT AUDITED: no advisories" in verdict("r.txt", {"dependencies": [unknown]})[0]
