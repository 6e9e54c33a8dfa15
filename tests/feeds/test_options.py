"""Completion in a shell, and what every command offers."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from feeds.cli import app
from tests.conftest import environment

TOML = '[[source]]\nname = "harbour"\nurl = "https://a.example/"\n[[source]]\nurl = "https://haven.example/news/"\n'


def completed(folder: Path, line: str) -> list[str]:
    """What a shell offers for a line whose last word is to be completed."""
    script = folder / "gazette"
    script.write_text(f"#!{sys.executable}\nimport sys\nfrom feeds.cli import main\nsys.exit(main())\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    words = line.split(" ")
    told = environment(_GAZETTE_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    done = subprocess.run([script], cwd=folder, env=told, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("gazette hea", ["health"]),
        ("gazette crawl ha", ["harbour", "haven-example-news"]),
        ("gazette crawl harbour hav", ["haven-example-news"]),
        ("gazette pin harb", ["harbour"]),
        ("gazette search --source harb", ["harbour"]),
        ("gazette archive export x.warc --source harb", ["harbour"]),
        ("gazette crawl --config none.toml ha", []),
    ],
)
def test_names_of_commands_and_sources_are_offered(tmp_path: Path, line: str, offered: list[str]) -> None:
    (tmp_path / "gazette.toml").write_text(TOML)
    assert completed(tmp_path, line) == offered


def test_a_broken_configuration_offers_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "gazette.toml").write_text("[[source]\n")
    assert completed(tmp_path, "gazette crawl ha") == []


def test_completion_is_installed_for_bash(tmp_path: Path) -> None:
    (tmp_path / "gazette.toml").write_text(TOML)
    assert completed(tmp_path, "gazette hea") == ["health"]
    env = environment(HOME=str(tmp_path), PATH=f"{tmp_path}:{os.environ['PATH']}")
    shell = ["bash", "-c", "gazette --install-completion && source .bash_completions/gazette.sh && complete -p gazette"]
    done = subprocess.run(shell, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert "-F _gazette_completion gazette" in done.stdout, done.stderr


def test_every_command_can_tell_a_program() -> None:
    group = typer.main.get_command(app)
    commands = dict(group.commands)  # type: ignore[attr-defined]
    commands |= {f"archive {name}": c for name, c in commands.pop("archive").commands.items()}
    silent = {name for name, c in commands.items() if not {"--json", "--log"} & {o for p in c.params for o in p.opts}}
    # What it tells is the protocol's own.
    assert silent == {"mcp"}
