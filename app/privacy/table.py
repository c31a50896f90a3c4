"""The lines of the definition (`definition`), in the order in which /privacy shows them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.privacy.kept import How, Kept, Span, Whose


def _of(table: str, columns: str) -> tuple[str, ...]:
    return tuple(f"{table}.{each}" for each in columns.split())


KEPT = (
    Kept(
        Whose.SIGNER,
        _l("Legal name"),
        _l("Your offices and partners you said yes to know real people by it."),
        How.SEALED,
        Span.CAMPAIGN,
        _of("signatory", "sealed legal_name_index"),
        ("closed", "unconfirmed", "withdrawn"),
    ),
    Kept(
        Whose.SIGNER,
        _l("E-mail address"),
        _l("To confirm your signature, to count you once, and to write to you if you said yes."),
        How.CLEAR,
        Span.CAMPAIGN,
        _of("signatory", "email email_canonical email_domain"),
        ("closed", "unconfirmed", "withdrawn"),
    ),
    Kept(
        Whose.SIGNER,
        _l("Credit name, disciplines, craft, what others may see"),
        _l("To show and to count you as you chose."),
        How.CLEAR,
        Span.CAMPAIGN,
        (
            *_of("signatory", "uid credit_name discipline_id craft_id visibility"),
            *_of("signatory_also", "signatory_id discipline_id"),
        ),
        ("closed", "unconfirmed", "withdrawn"),
    ),
    Kept(
        Whose.SIGNER,
        _l("Country, ZIP code, city, state"),
        _l("To count by state, and to find your offices."),
        How.CLEAR,
        Span.CAMPAIGN,
        _of("signatory", "country zip city state_code"),
        ("closed", "unconfirmed", "withdrawn"),
    ),
    Kept(
        Whose.SIGNER,
        _l("Your own words, and what organizers decided about them"),
        _l("To show them once they are approved."),
        How.CLEAR,
        Span.CAMPAIGN,
        _of("signatory", "voice voice_state voice_held voice_reason voice_featured"),
        ("closed", "unconfirmed", "withdrawn"),
    ),
    Kept(
        Whose.SIGNER,
        _l("Your yes to partners and to updates, the link that brought you, your language"),
        _l("Nobody gets or writes more than you allowed; partners see how many they brought."),
        How.CLEAR,
        Span.CAMPAIGN,
        (
            *_of("signatory", "updates unsubscribed_at source locale"),
            *_of("signatory_consent", "signatory_id organization_id"),
        ),
        ("closed", "unconfirmed", "withdrawn"),
    ),
    Kept(
        Whose.SIGNER,
        _l("When you signed and confirmed, and whether the signature counts"),
        _l("For honest numbers, and against fraud."),
        How.CLEAR,
        Span.CAMPAIGN,
        _of(
            "signatory",
            "state counted token_hash repeats created_at confirmed_at reminded_at imported job_id"
            " state_before resent shadow shadow_job_id filled_seconds name_shape",
        ),
        ("closed", "unconfirmed", "withdrawn"),
    ),
    Kept(
        Whose.SIGNER,
        _l("A keyed hash of your network address, another one each week"),
        _l("So that many signatures from one place are noticed."),
        How.HASHED,
        Span.FINGERPRINT,
        (
            *_of("signatory", "fingerprint"),
            *_of("trend", "key first_id last_id"),
            *_of("trend_alert", "key first_id last_id note"),
        ),
        ("fingerprints", "trends", "alerts"),
    ),
    Kept(
        Whose.SIGNER,
        _l("Keyed hashes of network addresses, the mail domain of who was stopped, lists of both"),
        _l(
            "So that nobody can sign a thousand times. Whom organizers listed stays longer; "
            "an address, a range or a domain that they typed, as it is."
        ),
        How.HASHED,
        Span.LIMITS,
        (
            *_of("limit_count", "key"),
            *_of("limit_stopped", "client network domain"),
            *_of("limit_entry", "text digest"),
        ),
        ("limit_counts", "limit_stopped", "limit_entries"),
    ),
    Kept(
        Whose.SIGNER,
        _l("The link to your own page"),
        _l("Only who reads your mail can see and change what is kept of you."),
        How.SEALED,
        Span.LINK,
        (
            *_of("me_link", "signatory_id uid token_hash sealed"),
            *_of("me_errand", "uid sealed"),
        ),
        ("me_links", "me_errands"),
    ),
    Kept(
        Whose.SIGNER,
        _l("Mails to you: address and reason until they have left, then that they have"),
        _l("So that none is lost, and none is sent twice."),
        How.CLEAR,
        Span.TRACES,
        _of(
            "outbox_mail",
            "kind recipient locale signatory_id context message_id last_error sent_at",
        ),
        ("mails", "failed_mails"),
    ),
    Kept(
        Whose.WRITER,
        _l("Street and telephone"),
        _l("An office answers only people it can recognise as its own."),
        How.SEALED,
        Span.ADDRESS,
        _of("letter", "sealed address_gone_at"),
        ("addresses", "unsent_letters"),
    ),
    Kept(
        Whose.WRITER,
        _l("The letter: your name and place, your words, the text each office gets"),
        _l("So that you can follow it, and that it can be sent again."),
        How.SEALED,
        Span.CAMPAIGN,
        (
            *_of("letter", "uid token_hash signatory_id own_words locale"),
            *_of("letter_delivery", "uid letter_id signatory_id sealed"),
        ),
        ("closed", "unsent_letters"),
    ),
    Kept(
        Whose.WRITER,
        _l("Which offices you wrote to, how each letter travelled, what became of it and when"),
        _l("For a ledger that claims no more than happened. Afterwards the sums alone stay."),
        How.CLEAR,
        Span.CAMPAIGN,
        (
            *_of("letter", "created_at confirmed_at declined_at"),
            *_of("letter_delivery", "office addressee channel state words reason called_at"),
            *_of("letter_delivery", "changed_at created_at"),
            *_of("letter_ledger", "delivery_id at state channel attempt words"),
        ),
        ("closed", "unsent_letters"),
    ),
    Kept(
        Whose.SIGNER,
        _l("Files that organizers bring in or take out, and what they searched for"),
        _l("Lists for offices, for partners you said yes to, and for posting letters."),
        How.SEALED,
        Span.FILES,
        (*_of("job_part", "job_id content"), *_of("job", "params")),
        ("files", "searches"),
    ),
    Kept(
        Whose.SIGNER,
        _l("The rehearsal’s mails, while a campaign is only tried out"),
        _l("In place of sending them."),
        How.FILE,
        Span.TRACES,
        (),
        ("mailbox",),
    ),
    Kept(
        Whose.ORGANIZER,
        _l("Account: name, address, role, password as a hash, second step"),
        _l("To let in nobody else."),
        How.CLEAR,
        Span.ACCOUNT,
        (
            *_of("organizer", "email name role organization_id password active locale"),
            *_of("organizer", "fs_uniquifier fs_webauthn_user_handle tf_primary_method"),
            *_of("organizer", "tf_totp_secret mf_recovery_codes created_at"),
            *_of("organizer_passkey", "user_id name credential_id public_key sign_count"),
            *_of("organizer_passkey", "transports extensions backup_state device_type usage"),
            *_of("organizer_passkey", "lastuse_datetime create_datetime"),
        ),
    ),
    Kept(
        Whose.ORGANIZER,
        _l("Sign-ins and invitations: when, with which browser"),
        _l("So that a strange one is noticed and can be ended. The last sign-in stays."),
        How.CLEAR,
        Span.TRACES,
        (
            *_of("organizer_session", "organizer_id key_hash browser created_at ended_at"),
            *_of("organizer_invitation", "token_hash email role organization_id locale sealed uid"),
            *_of("organizer_invitation", "invited_by created_at expires_at"),
            *_of("organizer_invitation", "accepted_at withdrawn_at"),
        ),
        ("sign_ins", "invitations"),
    ),
    Kept(
        Whose.ORGANIZER,
        _l("How often a sign-in was tried, as a keyed hash of account and network address"),
        _l("Against guessing."),
        How.HASHED,
        Span.ATTEMPTS,
        _of("organizer_attempt", "key since count"),
        ("attempts",),
    ),
    Kept(
        Whose.ORGANIZER,
        _l("What organizers changed, with signatories named by number alone"),
        _l("So that what happens here can be held against somebody."),
        How.CLEAR,
        Span.ACCOUNT,
        (
            *_of("audit_entry", "organizer_id at action subject campaign_id"),
            *_of("job", "organizer_id"),
            *_of("letter_pause", "organizer_id"),
            *_of("trend_alert", "dismissed_by_id"),
        ),
    ),
    Kept(
        Whose.SIGNER,
        _l("Why an organizer declined your words, in the organizers’ log"),
        _l("For the other organizers, and for you if you ask."),
        How.CLEAR,
        Span.TRACES,
        _of("audit_entry", "before after"),
        ("reasons",),
    ),
)
