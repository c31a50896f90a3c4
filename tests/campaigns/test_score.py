"""The score: where lines and notes lie, what it says, and how little it weighs."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns import colour, score, score_labels, staff
from app.campaigns.score import Card, Line, Score, ScoreTexts
from app.campaigns.staff import Note, Shape, Time

OPENS, DAY = dt.date(2026, 8, 1), dt.date(2026, 10, 4)
TODAY = dt.date(2026, 9, 23)
TEXTS = ScoreTexts(
    title="The score",
    description="A line for each discipline, drawing together towards the day",
    date="4 October",
    everyone="everyone plays",
    legend="One note is {} signatures".format,
)
SHAPE = Shape(lines=10, bar=830, end=1050, gap=48, close=8)


def line(number: int = 1, *, count: int = 0, days: int = 40, name: str = "Music") -> Line:
    """A line with `count` signatures spread over the first `days` days."""
    by_day = {
        OPENS + dt.timedelta(i): (i + 1) * count // days - i * count // days for i in range(days)
    }
    slug = f"discipline-{number}"
    return Line(number, slug, name, number * 35 % 360, count, by_day, f"/c/ai-day/{slug}/")


def lines(how_many: int = 10, *, count: int = 42) -> list[Line]:
    return [line(i, count=count) for i in range(1, how_many + 1)]


MOST = staff.MOST_NOTES


def draw(of: list[Line], *, today: dt.date = TODAY, texts: ScoreTexts = TEXTS) -> Score:
    return score.draw(of, opens=OPENS, day=DAY, today=today, texts=texts)


def whole(picture: Score) -> str:
    return f"{picture.staff}{picture.wide}{picture.tall}"


def test_every_signature_is_a_note_while_they_are_few() -> None:
    picture = draw(lines(10, count=32))

    assert (picture.per_note, picture.notes) == (1, MOST)


def test_more_signatures_share_a_note_and_the_legend_says_so() -> None:
    picture = draw(lines(10, count=33))

    assert (picture.per_note, picture.legend) == (2, "One note is 2 signatures")


@given(st.lists(st.integers(0, 9_999_999), min_size=1, max_size=24))
def test_notes_stand_for_the_count_they_claim(counts: list[int]) -> None:
    of = [line(i, count=count) for i, count in enumerate(counts)]
    each = staff.per_note(of)

    for one in of:
        notes = len(staff.place(one, 0, each, SHAPE, Time(OPENS, DAY, TODAY)))
        assert abs(notes * each - one.count) <= max(each / 2, each - one.count)
        assert (notes > 0) == (one.count > 0)


@given(st.lists(st.integers(0, 9_999_999), min_size=1, max_size=24))
def test_there_are_never_more_notes_than_fit(counts: list[int]) -> None:
    assert draw([line(i, count=count) for i, count in enumerate(counts)]).notes <= MOST


def test_what_a_note_stands_for_is_a_round_number() -> None:
    found = {staff.per_note([line(count=MOST * n)]) for n in (1, 2, 3, 7, 11, 21, 40, 99, 240)}

    assert found == {1, 2, 5, 10, 20, 25, 50, 100, 250}


def test_notes_lie_on_their_line() -> None:
    for index in range(10):
        for note in staff.place(line(index, count=42), index, 1, SHAPE, Time(OPENS, DAY, TODAY)):
            off = abs(note.y - SHAPE.height(index, note.x))
            assert off <= staff.FARTHEST * SHAPE.distance(note.x) + 0.1


def test_a_note_that_is_alone_lies_close_to_its_line() -> None:
    only = line(count=1)
    (note,) = staff.place(only, 0, 1, SHAPE, Time(OPENS, DAY, TODAY))

    assert abs(note.y - SHAPE.height(0, note.x)) <= staff.NEAR + 0.1


@pytest.mark.parametrize("today", [OPENS, TODAY, DAY, DAY + dt.timedelta(30)])
def test_no_note_lies_in_the_future(today: dt.date) -> None:
    time = Time(OPENS, DAY, today)
    signed = {OPENS + dt.timedelta(i): 3 for i in range((today - OPENS).days + 1)}
    one = Line(1, "music", "Music", 25, sum(signed.values()), signed, "/c/x/music/")

    notes = staff.place(one, 4, 1, SHAPE, time)

    assert max(note.x for note in notes) <= staff.pen(SHAPE, time) < SHAPE.bar
    assert min(note.x for note in notes) >= 0


def test_a_note_lies_at_its_day() -> None:
    one = Line(7, "games", "Games", 270, 5, {dt.date(2026, 9, 2): 5}, "/c/x/games/")
    width = SHAPE.bar - 2 * staff.INSET

    for note in staff.place(one, 0, 1, SHAPE, Time(OPENS, DAY, TODAY)):
        assert 32 / 64 <= (note.x - staff.INSET) / width <= 33 / 64 + 0.001


def test_later_signatures_leave_the_notes_of_earlier_ones_where_they_are() -> None:
    time = Time(OPENS, DAY, TODAY)
    days = {OPENS: 4, TODAY: 2}
    before = Line(1, "music", "Music", 25, 6, days, "/")
    after = Line(1, "music", "Music", 25, 9, {**days, TODAY: 5}, "/")

    old, new = (set(staff.place(one, 0, 1, SHAPE, time)) for one in (before, after))

    assert old < new


def test_the_picture_is_the_same_in_every_process() -> None:
    code = (
        "from tests.campaigns.test_score import draw, lines, whole\n"
        "import hashlib; print(hashlib.sha256(whole(draw(lines())).encode()).hexdigest())"
    )

    found = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip

    assert len(found) == 1


def test_the_lines_are_even_at_the_left_and_a_bundle_at_the_bar() -> None:
    starts = [SHAPE.height(i, 0) for i in range(10)]
    ends = [SHAPE.height(i, SHAPE.bar) for i in range(10)]

    assert {round(b - a, 6) for a, b in pairwise(starts)} == {48}
    assert {round(b - a, 6) for a, b in pairwise(ends)} == {8}


def test_the_bundle_tightens_as_the_day_nears() -> None:
    def bundle(today: dt.date) -> float:
        return score._shape(10, Time(OPENS, DAY, today)).close

    assert bundle(OPENS) > bundle(TODAY) > bundle(DAY)


def test_the_inked_part_of_a_line_is_the_same_curve() -> None:
    numbers = re.findall(r"-?\d*\.?\d+", SHAPE.path_until(0, 500))
    x, y = float(numbers[-2]), float(numbers[-1])

    assert (x, y) == (pytest.approx(500, abs=0.1), pytest.approx(SHAPE.height(0, 500), abs=0.1))


def test_a_campaign_not_yet_open_has_an_empty_staff() -> None:
    picture = draw([line(i) for i in range(10)], today=OPENS - dt.timedelta(3))

    assert picture.notes == 0
    assert picture.staff.count("<path") == 10 + 2


def test_the_picture_with_most_notes_stays_within_its_budget() -> None:
    names = ["Music", "Writing", "Illustration", "Photography", "Film & TV", "Voice acting"]
    names += ["Theatre & dance", "Games", "Design", "Fashion"]
    of = [line(i, count=32, name=name) for i, name in enumerate(names)]

    assert len(whole(draw(of)).encode()) <= 13.5 * 1024


def test_nothing_in_it_needs_a_style() -> None:
    text = whole(draw(lines()))

    assert "style" not in text
    assert "<script" not in text


def test_ids_are_unique_with_both_orientations_on_the_page() -> None:
    ids = re.findall(r' id="([^"]+)"', whole(draw(lines())))

    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("how_many", [1, 2, 3, 10, 24])
def test_it_is_well_formed_for_any_number_of_disciplines(how_many: int) -> None:
    picture = draw(lines(how_many))

    root = ET.fromstring(f"<div>{whole(picture)}</div>")

    assert len(root.findall(".//g[@data-line]")) == how_many
    assert len(root.findall(".//a")) == 2 * how_many


@pytest.mark.parametrize("orientation", ["wide", "tall"])
def test_both_orientations_use_the_one_staff_and_have_a_name(orientation: str) -> None:
    svg = ET.fromstring(getattr(draw(lines()), orientation))
    image = svg.find("g[@role='img']")

    assert image is not None
    assert image.findtext("title") == TEXTS.title
    assert image.findtext("desc") == TEXTS.description
    assert image.find("use").get("href") == "#staff"  # type: ignore[union-attr]


def test_links_are_not_inside_of_the_image_which_would_hide_them() -> None:
    for svg in (draw(lines()).wide, draw(lines()).tall):
        assert ET.fromstring(svg).findall(".//g[@role='img']//a") == []


@pytest.mark.parametrize(
    "evil", ['"><script>alert(1)</script>', "{0.__class__}", "<b>&amp;", "'\""]
)
def test_hostile_words_are_only_words(evil: str) -> None:
    texts = ScoreTexts(evil, evil, evil, evil, number=lambda _: evil)
    one = Line(1, evil, evil, 25, 3, {OPENS: 3}, f"/c/{evil}/")

    picture = draw([one], texts=texts)

    root = ET.fromstring(f"<div>{whole(picture)}</div>")
    assert {each.tag for each in root.iter()} <= {
        "div", "svg", "defs", "g", "path", "title", "desc", "use", "a", "text", "tspan"
    }  # fmt: skip
    assert root.find(".//a").get("href") == f"/c/{evil}/"  # type: ignore[union-attr]


def test_a_name_too_long_is_cut_and_told_in_full() -> None:
    name = "Illustration, concept art and visual development"
    picture = draw([line(count=9_999_999, name=name)])

    link = ET.fromstring(picture.wide).find(".//a")
    assert link is not None
    assert link.get("aria-label") == name
    assert (link.findtext("text") or "").endswith("…")


def test_a_name_and_the_largest_count_fit_beside_each_other() -> None:
    shown = score_labels.fit("W" * 60, 140, 19)

    assert score_labels.width(shown) * 19 <= 140


def test_a_long_date_is_set_smaller() -> None:
    def size(date: str) -> float:
        texts = ScoreTexts("t", "d", date, "everyone plays")
        found = re.search(
            r'font-weight="600" font-size="([\d.]+)"', draw(lines(), texts=texts).wide
        )
        assert found is not None
        return float(found[1])

    assert size("28 de septiembre") < size("4 October") <= 42


@given(st.lists(st.floats(-2000, 2000, allow_nan=False), min_size=1, max_size=8))
def test_packed_numbers_are_read_back(numbers: list[float]) -> None:
    read = re.findall(r"-?(?:\d+\.\d+|\d+|\.\d+)", staff.pack(*numbers))

    assert [float(word) for word in read] == [round(n, 1) or 0 for n in numbers]


def test_a_notehead_is_drawn_around_its_middle() -> None:
    note = Note(x=200.0, y=50.0, rx=6.0, ry=4.5)
    start = re.match(r"M(-?\d+) ?(-?\d+)a6 4\.5-20 101 0z$", score.note_path([note]))
    assert start is not None

    aside, top = score._topmost(6.0, 4.5)

    assert abs(int(start[1]) + 0.5 + aside - note.x) <= 0.51
    assert abs(int(start[2]) + top - note.y) <= 0.51


@pytest.mark.parametrize(("theme", "ink"), [("dark", "#f6f1e7"), ("light", "#17131c")])
def test_the_picture_that_stands_alone_has_fixed_colours(theme: str, ink: str) -> None:
    svg = score.standalone_svg(
        lines(), time=Time(OPENS, DAY, TODAY), card=Card(1200, 240, 940), theme=theme
    )
    root = ET.fromstring(svg)

    colours = [each.get("color") for each in root.iter() if each.get("color")]
    assert colours[0] == ink
    assert colours[1:] == [colour.discipline_hex(one.hue, theme) for one in lines()]
    assert "hue-" not in svg


def test_oklch_becomes_the_srgb_browsers_show() -> None:
    assert colour.to_hex(1, 0, 0) == "#ffffff"
    assert colour.to_hex(0, 0, 0) == "#000000"
    # CSS Color 4, "oklch(62.8% 0.2577 29.23)" is #ff0000.
    assert colour.to_hex(0.62796, 0.25768, 29.234) == "#ff0000"


@given(st.integers(0, 359), st.sampled_from(sorted(colour.THEMES)))
def test_every_hue_has_a_colour_in_both_themes(hue: int, theme: str) -> None:
    assert re.fullmatch(r"#[0-9a-f]{6}", colour.discipline_hex(hue, theme))
