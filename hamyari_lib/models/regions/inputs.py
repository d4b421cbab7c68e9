"""The checks that every regional measure makes of its frames: a ``ValueError`` names the faulty cell or label."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

Data = TypeVar("Data", pd.DataFrame, pd.Series)


def checked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as floats, or a ValueError that names its first faulty cell."""
    if frame.empty:
        raise ValueError(f"{name} is empty ({frame.shape[0]} x {frame.shape[1]}); expected a row and a column at least")
    for kind, labels in {"rows": frame.index, "columns": frame.columns}.items():
        if not labels.is_unique:
            raise ValueError(f"{name} repeats the {kind} {names_of(labels[labels.duplicated()])}; expected each once")
    strange = [str(column) for column, kind in frame.dtypes.items() if kind.kind not in "iuf"]
    if strange:
        raise ValueError(f"{name} holds no numbers in {', '.join(strange[:5])}; expected integers or floats")
    values = frame.to_numpy(dtype=float, na_value=np.nan)
    wrong = np.argwhere(~(np.isfinite(values) & (values >= 0)))
    if len(wrong):
        row, column = wrong[0]
        where = f"{frame.index[row]}, {frame.columns[column]}"
        raise ValueError(
            f"{name} at {where} is {values[row, column]} ({len(wrong)} such cells); "
            "expected finite, 0 or more; write 0 where there is none"
        )
    return pd.DataFrame(values, frame.index, frame.columns)


def checked_pair(jobs: pd.DataFrame, sample_n: pd.DataFrame, span: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both frames as floats with the labels of the first, or a ValueError."""
    name, sample_name = (f"{span}_jobs", f"{span}_n") if span else ("jobs", "sample_n")
    cells = checked(name, jobs)
    sample = aligned(sample_name, checked(sample_name, sample_n), cells.index, cells.columns)
    lost = np.argwhere(((cells > 0) & (sample == 0)).to_numpy())
    if len(lost):
        row, column = lost[0]
        raise ValueError(
            f"{sample_name} at {cells.index[row]}, {cells.columns[column]} is 0 but {name} is "
            f"{cells.iloc[row, column]:g} ({len(lost)} such cells); expected survey jobs behind every estimate"
        )
    return cells, sample


def aligned(name: str, data: Data, index: pd.Index, columns: pd.Index | None = None) -> Data:
    """The data in the order of the labels, or a ValueError that names the labels on one side only."""
    pairs = [(data.index, index)] + ([] if columns is None else [(data.columns, columns)])
    for found, expected in pairs:
        apart = found.symmetric_difference(expected, sort=False)
        if len(apart):
            raise ValueError(
                f"{name} and its partner differ in {names_of(apart)}; expected the same labels, 0 for none"
            )
    return data.reindex(index) if columns is None else data.reindex(index=index, columns=columns)


def totals_of(name: str, cells: pd.DataFrame, totals: pd.Series | None, called: str) -> pd.Series:
    """Each region's total: the given one, checked, or the sum of its row; never 0."""
    total = cells.sum(axis=1)
    if totals is not None:
        total = aligned(called, checked(called, totals.to_frame(called))[called], cells.index)
        short = cells.max(axis=1) > total * (1 + 1e-9)
        refuse(cells.index[short], "region", f"a total in {called} below one of its cells")
    refuse(cells.index[total == 0], "region", f"a total of 0 in {name}, so no shares")
    return total


def refuse(labels: object, kind: str, fault: str) -> None:
    """Raise a ValueError with all the labels that have the fault, if there are any."""
    if len(labels):
        raise ValueError(f"{kind} {names_of(labels)} has {fault}; leave it out or merge it with another")


def names_of(labels: object) -> str:
    shown = ", ".join(map(str, list(labels)[:5]))
    return shown + (f" and {len(labels) - 5} more" if len(labels) > 5 else "")
