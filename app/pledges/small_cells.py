"""Which numbers of a public table are left out, so that nobody can be found behind a small one.

A number under `FEWEST` is small, nought too: that nobody is there would be told as well. Small
numbers are left out, and with them as many larger ones ("covers") as it takes. What is held
against: somebody who has every number that is shown, the sums of every row and column, and who
even knows which of the numbers left out are small and which are covers. For them a small number
may still be anything from 0 to `FEWEST` - 1, and a cover one of at least `FEWEST` numbers.

Pure functions. Not in here: what is counted, and when (`published`). Why:
docs/decisions/0021-small-cells.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

FEWEST = 5
# How much room, between the least and the most it can be, whatever is left out must have.
ROOM = FEWEST - 1

Cell = tuple[int, int]
Table = Sequence[Sequence[int]]


def hide_in_list(counts: Mapping[str, int]) -> set[str]:
    """The keys of a list with a known sum that must be left out.

    Name every key there can be, also those of nobody: what is missing here is known to be 0.
    Where all small numbers are 0, nothing is left out: then the sum itself says that they are.
    """
    hidden = {key for key, count in counts.items() if count < FEWEST}
    if not sum(counts[key] for key in hidden):
        return set()
    shown = sorted(counts.keys() - hidden, key=lambda key: (_cost(counts[key]), key))
    while shown and not _list_is_safe([counts[key] for key in hidden]):
        hidden.add(shown.pop(0))
    return hidden


def hide_in_table(table: Table, most: Sequence[int]) -> set[Cell] | None:
    """The cells (row, column) of a table with known margins that must be left out.

    `most`: what no cell of each row can exceed, as everybody knows. None: no table can be shown.
    """
    rows, columns = range(len(table)), range(len(table[0]) if table else 0)
    hidden = {(i, j) for i in rows for j in columns if table[i][j] < FEWEST}
    shown = {(i, j) for i in rows for j in columns} - hidden
    while bare := _first_bare(table, most, hidden):
        covers = _covers(table, shown, bare)
        if not covers:
            return None
        shown -= covers
        hidden |= covers
    return hidden if shown else None


def _first_bare(table: Table, most: Sequence[int], hidden: set[Cell]) -> Cell | None:
    """A hidden cell whose number is known too well."""
    return next((each for each in sorted(hidden) if not _is_safe(table, most, hidden, each)), None)


def _covers(table: Table, shown: set[Cell], bare: Cell) -> set[Cell]:
    """What to leave out as well: what is shown of a rectangle in which `bare` can move.

    The cheapest one; where none is left, the cheapest cell; nothing where all are left out.
    """
    row, column = bare
    rectangles = (
        {(row, j), (i, column), (i, j)} & shown
        for i in range(len(table))
        for j in range(len(table[0]))
        if i != row and j != column
    )

    def cost(cells: set[Cell]) -> tuple[int, list[Cell]]:
        return sum(_cost(table[i][j]) for i, j in cells), sorted(cells)

    found = [each for each in rectangles if each] or [{each} for each in shown]
    return min(found, key=cost, default=set())


def _cost(count: int) -> int:
    """What is lost by leaving it out; one that cannot give way by all the room is a last choice."""
    return count if count >= FEWEST + ROOM else 1_000_000 - count


def _list_is_safe(counts: Sequence[int]) -> bool:
    up, down = sum(map(_gives, counts)), sum(_takes(each, None) for each in counts)
    return all(
        min(_takes(each, None), up - _gives(each)) + min(_gives(each), down - _takes(each, None))
        >= ROOM
        for each in counts
    )


def _gives(count: int) -> int:
    """How much smaller it could be: a small one down to 0, a cover down to `FEWEST`."""
    return count if count < FEWEST else count - FEWEST


def _takes(count: int, most: int | None) -> int:
    """How much larger it could be; more than all the room is as good as any."""
    most = count + ROOM if most is None else most
    return max(0, min(most, FEWEST - 1 if count < FEWEST else most) - count)


def _is_safe(table: Table, most: Sequence[int], hidden: set[Cell], cell: Cell) -> bool:
    """Whether this cell can be `ROOM` apart in tables that look the same from outside.

    Numbers move only round circles of hidden cells, up and down by turns: how far, is a flow
    from the cell's column back to its row. The true table is where the flow begins.
    """
    row, column = cell
    others = hidden - {cell}
    up = {(i, j): _takes(table[i][j], most[i]) for i, j in others}
    down = {(i, j): _gives(table[i][j]) for i, j in others}
    value = table[row][column]
    rises = _flow(up, down, cell, min(ROOM, _takes(value, most[row])))
    falls = _flow(down, up, cell, min(ROOM - rises, _gives(value)))
    return rises + falls >= ROOM


def _flow(up: dict[Cell, int], down: dict[Cell, int], cell: Cell, wanted: int) -> int:
    """By how much, `wanted` at most, `cell` can rise where others rise by `up`, fall by `down`."""
    up, down = dict(up), dict(down)
    found = 0
    while found < wanted and (path := _circle(up, down, cell)):
        for each, rises in path:
            one, other = (up, down) if rises else (down, up)
            one[each] -= 1
            other[each] += 1
        found += 1
    return found


def _circle(
    up: dict[Cell, int], down: dict[Cell, int], cell: Cell
) -> list[tuple[Cell, bool]] | None:
    """The shortest way from the cell's column to its row: fall in a column, rise in a row."""
    start, goal = ("column", cell[1]), ("row", cell[0])
    came: dict[tuple[str, int], tuple[tuple[str, int], Cell] | None] = {start: None}
    queue = deque([start])
    while queue and goal not in came:
        kind, index = here = queue.popleft()
        room, at, to = (down, 1, "row") if kind == "column" else (up, 0, "column")
        for each, left in room.items():
            there = (to, each[1 - at])
            if left > 0 and each[at] == index and there not in came:
                came[there] = (here, each)
                queue.append(there)
    path: list[tuple[Cell, bool]] = []
    step = came.get(goal)
    while step is not None:
        path.append((step[1], step[0][0] == "row"))
        step = came[step[0]]
    return path or None
