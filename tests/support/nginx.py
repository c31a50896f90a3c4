"""A real nginx in front of a running Tutti, with the configuration that deploy/ hands out."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support import required
from tests.support.mailbox import free_port
from tests.support.sources import ROOT

NAME = "day.example.org"
START_SECONDS = 20
RATE = "rate=1r/s"
UPSTREAM = "    server 127.0.0.1:8000 max_fails=5 fail_timeout=1s;"
MAIN = """
{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/tutti.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """Where it listens, for TLS, and what it writes down."""

    port: int
    log: Path
    context: ssl.SSLContext


def program() -> str:
    """The path of nginx; skips (or, where it is required, fails) the test that has none."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    return found or required.missing("nginx", "there is no nginx on the PATH or in /usr/sbin")


@contextmanager
def running(folder: Path, *to: int, rate: str = RATE) -> Iterator[Proxy]:
    """nginx on a free port, before the Tutti on these ports; stopped at the end.

    `rate`: of forms from one address, where a test sends them all from one.
    """
    nginx = program()
    folder.mkdir()
    port = free_port()
    _certificate(folder)
    (folder / "tutti.conf").write_text(
        _configuration(folder, to, port).replace(RATE, rate), encoding="utf-8"
    )
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=_user()), encoding="utf-8")
    process = subprocess.Popen([nginx, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    context = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    try:
        wait(process, folder / "error.log", port)
        yield Proxy(port, folder / "tutti.log", context)
    finally:
        process.terminate()
        process.wait(10)


def _user() -> str:
    """Its worker must be able to write where we do; without root it is us anyway."""
    return "user root;" if os.geteuid() == 0 else ""


def _configuration(folder: Path, to: tuple[int, ...], port: int) -> str:
    """deploy/nginx/tutti.conf with paths and ports of this test."""
    kept = []
    for line in (ROOT / "deploy/nginx/tutti.conf").read_text(encoding="utf-8").splitlines():
        if "listen [::]" in line:
            continue
        kept.append(line.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"))
    text = "\n".join(kept).replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    for before, after in (
        (UPSTREAM, "\n".join(UPSTREAM.replace("8000", str(each)) for each in to)),
        ("/var/cache/nginx/tutti", f"{folder}/cache"),
        ("/var/log/nginx/tutti.log", f"{folder}/tutti.log"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", f"{folder}/cert.pem"),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", f"{folder}/key.pem"),
    ):
        assert before in text, f"deploy/nginx/tutti.conf no longer says {before}"
        text = text.replace(before, after)
    return text


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    kind = serialization.PrivateFormat.PKCS8
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, kind, plain))


def wait(process: subprocess.Popen[bytes], log: Path, port: int) -> None:
    """Wait until somebody answers on this port; what is in the log, if the process ends first."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"it says: {log.read_text() if log.exists() else 'nothing'}")
