"""The line on which a rehearsal's mails end in the rehearsal mailbox, with `mail.line.Line`'s face.

Where the whole site rehearses that is the rehearsal mail server on this machine. On a live
site it is the folder itself: nothing of a campaign that rehearses comes near a mail server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.campaigns import mode
from app.mail.line import Answer, Line
from app.mail.render import Post
from app.rehearsal import mailbox

_KEPT = "kept in the rehearsal mailbox"
_FULL = "the rehearsal mailbox cannot write to its folder"


class Folder:
    """Keeps each mail as a file, as the rehearsal mail server does."""

    def __init__(self) -> None:
        self.taken = 0
        self._mailbox = mailbox.current()

    def hand_over(self, post: Post) -> Answer:
        """Keep one mail; a folder that cannot be written to is asked again later."""
        try:
            self._mailbox.keep(
                post.as_bytes(), sender=post.envelope_from, recipients=[post.envelope_to]
            )
        except OSError:
            return Answer(452, _FULL, line_is_open=False)
        self.taken += 1
        return Answer(250, _KEPT, line_is_open=True)


@contextmanager
def rehearsal_line() -> Iterator[Line | Folder]:
    """Raises MailServerUnavailable, NotLoopback, as `Line` does."""
    if mode.is_live_site():
        yield Folder()
        return
    with Line() as line:
        yield line
