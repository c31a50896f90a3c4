"""Long work in the panel: watched, left, stopped, taken away; by whoever began it alone."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from flask_babel import lazy_gettext

from app.audit.models import AuditEntry
from app.extensions import db
from app.jobs import engine, files, registry
from app.jobs.models import Job
from tests.jobs.counting import ALL, begun, count, one_step
from tests.support import organizers
from tests.support.hands import Hands


def _file(_job: Job) -> registry.JobFile:
    return registry.JobFile("lines.txt", "text/plain")


def _spoken(app: Flask) -> None:
    """Give the kind "count" words and a file."""
    count(app)
    handler = registry.handler_of("count")
    registry.add(
        app,
        "count",
        handler,
        title=lazy_gettext("Letters"),
        result=lambda job: [f"{job.result.get('lines', 0)} lines were written."],
        file=_file,
    )


def test_a_job_is_watched_to_its_end(app_sqlite: Flask) -> None:
    _spoken(app_sqlite)
    me = organizers.organizer("organizer")
    visitor = organizers.visitor(app_sqlite, me)
    job = begun(me)
    url = f"/organize/jobs/{job.id}/"

    waiting = visitor.get(url)
    assert waiting.heading == "Letters"
    assert "Waiting for its turn" in waiting.text
    assert waiting.one("[data-job]")["data-job"] == f"/organize/jobs/{job.id}.json"
    assert waiting.one(f'a.quiet-button[href="{url}"]').text == "Look again"
    one_step()
    assert "1 of 5" in visitor.get(url).text
    assert visitor.get(f"/organize/jobs/{job.id}.json").json["percent"] == 20
    engine.drain()

    done = visitor.get(url)
    assert "5 lines were written." in done.text
    assert not done.all("[data-job]")
    said = visitor.get(f"/organize/jobs/{job.id}.json").json
    assert (said["state"], said["words"], said["ended"]) == ("done", "Done", True)
    assert "Letters" in visitor.get("/organize/jobs/").text


def test_work_nobody_gave_words_has_words_all_the_same(app_sqlite: Flask) -> None:
    count(app_sqlite)
    me = organizers.organizer("organizer")
    registry.add(app_sqlite, "put_back", registry.handler_of("count"))
    job = begun(me, kind="put_back")
    engine.drain()

    page = organizers.visitor(app_sqlite, me).get(f"/organize/jobs/{job.id}/")
    assert page.heading == "Putting signatures back"
    assert "5 of 5 done." in page.text


def test_only_who_began_it_sees_it(app_sqlite: Flask) -> None:
    _spoken(app_sqlite)
    job = begun()
    engine.drain()
    other = organizers.visitor(app_sqlite, "owner")
    token = organizers.csrf(other.get("/organize/jobs/"))

    for path in (f"{job.id}/", f"{job.id}.json", "99999/", "99999.json"):
        other.get(f"/organize/jobs/{path}", status=404)
    for path in (f"{job.id}/file", f"{job.id}/cancel"):
        other.post(f"/organize/jobs/{path}", {"csrf_token": token}, status=404)
    assert "You have begun nothing yet." in other.get("/organize/jobs/").text
    viewer = organizers.visitor(app_sqlite, "viewer")
    viewer.get(f"/organize/jobs/{job.id}/", status=403)


def test_a_job_is_stopped_from_its_page(app_sqlite: Flask) -> None:
    _spoken(app_sqlite)
    me = organizers.organizer("organizer")
    visitor = organizers.visitor(app_sqlite, me)
    job = begun(me)
    one_step()
    token = organizers.csrf(visitor.get(f"/organize/jobs/{job.id}/"))

    answer = visitor.post(f"/organize/jobs/{job.id}/cancel", {"csrf_token": token})
    visitor.post(f"/organize/jobs/{job.id}/cancel", {"csrf_token": token})

    assert "Stopped" in visitor.follow(answer).text
    engine.drain()
    assert (job.state, job.done) == ("cancelled", 1)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "job.cancel")).one()
    assert (entry.subject, entry.organizer_id) == (f"job:{job.id}", me.id)


def test_the_file_is_taken_away_and_that_is_written_down(app_sqlite: Flask, clock: Hands) -> None:
    _spoken(app_sqlite)
    me = organizers.organizer("organizer")
    visitor = organizers.visitor(app_sqlite, me)
    job = begun(me)
    engine.drain()
    page = visitor.get(f"/organize/jobs/{job.id}/")
    token = organizers.csrf(page)
    assert "Download lines.txt" in page.text

    visitor.get(f"/organize/jobs/{job.id}/file", status=405)
    taken = visitor.post(f"/organize/jobs/{job.id}/file", {"csrf_token": token}, status=200)
    assert taken.body.decode() == ALL
    assert taken.headers["Content-Disposition"] == "attachment; filename=lines.txt"
    assert taken.headers["Cache-Control"] == "no-store"
    wanted = sa.select(AuditEntry).where(AuditEntry.action == "count.download")
    entry = db.session.scalars(wanted).one()
    assert (entry.organizer_id, entry.subject) == (me.id, f"job:{job.id}")

    files.clear(job.id, files.OUT)
    job.result = {**job.result, "bytes": 3}
    gone = visitor.post(f"/organize/jobs/{job.id}/file", {"csrf_token": token})
    assert "a day after it was made" in visitor.follow(gone).text


def test_a_mistake_of_ours_is_told_as_one(app_sqlite: Flask) -> None:
    me = organizers.organizer("organizer")
    job = begun(me, kind="unknown")
    engine.drain()

    page = organizers.visitor(app_sqlite, me).get(f"/organize/jobs/{job.id}/")
    assert "A mistake of ours stopped it." in page.text
    assert "KeyError in handler_of" in page.text


def test_the_list_has_pages(app_sqlite: Flask) -> None:
    count(app_sqlite)
    me = organizers.organizer("organizer")
    jobs = [begun(me) for _ in range(51)]
    visitor = organizers.visitor(app_sqlite, me)

    first = visitor.get("/organize/jobs/")
    assert len(first.all("tbody tr")) == 50
    second = visitor.get(str(first.one("a[rel=next]")["href"]))
    assert second.one("tbody a")["href"] == f"/organize/jobs/{jobs[0].id}/"
