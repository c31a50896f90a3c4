"""The charts draw exactly the numbers they are given, and say what they show."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from app.charts import bars, spark
from app.charts.bars import Columns, Series, Words
from app.charts.scale import nice_top, short

WORDS = Words(id="days", title="Signatures <b>", description="Three days & more")
BAR = re.compile(r"M([\d.]+) ([\d.]+)v-([\d.]+)h([\d.]+)")


def _drawn(svg: str) -> BeautifulSoup:
    return BeautifulSoup(svg, "html.parser")


@pytest.mark.parametrize(
    ("most", "top"),
    [(0, 1), (1, 1), (2, 2), (3, 4), (9, 10), (11, 20), (37, 40), (41, 50), (812, 1000)],
)
def test_an_axis_ends_at_a_round_number(most: int, top: int) -> None:
    assert nice_top(most) == top


def test_an_axis_holds_every_number_and_has_a_whole_middle() -> None:
    for most in (*range(3000), 999_999, 1_000_000, 1_000_001):
        top = nice_top(most)
        assert most <= top <= max(2, 2 * most)
        assert top == 1 or top % 2 == 0


def test_bars_stand_on_each_other_to_scale() -> None:
    svg = bars.stacked(
        [Series("Music", "hue-30", [4, 0, 2]), Series("Writing", "hue-60", [6, 5, 0])],
        Columns(count=3, ticks=[(0, "Mon"), (2, "Wed")]),
        WORDS,
    )
    wide, narrow = _drawn(svg).select("svg")
    music, writing = (BAR.findall(str(each["d"])) for each in wide.select("path[class^=hue]"))

    assert [len(music), len(writing)] == [2, 2]
    tall = 230 - 26 - 24
    heights = [float(height) for _x, _y, height, _w in music + writing]
    assert heights == pytest.approx([0.4 * tall, 0.2 * tall, 0.6 * tall, 0.5 * tall], abs=0.1)
    # The second series begins where the first one ends.
    assert float(writing[0][1]) == pytest.approx(float(music[0][1]) - heights[0], abs=0.2)
    assert narrow["class"] == ["chart", "narrow"]


def test_a_chart_says_what_it_is_and_every_id_once() -> None:
    drawn = _drawn(
        bars.stacked([Series("Music", "hue-30", [1])], Columns(count=1, ticks=[(0, "x")]), WORDS)
    )
    for each in drawn.select("svg"):
        named = drawn.find(id=str(each["aria-labelledby"]))
        assert named is not None
        assert named.get_text() == "Signatures <b>"
        assert each["role"] == "img"
    ids = [each["id"] for each in drawn.select("[id]")]
    assert len(ids) == len(set(ids)) == 4
    assert not drawn.select("[style], script, style")


def test_nothing_at_all_is_still_a_chart() -> None:
    for draw in (bars.stacked, bars.beside):
        assert "<svg" in draw([], Columns(count=0, ticks=[]), WORDS)
        assert "<svg" in draw([Series("a", "ink", [0, 0])], Columns(count=2, ticks=[]), WORDS)
    assert "M0 35" in spark.run([], most=0)


def test_a_first_day_is_a_level_line() -> None:
    assert 'd="M0 1L160 1"' in spark.run([5], most=5)


def test_a_sum_that_fell_below_nothing_is_not_drawn() -> None:
    svg = bars.stacked([Series("a", "ink", [-3, 2])], Columns(count=2, ticks=[]), WORDS)

    assert len(BAR.findall(svg)) == 2  # once in each size


def test_labels_never_run_into_each_other() -> None:
    ticks = [(n, f"day {n}") for n in range(90)]
    svg = bars.stacked([Series("a", "ink", [1] * 90)], Columns(count=90, ticks=ticks), WORDS)
    for size, most in (("wide", 18), ("narrow", 6)):
        found = _drawn(svg).select(f"svg.{size} text.x")
        assert 3 <= len(found) <= most
        assert found[-1].get_text() == "day 89"


def test_the_day_is_marked() -> None:
    columns = Columns(count=10, ticks=[], mark=(9, 9, "the day"))
    wide = _drawn(bars.stacked([Series("a", "ink", [1] * 10)], columns, WORDS)).select("svg")[0]

    assert float(str(wide.select_one("rect.mark-day")["x"])) == 864  # type: ignore[index]
    label = wide.select_one("text.mark-label")
    assert label is not None
    assert label["text-anchor"] == "end"


def test_a_part_is_as_long_as_its_share() -> None:
    def length(count: int, whole: int) -> float:
        return float(str(_drawn(spark.part(count, whole)).select("rect")[1]["width"]))

    assert length(0, 10) == 0
    assert length(5, 10) == 50
    assert length(1, 1_000_000) > 0, "what is there can be seen"
    assert length(7, 0) > 0
    assert short(12.0) == "12"
