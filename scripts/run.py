"""Start the Procfile's processes together, and stop them together.

Honcho does the work. This adds what its command line lacks: every process sees
the same PORT (honcho gives each one another), the rehearsal mail server stays
away in live mode, a taken port is said before any of them starts, and Ctrl-C ends
quietly with exit code 0.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from honcho.environ import parse_procfile
from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Printer

ROOT = Path(__file__).resolve().parent.parent
ONLY_IN_REHEARSAL = "mail"
# What honcho's manager returns after SIGINT and SIGTERM: a stop somebody asked for.
ASKED_FOR = (128 + signal.SIGINT, 128 + signal.SIGTERM)


class QuietPrinter(Printer):  # type: ignore[misc]  # honcho has no types
    """Honcho's printer, which tells of a process that stops only while nobody asked it to."""

    stopping = False

    def write(self, message: Any) -> None:
        if message.name == SYSTEM_PRINTER_NAME and (
            self.stopping or " stopped (" not in message.data
        ):
            return
        super().write(message)


class QuietManager(Manager):  # type: ignore[misc]
    """Honcho's manager, which does not list every signal it sends."""

    def terminate(self) -> None:
        self._printer.stopping = True
        super().terminate()


def main(names: list[str]) -> int:
    """Run the named processes (none: all that belong to this delivery mode) until one ends."""
    processes = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes
    unknown = set(names) - set(processes)
    if unknown:
        print(f"The Procfile has no process named {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    live = os.environ.get("DELIVERY_MODE") == "live"
    chosen = names or [name for name in processes if not (live and name == ONLY_IN_REHEARSAL)]
    if "web" in chosen and _port_is_taken():
        print(f"Port {_port()} is taken. Another one: PORT={_port() + 1} make run", file=sys.stderr)
        return 1
    manager = QuietManager(QuietPrinter(sys.stdout))
    for name in chosen:
        manager.add_process(name, processes[name], cwd=str(ROOT), env=dict(os.environ))
    # A closed terminal stops the processes too; honcho itself knows only SIGINT and SIGTERM.
    signal.signal(signal.SIGHUP, lambda _number, _frame: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    return 0 if manager.returncode in ASKED_FOR else int(manager.returncode or 0)


def _port() -> int:
    return int(os.environ.get("PORT") or 8000)


def _port_is_taken() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("HOST") or "127.0.0.1", _port()))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
