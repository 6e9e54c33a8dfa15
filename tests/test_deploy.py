"""What stands in deploy/: units that systemd takes, an nginx that serves the feeds as readers want them, a compose file."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, Gazette
from tests.workers.machines import free_port

DEPLOY = ROOT / "deploy"
UNITS = sorted(p.name for p in DEPLOY.iterdir() if p.suffix in (".service", ".timer"))
COMMANDS = {"crawl", "serve", "worker", "drain"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = tmp_path / "gazette"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for name in UNITS:
        # The program is where it would be installed; here another file stands for it.
        text = (DEPLOY / name).read_text("utf-8").replace("/opt/gazette/bin/gazette", str(program))
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / n.replace("@.", "@1.")) for n in UNITS if "@" not in n),
         str(tmp_path / "gazette-worker@1.service")],
        capture_output=True, text=True, check=False, env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    told = [line for line in done.stderr.splitlines() if "gazette" in line]
    assert (done.returncode, told) == (0, [])


def test_every_unit_calls_a_command_that_is_there() -> None:
    called = set()
    for name in UNITS:
        found = re.search(r"^ExecStart=/opt/gazette/bin/gazette (\S+)", (DEPLOY / name).read_text("utf-8"), re.M)
        called |= {found[1]} if found else set()
    assert called == COMMANDS


def test_the_compose_file_names_our_commands_and_a_redis_that_keeps_what_it_is_given() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    assert {services[name]["command"][0] for name in ("worker", "serve")} <= COMMANDS
    assert "--crawl" in services["serve"]["command"]
    redis = " ".join(services["redis"]["command"])
    for word in ("--appendonly yes", "--appendfsync always", "noeviction", "--requirepass"):
        assert word in redis
    copied = re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Containerfile").read_text("utf-8"), re.M)
    assert all((ROOT / name).exists() for names in copied for name in names.split())


@contextmanager
def nginx(folder: Path, root: Path) -> Iterator[int]:
    """nginx with our file, for another folder and port."""
    port = free_port()
    text = (DEPLOY / "nginx.conf").read_text("utf-8").replace("listen 8081;", f"listen 127.0.0.1:{port};")
    text = text.replace("root /var/lib/gazette/output;", f"root {root};")
    assert str(root) in text
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # Workers of root's nginx become another user, who may not enter a test's folder.
    (folder / "nginx.conf").write_text(
        f"user root;\ndaemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{ access_log off; {temporary}\n{text}\n}}\n"
    )
    words = ["nginx", "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    checked = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                ask(port, "/")
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_serves_the_published_files_as_readers_want_them(gazette: Gazette, tmp_path: Path) -> None:
    assert gazette("demo").returncode == 0
    root = tmp_path / "output/demo"
    wanted = {
        "/": "text/html; charset=utf-8", "/feeds/all.rss": "application/rss+xml; charset=utf-8",
        "/feeds/all.atom": "application/atom+xml; charset=utf-8", "/feeds/all.json": "application/feed+json",
        "/feeds.opml": "text/x-opml",
    }  # fmt: skip
    with nginx(tmp_path, root) as port:
        for path, kind in wanted.items():
            status, headers, body = ask(port, path)
            assert (status, headers["content-type"]) == (200, kind), path
            file = root / ("index.html" if path == "/" else path[1:])
            assert body == file.read_bytes()
            assert ask(port, path, If_None_Match=headers["etag"])[0] == 304
            assert ask(port, path, If_Modified_Since=headers["last-modified"])[0] == 304
            assert ask(port, path, Accept_Encoding="gzip")[1].get("content-encoding") == (None if file.stat().st_size < 20 else "gzip")  # fmt: skip
        for path in ("/gazette.db", "/archive.db", "/gazette.lock", "/gazette.toml", "/feeds/.secret"):
            assert ask(port, path)[0] == 404, path
