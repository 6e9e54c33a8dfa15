"""Compare the locks with the published advisories: python tools/audit.py [LOCK...]; `make audit` runs it.

pip-audit asks an index of packages for what is known of each pin.  Where an index knows no advisories, or there is no
network, pip-audit ends well all the same ("No known vulnerabilities found"), so the pins that it passed over are counted here.

Exit status: 0 when nothing is known against a pin, or when advisories could not be had, which is said; 1 when something is.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-workers.txt", "requirements-dev.txt")


def verdict(lock: str, report: dict[str, Any]) -> tuple[str, int]:
    """What pip-audit's JSON report says of a lock, in words, and the exit status that follows."""
    pins = report["dependencies"]
    passed_over = [pin for pin in pins if "skip_reason" in pin]
    known = [(pin, one) for pin in pins for one in pin.get("vulns", ())]
    if known:
        lines = [f"{lock}: {len(known)} advisories"]
        for pin, one in known:
            mend = ", ".join(one.get("fix_versions", ())) or "no version yet"
            lines.append(f"  {pin['name']} {pin['version']}: {one['id']}, mended in {mend}")
        return "\n".join(lines), 1
    if len(passed_over) == len(pins):
        return f"{lock}: NOT AUDITED: no advisories could be had for any of its {len(pins)} pins", 0
    if passed_over:
        names = ", ".join(pin["name"] for pin in passed_over)
        return f"{lock}: {len(pins) - len(passed_over)} pins have no advisory; NOT AUDITED: {names}", 0
    return f"{lock}: none of its {len(pins)} pins has an advisory", 0


def audit(lock: str) -> tuple[str, int]:
    """Run pip-audit on a lock; the same as `verdict`."""
    words = (
        "--require-hashes",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "--format",
        "json",
        "--requirement",
        lock,
    )
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    try:
        return verdict(lock, json.loads(done.stdout))
    except ValueError:
        reason = (done.stderr.strip() or "pip-audit said nothing").splitlines()[-1]
        return f"{lock}: NOT AUDITED: {reason}", 0


def main(locks: list[str]) -> int:
    """Audit the locks, all unless some are named; the worst status."""
    status = 0
    for lock in locks or LOCKS:
        said, worst = audit(lock)
        print(said, flush=True)
        status = max(status, worst)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
