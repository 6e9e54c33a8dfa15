"""A Redis behind TLS with an authority of one's own: a crawl goes through, and whatever is wrong is told with its mend."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.errors import ConfigError, GazetteError
from crawler.workers.connection import QueueError, check, connect, shown
from tests.certificates import Authority
from tests.conftest import rows
from tests.crawls import Board
from tests.workers.machines import RedisServer, configure, crawl_by_queue, free_port, hosts, needs_redis, run

pytestmark = needs_redis
NOW = "2024-06-03T08:00:00Z"


@dataclass(frozen=True, slots=True)
class Safe:
    """A Redis that speaks TLS alone."""

    authority: Authority
    certificate: Path
    port: int

    def url(self, words: str = "", *, password: str = "r1ght", host: str = "127.0.0.1", scheme: str = "rediss") -> str:
        return f"{scheme}://:{password}@{host}:{self.port}/0{words}"

    @property
    def trusting(self) -> str:
        return f"?ssl_ca_certs={self.authority.file}"


@contextmanager
def safely(*more: str, days: int = 10) -> Iterator[Safe]:
    with tempfile.TemporaryDirectory(prefix="gazette-redis-") as folder:
        authority, port = Authority(Path(folder)), free_port()
        certificate = authority.certificate(days)
        files = ("--tls-cert-file", str(certificate), "--tls-key-file", str(certificate), "--tls-ca-cert-file", str(authority.file))  # fmt: skip
        server = RedisServer(Path(folder), port, ("--port", "0", "--tls-port", str(port), *files, "--requirepass", "r1ght", *more))  # fmt: skip
        server.start()
        try:
            yield Safe(authority, certificate, port)
        finally:
            server.kill()


@pytest.fixture(scope="module")
def safe() -> Iterator[Safe]:
    with safely("--tls-auth-clients", "no") as server:
        yield server


def reach(url: str, patience: float = 10.0) -> None:
    client = connect(url, patience=patience)
    try:
        check(client, url)
    finally:
        client.close()


def refused(url: str, patience: float = 10.0) -> GazetteError:
    with pytest.raises(GazetteError) as caught:
        reach(url, patience)
    assert not {"r1ght", "wr0ng"} & set(str(caught.value).replace("@", ":").split(":"))
    return caught.value


def test_a_crawl_goes_through_a_redis_behind_tls(tmp_path: Path, safe: Safe) -> None:
    board, folder = Board(rows=2), tmp_path / "store"
    with hosts([board.site]) as urls:
        configure(folder, urls)
        assert crawl_by_queue(folder, safe.url(safe.trusting), NOW) == 0
    assert rows(folder, "SELECT count(*) FROM article") == [(2,)]


def test_the_authority_can_be_named_in_the_environment(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(safe.authority.file))
    reach(safe.url())


def test_a_redis_that_wants_a_certificate_of_ours_gets_it() -> None:
    with safely("--tls-auth-clients", "yes") as strict:
        ours = strict.certificate
        reach(strict.url(f"{strict.trusting}&ssl_certfile={ours}&ssl_keyfile={ours}"))
        assert "ssl_certfile=FILE" in refused(strict.url(strict.trusting)).mend


def test_a_wrong_password_is_told_as_without_tls(safe: Safe) -> None:
    error = refused(safe.url(safe.trusting, password="wr0ng"))
    assert (type(error), error.exit_status) == (ConfigError, 2)
    assert "refuses the user or the password" in str(error)


def test_a_certificate_of_an_unknown_authority_is_not_trusted(tmp_path: Path, safe: Safe) -> None:
    configure(tmp_path, {"post": "http://127.9.0.1:1/news"})
    done = run(tmp_path, "crawl", "--all", queue=safe.url())
    assert done.returncode == QueueError.exit_status
    assert "the certificate of the Redis at rediss://:***@127.0.0.1:" in done.stderr
    assert "is not trusted (self-signed certificate in certificate chain)" in done.stderr
    assert "ssl_ca_certs=FILE, or SSL_CERT_FILE=FILE" in done.stderr
    assert "Traceback" not in done.stderr


def test_nor_one_for_another_host(safe: Safe) -> None:
    error = refused(safe.url(safe.trusting, host="localhost"))
    assert "is not trusted (Hostname mismatch" in str(error)
    assert "must be one that the certificate is for" in error.mend


def test_nor_one_that_has_run_out() -> None:
    with safely("--tls-auth-clients", "no", days=-1) as old:
        assert "is not trusted (certificate has expired)" in str(refused(old.url(old.trusting)))


def test_a_port_for_tls_that_is_asked_without_is_told(safe: Safe) -> None:
    assert "begin the address with rediss://" in refused(safe.url(scheme="redis")).mend


def test_a_port_without_tls_that_is_asked_by_it_is_told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain = RedisServer(Path(folder))
        plain.start()
        try:
            error = refused(f"rediss://127.0.0.1:{plain.port}/0", patience=0.3)
        finally:
            plain.kill()
    assert "does not answer" in str(error)
    assert "whether its port is one for TLS" in error.mend


@pytest.mark.parametrize(
    "words", ["?ssl_ca_certs=/none.pem", "?ssl_cert_reqs=perhaps", "?ssl_colour=blue", "?ssl_certfile=/"]
)
def test_words_of_an_address_that_cannot_be_used_are_refused(safe: Safe, words: str) -> None:
    error = refused(safe.url(words))
    assert (type(error), error.exit_status) == (ConfigError, 2)


def test_the_password_of_a_key_is_not_shown() -> None:
    assert shown("rediss://h/0?ssl_password=s3cret&x=1") == "rediss://h/0?ssl_password=***&x=1"
