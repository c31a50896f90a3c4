"""The columns that hold nothing of a person, table by table; "*": the whole table.

Beside `definition.KEPT`, so that between them they name every column there is. Before a
column goes in here: could somebody, who knows a person, find them or learn of them by it?
"""

from __future__ import annotations

IMPERSONAL: dict[str, str] = {
    # Sums and texts of campaigns, and public records of Congress.
    "activity_event": "*",
    "activity_hour": "*",
    "campaign": "*",
    "congress_active_office": "*",
    "congress_committee": "*",
    "congress_committee_seat": "*",
    "congress_load": "*",
    "congress_local_office": "*",
    "congress_member": "*",
    "congress_zip_district": "*",
    # One row per person until the worker folds it, within about a minute; it names nobody.
    "count_journal": "*",
    "count_tally": "*",
    "craft": "*",
    "discipline": "*",
    "letter_brief": "*",
    "letter_delivery_kept": "*",
    "letter_delivery_sum": "*",
    "letter_pace": "*",
    "letter_paragraph": "*",
    # Whom a campaign writes to, as officials.
    "letter_target": "*",
    "organization": "*",
    # Sums for each place, small ones left out.
    "published_places": "*",
    "limit_setting": "*",
    # Who runs the site, published by themselves.
    "site": "*",
    "sweep_run": "*",
    "trend_look": "*",
    "zip_place": "*",
    # Numbers, leases and tries of rows whose other columns are in the definition.
    "audit_entry": "id",
    "job": "id kind campaign_id state cursor done total result trouble cancel_asked attempts"
    " due_at leased_until lease created_at ended_at",
    "job_part": "folder position",
    "letter": "id campaign_id",
    "letter_delivery": "id campaign_id attempts due_at leased_until lease rehearsed",
    "letter_ledger": "id",
    "letter_pause": "what since",
    "limit_entry": "id campaign_id verb kind note hits hit_at created_at expires_at",
    "limit_stopped": "hour campaign_id action why count last_at",
    "limit_count": "slot current previous most share refused expires_at",
    "me_errand": "id kind locale created_at",
    "me_link": "id created_at expires_at",
    "organizer": "id",
    "organizer_invitation": "id",
    "organizer_passkey": "id",
    "organizer_session": "id",
    "outbox_mail": "id campaign_id rehearsed state attempts due_at leased_until lease created_at",
    "signatory": "id campaign_id",
    "trend": "campaign_id hour kind count",
    "trend_alert": "id campaign_id kind day hour count whole usual created_at dismissed_at",
}
