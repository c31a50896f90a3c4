"""Whoever has every number that is shown cannot work out one that is left out.

The attacker here solves the same riddle by another way than the code: by trying every table
that looks the same from outside.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from app.pledges.small_cells import FEWEST, ROOM, hide_in_list, hide_in_table

small = st.integers(0, FEWEST - 1)
counts = st.one_of(small, st.integers(FEWEST, 30))


def _possible(value: int, most: int) -> range:
    """What a number left out may be, for somebody who knows whether it is a small one."""
    return range(min(FEWEST, most + 1)) if value < FEWEST else range(FEWEST, most + 1)


def _spread(found: list[tuple[int, ...]]) -> list[int]:
    """How far apart the least and the most of each number are."""
    return [max(each) - min(each) for each in zip(*found, strict=True)]


def _lists(values: list[int]) -> Iterator[tuple[int, ...]]:
    """Every list of the same sum; covers vary by twice the room, which is more than is asked."""
    ways = [_possible(v, v + 2 * ROOM) for v in values]
    ways = [each if v < FEWEST else range(max(FEWEST, v - ROOM), v + ROOM + 1)
            for each, v in zip(ways, values, strict=True)]  # fmt: skip
    return (each for each in itertools.product(*ways) if sum(each) == sum(values))


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), counts, min_size=1, max_size=6))
def test_no_number_left_out_of_a_list_can_be_worked_out(numbers: dict[str, int]) -> None:
    hidden = sorted(hide_in_list(numbers))
    shown = numbers.keys() - set(hidden)

    if hidden and shown:
        spread = _spread(list(_lists([numbers[key] for key in hidden])))
        assert min(spread) >= ROOM
    if hidden:
        assert all(numbers[key] >= FEWEST for key in shown)
    else:
        assert all(count >= FEWEST or not count for count in numbers.values())


def test_who_is_alone_among_the_small_ones_is_covered_by_another() -> None:
    assert hide_in_list({"CA": 40, "NY": 9, "TX": 6, "WY": 1}) == {"WY", "NY"}


def test_where_nobody_is_left_over_nothing_is_left_out() -> None:
    assert hide_in_list({"CA": 40, "NY": 9, "WY": 0}) == set()


def test_few_who_could_be_in_many_places_need_no_cover() -> None:
    several = dict.fromkeys("abcdefgh", 1)
    assert hide_in_list({**several, "CA": 40}) == set(several)


def _tables(
    table: list[list[int]], most: list[int], hidden: set[tuple[int, int]]
) -> Iterator[tuple[int, ...]]:
    """Every table with the same margins and the same shown cells; its hidden cells in order."""
    order = sorted(hidden)
    rows = [sum(row[j] for j in range(len(row)) if (i, j) in hidden) for i, row in enumerate(table)]
    columns = [
        sum(row[j] for i, row in enumerate(table) if (i, j) in hidden) for j in range(len(table[0]))
    ]

    def fill(k: int, chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if k == len(order):
            yield chosen
            return
        i, j = order[k]
        rest = order[k + 1 :]
        for value in _possible(table[i][j], most[i]):
            left_row, left_column = rows[i] - value, columns[j] - value
            if left_row < 0 or left_column < 0:
                break
            if (left_row and not any(each[0] == i for each in rest)) or (
                left_column and not any(each[1] == j for each in rest)
            ):
                continue
            rows[i], columns[j] = left_row, left_column
            yield from fill(k + 1, (*chosen, value))
            rows[i], columns[j] = left_row + value, left_column + value

    return fill(0, ())


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[int]], list[int]]:
    """Two or three rows and columns, and what no cell of a row can exceed."""
    width, height = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    numbers = st.one_of(small, st.integers(FEWEST, 14))
    row = st.lists(numbers, min_size=width, max_size=width)
    table = draw(st.lists(row, min_size=height, max_size=height))
    # Whoever names several disciplines counts once in the row: its number is smaller than its sum.
    most = [draw(st.integers(max(each), max(*each, sum(each)))) for each in table]
    return table, most


@settings(max_examples=300, deadline=None)
@given(tables())
def test_no_cell_left_out_of_a_table_can_be_worked_out(
    given_table: tuple[list[list[int]], list[int]],
) -> None:
    table, most = given_table
    hidden = hide_in_table(table, most)
    if hidden is None:
        return
    for i, row in enumerate(table):
        assert all(count >= FEWEST or (i, j) in hidden for j, count in enumerate(row))
    if hidden:
        least: list[int] | None = None
        greatest: list[int] = []
        for found in _tables(table, most, hidden):
            least = list(map(min, least, found)) if least else list(found)
            greatest = list(map(max, greatest, found)) if greatest else list(found)
            if all(b - a >= ROOM for a, b in zip(least, greatest, strict=True)):
                break
        else:
            raise AssertionError(f"known too well: {sorted(hidden)} {least} {greatest}")


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    assert hide_in_table([[5, 6], [7, 8]], [11, 15]) == set()


def test_one_small_cell_takes_a_circle_of_others_with_it() -> None:
    table = [[1, 20, 30], [20, 20, 30], [30, 30, 30]]
    hidden = hide_in_table(table, [51, 70, 90])

    assert hidden is not None
    assert (0, 0) in hidden
    assert len(hidden) == 4
    assert len({i for i, _ in hidden}) == len({j for _, j in hidden}) == 2


def test_a_table_of_small_numbers_alone_is_not_shown() -> None:
    assert hide_in_table([[1, 0], [0, 2]], [3, 3]) is None
    assert hide_in_table([], []) is None
