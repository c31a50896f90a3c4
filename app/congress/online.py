"""The open data from the official addresses, or from a mirror: one address that has all the files.

Licences: congress-legislators is CC0 1.0, the Census Bureau's table a federal work in
the public domain. Whoever is asked learns nothing but that a copy of Tutti asks.
"""

from __future__ import annotations

import datetime as dt
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

from app.congress import districts, terms
from app.congress.models import Dataset
from app.congress.records import File
from app.congress.sources import FILES, KNOWN_TABLE, Gathered, NothingThere, Step
from app.web import Reply, Unreachable, Web

LEGISLATORS = "https://unitedstates.github.io/congress-legislators/"
CENSUS = "https://www2.census.gov/geo/docs/maps-data/data/rel2020/cd-sld/"
# The largest file, the Census Bureau's, has 6 MB.
MOST_BYTES = 30_000_000
OK = 200


@dataclass(frozen=True)
class Limits:
    """Seconds: for one sign of life, and for everything together.

    `give_up`: when the very first file does not come, no other host is asked.
    """

    silence: float
    in_all: float
    give_up: bool = False


PATIENT = Limits(silence=15, in_all=300)


class Online:
    """The official addresses, or one mirror. A host that did not answer is not asked again."""

    def __init__(self, mirror: str | None = None, *, limits: Limits = PATIENT) -> None:
        self._mirror = mirror.rstrip("/") + "/" if mirror else None
        self._limits = limits
        self.name = _host(self._mirror or LEGISLATORS)

    def gather(self, step: Step) -> Gathered:
        """Raises NothingThere."""
        gathered = Gathered(self.name)
        with _Asking(self._limits) as asking:
            for dataset, files in self._wanted():
                step(files[0][0].rpartition("/")[2])
                try:
                    gathered.files[dataset] = tuple(asking.first(urls) for urls in files)
                except _NoFile as error:
                    gathered.missing[dataset] = str(error)
        if not gathered.files:
            raise NothingThere(next(iter(gathered.missing.values())))
        return gathered

    def changed_since(self, _moment: dt.datetime) -> bool:
        return True

    def _wanted(self) -> Iterator[tuple[Dataset, list[list[str]]]]:
        """For each dataset its files, and for each file the addresses to try, the best first."""
        for dataset, names in FILES.items():
            yield dataset, [[(self._mirror or LEGISLATORS) + name] for name in names]
        tables = dict.fromkeys((districts.census_file(terms.current()), _known_table()))
        choices = [(self._mirror or CENSUS) + name for name in tables]
        if self._mirror:
            choices.append(self._mirror + districts.ZCCD)
        yield Dataset.DISTRICTS, [choices]


class _NoFile(LookupError):
    """A file did not come; the message says why."""


class _Asking:
    """One round of asking: how much time is left, and who has not answered."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._until = time.monotonic() + limits.in_all
        self._silent: set[str] = set()
        self._web = Web(timeout=limits.silence, most=MOST_BYTES)

    def __enter__(self) -> _Asking:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._web.__exit__(kind, error, at)

    def first(self, urls: Sequence[str]) -> File:
        """The first of these addresses that has its file. Raises _NoFile."""
        why = ""
        for url in urls:
            reply = self._get(url)
            name, host = url.rpartition("/")[2], _host(url)
            if reply.status == OK:
                return File(name, reply.content, host)
            why = f"{host} answered {reply.status} for {name}"
        raise _NoFile(why)

    def _get(self, url: str) -> Reply:
        host, left = _host(url), self._until - time.monotonic()
        if host in self._silent:
            raise _NoFile(f"{host} did not answer")
        if left <= 0 or (self._silent and self._limits.give_up):
            raise _NoFile(f"{host} was not asked")
        try:
            return _within(left, lambda: self._web.get(url))
        except Unreachable as error:
            self._silent.add(host)
            raise _NoFile(f"{host} did not answer ({error})") from None


def _within(seconds: float, ask: Callable[[], Reply]) -> Reply:
    """The reply, or Unreachable after so long: drop by drop, an answer may take for ever."""
    answers: queue.SimpleQueue[Reply | Unreachable] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(ask())
        except Unreachable as error:
            answers.put(error)

    threading.Thread(target=run, name="congress-data", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise Unreachable("too slowly") from None
    if isinstance(answer, Unreachable):
        raise answer
    return answer


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _known_table() -> str:
    return districts.census_file(KNOWN_TABLE)
