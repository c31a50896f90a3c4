"""The rehearsal mailbox: a real mail server, real files, and the two commands."""

from __future__ import annotations

import signal
import smtplib
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.rehearsal.mailbox import Mailbox
from app.rehearsal.server import MailServer
from tests.support import commands
from tests.support.hands import Hands
from tests.support.mailbox import free_port
from tests.support.processes import environment
from tests.support.sources import ROOT

MAIL = (
    "From: Day <no-reply@example.org>\r\nTo: ada@example.org\r\nSubject: =?utf-8?q?Ol=C3=A1?=\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "Olá Ada,\r\nhttp://127.0.0.1:8000/confirm/abc_-123\r\nand (http://x.example/a).\r\n"
).encode()

sqlite_alone = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mailbox"


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    """The port of a rehearsal mail server that keeps its mails in `folder`."""
    number = free_port()
    server = MailServer(Mailbox(folder), host="127.0.0.1", port=number)
    server.start()
    yield number
    server.stop()


def _send(port: int, content: bytes = MAIL, to: str = "ada@example.org") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
        smtp.sendmail("no-reply@example.org", [to], content, ["BODY=8BITMIME"])


def test_a_mail_is_kept_byte_for_byte_with_its_envelope_in_front(port: int, folder: Path) -> None:
    _send(port, to="someone.else@example.org")

    (path,) = folder.glob("*.eml")
    envelope = (
        b"X-Rehearsal-From: no-reply@example.org\r\nX-Rehearsal-To: someone.else@example.org\r\n"
    )
    assert path.read_bytes() == envelope + MAIL


def test_only_the_owner_may_read_it_and_its_name_tells_nothing(port: int, folder: Path) -> None:
    _send(port)

    (path,) = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "ada" not in path.name


def test_the_newest_mail_comes_first(port: int, folder: Path, clock: Hands) -> None:
    for number in range(12):
        clock.tick(seconds=7)
        _send(port, to=f"artist{number}@example.org")

    kept = Mailbox(folder).list_messages(limit=2)

    assert [mail.recipients for mail in kept] == [
        ["artist11@example.org"],
        ["artist10@example.org"],
    ]
    assert kept[0].received == clock.now()
    assert kept[0].subject == "Olá"
    assert kept[0].links == ["http://127.0.0.1:8000/confirm/abc_-123", "http://x.example/a"]


def test_a_mailbox_that_cannot_write_says_so_to_the_sender(port: int, folder: Path) -> None:
    folder.write_text("a file where the folder should be")

    with pytest.raises(smtplib.SMTPDataError) as refused:
        _send(port)

    assert refused.value.smtp_code == 452


@sqlite_alone
def test_the_command_lists_what_came_with_its_links(app: Flask) -> None:
    assert "is empty" in commands.run(app, "rehearsal", "mailbox")
    mailbox = Mailbox(app.config["INSTANCE_DIR"] / "mailbox")
    mailbox.keep(MAIL, sender="no-reply@example.org", recipients=["ada@example.org"])

    listed = commands.run(app, "rehearsal", "mailbox")
    latest = commands.run(app, "rehearsal", "mailbox", "--latest")

    assert "ada@example.org  Olá" in listed
    assert "    http://127.0.0.1:8000/confirm/abc_-123\n" in listed
    assert latest.startswith("Olá Ada,")


@sqlite_alone
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_runs_until_it_is_told_to_stop(app: Flask, number: signal.Signals) -> None:
    port = free_port()
    process = _mail_server(app, port)
    _wait_for(port)
    _send(port)

    process.send_signal(number)
    said, _ = process.communicate(timeout=20)

    assert process.returncode == 0, said
    assert f"listens on 127.0.0.1:{port}" in said
    assert "Traceback" not in said
    assert "ada@" not in said
    assert len(Mailbox(app.config["INSTANCE_DIR"] / "mailbox").list_messages()) == 1


@sqlite_alone
def test_a_taken_port_is_told_in_plain_words(app: Flask) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        said, _ = (process := _mail_server(app, port)).communicate(timeout=20)

    assert process.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in said
    assert "Traceback" not in said


@sqlite_alone
def test_there_is_no_rehearsal_server_in_live_mode(app: Flask) -> None:
    app.config["DELIVERY_MODE"] = "live"

    assert "live" in commands.run(app, "rehearsal", "mail-server", code=1)


def _mail_server(app: Flask, port: int) -> subprocess.Popen[str]:
    instance = app.config["INSTANCE_DIR"]
    env = environment(instance, free_port(), REHEARSAL_MAIL_PORT=str(port))
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "rehearsal", "mail-server"],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the mail server did not start")


@pytest.mark.parametrize(
    "name",
    ["../secret_key", "/etc/passwd", "..", "", "20260101T000000.000000Z-00000000/../../x", "x\0"],
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    box = Mailbox(tmp_path / "mailbox")
    box.keep(MAIL, sender="a@example.org", recipients=["b@example.org"])
    for beside in ("secret_key", "x"):
        (tmp_path / f"{beside}.eml").write_bytes(MAIL)

    with pytest.raises(FileNotFoundError):
        box.get(name)


def test_files_that_are_no_mails_of_ours_are_passed_over(tmp_path: Path) -> None:
    box = Mailbox(tmp_path / "mailbox")
    kept = box.keep(MAIL, sender="a@example.org", recipients=["b@example.org"])
    for other in ("notes.eml", "9-backup.eml", "readme.txt"):
        (box.folder / other).write_bytes(MAIL)

    assert [each.path for each in box.list_messages()] == [kept]
    assert [each.path for each in box.list_messages(limit=1)] == [kept]
