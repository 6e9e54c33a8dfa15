"""What an operator is told when the Redis cannot be used: where, why, and the mend; never a password."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.errors import ConfigError, GazetteError
from crawler.workers.connection import QueueError, connect, shown
from feeds.draining import run_drain
from feeds.queueing import run_send
from tests.conftest import environment
from tests.workers.machines import RedisServer, configure, free_port, needs_redis, redis_server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    configure(tmp_path, {"post": "http://127.9.0.1:1/news"})
    return tmp_path


@pytest.fixture(scope="module")
def locked() -> Iterator[RedisServer]:
    with redis_server("--requirepass", "r1ght") as server:
        yield server


def send(folder: Path, queue: str) -> GazetteError:
    """The error that sending raises."""
    with pytest.raises(GazetteError) as caught:
        run_send(folder / "gazette.toml", (), queue, everything=True, backfill=1, log="text")
    assert "s3cret" not in str(caught.value)
    return caught.value


def test_no_redis_is_told_with_its_address_and_the_mend(folder: Path) -> None:
    error = send(folder, f"redis://me:s3cret@127.0.0.1:{free_port()}/0")
    assert (type(error), error.exit_status) == (QueueError, 1)
    assert "redis://me:***@127.0.0.1:" in str(error)
    assert "cannot be reached" in str(error)
    assert "Mend: see that it runs and listens there" in str(error)
    with pytest.raises(QueueError, match="cannot be reached"):
        run_drain(folder / "gazette.toml", f"redis://127.0.0.1:{free_port()}/0", until_done=True, publishing=False, log="text")  # fmt: skip


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "redis://127.0.0.1:port/", "localhost:6379", ""])
def test_an_address_that_is_none_is_refused(folder: Path, url: str) -> None:
    error = send(folder, url)
    assert (type(error), error.exit_status) == (ConfigError, 2)
    assert "redis://HOST:PORT/DB" in error.mend


@pytest.mark.parametrize("who", ["", ":s3cret@", "me:s3cret@"])
@needs_redis
def test_a_wrong_password_is_a_matter_of_configuration(folder: Path, locked: RedisServer, who: str) -> None:
    error = send(folder, f"redis://{who}127.0.0.1:{locked.port}/0")
    assert (type(error), error.exit_status) == (ConfigError, 2)
    assert "refuses the user or the password" in str(error)


@needs_redis
def test_the_right_password_lets_in(locked: RedisServer) -> None:
    client = connect(f"redis://:r1ght@127.0.0.1:{locked.port}/0")
    assert client.ping()
    client.close()


@needs_redis
def test_a_full_redis_says_so(folder: Path) -> None:
    with redis_server("--maxmemory", "1mb") as full:
        error = send(folder, full.url)
    assert (error.exit_status, "is full" in str(error)) == (1, True)
    assert "gazette drain" in error.mend


@needs_redis
def test_a_redis_that_forgets_what_it_was_given_is_refused(folder: Path) -> None:
    with redis_server("--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru") as forgetful:
        assert "noeviction" in send(folder, forgetful.url).mend


def test_without_the_extra_its_installation_is_told(folder: Path) -> None:
    words = "import sys; sys.modules['rq'] = None; sys.argv[1:] = ['worker', '--queue', 'redis://127.0.0.1/0']; from feeds.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", words], cwd=folder, env=environment(), capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 2
    assert "pip install 'gazette[workers]'" in done.stderr


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("redis://:s3cret@h:1/0", "redis://:***@h:1/0"),
        ("rediss://u:s3cret@h/0", "rediss://u:***@h/0"),
        ("redis://h/0?password=s3cret&x=1", "redis://h/0?password=***&x=1"),
        ("redis://h:1/0", "redis://h:1/0"),
    ],
)
def test_a_password_is_not_shown(url: str, plain: str) -> None:
    assert shown(url) == plain
