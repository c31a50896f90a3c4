"""The tile map: every state once, the right class, and words for who cannot see it."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from app.campaigns import tile_map
from app.campaigns.tile_map import NAMES

counts = st.dictionaries(st.sampled_from(sorted(NAMES)), st.integers(0, 2_000_000))


def tiles(found: tile_map.TileMap) -> dict[str, ET.Element]:
    root = ET.fromstring(found.svg)
    return {tile.findtext("text") or "": tile for tile in root.findall("g/g")}


def step(tile: ET.Element) -> str:
    return (tile.get("class") or "").split()[1]


def test_every_state_and_territory_has_a_place_of_its_own() -> None:
    codes = [code for code, _, _ in tile_map.places()]
    places = {(column, row) for _, column, row in tile_map.places()}

    assert sorted(codes) == sorted(NAMES)
    assert len(places) == len(NAMES) == 56


def test_a_tile_says_its_state_and_count_in_full() -> None:
    tile = tiles(tile_map.draw([("NM", 1234)]))["NM"]

    assert tile.findtext("title") == "New Mexico: 1,234"
    assert [text.text for text in tile.findall("text")] == ["NM", "1,234"]


def test_a_state_without_anybody_is_shown_as_such() -> None:
    assert step(tiles(tile_map.draw([("NM", 3)]))["WY"]) == "q0"


@given(counts)
def test_a_tile_s_class_is_the_legend_s(found: dict[str, int]) -> None:
    drawn = tile_map.draw(list(found.items()))
    shown = tiles(drawn)

    for code in NAMES:
        count = found.get(code, 0)
        (one,) = [each for each in drawn.legend if each.least <= count <= each.most]
        assert step(shown[code]) == one.css_class


@given(counts)
def test_the_legend_s_steps_rise_and_do_not_overlap(found: dict[str, int]) -> None:
    legend = tile_map.draw(list(found.items())).legend

    assert legend[0] == tile_map.LegendStep("q0", 0, 0)
    for one, next_one in pairwise(legend):
        assert one.most < next_one.least <= next_one.most
        assert one.css_class < next_one.css_class


def test_many_different_counts_use_every_class() -> None:
    found = tile_map.draw([(code, 3**i % 100_000 + i) for i, code in enumerate(sorted(NAMES), 1)])

    assert [each.css_class for each in found.legend] == ["q0", "q1", "q2", "q3", "q4", "q5"]


def test_codes_without_a_tile_are_summed_up() -> None:
    assert tile_map.draw([("CA", 5), ("AE", 2), ("AP", 1), ("", 4)]).elsewhere == 7


def test_it_has_a_name_no_style_and_escaped_words() -> None:
    svg = tile_map.draw([("CA", 5)], title="<b>Artists</b>", number=lambda n: f"<i>{n}").svg
    root = ET.fromstring(svg)

    assert root.get("role") == "img"
    assert root.findtext("title") == "<b>Artists</b>"
    assert "style" not in svg
    assert root.findall(".//i") == root.findall(".//b") == []
