from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT, environment


def test_a_week_with_three_faults_is_told_right_and_nothing_else() -> None:
    words = [sys.executable, str(ROOT / "benchmarks" / "month.py"), "--days", "9", "--sites", "express,mainland,taiwan"]
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 faults injected; 6 changes told, 0 missed, 0 false, 0 troubles" in done.stdout
