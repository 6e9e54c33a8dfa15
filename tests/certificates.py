"""A certificate authority of our own, and a site behind its certificates on loopback."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.samples.server import Site, handler_for


@contextmanager
def serving_safely(site: Site, certificate: Path) -> Iterator[Callable[[Path], None]]:
    """Serve a site by HTTPS on a free port; gives what puts another certificate in place."""
    server = Quiet(("127.0.0.1", 0), handler_for(site))
    site.port = server.server_address[1]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield context.load_cert_chain
    finally:
        server.shutdown()
        server.server_close()


class Quiet(ThreadingHTTPServer):
    """A server that does not print that somebody refused its certificate."""

    def handle_error(self, request: object, client_address: object) -> None:
        pass


class Authority:
    """A certificate authority made for one test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        usage = x509.BasicConstraints(ca=True, path_length=0)
        made = self._begun(self.name, 30).public_key(self.key.public_key()).add_extension(usage, critical=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def certificate(self, days: int, address: str = "127.0.0.1") -> Path:
        """A file with a certificate for an address that runs out in so many days, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        place = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
        made = self._begun(subject, days).public_key(key.public_key()).add_extension(place, critical=False)
        coded = serialization.Encoding.PEM
        secret = key.private_bytes(coded, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file = self.folder / f"{address}-{days}.pem"
        file.write_bytes(secret + made.sign(self.key, hashes.SHA256()).public_bytes(coded))
        return file

    def _begun(self, subject: x509.Name, days: int) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=days))
        )
