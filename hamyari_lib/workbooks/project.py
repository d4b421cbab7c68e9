"""Where everything of a project's workbook stands, and what its cells are worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.models.cashflow import Financed
from hamyari_lib.workbooks.assumed import Assumption, growths, repayment, scalars
from hamyari_lib.workbooks.formulas import Grid, Row, column_name
from hamyari_lib.workbooks.rows import KINDS, blocks

FIRST = 3  # column of the first period, on the sheets of assumptions and of the model
SCALARS_FROM = 3  # row of the first scalar, from 1


@dataclass(frozen=True)
class Layout:
    """Where everything stands: sheets by name, the assumptions and their rows, and the computed grid of the model."""

    assumptions: list[Assumption]
    growths: pd.DataFrame
    amounts: pd.DataFrame
    repayment: pd.DataFrame
    growths_from: int
    amounts_from: int
    repayment_from: int
    grid: Grid
    blocks: list[list[Row]]
    labels: tuple[str, ...]


def lay_out(found: Financed, sheets: dict[str, str], *, real_rate: float, covenant: float | None) -> Layout:
    """The grid of a project, computed; ``sheets`` has the names of ``assumptions`` and ``prices``."""
    typed, grown = scalars(found, real_rate=real_rate, covenant=covenant), growths(found)
    amounts, repaid = found.lines.amounts, repayment(found)
    growths_from = SCALARS_FROM + len(typed) + 3
    amounts_from = growths_from + len(grown) + 3
    repayment_from = amounts_from + len(amounts) + 3
    cells = {one.key: f"{sheets['assumptions']}!$B${SCALARS_FROM + place}" for place, one in enumerate(typed)}
    grid = Grid({one.key: one.value for one in typed}, cells, found.lines.timeline.periods, FIRST)
    lines = _lines(found, sheets, amounts, amounts_from, repaid, repayment_from, len(grown))
    terms = found.terms
    sculpted = found.contract is not None and terms.repayment == "sculpted" and terms.dscr and not terms.capitalisation
    whole = blocks(lines, is_sculpted=bool(sculpted))
    place = 3
    for block in whole:
        for row in block:
            grid.places[row.key] = place
            place += 1
    grid.compute(whole)
    return Layout(
        typed,
        grown,
        amounts,
        repaid,
        growths_from,
        amounts_from,
        repayment_from,
        grid,
        whole,
        found.lines.timeline.labels,
    )


def _lines(
    found: Financed, sheets: dict[str, str], amounts: pd.DataFrame, amounts_from: int, repaid: pd.DataFrame,
    repayment_from: int, years: int,
) -> list[list[Row]]:  # fmt: skip
    levels = found.lines.prices.by_period(found.lines.timeline)
    real, kinds = amounts.to_numpy(), amounts.index.get_level_values("indexation")
    items = amounts.index.get_level_values("item")

    def typed(row: int) -> str:
        return f"{sheets['assumptions']}!{{}}{row}"

    def level_row(kind: str) -> Row:
        column = {"inflation": "B", "dollar": "C", "tariff": "D"}[kind]
        span = f"{sheets['prices']}!${column}$3:${column}${3 + years}"

        def text(grid: Grid, period: int) -> str:
            year, month, base = grid.cell("year", period), grid.cell("month", period), grid.cells["base_year"]
            now = f"INDEX({span},{year}-{base}+1)"
            later = f"INDEX({span},MIN({year}+1-{base}+1,ROWS({span})))"
            length = grid.cell("months", period)
            return f"=(MIN(13-{month},{length})*{now}+MAX({length}+{month}-13,0)*{later})/{length}"

        return Row(f"level_{kind}", kind="rate_level", text=text, values=lambda grid: levels[kind].to_numpy().copy())

    def line_row(place: int) -> Row:
        def text(grid: Grid, period: int) -> str:
            cell = typed(amounts_from + place).format(column_name(FIRST + period))
            grows = "" if kinds[place] == "fixed" else f"*{grid.cell(f'level_{kinds[place]}', period)}"
            return f"={cell}{grows}"

        return Row(f"line_{place}", text=text, values=lambda grid: real[place] * levels[kinds[place]].to_numpy())

    def linked(name: str, row: int) -> Row:
        return Row(
            name, kind="rate", text=lambda grid, period: "=" + typed(row).format(column_name(FIRST + period)),
            values=lambda grid: repaid[name].to_numpy(dtype=float).copy(),
        )  # fmt: skip

    def sum_of(item: str) -> str:
        return " + ".join(f"line_{place}" for place in np.flatnonzero(items == item)) or "0"

    capital = np.flatnonzero(items == "capital_cost")

    def real_building(grid: Grid, period: int) -> str:
        added = "+".join(typed(amounts_from + place).format(column_name(FIRST + period)) for place in capital) or "0"
        return f"={grid.cell('is_built', period)}*({added})*(1+{grid.cells['contingency']})"

    def whole(name: str, of: str) -> Row:
        return Row(
            name, text=lambda grid, period: f"=SUM({grid.span(of)})",
            values=lambda grid: np.full(grid.periods, grid.values[of].sum()),
        )  # fmt: skip

    return [
        [level_row(kind) for kind in KINDS],
        [line_row(place) for place in range(len(amounts))],
        [
            Row("revenue", sum_of("revenue")),
            Row("operating_cost", sum_of("operating_cost")),
            Row("capital_cost", f"({sum_of('capital_cost')}) * (1 + contingency)"),
            Row("building", "is_built * capital_cost"),
            Row("real_building", text=real_building, values=lambda grid: grid.values["is_built"]
                * real[capital].sum(axis=0) * (1 + grid.assumptions["contingency"])),
        ],
        [whole("built_cost", "building"), whole("real_built_cost", "real_building")],
        [linked("owed_share", repayment_from), linked("deposit_share", repayment_from + 1)],
    ]  # fmt: skip
