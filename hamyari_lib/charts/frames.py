"""What a figure asks of its frame before it draws anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib.errors import HamyariError

if TYPE_CHECKING:
    import pandas as pd


class FrameError(HamyariError, ValueError):
    """A frame does not fit its figure."""


def require(frame: pd.DataFrame, figure: str, columns: Sequence[str]) -> None:
    """Refuse a frame without rows or without one of ``columns``."""
    faults = [
        f"{figure}: column {one!r} is missing; the frame has {', '.join(map(str, frame.columns)) or 'none'}; add it."
        for one in columns
        if one not in frame.columns
    ]
    if not len(frame):
        faults.append(f"{figure}: the frame has no rows; expected at least one; say so in words instead of a figure.")
    if faults:
        raise FrameError(faults)


def numbers(
    frame: pd.DataFrame, figure: str, column: object, *, needs_all: bool = False, most: float | None = None
) -> np.ndarray:
    """A column as floats; infinity is refused, with ``needs_all`` NaN too, with ``most`` what is not from 0 to it."""
    values = frame[column].to_numpy(dtype=float, na_value=np.nan)
    bad = ~np.isfinite(values) if needs_all else np.isinf(values)
    expected = "a number" if needs_all else "a number, or NaN where it is not known"
    if most is not None:
        bad |= (values < 0) | (values > most)
        expected += f", from 0 to {most:g}" if np.isfinite(most) else ", 0 or more"
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise FrameError(f"{figure}: {column!r} in row {row} is {values[row]}; expected {expected}; mend the row.")
    return values


def flags(frame: pd.DataFrame, figure: str, column: str) -> np.ndarray:
    """A column of true and false."""
    for row, value in enumerate(frame[column]):
        if not isinstance(value, bool | np.bool_):
            raise FrameError(f"{figure}: {column!r} in row {row} is {value!r}; expected True or False; mend the row.")
    return frame[column].to_numpy(dtype=bool)


def check_members(frame: pd.DataFrame, figure: str, column: str, names: Mapping[str, str], most: int) -> None:
    """Refuse a value of a column without a name, and more than ``most`` names."""
    if len(names) > most:
        raise FrameError(
            f"{figure}: {column!r} has {len(names)} names; expected at most {most}, told apart; join some."
        )
    if strange := sorted({repr(one) for one in frame[column] if one not in names}):
        known = ", ".join(map(repr, names))
        raise FrameError(f"{figure}: {column!r} is {', '.join(strange)}; expected one of {known}; name it or mend it.")
