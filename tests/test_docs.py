"""The pages of docs/: built with every link checked, and the commands that they show typed in the order of the page."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.samples.server import serving
from crawler.samples.sites import harbour
from tests.conftest import ROOT, command, environment

DOCS = ROOT / "docs"
# What stands in the pages for a site that the reader knows.
EXAMPLE = "https://www.example.org/news/"


def commands_of(page: Path) -> list[list[str]]:
    """The lines behind `$ gazette` of a page's `console` blocks, as words."""
    blocks = re.findall(r"^```console\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("$ gazette ")]
    return [shlex.split(line.removeprefix("$ gazette ")) for line in lines]


@pytest.mark.parametrize("name", ["index.md", "guide.md"])
def test_the_commands_of_a_page_do_what_it_says(name: str, tmp_path: Path) -> None:
    typed = commands_of(DOCS / name)
    assert len(typed) > 3
    # A second between two requests is for hosts of others.
    (tmp_path / "gazette.toml").write_text("[gazette]\ndelay = 0\n")
    with serving([harbour()]) as (site,):
        if not any(words[0] == "add" for words in typed):
            typed.insert(0, ["add", EXAMPLE, "--name", "example", "--yes"])
            typed.insert(1, ["crawl"])
        for words in typed:
            here = [site.url if word == EXAMPLE else word for word in words]
            # The sample site is on this machine, which a source has to be allowed.
            here += ["--allow-private"] if here[0] == "add" else []
            done = subprocess.run(
                command(*here),
                cwd=tmp_path,
                env=environment(),
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert done.returncode == 0, f"gazette {shlex.join(here)}: {done.stdout}{done.stderr}"
            assert done.stdout.strip(), f"gazette {shlex.join(here)} says nothing"
    if name == "index.md":
        assert (tmp_path / "output/feeds/example.atom").exists()


def test_the_pages_build_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(
        build,
        cwd=ROOT,
        env=environment(NO_MKDOCS_2_WARNING="1"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {page.name for page in (tmp_path / "site").glob("*.html")}
    assert {path.with_suffix(".html").name for path in DOCS.glob("*.md")} <= pages | {"index.html"}
