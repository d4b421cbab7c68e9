"""What a data room holds and lacks: known cells, resolved references, ages, and the reports that missing tables rule
out."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import pandas as pd

from hamyari_lib.jalali import FIRST_YEAR, LAST_YEAR, JalaliDate, month_length

Grade = Literal["good", "fair", "poor", "unknown"]

_JALALI = re.compile(r"(?<![0-9])(1[34][0-9]{2})(?:[-/](0?[1-9]|1[0-2])(?:[-/]([0-2]?[0-9]|3[01]))?)?(?![0-9])")
_GREGORIAN = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


def known_cells(
    frames: Mapping[str, pd.DataFrame],
    declared: Mapping[str, Mapping[str, bool]],
    withheld: Mapping[str, Collection[str]],
) -> pd.DataFrame:
    """How many cells of each column are known.

    ``declared`` says of every column of a table whether a cell of it may be blank. Returns ``table``, ``column``,
    ``is_optional``, ``rows``, ``known`` (cells), ``share`` and ``is_withheld``; of a column that the reader may not see
    neither cells nor share are known, which is not the same as none.

    >>> frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    >>> known_cells({"t": frame}, {"t": {"a": False, "b": True}}, {})["share"].tolist()
    [1.0, 0.5]
    """
    rows = []
    for table, frame in frames.items():
        for column, is_optional in declared[table].items():
            is_withheld = column in withheld.get(table, ())
            known = None if is_withheld else int(frame[column].notna().sum())
            share = None if known is None or not len(frame) else known / len(frame)
            rows.append((table, column, is_optional, len(frame), known, share, is_withheld))
    names = ["table", "column", "is_optional", "rows", "known", "share", "is_withheld"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype({"known": "Int64", "share": "float64", "is_optional": bool, "is_withheld": bool})


def known_by_table(cells: pd.DataFrame) -> pd.DataFrame:
    """The share of known cells of each table: of ``all`` that the reader may see, of ``required`` and of ``optional``.

    NaN where there is no such column to see; ``withheld`` counts those that are not seen.
    """
    seen = cells[~cells["is_withheld"]]

    def share(part: pd.DataFrame) -> pd.Series:
        sums = part.groupby("table", sort=False)[["known", "rows"]].sum().astype("float64")
        return sums["known"] / sums["rows"].where(sums["rows"] > 0)

    tables = cells["table"].drop_duplicates()
    made = {
        "all": share(seen),
        "required": share(seen[~seen["is_optional"]]),
        "optional": share(seen[seen["is_optional"]]),
    }
    withheld = cells.groupby("table", sort=False)["is_withheld"].sum().astype(int)
    return pd.DataFrame(
        {name: one.reindex(tables) for name, one in made.items()} | {"withheld": withheld.reindex(tables)}
    )


def resolved_references(
    frames: Mapping[str, pd.DataFrame],
    references: Mapping[str, Mapping[str, tuple[str, str]]],
    withheld: Mapping[str, Collection[str]],
) -> pd.Series:
    """The share of each table's references that lead to a row of the table referred to.

    NaN for a table that refers to none that is there; a blank reference leads nowhere and counts for nothing.
    """
    found = {}
    for table, frame in frames.items():
        total = resolved = 0
        for column, (other, key) in references.get(table, {}).items():
            if other not in frames or column in withheld.get(table, ()) or key in withheld.get(other, ()):
                continue
            known = frame[column].dropna()
            total, resolved = total + len(known), resolved + int(known.isin(frames[other][key]).sum())
        found[table] = resolved / total if total else math.nan
    return pd.Series(found, dtype="float64")


def graded(value: float | None, *, enough: float) -> Grade:
    """A share as ``good`` from ``enough`` on, ``fair`` from half of that, else ``poor``.

    >>> [graded(one, enough=0.8) for one in (0.8, 0.5, 0.1, None)]
    ['good', 'fair', 'poor', 'unknown']
    """
    if value is None or math.isnan(value):
        return "unknown"
    return "good" if value >= enough - 1e-12 else "fair" if value >= enough / 2 else "poor"


def graded_age(months: int | None, *, fresh: int) -> Grade:
    """An age as ``good`` up to ``fresh`` months, ``fair`` up to twice that, else ``poor``.

    >>> [graded_age(one, fresh=24) for one in (24, 30, 60, None)]
    ['good', 'fair', 'poor', 'unknown']
    """
    if months is None:
        return "unknown"
    return "good" if months <= fresh else "fair" if months <= 2 * fresh else "poor"


def stated_end(as_of: str) -> JalaliDate | None:
    """The last day of the latest period that a table's English ``as_of`` names; None where it names none.

    Jalali dates, months and years are told from Gregorian years by their number; a Gregorian year ends on the last
    day of December.

    >>> print(stated_end("1403-12"), stated_end("2023"), stated_end("1397/04/12 and 1403"))
    1403/12/30 1402/10/10 1403/12/30
    >>> stated_end("the dates in its rows") is None
    True
    """
    ends = []
    for year, month, day in _JALALI.findall(as_of):
        years, months = int(year), int(month or 12)
        last = month_length(years, months)
        ends.append(JalaliDate(years, months, min(int(day or last) or 1, last)))
    for found in _GREGORIAN.findall(as_of):
        if FIRST_YEAR <= (year := int(found) - 621) <= LAST_YEAR:
            new_year = JalaliDate(year, 10, 1).gregorian  # 21 or 22 December
            ends.append(JalaliDate(year, 10, 1 + 31 - new_year.day))
    return max(ends, default=None)


def age_months(end: JalaliDate | None, day: JalaliDate | None) -> int | None:
    """Whole months from the end of a period to a day, 0 for a period that ends later; None where either is not known.

    >>> age_months(JalaliDate(1403, 12, 30), JalaliDate(1405, 4, 31))
    16
    """
    if end is None or day is None:
        return None
    months = (day.year - end.year) * 12 + day.month - end.month
    is_short = day.day < min(end.day, month_length(day.year, day.month))
    return max(0, months - is_short)


def reports_now(needed: Mapping[str, Sequence[str]], present: Collection[str]) -> pd.DataFrame:
    """Of each report, the tables that it needs and the room lacks (``lacks``) and whether it ``is_open``.

    >>> reports_now({"a": ("x", "y"), "b": ("x",)}, {"x"})["lacks"].tolist()
    [('y',), ()]
    """
    lacks = {report: tuple(one for one in tables if one not in present) for report, tables in needed.items()}
    frame = pd.DataFrame({"lacks": pd.Series(lacks, dtype=object)})
    return frame.assign(is_open=[not one for one in frame["lacks"]])


def next_tables(needed: Mapping[str, Sequence[str]], present: Collection[str]) -> pd.DataFrame:
    """The tables that are missing, those that would open most reports first.

    For each ``table``: ``opens``, the reports that lack nothing else; ``needed_by``, all that lack it. Of tables that
    open as many, the one that more reports need comes first, then the one whose reports lack least besides.

    >>> next_tables({"a": ("x", "y"), "b": ("y",), "c": ("z", "x", "y")}, ())[["table", "opens"]].values.tolist()
    [['y', ('b',)], ['x', ()], ['z', ()]]
    """
    lacks = reports_now(needed, present)["lacks"]
    missing = dict.fromkeys(table for tables in lacks for table in tables)
    rows = []
    for table in missing:
        by = tuple(report for report, tables in lacks.items() if table in tables)
        opens = tuple(report for report in by if len(lacks[report]) == 1)
        rows.append((table, opens, by, min(len(lacks[report]) for report in by)))
    rows.sort(key=lambda row: (-len(row[1]), -len(row[2]), row[3]))
    return pd.DataFrame(rows, columns=["table", "opens", "needed_by", "fewest"], dtype=object).drop(columns="fewest")
