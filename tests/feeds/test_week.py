from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def week(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "feeds.cli", "demo", "--week", "--output", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"}, check=False)


def answers(printed: str) -> dict[str, str]:
    """What was printed below each typed command, by the command's word; the last of a kind counts apart."""
    out: dict[str, str] = {}
    for block in printed.split("\n$ gazette ")[1:]:
        line, _, rest = block.partition("\n")
        word = line.split()[0]
        out[word if word not in out else f"{word} {sum(k.startswith(word) for k in out) + 1}"] = rest
    return out


def test_a_week_shows_the_correction_the_withdrawal_the_copy_and_finds_either_script(tmp_path: Path) -> None:
    done = week(tmp_path / "week")
    assert done.returncode == 0, done.stderr
    told = answers(done.stdout)
    assert "changed: body" in told["history"]
    assert "{+略+}" in told["history"]
    assert "withdrawn by its publisher" in told["history 2"]
    assert [line.split()[2] for line in told["stories"].splitlines() if "汛期" in line] == ["2"]
    assert "轉發汛期郵路安全通知" in told["search"]
    assert "关于做好汛期邮路安全保障工作的通知" in told["search"]
    assert "2 of 2 articles" in told["search"]
    # Nothing is new on the second look of the day: what was told once is not told again.
    assert " 1 new" not in told["crawl 3"]

    again = week(tmp_path / "week")
    assert again.returncode == 2
    assert "holds a store already" in again.stderr
    assert "Traceback" not in again.stderr
