"""What the table of /privacy and the panel call the sweep's rules, forms and people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

# By `kept.Whose`, `kept.How`, and a rule's name.
WHOSE = {
    "signer": _l("Of everybody who signs"),
    "writer": _l("Of who writes to their offices, besides"),
    "organizer": _l("Of organizers"),
}
HOW = {
    "sealed": _l("encrypted"),
    "clear": _l("in clear"),
    "hashed": _l("as a hash"),
    "file": _l("as files on the server"),
}
RULE_WORDS = {
    "closed": _l("people of campaigns that closed long ago; their sums stay"),
    "unconfirmed": _l("signatures that nobody confirmed"),
    "withdrawn": _l("signatures that were taken back"),
    "fingerprints": _l("hashes of network addresses"),
    "trends": _l("sums by hash, hour by hour"),
    "alerts": _l("alerts about such sums"),
    "limit_counts": _l("counted tries of limits"),
    "limit_stopped": _l("notes of what limits stopped"),
    "limit_entries": _l("entries of allow and block lists that have ended"),
    "me_links": _l("links to people’s own pages that have run out"),
    "me_errands": _l("requests for such links that were left behind"),
    "unsent_letters": _l("letters that nobody released"),
    "addresses": _l("streets and telephones of letters that have ended"),
    "mails": _l("notes of mails that have left"),
    "failed_mails": _l("mails that could not be sent"),
    "mailbox": _l("mails in the rehearsal mailbox"),
    "files": _l("pieces of files brought in or taken out"),
    "searches": _l("what bulk acts searched for"),
    "reasons": _l("reasons typed about voices, in the history"),
    "sign_ins": _l("organizers’ old sign-ins"),
    "invitations": _l("invitations that are over"),
    "attempts": _l("counted tries to sign in"),
    "runs": _l("notes of old runs of this sweep"),
}
